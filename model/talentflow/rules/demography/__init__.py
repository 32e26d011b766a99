"""Demography: ageing, promotion, leaving the occupation, newcomers."""
