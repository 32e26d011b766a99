"""Which countries a new scenario can have, as origins and as destinations."""

from collections.abc import Sequence

from talentflow_lab.case_estimates import Estimates
from talentflow_lab.world_tables import CaseError, World, shipped_rows

__all__ = ["SECTORS", "check_countries", "hosts", "origins_offered"]

SECTORS = ("ict",)
"""Occupations for which the tables have pay, numbers and networks."""
LARGE = 5e6
"""Migrants from which on a high-income country is a destination that should not be missing."""


def hosts(of: World, year: int) -> tuple[str, ...]:
    """Return the destinations that a scenario has if none are named.

    The countries of the shipped tables, and those high-income ones beside them with five million
    migrants or more.
    """
    shipped = [row["iso3"] for row in shipped_rows("countries")]
    large = [
        code
        for code, one in of.economies.items()
        if one.income_group == "High income"
        and (migrants := of.figure(code, "immigrants", year))
        and migrants.value >= LARGE
    ]
    return tuple(dict.fromkeys((*shipped, *large)))


def origins_offered(of: World, year: int = 2019) -> tuple[str, ...]:
    """Return the economies with enough figures to be simulated, in the order of the table."""
    estimates = Estimates(of, year)
    return tuple(code for code in of.economies if not estimates.lacking(code))


def check_countries(
    of: World, origins: Sequence[str], destinations: Sequence[str], year: int = 2019
) -> None:
    """Raise CaseError where a country is unknown, twice there, or lacks what is needed."""
    estimates = Estimates(of, year)
    shipped = {row["iso3"] for row in shipped_rows("countries")}
    for code in (*origins, *destinations):
        one = of.named(code)
        lacking = estimates.lacking(code)
        if lacking and code not in shipped:
            what = ", ".join(lacking)
            raise CaseError(f"{one.name} ({code}) cannot be simulated: no figure of {what}")
    for codes, which in ((origins, "origin"), (destinations, "destination")):
        twice = {code for code in codes if list(codes).count(code) > 1}
        if twice:
            raise CaseError(f"{which} {min(twice)} is there twice")
    if not origins:
        raise CaseError(
            "--origin names no country; expected ISO 3166 codes, such as UKR or SRB,TUR"
        )
    if len({*origins, *(destinations or hosts(of, year))}) < 2:
        raise CaseError(f"there is no destination beside {origins[0]}")
