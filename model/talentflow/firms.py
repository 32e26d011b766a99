"""Firms at home: the named ones with their size, the rest from a heavy-tailed distribution."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from talentflow.blueprint import Blueprint, Ints
from talentflow.chance import Kind, Purpose, identity, uniform_pairs
from talentflow.rules.people.population import Population
from talentflow.view import Floats
from talentflow.vocabulary import OWNERSHIPS, SECTORS

__all__ = ["Firms", "found"]

LARGER = (50.0, 250.0, 1000.0)
"""Staff from which the next size class begins."""
BUNDLE = 10.0
"""Simulated persons in a bundle of firms that are too small to be simulated one by one."""
NAMED = 1 << 31
"""First k of the identities of firms with a name."""


@dataclass(frozen=True, eq=False)
class Firms:
    """Employers at home, one row each; firms too small for the scale share a row."""

    blueprint: Blueprint
    name: tuple[str, ...]
    key: npt.NDArray[np.uint64]
    """Identities, for draws; a bundle has that of its first firm."""
    count: Ints
    """Real firms in the row."""
    origin: Ints
    place: Ints
    sector: Ints
    """Row in `SECTORS`."""
    ownership: Ints
    """Row in `OWNERSHIPS`."""
    parent: Ints
    """Row of the parent company's country, −1 where none or not simulated."""
    size: Floats
    """Staff at the start, real people, of all firms in the row."""

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def at_home(self) -> npt.NDArray[np.bool_]:
        """Whether each firm sits in the home country (F,)."""
        plan = self.blueprint
        home: npt.NDArray[np.bool_] = plan.country_of_place[self.place] == plan.home[self.origin]
        return home

    @cached_property
    def size_class(self) -> Ints:
        """Row in `SIZE_CLASSES` of each row's typical firm."""
        return np.searchsorted(LARGER, self.size / self.count, side="right")

    def to_frame(self) -> pd.DataFrame:
        """One row a firm, in row order."""
        columns = ("key", "count", "origin", "place", "sector", "ownership", "parent", "size")
        return pd.DataFrame({"name": self.name} | {name: getattr(self, name) for name in columns})

    def employers(
        self, origin: int, place: Ints, u: Floats, hiring: npt.NDArray[np.bool_] | None = None
    ) -> Ints:
        """Draw a firm for each person in proportion to size, at the person's place.

        Those who live abroad get the firm at home where they used to work. `u` has shape (2, n);
        `hiring` (F,) says which firms hire, all if it is not given. −1 where none does.
        """
        home = self.blueprint.home_places(origin)
        cumulative = np.cumsum(self.blueprint.job_share[home])
        former = home[np.minimum(np.searchsorted(cumulative, u[1]), len(home) - 1)]
        at_home = self.blueprint.country_of_place[place] == self.blueprint.home[origin]
        where = np.where(at_home, place, former)
        chosen = np.full(len(place), -1)
        for p in home.tolist():
            rows, share = self._shares(origin, p, hiring)
            here = np.flatnonzero(where == p)
            if rows.size:
                chosen[here] = rows[np.minimum(np.searchsorted(share, u[0, here]), rows.size - 1)]
        return chosen

    def _shares(
        self, origin: int, place: int, hiring: npt.NDArray[np.bool_] | None
    ) -> tuple[Ints, Floats]:
        rows, share = self.staff(origin, place)
        if hiring is None or hiring[rows].all():
            return rows, share
        rows = rows[hiring[rows]]
        return rows, np.cumsum(self.size[rows]) / max(self.size[rows].sum(), 1.0)

    def staff(self, origin: int, place: int) -> tuple[Ints, Floats]:
        """Return the firms at a place and the cumulative shares of their staff."""
        known = self._staff.get((origin, place))
        if known is None:
            rows = np.flatnonzero((self.place == place) & (self.origin == origin))
            known = rows, np.cumsum(self.size[rows]) / max(self.size[rows].sum(), 1.0)
            self._staff[origin, place] = known
        return known

    @cached_property
    def _staff(self) -> dict[tuple[int, int], tuple[Ints, Floats]]:
        """What `staff` has found so far."""
        return {}


