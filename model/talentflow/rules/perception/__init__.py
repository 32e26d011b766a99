"""Perception: what people believe about places, and where they know it from."""
