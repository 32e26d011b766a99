"""Simulate the migration of skilled people, month by month, in a real Mesa model."""

__version__ = "0.1.0"
