"""The checks, one module for each family; every check yields what it finds in a project."""
