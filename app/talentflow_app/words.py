"""Numbers in words, as the pages write them."""

from __future__ import annotations

import math
from collections.abc import Callable

__all__ = ["count", "euros", "few", "interval", "month", "signed"]

MISSING = "–"


def few(value: float) -> str:
    """Write a count: whole from 100 on, with a decimal below.

    >>> few(1234.6), few(-12.34), few(float("nan"))
    ('1,235', '−12.3', '–')
    """
    if not math.isfinite(value):
        return MISSING
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}").replace("-", "−")


def count(value: float) -> str:
    """Write a whole count."""
    return f"{value:,.0f}" if math.isfinite(value) else MISSING


def signed(value: float) -> str:
    """Write a difference with its sign.

    >>> signed(-3.0), signed(120.0)
    ('−3.0', '+120')
    """
    if not math.isfinite(value):
        return MISSING
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{few(abs(value))}"


def euros(value: float) -> str:
    """Write money to two digits, for costs are judgements.

    >>> euros(12345.0), euros(2_340_000.0), euros(float("inf"))
    ('€12,000', '€2.3 million', '–')
    """
    if not math.isfinite(value):
        return MISSING
    if value == 0.0:
        return "€0"
    digits = 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    if abs(rounded) >= 1e6:
        return f"€{rounded / 1e6:,.{0 if abs(rounded) >= 1e7 else 1}f} million"
    return f"€{rounded:,.0f}"


def interval(low: float, high: float, write: Callable[[float], str] = few) -> str:
    """Write a 90 % interval; empty where none is known.

    >>> interval(1.0, 2.0), interval(float("nan"), 2.0)
    ('90 %: 1.0 to 2.0', '')
    """
    if math.isnan(low):
        return ""
    top = write(high) if math.isfinite(high) else "no limit"
    return f"90 %: {write(low)} to {top}"


def month(text: str) -> str:
    """Write a month.

    >>> month("2020-09")
    'September 2020'
    """
    names = "January February March April May June July August September October November December"
    year, _, number = text.partition("-")
    return f"{names.split()[int(number) - 1]} {year}"
