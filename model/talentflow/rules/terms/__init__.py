"""Utility terms: what makes a place worth living in, one term a file."""
