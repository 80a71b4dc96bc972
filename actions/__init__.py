"""What the assistant does when words alone do not suffice: custom actions, one module per topic, all thin.

`python -m actions` serves them. What they say lives in `data/responses` (named `say_...`).
"""
