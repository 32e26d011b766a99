"""Prospects: how many of those at home left in a year, month by month."""

import numpy as np

from talentflow.blueprint import Blueprint, Ints
from talentflow.moment import MoveKind, Moves
from talentflow.rules.feedback.graduates import Graduates
from talentflow.view import Floats

__all__ = ["Prospects"]

YEAR = 12


class Prospects:
    """Shares of the stock at home that left in the last twelve months, by month and origin."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.first_moves: list[Ints] = []
        """(O,) each, simulated counts."""
        self.shares: list[Floats] = []
        """(O,) each; months before the start count at the calm rate."""
        origins = range(len(blueprint.home))
        self.usual = np.array([blueprint.rule("decision.anchors", o).calm_exit for o in origins])

    def record(self, citizenship: Ints, moved: Moves, residents: Ints) -> None:
        """Keep a month: `citizenship` of those who moved, `residents` (O, P) at its end."""
        plan, origins = self.blueprint, len(self.usual)
        first = citizenship[moved.kind == MoveKind.FIRST]
        self.first_moves.append(np.bincount(first, minlength=origins))
        at_home = plan.country_of_place[None, :] == plan.home[:, None]
        stock = np.maximum((residents * at_home).sum(1), 1)
        year = self.first_moves[-YEAR:]
        before = self.usual * (YEAR - len(year)) / YEAR
        self.shares.append(np.sum(year, axis=0) / stock + before)

    def graduates(self, month: int) -> Floats:
        """Graduates of a month relative to the base (O,)."""
        rule: Graduates = self.blueprint.case.rule("feedback.graduates")
        then = month - rule.lag
        if then < 0:
            return np.ones_like(self.usual)
        return rule.factor(self.shares[then], self.usual)
