"""One person's life, and the nearest change that would have altered the decision.

The story is that of `talentflow.story`, with the reasons of every plan. The decision is that for
the plan that led to the first move away from home; of who stayed, that of the month in which a plan
was nearest. What one month's decision needed is found exactly (see `talentflow_lab.nearest`). What
would have come of it in the end is found by running the person's life again without a factor, or
with a lever of the origin, on the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from talentflow.history import EVENTS, Entry
from talentflow.kernels.tables import AT_PLACES, PERSONAL
from talentflow.months import date_of
from talentflow.phases.values import cell_terms
from talentflow.replication import Replication
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.story import life
from talentflow.vocabulary import STAGES
from talentflow_lab.cohort import group_of
from talentflow_lab.decision import Answer, Decision, live_to_decisions
from talentflow_lab.explain import ExplainError, months_of, plain_rows
from talentflow_lab.keeping import alternatives, otherwise, title_of
from talentflow_lab.nearest import nearest

__all__ = ["PersonExplained", "explain_person", "months_to_live", "read_wanted"]

Tell = Callable[[int], None]
LIKE = ("grade", "age", "sex", "employer", "stage", "to")
MOVED = "moved"
_MOVED = EVENTS.index(MOVED)


@dataclass(frozen=True)
class PersonExplained:
    """One person: the story, the decision, and what would have altered it."""

    case: Scenario
    replication: int
    person: str
    """Identity, in hexadecimal, as tables of changes write it."""
    life: Mapping[str, Any]
    """As `talentflow.story.life` tells it."""
    plans: pd.DataFrame
    """date, place, decision (wish or destination), term, contribution (logit): of every plan."""
    month: pd.Timestamp
    """Month of the decision that is looked at."""
    place: str
    """Place whose conditions are looked at: that planned for, else the likeliest."""
    answer: Answer
    """The decision, by the model's own code."""
    terms: pd.DataFrame
    """term, contribution: what the wish consisted of then, largest first; it sums to the wish."""
    nearest: pd.DataFrame
    """See `talentflow_lab.nearest.nearest`; kind exact: of that month's decision."""
    otherwise: pd.DataFrame
    """alternative, title, left (month of the first move, or a gap), lives (place at the end),
    altered, kind: re-run."""

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values, for JSON."""
        frames = ("plans", "terms", "nearest", "otherwise")
        wish, needed, _ = self.answer
        return {
            "person": self.person,
            "replication": self.replication,
            "scale": self.case.scale,
            "seed": self.case.seed,
            "life": self.life,
            "decision": {
                "month": f"{self.month:%Y-%m}",
                "place": self.place,
                "planned": self.answer.plans,
                "wish": wish if np.isfinite(wish) else None,
                "needed": needed if np.isfinite(needed) else None,
            },
            **{name: plain_rows(getattr(self, name)) for name in frames},
        }


def read_wanted(text: str) -> dict[str, str]:
    """Read who is wanted: grade=senior,stage=moved,to=POL.

    Raises ExplainError for a text that is no such list, or a word that is not known.
    """
    wanted = {}
    for part in filter(None, text.split(",")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or name not in LIKE:
            hint = get_close_matches(name, LIKE, n=1)
            more = f'; did you mean "{hint[0]}"?' if hint else f"; there are {', '.join(LIKE)}"
            raise ExplainError(f"--like {part!r} is not NAME=VALUE with a known name{more}")
        wanted[name] = value
    return wanted


def explain_person(
    case: Scenario,
    who: str | Mapping[str, str],
    *,
    at: str | None = None,
    since: str | None = None,
    replication: int = 0,
    tell: Tell | None = None,
) -> PersonExplained:
    """Explain one person: an identity in hexadecimal, or the first who is as wanted.

    `who` may say grade, age, sex, employer (in the month before `since`), stage (at the end of the
    month `at`; moved for who left home) and to (country of the first move). `tell` is told of each
    month lived, of `months_to_live`. Raises ExplainError if there is nobody like that.
    """
    tell = tell or (lambda _: None)
    last, first = months_of(case, at, since)
    case = case.replace(months=last + 1)
    run = Replication(case, replication, records=False)
    labels: dict[str, np.ndarray[Any, Any]] = {}
    while not run.over:
        if run.month == first:
            labels = _labels(run)
        run.step()
        tell(1)
    row = _find(run, who, labels)
    decision, place = _decision(case, replication, run.history.of(row), row, tell)
    answer = decision.answer()
    near = nearest(decision, place)
    plan = run.world.blueprint
    return PersonExplained(
        case=case,
        replication=replication,
        person=f"{int(run.world.people.key[row]):016x}",
        life=life(run.professionals[row]),
        plans=_plans(run, row),
        month=pd.Timestamp(date_of(case.start, decision.month)),
        place=plan.places[place],
        answer=answer,
        terms=_weightiest(pd.DataFrame(decision.terms().items(), columns=["term", "contribution"])),
        nearest=near,
        otherwise=_otherwise(case, replication, run, row, first, tell),
    )


def months_to_live(case: Scenario, at: str | None = None, since: str | None = None) -> int:
    """Months that `explain_person` lives, at most."""
    last, first = months_of(case, at, since)
    reruns = len(alternatives(case.replace(months=last + 1), (), first))
    return 2 * (last + 1) + first + reruns * (last + 1 - first)


def _weightiest(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort terms by the size of their contribution, without those that are 0."""
    kept = frame[frame["contribution"] != 0.0]
    return kept.sort_values(
        "contribution", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def _labels(run: Simulation) -> dict[str, np.ndarray[Any, Any]]:
    return dict(group_of(run.world, np.arange(run.world.people.used), run.month))


def _find(run: Replication, who: str | Mapping[str, str], labels: Mapping[str, Any]) -> int:
    people = run.world.people
    keys = people.key[: people.used]
    if isinstance(who, str):
        try:
            rows = np.flatnonzero(keys == np.uint64(int(who, 16)))
        except (ValueError, OverflowError):
            rows = np.empty(0, np.int64)
        if not rows.size:
            raise ExplainError(
                f"--person {who}: nobody in this run has that identity; at another --scale, "
                "--seed or month there are other people. Look for one with --like"
            )
        return int(rows[0])
    count = len(labels["grade"])
    fits = run.world.blueprint.home[people.citizenship[:count]] >= 0
    for name, value in who.items():
        fits &= _fits(run, name, value, labels, count)
    rows = np.flatnonzero(fits)
    if not rows.size:
        told = ", ".join(f"{name}={value}" for name, value in who.items())
        raise ExplainError(f"--like {told}: nobody in this run is like that")
    return int(rows[np.argmin(keys[rows])])


def _fits(
    run: Replication, name: str, value: str, labels: Mapping[str, Any], count: int
) -> np.ndarray[Any, Any]:
    people, plan = run.world.people, run.world.blueprint
    if name in labels:
        return np.asarray(labels[name] == value)
    moved = np.full(count, -1)
    for events in reversed(run.history.events):
        first = events[(events[:, 2] == _MOVED) & (events[:, 1] < count)]
        moved[first[:, 1]] = first[:, 4]
    if name == "to":
        there = plan.country_of_place[moved]
        known = plan.countries.index(value) if value in plan.countries else -1
        return np.asarray((moved >= 0) & (there == known))
    if value == MOVED:
        return moved >= 0
    stage = people.stage[:count] == (STAGES.index(value) if value in STAGES else -1)
    return np.asarray(stage & (moved < 0) & (people.active[:count] == 1))


def _decision(
    case: Scenario, replication: int, history: list[Entry], row: int, tell: Tell
) -> tuple[Decision, int]:
    """Live to the decision that counts, and say which place's conditions are looked at."""
    moved = next((entry.month for entry in history if entry.event == "moved"), None)
    plans = [entry for entry in history if entry.event == "planned"]
    before = [entry for entry in plans if moved is None or entry.month <= moved]
    month = before[-1].month if before else None
    run = Simulation(case, replication, histories=False, records=False)
    try:
        decision = live_to_decisions(run, row, month, case.months - 1, tell)
    except LookupError:
        raise ExplainError(
            "the person never thought of leaving home in these months: no professional at home "
            "who could plan (a student, abroad from the start, or out of the occupation)"
        ) from None
    return decision, before[-1].destination if before else decision.likeliest()


def _plans(run: Replication, row: int) -> pd.DataFrame:
    """Return the reasons of every plan a person made."""
    plan = run.world.blueprint
    terms = list(cell_terms(run.world))
    kinds = {"wish": [*terms, *PERSONAL], "destination": [*terms, *PERSONAL[:AT_PLACES]]}
    parts = []
    for entry in run.history.of(row):
        found = run.history.choice_of(row, entry.month) if entry.event == "planned" else None
        for (kind, names), numbers in zip(kinds.items(), found or (), strict=False):
            frame = pd.DataFrame({"term": names, "contribution": numbers.astype(np.float64)})
            date = pd.Timestamp(date_of(run.case.start, entry.month))
            place = plan.places[entry.destination]
            parts.append(_weightiest(frame).assign(date=date, place=place, decision=kind))
    columns = ["date", "place", "decision", "term", "contribution"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _otherwise(
    case: Scenario, replication: int, known: Replication, row: int, since: int, tell: Tell
) -> pd.DataFrame:
    """Live the person's life again under each alternative, from `since` on."""
    key = int(known.world.people.key[row])
    shared = Simulation(case, replication, histories=True, records=False)
    shared.world.histories = True
    while shared.month < since:
        shared.step()
        tell(1)
    actual = _course(known, key)
    rows = []
    for name in alternatives(case, (), since):
        run = otherwise(shared, case, name, since)
        while not run.over:
            run.step()
            tell(1)
        left, lives = _course(run, key)
        rows.append((name, title_of(name), left, lives, (left, lives) != actual, "re-run"))
    columns = ["alternative", "title", "left", "lives", "altered", "kind"]
    return pd.DataFrame(rows, columns=columns).astype({"left": "datetime64[us]"})


def _course(run: Simulation, key: int) -> tuple[pd.Timestamp | None, str]:
    """Return when somebody first moved away from home, and where the person lives in the end."""
    people = run.world.people
    rows = np.flatnonzero(people.key[: people.used] == np.uint64(key))
    if not rows.size:
        return None, "not in the occupation"
    row = int(rows[0])
    moved = next((one.month for one in run.history.of(row) if one.event == "moved"), None)
    left = None if moved is None else pd.Timestamp(date_of(run.case.start, moved))
    if people.active[row] == 0:
        return left, "not in the occupation"
    return left, run.world.blueprint.places[int(people.place[row])]
