"""Read a results folder into the few tables that the report page needs."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from talentflow import table_reading
from talentflow.errors import TalentflowError
from talentflow.tables import TABLES
from talentflow_lab.targets import Target, targets_of

_FLOWS = [
    "replication",
    "date",
    "citizenship",
    "origin",
    "destination",
    "destination_place",
    "grade",
    "kind",
    "persons",
]
_STOCKS = ["replication", "date", "citizenship", "country", "place", "employment", "persons"]
_FIRMS = ["replication", "date", "stage", "place", "seats", "offices", "staff"]
_FIRMS += ["hired_abroad", "founded"]
_JOBS = ["replication", "date", "place", "openings", "filled", "vacancies"]
_COUNTRIES = ["iso3", "iso_numeric", "name", "lat", "lon"]
_PLACES = ["place", "name", "iso3", "lat", "lon"]
_EVENTS = ["id", "date", "type", "title", "iso3", "channel", "severity", "source", "certainty"]
_PROVENANCE = ["path", "value", "unit", "low", "high", "source", "certainty", "set_by"]
_ANY_DAY = (date.min, date.max)


class ResultsError(TalentflowError):
    """A results folder cannot be read; the text names the file and what to do."""


@dataclass(frozen=True)
class Gazetteer:
    """Names of countries (iso3, name) and places (place, name, iso3)."""

    countries: pd.DataFrame
    places: pd.DataFrame

    def country_name(self, code: str) -> str:
        """Return the name of a country, or its code when no table names it."""
        names = self.countries.loc[self.countries["iso3"] == code, "name"]
        return str(names.iloc[0]) if len(names) else code

    def place_name(self, code: str) -> str:
        """Return the name of a place or country for use in a sentence, or the code itself."""
        names = self.places.loc[self.places["place"] == code, "name"]
        if not len(names):
            return self.country_name(code)
        return re.sub("^Rest of ", "the rest of ", str(names.iloc[0]))


@dataclass(frozen=True)
class Results(Gazetteer):
    """What a run left behind, as read from its folder.

    Tables hold real people. `stages`, `wish` and `choice` hold the rows for everybody (group
    "all") only, and `firms` sums over size classes, sectors and owners. `programmes`, `countries`,
    `places` and `events` are empty frames with their columns when the folder has no such file.
    """

    folder: Path
    title: str
    description: str
    origin: tuple[str, ...]
    run: Mapping[str, Any]
    story: Mapping[str, Any]
    flows: pd.DataFrame
    stocks: pd.DataFrame
    stages: pd.DataFrame
    blocked: pd.DataFrame
    firms: pd.DataFrame
    work: pd.DataFrame
    voice: pd.DataFrame
    jobs: pd.DataFrame
    hires: pd.DataFrame
    queues: pd.DataFrame
    students: pd.DataFrame
    wish: pd.DataFrame
    choice: pd.DataFrame
    provenance: pd.DataFrame
    programmes: pd.DataFrame
    events: pd.DataFrame
    targets: tuple[Target, ...]

    @property
    def replications(self) -> list[int]:
        """List the replications in order."""
        return sorted(int(r) for r in self.stocks["replication"].unique())

    @property
    def months(self) -> pd.DatetimeIndex:
        """List the simulated months in order, without the opening month."""
        return pd.DatetimeIndex(sorted(self.stocks["date"].unique())[1:])

    @property
    def atlas(self) -> pd.DataFrame:
        """Locate each country by the first of its places, else by its own coordinates.

        Indexed by ISO alpha-3, with name, iso_numeric, lat and lon; countries without a position
        are left out.
        """
        located = self.places.dropna(subset=["lat", "lon"])
        hubs = located.drop_duplicates("iso3").set_index("iso3")[["lat", "lon"]]
        countries = self.countries.drop_duplicates("iso3").set_index("iso3")
        countries = countries.assign(
            **{c: hubs[c].reindex(countries.index).fillna(countries[c]) for c in ("lat", "lon")}
        )
        return countries.dropna(subset=["lat", "lon"])

    @property
    def home_name(self) -> str:
        """Name the home country, or the home countries joined by "and"."""
        return " and ".join(self.country_name(code) for code in self.origin)


def read_results(folder: Path) -> Results:
    """Read a results folder.

    Raises ResultsError when the folder, one of its tables, `run.json` or `scenario.toml` is
    missing or cannot be read, or the scenario names no origin. `story.json`,
    `provenance.csv` and the data files may be missing.
    """
    scenario = _scenario(folder / "scenario.toml")
    if not scenario.get("origin"):
        raise ResultsError(f"{folder / 'scenario.toml'}: names no origin, so no home country")
    everybody = [("group", "==", "all")]
    reasons = read_table(folder, "reasons", None, everybody)
    data = folder / "data"
    return Results(
        folder=folder,
        title=str(scenario.get("title", folder.name)),
        description=str(scenario.get("description", "")),
        origin=tuple(str(code) for code in scenario["origin"]),
        run=_json(folder / "run.json", required=True),
        story=_json(folder / "story.json", required=False),
        flows=read_table(folder, "flows", _FLOWS, None),
        stocks=read_table(folder, "stocks", _STOCKS, None),
        stages=read_table(folder, "stages", None, everybody),
        blocked=read_table(folder, "blocked", None, None),
        firms=_sums(read_table(folder, "firms", _FIRMS, None), 4),
        work=read_table(folder, "work", None, None),
        voice=read_table(folder, "voice", None, None),
        jobs=read_table(folder, "jobs", _JOBS, None),
        hires=read_table(folder, "hires", None, None),
        queues=read_table(folder, "queues", None, None),
        students=read_table(folder, "students", None, None),
        wish=reasons[reasons["decision"] == "wish"],
        choice=reasons[reasons["decision"] == "destination"],
        provenance=_csv(folder / "provenance.csv", _PROVENANCE),
        programmes=_csv(data / "programmes.csv", ["programme", "title"]),
        countries=_numbers(_csv(data / "countries.csv", _COUNTRIES), "lat", "lon"),
        places=_numbers(_csv(data / "places.csv", _PLACES), "lat", "lon"),
        events=_numbers(_csv(data / "events.csv", _EVENTS), "severity"),
        targets=_targets(data / "targets.csv", scenario["origin"]),
    )


def read_table(
    folder: Path,
    name: str,
    columns: list[str] | None = None,
    filters: list[tuple[str, str, str]] | None = None,
) -> pd.DataFrame:
    """Read an outcome table, with plain strings for its categories.

    `columns` names those that are read; `filters` are conditions as pandas takes them. Raises
    ResultsError when the table is missing or cannot be read.
    """
    path = folder / f"{name}.parquet"
    try:
        frame = pd.read_parquet(path, columns=columns, filters=filters)
    except FileNotFoundError:
        raise ResultsError(_missing(path)) from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: cannot be read as a table ({error})") from error
    texts = [c for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    # Plain strings: grouping categoricals would list every country in every month.
    return frame.astype(dict.fromkeys(texts, "str"))


def _sums(frame: pd.DataFrame, keys: int) -> pd.DataFrame:
    """Add up the numbers of rows that are alike in the first so many columns."""
    return frame.groupby(list(frame.columns[:keys]), as_index=False).sum()


def _missing(path: Path) -> str:
    return f"{path}: not there; is {path.parent} a results folder written by talentflow run?"


def _json(path: Path, *, required: bool) -> Mapping[str, Any]:
    if not path.exists():
        if required:
            raise ResultsError(_missing(path))
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ResultsError(f"{path}: not valid JSON ({error})") from error
    return content if isinstance(content, dict) else {}


def _scenario(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultsError(_missing(path)) from None
    except ValueError as error:
        raise ResultsError(f"{path}: not valid TOML ({error})") from error


def _csv(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a CSV file as text, with at least the given columns; empty when it is missing."""
    if not path.exists():
        return pd.DataFrame(columns=columns, dtype="str")
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    return frame.reindex(columns=columns, fill_value="")


def _targets(path: Path, origin: Sequence[str]) -> tuple[Target, ...]:
    if not path.exists():
        return ()
    text = path.read_text(encoding="utf-8")
    read = table_reading.read_table(TABLES["targets"], text, str(path), path.name, _ANY_DAY)
    if read.problems:
        raise ResultsError(str(read.problems[0]))
    return tuple(targets_of(read.frame(), origin))


def _numbers(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Turn columns of text into numbers; what is no number becomes missing."""
    return frame.assign(**{c: pd.to_numeric(frame[c], errors="coerce") for c in columns})
