"""The HTTP service of a merchant's order system (``openapi.yml``) as an answer to the port."""
