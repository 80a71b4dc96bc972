"""What a designer can look into: why a trained model understands a text as it does."""
