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
from talentflow.rules import catalogue
from talentflow.scenario import Scenario, load
from talentflow.source import Source, read_source
from talentflow_lab.accounts import new_levers
from talentflow_lab.lever_option import read_lever_options
from talentflow_lab.verdict import Question

__all__ = ["Asked", "Ground", "QuestionError", "ask"]


SEATED = ("support", "permits", "study", "matching", "recruiting", "office")
"""Mechanisms with recipients, of whom a capacity lets so many have them a month."""


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
    ground = Ground.of(asked.scenario, asked.settings, asked.start, asked.months, asked.seed,
                       asked.scale)  # fmt: skip
    return ground.question(asked.levers, asked.against, asked.territories, asked.budget)


@dataclass(frozen=True)
class Ground:
    """A baseline of which many policies can be asked; its files are read once."""

    baseline: Scenario
    source: Source
    settings: tuple[str, ...]
    start: str
    """Month in which levers start that say none."""
    first: int
    """The same, as a month of the run."""

    @classmethod
    def of(
        cls, scenario: str | Path, settings: Sequence[str], start: str, months: int,
        seed: int | None = None, scale: float | None = None,
    ) -> Ground:  # fmt: skip
        """Read a scenario that goes on for so many months from `start` on.

        Raises ScenarioErrors or QuestionError for what is wrong.
        """
        day = _month(start)
        first_day = load(scenario, settings).start
        first = month_index(day, first_day)
        if first < 1:
            text = f"--start {start} is not after the scenario's first month, {first_day:%Y-%m}"
            raise QuestionError(text)
        run: dict[str, Any] = {"months": first + months}
        if seed is not None:
            run["seed"] = seed
        if scale is not None:
            run["scale"] = scale
        length = Layer("the comparison", "comparison", Path(), run, {})
        source = read_source(scenario, catalogue(), above=[length])
        baseline = load(source, settings, above=[length])
        _ = baseline.fingerprint  # taken once, and known to all whom a question is sent to
        return cls(baseline, source, tuple(settings), start, first)

    def question(
        self, levers: Sequence[str], against: str | None = None,
        territories: Sequence[str] = (), budget: str | None = None,
    ) -> Question:  # fmt: skip
        """Ask of levers, or of another scenario, with the same run.

        Raises ScenarioErrors or QuestionError for what is wrong.
        """
        baseline, length = self.baseline, self.source.chain[-1]
        problems: list[Problem] = []
        held = load(against, self.settings).levers if against else baseline.levers
        known = {(lever.slug, lever.holder) for lever in held}
        layers = read_lever_options(levers, self.start, problems, known)
        if problems:
            raise ScenarioErrors(problems)
        policy = load(against or self.source, self.settings, above=[*layers, length])
        _same_run(baseline, policy)
        new = new_levers(baseline, policy)
        for lever in new:
            if lever.start < self.first and not against:
                raise QuestionError(
                    f"{lever.slug} of {lever.holder} starts before the comparison, in "
                    f"{date_of(policy.start, lever.start):%Y-%m}; give an earlier --start"
                )
        if not (new or against):
            raise QuestionError("the policy is the baseline: no lever is new in it")
        if budget is not None:
            policy = _within_budget(policy, new, budget)
            new = new_levers(baseline, policy)
        given = [
            holder for layer in layers for one in layer.values["levers"].values() for holder in one
        ]
        held_by = [*given, *(lever.holder for lever in new)]
        names = _territories(territories, baseline, policy, held_by)
        return Question(baseline, policy, self.first, names, f"stock:{names[0]}", alike=not against)


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


def _territories(
    wanted: Sequence[str], baseline: Scenario, policy: Scenario, held: Sequence[str]
) -> tuple[str, ...]:
    """List what is looked at: named territories, owners in the order given, origins."""
    rows = policy.data.place_rows
    for name in wanted:
        country, colon, place = name.partition(":")
        known = rows[rows["iso3"] == country]["place"].tolist()
        if country not in policy.data.countries or (colon and place not in known):
            valid = known if colon and known else policy.data.countries
            nearest = get_close_matches(place or country.upper(), valid, n=1)
            hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
            raise QuestionError(f"--for {name}: there is no such country or place{hint}")
    return tuple(dict.fromkeys([*wanted, *held, *baseline.origin]))


_BUDGET = re.compile(r"(\d+(?:\.\d+)?(?:[eE]\d+)?)\s*(?:EUR|€)?")


def _within_budget(policy: Scenario, new: Sequence[Lever], text: str) -> Scenario:
    """Scale the capacity of new levers to what the budget of each owner buys.

    What fixed costs leave of it goes to the owner's levers that give seats, in equal shares. A
    lever without seats keeps its dose: no sum buys more of it, and what it spends is told.
    """
    match = _BUDGET.fullmatch(text.strip())
    if match is None:
        raise QuestionError(f"--budget {text!r} is no sum such as 2e6EUR")
    if not new:
        raise QuestionError("--budget needs a lever to spend it on")
    bought: dict[Lever, Lever] = {}
    for owner in dict.fromkeys(lever.holder for lever in new):
        held = [lever for lever in new if lever.holder == owner]
        left = _beyond_fixed_costs(held, float(match[1]), policy)
        seated = [lever for lever in held if lever.kind.mechanism in SEATED]
        bought |= {lever: _afford(lever, left / len(seated), policy) for lever in seated}
    return replace(policy, levers=tuple(bought.get(lever, lever) for lever in policy.levers))


def _months(lever: Lever, policy: Scenario) -> int:
    """Return how many months a lever lasts until the horizon."""
    return min(lever.end, policy.months) - lever.start


def _beyond_fixed_costs(held: Sequence[Lever], budget: float, policy: Scenario) -> float:
    """Return what the fixed costs of an owner's levers leave of the budget, EUR."""
    fixed = {lever: lever.fixed_cost * _months(lever, policy) for lever in held}
    if sum(fixed.values()) > budget:
        costs = ", ".join(
            f"{lever.slug} costs {cost:,.0f} EUR in {_months(lever, policy)} months"
            for lever, cost in fixed.items()
            if cost > 0.0
        )
        raise QuestionError(
            f"--budget of {budget:,.0f} EUR of {held[0].holder} is used up before anybody gets "
            f"anything: {costs}"
        )
    return budget - sum(fixed.values())


def _afford(lever: Lever, budget: float, policy: Scenario) -> Lever:
    """Return a lever with the capacity that a sum buys from its start to the horizon."""
    lasts = _months(lever, policy)
    each = (lever.unit_cost + _given(lever, policy, lasts)) * (1.0 + lever.leakage)
    if each <= 0.0:
        return lever
    return replace(lever, capacity=min(lever.capacity, budget / each / lasts))


def _given(lever: Lever, policy: Scenario, lasts: int) -> float:
    """EUR that a recipient gets within the horizon, of those who come evenly over the months."""
    if lever.kind.mechanism != "support":
        return 0.0
    from talentflow.drawing import draw_up  # noqa: PLC0415 - imports Numba

    plan = draw_up(replace(policy, levers=(lever,)), 0)
    grip = plan.grips[0]
    monthly, once = lever.act.cost(grip)
    mean = float(monthly[lever.start : lever.start + lasts][:, grip.grades].mean())
    return float(once + mean * min(lever.act.months, lasts / 2.0))
