"""Voice: digital dissent beside exit, how the state answers, and what exit does to it."""
