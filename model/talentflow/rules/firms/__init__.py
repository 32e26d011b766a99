"""Firms as actors: when they relocate, where to, and what becomes of their staff."""
