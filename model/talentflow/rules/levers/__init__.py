"""Levers: what an actor can turn. A mechanism is one file; `scenarios/levers/` says who uses it."""
