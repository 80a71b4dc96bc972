"""After-sales cases: their state machine, quotes, filing, and the steps from request to end."""
