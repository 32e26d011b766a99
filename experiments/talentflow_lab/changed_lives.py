"""Lives that a policy changes: the same person with the same luck, without and with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow.replication import Replication
from talentflow.story import life
from talentflow_lab.changes import CHANNELS, align, channels
from talentflow_lab.side import places_of
from talentflow_lab.verdict import Question

__all__ = ["ChangedLife", "changed_lives"]

type Ints = npt.NDArray[np.int64]

KINDS = ("gained", "lost", "elsewhere")
"""In the owner's places with the policy only, without it only, and neither."""


@dataclass(frozen=True)
class ChangedLife:
    """One person in both runs; lives are told as `talentflow.story.life` tells them."""

    professional: str
    kind: str
    """One of `KINDS`."""
    channel: str
    """Through what the policy reached the person in the end (see `changes`)."""
    place_without: str
    place_with: str
    without: Mapping[str, Any]
    with_: Mapping[str, Any]


def changed_lives(question: Question, replication: int = 0, count: int = 3) -> list[ChangedLife]:
    """Return some of those who live elsewhere at the horizon because of the policy.

    Kinds take turns, as far as there are any; of a kind the smallest identity comes first.
    """
    runs = [
        Replication(case, replication, histories=True).run()
        for case in (question.baseline, question.policy)
    ]
    without, with_ = (run.world for run in runs)
    plan = with_.blueprint
    a, b = align(without.people, with_.people)
    alive = (without.people.active[a] == 1) & (with_.people.active[b] == 1)
    here, there = without.people.place[a], with_.people.place[b]
    differ = np.flatnonzero(alive & (here != there))
    owner = question.main.partition(":")[2]
    inside = places_of(plan.countries, plan.places, plan.country_of_place, owner)
    new = [n for n, one in enumerate(plan.levers) if one not in question.baseline.levers]
    through = channels(new, without, with_, a[differ], b[differ], question.baseline.months - 1)
    kind = np.full(differ.size, KINDS.index("elsewhere"))
    now, before = np.isin(there[differ], inside), np.isin(here[differ], inside)
    kind[now & ~before] = KINDS.index("gained")
    kind[before & ~now] = KINDS.index("lost")
    return [
        ChangedLife(
            f"{int(without.people.key[a[differ[n]]]):016x}",
            KINDS[kind[n]],
            CHANNELS[through[n]],
            plan.places[here[differ[n]]],
            plan.places[there[differ[n]]],
            life(runs[0].professionals[int(a[differ[n]])]),
            life(runs[1].professionals[int(b[differ[n]])]),
        )
        for n in _chosen(kind, without.people.key[a[differ]], count)
    ]


def _chosen(kind: Ints, keys: npt.NDArray[np.uint64], count: int) -> list[int]:
    """Return rows, one of each kind in turn."""
    order = np.argsort(keys, kind="stable")
    queues = [[int(n) for n in order if kind[n] == code] for code in range(len(KINDS))]
    turns = chain.from_iterable(zip_longest(*queues))
    return list(islice((row for row in turns if row is not None), count))
