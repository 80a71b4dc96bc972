"""Finding products: words cut apart, a full-text index on either database, and one way to ask both."""
