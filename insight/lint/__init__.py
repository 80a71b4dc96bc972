"""Mistakes in training data, domain and configuration, named with their file and line before anything trains."""
