"""What a beneficiary could do: levers that it, its country and the origins of its people hold.

Every lever is taken at the documented figures of the catalogue, alone and in packages. A package
holds one lever of a mechanism, since levers of one mechanism reach the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentflow.levers import catalogue
from talentflow_lab.question import Ground
from talentflow_lab.territory import Beneficiary
from talentflow_lab.verdict import Question

__all__ = ["PACKAGES", "SIDES", "Option", "options_for"]

SIDES = ("city", "host", "firm", "origin")
"""Who acts, in the order of reports."""
RESTRICTING = ("quota", "exit-ban")
"""Levers that keep people out or in are not advice for winning them; `compare` tells of them."""
PACKAGES = {
    "city": ("city-talent-office", "recruiting-campaign", "relocation-grant",
             "soft-landing-for-firms"),
    "host": ("fast-track-permits", "key-employee-tax-relief", "recruiting-campaign",
             "student-places"),
    "origin": ("amnesty", "return-tax-relief"),
}  # fmt: skip
BOTH = "city and host"


@dataclass(frozen=True)
class Option:
    """Something to do, and the question that twins answer about it."""

    name: str
    """Name in tables: of a lever and its holder, or of a package."""
    title: str
    side: str
    """Who acts: one of `SIDES`, or several joined by "and"."""
    levers: tuple[str, ...]
    """NAME:owner=HOLDER, as `talentflow compare --lever` takes them."""
    question: Question

    @property
    def outcome(self) -> str:
        """Outcome by which it is judged: residents, or people whom firms employ from afar."""
        if self.side == "firm":
            return f"remote_for:{self.levers[0].rpartition('=')[2]}"
        return self.question.main

    @property
    def package(self) -> bool:
        """Tell whether it is more than one lever."""
        return len(self.levers) > 1


def options_for(ground: Ground, asked: Beneficiary) -> tuple[Option, ...]:
    """Return the options of a beneficiary; counts are taken there, in its country, at origins.

    What an origin can do is judged at the origin: there its people are kept or won back.
    """
    origins = ground.baseline.origin
    holders = {"city": asked.code, "host": asked.country, "firm": asked.country}
    names = {"city": asked.name, "host": asked.country_name, "firm": asked.country_name}
    own = {
        side: {side: holder} for side, holder in holders.items() if side != "city" or asked.place
    }
    made = [_single(ground, asked, slug, side, holders[side], names[side])
            for side in own for slug in _held(side, asked)]  # fmt: skip
    made += [_package(ground, asked, {side: holders[side]}, names[side])
             for side in ("city", "host") if side in own]  # fmt: skip
    if asked.place:
        both = {side: holders[side] for side in ("city", "host")}
        made.append(_package(ground, asked, both, f"{asked.name} and {asked.country_name}"))
    for origin in origins:
        home = _country_name(ground, origin)
        made += [_single(ground, asked, slug, "origin", origin, home)
                 for slug in _held("origin", asked)]  # fmt: skip
        made.append(_package(ground, asked, {"origin": origin}, home))
    return tuple(made)


def _held(side: str, asked: Beneficiary) -> Iterator[str]:
    """Yield the levers of a side; what a city holds itself its country need not."""
    for slug, kind in catalogue().items():
        if slug in RESTRICTING or side not in kind.owners:
            continue
        if side == "host" and asked.place and "city" in kind.owners:
            continue
        if side == "origin" and kind.owners[0] != "origin":
            continue
        yield slug


def _single(
    ground: Ground, asked: Beneficiary, slug: str, side: str, holder: str, name: str
) -> Option:
    lever = f"{slug}:owner={holder}"
    return Option(
        f"{slug}@{holder}", f"{catalogue()[slug].title}, {name}", side, (lever,),
        _question(ground, asked, [lever], side, holder),
    )  # fmt: skip


def _package(ground: Ground, asked: Beneficiary, holders: dict[str, str], name: str) -> Option:
    levers = [f"{slug}:owner={holder}" for side, holder in holders.items()
              for slug in PACKAGES[side]]  # fmt: skip
    side = " and ".join(holders)
    return Option(
        f"package@{'+'.join(holders.values())}", f"Package of {name}", side, tuple(levers),
        _question(ground, asked, levers, side, next(iter(holders.values()))),
    )  # fmt: skip


def _question(
    ground: Ground, asked: Beneficiary, levers: Sequence[str], side: str, holder: str
) -> Question:
    main = holder if side == "origin" else asked.code
    return ground.question(
        levers, territories=list(dict.fromkeys([main, asked.code, asked.country]))
    )


def _country_name(ground: Ground, code: str) -> str:
    rows = ground.baseline.data.country_rows
    return str(rows.loc[rows["iso3"] == code, "name"].iloc[0])