def found(blueprint: Blueprint) -> Firms:
    """Set up the firms of all origins; firms below the scale are bundled with others like them."""
    frames = [_firms_of(blueprint, origin) for origin in range(len(blueprint.home))]
    table = _pool_small(pd.concat(frames, ignore_index=True), blueprint.scale)
    whole = ("count", "origin", "place", "sector", "ownership", "parent")
    return Firms(
        blueprint,
        name=tuple(table["name"]),
        # copies: pandas gives arrays that cannot be written, for which all would be compiled again
        key=table["key"].to_numpy(np.uint64, copy=True),
        **{name: table[name].to_numpy(np.int64, copy=True) for name in whole},
        size=table["size"].to_numpy(np.float64, copy=True),
    )


def _firms_of(blueprint: Blueprint, origin: int) -> pd.DataFrame:
    case = blueprint.case
    table = case.data.frame("firms")
    table = table[table["iso3"] == case.origin[origin]]
    country = {code: n for n, code in enumerate(blueprint.countries)}
    place = int(blueprint.home_places(origin)[0])
    named = pd.DataFrame(
        {
            "name": list(table["name"]),
            "key": identity(Kind.FIRM, place, 0, NAMED + np.arange(len(table))),
            "count": 1,
            "origin": origin,
            "place": place,
            "sector": [SECTORS.index(word) for word in table["sector"]],
            "ownership": [OWNERSHIPS.index(word) for word in table["ownership"]],
            "parent": [country.get(code, -1) for code in table["parent"]],
            "size": table["headcount"].astype(np.float64).to_numpy(),
        }
    )
    return pd.concat(
        [named, _others(blueprint, origin, named["size"].sum(), len(named))], ignore_index=True
    )


def _others(
    blueprint: Blueprint, origin: int, named_staff: float, named_firms: int
) -> pd.DataFrame:
    """Firms without a name: lognormal sizes around the known mean, one stratum each."""
    rule: Population = blueprint.rule("people.population", origin)
    count = max(rule.firms - named_firms, 1)
    home = blueprint.home_places(origin)
    staff = max(blueprint.residents(origin).sum() - named_staff, float(count))
    keys = identity(Kind.FIRM, int(home[0]), 0, np.arange(count))
    u, w = uniform_pairs(blueprint.key, Purpose.FIRM, 0, keys)
    v, x = uniform_pairs(blueprint.key, Purpose.FIRM, 0, keys, index=1)
    size = np.exp(rule.firm_size_spread * ndtri((np.arange(count) + u) / count))
    return pd.DataFrame(
        {
            "name": [f"Firm {n + 1}" for n in range(count)],
            "key": keys,
            "count": 1,
            "origin": origin,
            "place": home[
                np.minimum(np.searchsorted(np.cumsum(blueprint.job_share[home]), v), len(home) - 1)
            ],
            "sector": _draw(blueprint.shares(origin, "sector", SECTORS)[0], w),
            "ownership": _draw(blueprint.shares(origin, "ownership", OWNERSHIPS)[0], x),
            "parent": -1,
            "size": size * staff / size.sum(),
        }
    )


def _draw(shares: Floats, u: Floats) -> Ints:
    return np.minimum(np.searchsorted(np.cumsum(shares), u), len(shares) - 1)


def _pool_small(table: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Bundle firms below the scale with others of the same place, sector and ownership."""
    small = table[table["size"] < scale]
    if small.empty:
        return table
    like = ["origin", "place", "sector", "ownership"]
    before = small.groupby(like)["size"].cumsum() - small["size"]
    pooled = (
        small.assign(bundle=before // (BUNDLE * scale))
        .groupby([*like, "bundle"], as_index=False)
        .agg(
            members=("size", "size"),
            key=("key", "first"),
            count=("count", "sum"),
            size=("size", "sum"),
        )
        .assign(parent=-1, name=lambda rows: [f"{n} small firms" for n in rows["members"]])
    )
    return pd.concat([table[table["size"] >= scale], pooled[table.columns]], ignore_index=True)
