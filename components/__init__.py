"""Kefu's own Rasa NLU components, one a file; `config.yml` names them by dotted path."""
