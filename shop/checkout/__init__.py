"""From a wish to an order: what it costs, what is taken off, and placing it."""
