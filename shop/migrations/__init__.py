"""Alembic's migrations of the order database."""
