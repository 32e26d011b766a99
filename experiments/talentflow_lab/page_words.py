"""Write numbers, months and names in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from talentflow_lab.page_numbers import Estimate

NARROW = "\u202f"
"""The narrow space that stands before a percent sign and never breaks."""

TERMS: Mapping[str, str] = {
    "real_wage": "real pay",
    "job_chance": "job chances",
    "quality": "quality of life",
    "technology": "technology",
    "stability": "political stability",
    "repression": "freedom from repression",
    "home": "ties to home",
    "settlement": "roots put down",
    "remote": "remote work from home",
    "diaspora": "compatriots there",
    "colleagues": "former colleagues there",
    "office": "an office of the employer",
    "offer": "an offer by the employer",
    "recruitment": "recruitment from there",
    "distance": "distance",
    "language": "language",
    "english": "English",
    "visa": "visa and work rules",
    "family": "family",
    "age": "age",
    "market_size": "size of the job market",
    "residual": "unexplained pull of the place",
    "crisis": "the crisis",
    "conscription": "fear of being called up",
    "consular": "passports that consulates renew",
    "moving": "the burden of a move",
    "variety": "variety of choices",
}

GATES: Mapping[str, str] = {
    "savings": "savings too small for the move",
    "job_opening": "no job opening",
    "visa_queue": "the queue for a permit",
    "exit_permission": "no permission to leave",
    "border": "a closed border",
}


def percent(value: float) -> str:
    """Write a percentage with one decimal, or none from 20 on.

    >>> percent(3.14159).split(NARROW)
    ['3.1', '%']
    """
    return f"{value:.0f}{NARROW}%" if abs(value) >= 20 else f"{value:.1f}{NARROW}%"


def persons(value: float) -> str:
    """Write a count of people with three significant digits.

    >>> persons(20296.75), persons(412.4)
    ('20,300', '412')
    """
    digits = len(str(abs(round(value))))
    return f"{round(value, min(0, 3 - digits)):,.0f}"


def times(value: float) -> str:
    """Write a factor with one decimal below 20.

    >>> times(10.77)
    '10.8'
    """
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"


def signed(value: float) -> str:
    """Write a contribution in logit units with its sign.

    >>> signed(0.46), signed(-0.5)
    ('+0.5', '−0.5')
    """
    return f"{value:+.1f}".replace("-", "\u2212")


def month(date: pd.Timestamp) -> str:
    """Write a month in words, such as August 2020."""
    return date.strftime("%B %Y")


def interval(value: Estimate, unit: str) -> str:
    """Say the 90 % interval of a count ("persons"), a percentage ("%") or a factor ("x")."""
    if value.low is None or value.high is None:
        return "one replication, so no interval"
    return f"90{NARROW}% interval {bounds(value, unit)}"


def bounds(value: Estimate, unit: str) -> str:
    """Write the bounds of an interval alone; nothing where there is no interval."""
    if value.low is None or value.high is None:
        return ""
    write = {"persons": persons, "%": percent, "x": times}[unit]
    return f"{write(value.low)} to {write(value.high)}"


def listing(items: Sequence[str]) -> str:
    """Join words with commas and a final "and".

    >>> listing(["Poland", "Lithuania", "Georgia"])
    'Poland, Lithuania and Georgia'
    """
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def plain(name: str) -> str:
    """Turn an identifier into words: known terms and gates by table, others by their letters."""
    return TERMS.get(name) or GATES.get(name) or name.replace("_", " ").replace("-", " ")


def capital(text: str) -> str:
    """Write the first letter as a capital and leave the others."""
    return text[:1].upper() + text[1:]
