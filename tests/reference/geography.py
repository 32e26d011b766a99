"""Countries and places: what a scenario's tables say once for the whole run.

Everything is a plain list by row number, in the order of the tables: `c` counts countries, `p`
places, `o` origins (the citizenships that the scenario simulates).
"""

from dataclasses import dataclass

from talentflow.scenario import Scenario

GRADES = ("junior", "middle", "senior", "lead")


@dataclass(frozen=True)
class Geography:
    """The unchanging map."""

    countries: list[str]
    """ISO codes by c."""
    places: list[str]
    """Slugs by p."""
    origins: list[str]
    """ISO codes by o."""
    country_of: list[int]
    """c of each p."""
    places_of: list[list[int]]
    """All p of each c."""
    job_share: list[float]
    """Share of the country's ICT jobs, by p."""
    home: list[int]
    """c of each o."""
    km: list[list[float]]
    """Distance by c and c; 0 inside a country."""
    language: list[list[float]]
    """Common spoken language by o and c; 1 at home."""
    diaspora: list[list[float]]
    """Professionals abroad at the start, real people, by o and c; 0 at home."""
    pay_ratio: list[list[float]]
    """Pay relative to the country's median, by c and grade."""


def read_geography(case: Scenario) -> Geography:
    """Read the map from a scenario's tables."""
    table = case.data.frame("countries")
    countries = list(table["iso3"])
    rows = case.data.frame("places")
    country_of = [countries.index(code) for code in rows["iso3"]]
    ratios = {
        (row["pay_pool"], row["grade"]): row["ratio"]
        for row in case.data.frame("pay_by_grade").to_dict("records")
    }
    pairs = {
        (row["origin"], row["destination"], row["indicator"]): row["value"]
        for row in case.data.frame("pairs").to_dict("records")
    }
    return Geography(
        countries=countries,
        places=list(rows["place"]),
        origins=list(case.origin),
        country_of=country_of,
        places_of=[[p for p, c in enumerate(country_of) if c == n] for n in range(len(countries))],
        job_share=[float(share) for share in rows["job_share"]],
        home=[countries.index(code) for code in case.origin],
        km=[[0.0 if a == b else pairs[a, b, "distance_km"] for b in countries] for a in countries],
        language=[
            [1.0 if a == b else pairs[a, b, "common_language"] for b in countries]
            for a in case.origin
        ],
        diaspora=[
            [0.0 if a == b else pairs[a, b, "ict_diaspora"] for b in countries] for a in case.origin
        ],
        pay_ratio=[[ratios[pool, grade] for grade in GRADES] for pool in table["pay_pool"]],
    )
