"""What the shop's database answers how fast, when it is as full as a real shop's."""
