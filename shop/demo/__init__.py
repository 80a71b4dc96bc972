"""The demo shop: read from ``data/shop``, grown into a plausible past by a seeded random generator."""
