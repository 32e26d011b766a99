"""Twins: the same people with the same luck, without and with a policy, month by month.

Both runs of a pair have the same seed, and every draw is keyed by person and month. So a person
differs between them only where the policy reaches, directly or through others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.kernels.tables import Columns
from talentflow.levers import Lever
from talentflow.moment import MoveKind
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow.vocabulary import AGE_BANDS, GRADES
from talentflow.world import World
from talentflow_lab.changes import Changes, align
from talentflow_lab.side import Side, Territory, places_of
from talentflow_lab.verdict import Found

__all__ = ["Found", "Outcome", "Pair", "outcome_of", "run_twins"]

type Floats = npt.NDArray[np.float64]
type Ints = npt.NDArray[np.int64]

ABSENT = -1
"""Place of who is not in the occupation."""
SIDES = ("baseline", "policy")
PACKAGE = "package"
"""Name of the book of all levers of an owner."""


def run_twins(
    baseline: Scenario,
    policy: Scenario,
    replication: int,
    names: Sequence[str],
    first: int,
    progress: Callable[[int], None],
    *,
    alike: bool = True,
) -> Found:
    """Live both runs month by month; effects are counted from month `first` on.

    `alike` says that they cannot differ before; RuntimeError if they do.
    """
    without, with_ = (Side.of(scenario, replication) for scenario in (baseline, policy))
    pair = Pair(without, with_, names)
    for month in range(baseline.months):
        pair.step()
        if alike and month < first and pair.changes.any():
            raise RuntimeError(f"the twins differ in month {month}, before the policy starts")
        progress(1)
    return pair.found(first)


class Pair:
    """A run without a policy and one with it."""

    def __init__(self, without: Side, with_: Side, names: Sequence[str]) -> None:
        self.sides = without, with_
        baseline, policy = without.run.case, with_.run.case
        plan = with_.world.blueprint
        self.plan, self.scale = plan, plan.scale
        self.territories = [
            Territory(name, places_of(plan.countries, plan.places, plan.country_of_place, name))
            for name in names
        ]
        self.new = [n for n, one in enumerate(policy.levers) if one not in baseline.levers]
        self.changes = Changes(self.new)

    def step(self) -> None:
        """Live a month in both runs and note who differs from then on."""
        month = self.sides[0].step().month
        self.sides[1].step()
        self.changes.note(self.sides[0].world, self.sides[1].world, month)

    def found(self, first: int) -> Found:
        """Sum up; effects are counted from month `first` on."""
        return Found(
            self._series(first),
            self._groups(),
            self._books(),
            self._displacement(),
            self.changes.to_frame(self.plan),
        )

    def _series(self, first: int) -> pd.DataFrame:
        rows: dict[str, list[npt.NDArray[Any]]] = {}
        for tally in (side.tally for side in self.sides):
            stock, flows = np.stack(tally.stock), np.stack(tally.flows)
            kinds, remote = np.stack(tally.kinds), np.stack(tally.remote)
            flows, kinds = flows.copy(), kinds.copy()
            flows[:first], kinds[:first] = 0, 0
            for one in self.territories:
                inside = np.zeros(stock.shape[1], bool)
                inside[one.places] = True
                here = stock[:, inside].sum(1)
                years = np.where(np.arange(len(here)) >= first, here, 0).cumsum() / 12.0
                for name, values in (
                    ("stock", here),
                    ("arrivals", flows[:, ~inside][:, :, inside].sum((1, 2)).cumsum()),
                    ("departures", flows[:, inside][:, :, ~inside].sum((1, 2)).cumsum()),
                    ("person_years", years),
                ):
                    rows.setdefault(f"{name}:{one.name}", []).append(values)
                if ":" not in one.name:
                    c = self.plan.countries.index(one.name)
                    rows.setdefault(f"remote_for:{one.name}", []).append(remote[:, c])
            rows.setdefault("first_moves", []).append(kinds[:, MoveKind.FIRST].cumsum())
            rows.setdefault("returns", []).append(kinds[:, MoveKind.RETURN].cumsum())
        months = np.arange(len(self.sides[0].tally.stock))
        return pd.concat(
            pd.DataFrame(
                {
                    "outcome": name,
                    "month": months,
                    "baseline": a * self.scale,
                    "policy": b * self.scale,
                }
            )
            for name, (a, b) in rows.items()
        )

    def _groups(self) -> pd.DataFrame:
        parts = []
        for side, one in zip(SIDES, self.sides, strict=True):
            people, month = one.world.people, one.run.month
            rows = np.flatnonzero(people.active[: people.used])
            age = (month - people.birth[rows]) // 12
            groups = {
                "grade": np.array(GRADES)[people.grade[rows]],
                "age": np.array(AGE_BANDS)[np.searchsorted([25, 35, 45], age, side="right")],
                "sex": np.array(["women", "men"])[people.sex[rows]],
            }
            for territory in self.territories:
                here = np.isin(people.place[rows], territory.places)
                for group, values in groups.items():
                    names, count = np.unique(values[here], return_counts=True)
                    parts.append(
                        pd.DataFrame(
                            {
                                "outcome": f"stock:{territory.name}",
                                "group": group,
                                "group_value": names,
                                "side": side,
                                "persons": count * self.scale,
                            }
                        )
                    )
        frame = pd.concat(parts)
        wide = frame.pivot_table(
            index=["outcome", "group", "group_value"],
            columns="side",
            values="persons",
            fill_value=0.0,
        )
        return wide.reindex(columns=list(SIDES), fill_value=0.0).reset_index()

    def _ends(self) -> tuple[Ints, Ints, Ints]:
        """Place without and with the policy, and what each person got, of everybody in either."""
        without, with_ = (side.world.people for side in self.sides)
        a, b = align(without, with_)
        places = [_places(without), _places(with_)]
        only_a = np.setdiff1d(np.arange(without.used), a, assume_unique=True)
        only_b = np.setdiff1d(np.arange(with_.used), b, assume_unique=True)
        before = np.concatenate([places[0][a], places[0][only_a], np.full(only_b.size, ABSENT)])
        after = np.concatenate([places[1][b], np.full(only_a.size, ABSENT), places[1][only_b]])
        got = with_.aided[: with_.used].astype(np.int64)
        aided = np.concatenate([got[b], np.zeros(only_a.size, np.int64), got[only_b]])
        return before, after, aided

    def _books(self) -> pd.DataFrame:
        """Say of each new lever, and of all of an owner, who is where and what it costs."""
        before, after, aided = self._ends()
        owners: dict[str, list[int]] = {}
        for number in self.new:
            owners.setdefault(self.plan.levers[number].holder, []).append(number)
        rows = []
        for holder, numbers in owners.items():
            inside = self.place_rows(holder)
            without, with_ = np.isin(before, inside), np.isin(after, inside)
            sets = [[number] for number in numbers]
            sets += [numbers] if len(numbers) > 1 else []
            for held in sets:
                got = (aided & sum(1 << number for number in held)) != 0
                counts = {
                    "stock_without": without,
                    "stock_with": with_,
                    "present": got & with_,
                    "deadweight": got & with_ & without,
                    "crowded_out": without & ~with_,
                    "others_gained": ~got & with_ & ~without,
                }
                slug = self.plan.levers[held[0]].slug if len(held) == 1 else PACKAGE
                row: dict[str, object] = {"lever": slug, "owner": holder}
                row |= {name: float(mask.sum()) * self.scale for name, mask in counts.items()}
                rows.append(row | self._money(held))
        return pd.DataFrame(rows)

    def _money(self, held: list[int]) -> dict[str, float]:
        """Recipients and spending of some levers, less what the baseline spends on their like."""
        without, with_ = (side.world.aid for side in self.sides)
        books = [with_.book(number) for number in held]
        known = {(one.slug, one.holder): n for n, one in enumerate(without.plan.levers)}
        total = {name: sum(book[name] for book in books) for name in books[0]}
        for number in held:
            like = known.get((self.plan.levers[number].slug, self.plan.levers[number].holder))
            if like is not None:
                for name, value in without.book(like).items():
                    total[name] -= value
        return total | {"tax_value": books[0]["tax_value"]}

    def place_rows(self, name: str) -> Ints:
        """Rows of the places of a territory."""
        plan = self.plan
        return places_of(plan.countries, plan.places, plan.country_of_place, name)

    def _displacement(self) -> pd.DataFrame:
        before, after, _ = self._ends()
        moved = before != after
        names = np.array([*self.plan.places, "none"])
        pairs, count = np.unique(
            np.stack([before[moved], after[moved]]), axis=1, return_counts=True
        )
        return pd.DataFrame(
            {
                "place_without": names[pairs[0]],
                "place_with": names[pairs[1]],
                "persons": count * self.scale,
            }
        )


def _places(people: Columns) -> Ints:
    """Place of each row, ABSENT for who has left the occupation."""
    used = people.used
    place = people.place[:used].astype(np.int64)
    return np.where(people.active[:used] == 1, place, ABSENT)


@dataclass(frozen=True)
class Outcome:
    """What one run came to at its end."""

    world: World

    def stock(self, lever: Lever) -> float:
        """Real people who live at the lever's places."""
        plan = self.world.blueprint
        inside = places_of(plan.countries, plan.places, plan.country_of_place, lever.holder)
        return float(self.world.residents[:, inside].sum()) * plan.scale

    def spent(self, lever: Lever) -> float:
        """EUR that a lever has cost."""
        names = [(one.slug, one.holder) for one in self.world.blueprint.levers]
        return float(self.world.aid.spent[names.index((lever.slug, lever.holder))])


def outcome_of(scenario: Scenario, replication: int, progress: Callable[[int], None]) -> Outcome:
    """Live a run without its twin."""
    return Outcome(
        Simulation(scenario, replication, histories=False, records=False).run(progress).world
    )
