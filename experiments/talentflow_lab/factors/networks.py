"""Networks: the diaspora, and where one's own contacts live.

Held, people feel the diaspora as large as it was, hear from it as much as they did, and feel each
contact where he or she lived; movers are parted from whom they leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from talentflow.kernels.tables import TOGETHER, Columns
from talentflow.rules.perception.contacts import Contacts
from talentflow.rules.terms.diaspora import Diaspora
from talentflow.scenario import Scenario
from talentflow.ties import Ties
from talentflow.view import Floats, WorldView, on
from talentflow.world import World
from talentflow_lab.factor import Factor

__all__ = ["FACTOR"]

type Held = Sequence[Sequence[float]]
"""(O, C) professionals of each citizenship by country, real people."""


@dataclass(frozen=True)
class _HeldDiaspora(Diaspora):
    """A diaspora that is felt as large as it was."""

    held: Held = ()

    def __call__(self, view: WorldView) -> Floats:
        """Axes o and p."""
        return on(view.at_places(np.log1p(np.array(self.held)) * view.abroad()), "op")


@dataclass(frozen=True)
class _HeldContacts(Contacts):
    """What the diaspora tells, as much as it did."""

    held: Held = ()

    def told(self, diaspora: Floats, ties: float) -> Floats:  # noqa: ARG002
        """Precision that contacts give (O, C), however many there are now."""
        return super().told(np.array(self.held), ties)


class _HeldTies(Ties):
    """Ties that no longer tell where somebody has moved to."""

    @classmethod
    def of(cls, ties: Ties) -> _HeldTies:
        """Return the same graph, held from now on."""
        held = cls.__new__(cls)
        vars(held).update(vars(ties))
        return held

    def follow(self, people: Columns, movers: npt.NDArray[np.int64], month: int) -> None:
        """Let movers know whom they left; their contacts feel them where they were."""
        for i in movers.tolist():
            slots, here = slice(0, int(self.degree[i])), people.place[i]
            at, apart = self.at[i, slots], self.apart[i, slots]
            apart[(at != here) & (apart == TOGETHER)] = month
            apart[at == here] = TOGETHER
            far = self.country[at] != self.country[here]
            order = np.argsort(~far, kind="stable")
            for column in (self.contact, self.at, self.apart):
                column[i, slots] = column[i, slots][order]
            self.near[i], self.far[i] = (at == here).sum(), far.sum()


def _rules(case: Scenario, world: World) -> Mapping[str, Any]:
    plan = world.blueprint
    people = np.zeros((len(plan.home), len(plan.countries)))
    np.add.at(people.T, plan.country_of_place, world.residents.T)
    held = tuple(map(tuple, (people * plan.scale).tolist()))
    paths = {"terms.diaspora": _HeldDiaspora, "perception.contacts": _HeldContacts}
    return {path: kind(**_own(case.rule(path)), held=held) for path, kind in paths.items()}


def _own(rule: Any) -> dict[str, Any]:  # noqa: ANN401 - any rule
    return {one.name: getattr(rule, one.name) for one in fields(rule)}


def _still(world: World) -> None:
    world.ties = _HeldTies.of(world.ties)


FACTOR = Factor(
    title="networks",
    doc="Without it diaspora and contacts are felt where they were, whoever leaves.",
    terms=("diaspora", "colleagues"),
    rules=_rules,
    still=_still,
)
