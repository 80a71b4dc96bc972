"""How customers reach the assistant."""
