"""People: who is there, what they may open, and what they share."""
