"""Shocks: what somebody suffers."""
