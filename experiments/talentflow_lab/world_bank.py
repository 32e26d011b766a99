"""Figures of the World Bank over the network, by the package wbgapi (the extra `data`)."""

from collections.abc import Sequence
from typing import NamedTuple

from talentflow_lab.world_tables import CaseError

__all__ = ["WORLD_BANK", "Series", "fetch"]


class Series(NamedTuple):
    """An indicator as the World Bank names it: its code, number and name of the database."""

    code: str
    database: int
    publisher: str


WORLD_BANK = {
    "price_level": Series("PA.NUS.PPPC.RF", 2, "World Bank WDI"),
    "wgi_political_stability": Series("PV.EST", 3, "World Bank WGI"),
}
"""Indicators of a scenario that the World Bank publishes, in the same unit."""


def fetch(
    series: Series, economies: Sequence[str], years: Sequence[int]
) -> dict[tuple[str, int], float]:
    """Return the values of a series by ISO 3166 alpha-3 code and year; what is blank is left out.

    Raises CaseError without the package, without a network, and for what the World Bank refuses.
    """
    try:
        import requests  # noqa: PLC0415 - both come with an extra
        import wbgapi  # noqa: PLC0415
    except ImportError:
        raise CaseError(
            'the World Bank is asked through wbgapi; install it: pip install "talentflow[data]"'
        ) from None
    times = [f"YR{year}" for year in sorted(set(years))]
    try:
        rows = list(
            wbgapi.data.fetch(
                series.code, list(economies), times,
                db=series.database, numericTimeKeys=True, skipBlanks=True,
            )
        )  # fmt: skip
    except requests.RequestException as error:
        raise CaseError(
            f"the World Bank cannot be reached ({type(error).__name__}): no network? "
            "Nothing was written; the scenario runs without"
        ) from None
    except (wbgapi.APIError, KeyError, ValueError, TypeError) as error:
        raise CaseError(f"the World Bank gave no {series.code}: {error}") from None
    return {(str(row["economy"]), int(row["time"])): float(row["value"]) for row in rows}
