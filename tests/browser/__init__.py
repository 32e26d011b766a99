"""Tests that look at every page in a real browser: `make test-browser`."""
