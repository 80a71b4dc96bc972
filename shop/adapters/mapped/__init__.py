"""A merchant's own tables, described by one YAML file, as an answer to the port."""
