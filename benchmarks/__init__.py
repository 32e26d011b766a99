"""Runnable measurements behind every claim about speed."""
