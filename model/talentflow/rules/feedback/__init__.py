"""Feedback: what migration does to wages, jobs and newcomers."""
