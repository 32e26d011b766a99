"""Gates: what can hold up or stop a plan on its way to a move."""
