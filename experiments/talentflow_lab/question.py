"""From what is asked on the command line to the two scenarios that are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from talentflow.errors import Problem, ScenarioErrors, TalentflowError
from talentflow.levers import Lever
from talentflow.months import date_of, month_index, parse_month
from talentflow.reading import Layer
from talentflow.scenario import Scenario, load
from talentflow_lab.compare import Question
from talentflow_lab.lever_option import read_lever_options

__all__ = ["Asked", "QuestionError", "ask"]


class QuestionError(TalentflowError):
    """Something that cannot be compared; the text says what to do."""


@dataclass(frozen=True)
class Asked:
    """What is asked, as given."""

    scenario: str
    levers: Sequence[str]
    against: str | None
    territories: Sequence[str]
    settings: Sequence[str]
    start: str
    months: int
    budget: str | None = None
    seed: int | None = None
    scale: float | None = None


def ask(asked: Asked) -> Question:
    """Return the question; raise ScenarioErrors or QuestionError for what is wrong."""
    start = _month(asked.start)
    first_day = load(asked.scenario, asked.settings).start
    first = month_index(start, first_day)
    if first < 1:
        raise QuestionError(
            f"--start {asked.start} is not after the scenario's first month, {first_day:%Y-%m}"
        )
    run: dict[str, Any] = {"months": first + asked.months}
    if asked.seed is not None:
        run["seed"] = asked.seed
    if asked.scale is not None:
        run["scale"] = asked.scale
    length = Layer("the comparison", "comparison", Path(), run, {})
    problems: list[Problem] = []
    layers = read_lever_options(asked.levers, asked.start, problems)
    if problems:
        raise ScenarioErrors(problems)
    baseline = load(asked.scenario, asked.settings, above=[length])
    policy = load(asked.against or asked.scenario, asked.settings, above=[*layers, length])
    _same_run(baseline, policy)
    if asked.budget is not None:
        policy = _within_budget(policy, asked.budget, asked.months)
    names = _territories(asked, baseline, policy)
    return Question(baseline, policy, first, names, f"stock:{names[0]}")


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError:
        raise QuestionError(f"--start {text!r} is not a month such as 2020-09") from None


def _same_run(baseline: Scenario, policy: Scenario) -> None:
    for name in ("start", "months", "seed", "scale", "origin"):
        ours, theirs = getattr(baseline, name), getattr(policy, name)
        if ours != theirs:
            raise QuestionError(
                f"the two scenarios are no twins: {name} is {ours} in one and {theirs} in the other"
            )


def _territories(asked: Asked, baseline: Scenario, policy: Scenario) -> tuple[str, ...]:
    given = list(asked.territories)
    for name in given:
        country, _, place = name.partition(":")
        rows = policy.data.place_rows
        known = rows[rows["iso3"] == country]["place"].tolist()
        if country not in policy.data.countries or (place and place not in known):
            valid = known if place and known else policy.data.countries
            nearest = get_close_matches(place or country.upper(), valid, n=1)
            hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
            raise QuestionError(f"--for {name}: there is no such country or place{hint}")
    held = [lever.holder for lever in policy.levers if lever not in baseline.levers]
    origins = list(baseline.origin)
    found = tuple(dict.fromkeys([*held, *given, *origins]))
    return found if held or given else tuple(dict.fromkeys([*origins]))


_BUDGET = re.compile(r"(\d+(?:\.\d+)?(?:[eE]\d+)?)\s*(?:EUR|€)?")


def _within_budget(policy: Scenario, text: str, months: int) -> Scenario:
    """Scale the capacity of each lever to what an equal share of the budget buys."""
    match = _BUDGET.fullmatch(text.strip())
    if match is None:
        raise QuestionError(f"--budget {text!r} is no sum such as 2e6EUR")
    if not policy.levers:
        raise QuestionError("--budget needs a lever to spend it on")
    share = float(match[1]) / len(policy.levers)
    return replace(
        policy, levers=tuple(_afford(lever, share, months, policy) for lever in policy.levers)
    )


def _afford(lever: Lever, budget: float, months: int, policy: Scenario) -> Lever:
    lasts = min(lever.end - lever.start, months)
    left = budget - lever.fixed_cost * lasts
    if left < 0.0:
        raise QuestionError(
            f"--budget: {lever.slug} of {lever.holder} costs {lever.fixed_cost * lasts:,.0f} EUR "
            f"before anybody gets anything, in {date_of(policy.start, lever.start):%B %Y} and the "
            f"{lasts - 1} months after it"
        )
    each = lever.unit_cost + float(getattr(lever.act, "grant", 0.0))
    each += float(getattr(lever.act, "subsidy", 0.0)) * float(getattr(lever.act, "months", 0))
    each *= 1.0 + lever.leakage
    if each <= 0.0:
        return lever
    return replace(lever, capacity=min(lever.capacity, left / each / lasts))
