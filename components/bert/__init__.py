"""What the components share and what knows nothing of Rasa: finding a model, its layers, heads and tuning."""
