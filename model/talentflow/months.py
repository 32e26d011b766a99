"""Months and dates: one step of the model is one calendar month.

A dated row (an event, the step of an indicator, a new entry rule) acts in the
month that holds its date if the day is the 15th or earlier, else in the next
month, so that nobody feels an event more than half a month before it happened.
"""

import re
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = [
    "FROM_THE_BEGINNING",
    "date_of",
    "month_index",
    "month_indices",
    "parse_day",
    "parse_month",
]

FROM_THE_BEGINNING = -1_000_000
"""The month index of a row without a date: long before any run starts."""

LAST_DAY_OF_THE_SAME_MONTH = 15

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def parse_month(text: str) -> date:
    """Return the first day of a month written "2019-01".

    Raises ValueError if the text is no such month.

    >>> parse_month("2019-01")
    datetime.date(2019, 1, 1)
    """
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a month such as 2019-01")
    return date(int(match[1]), int(match[2]), 1)


def parse_day(text: str) -> date:
    """Return a day written "2020-08-09"; raise ValueError if it is none."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date such as 2020-08-09")
    return date(int(match[1]), int(match[2]), int(match[3]))


def date_of(start: date, month: int) -> date:
    """Return the first day of month number `month` of a run (0 is the first).

    >>> date_of(date(2019, 1, 1), 13)
    datetime.date(2020, 2, 1)
    """
    years, months = divmod(start.month - 1 + month, 12)
    return date(start.year + years, months + 1, 1)


def month_index(day: date, start: date) -> int:
    """Return the month of a run in which something dated `day` acts.

    0 is the month of `start`; negative means before the run.

    >>> month_index(date(2020, 8, 9), date(2019, 1, 1))
    19
    >>> month_index(date(2022, 2, 24), date(2019, 1, 1))
    38
    """
    later = day.day > LAST_DAY_OF_THE_SAME_MONTH
    return (day.year - start.year) * 12 + day.month - start.month + later


def month_indices(days: "pd.Series[pd.Timestamp]", start: date) -> npt.NDArray[np.int64]:
    """Return `month_index` of a whole column; FROM_THE_BEGINNING where it is empty."""
    stamps = pd.DatetimeIndex(days)
    later = stamps.day > LAST_DAY_OF_THE_SAME_MONTH
    months = (stamps.year - start.year) * 12 + stamps.month - start.month + later
    return np.where(stamps.isna(), FROM_THE_BEGINNING, months).astype(np.int64)
