"""Write made-up results folders, so that readers of results can be tested without the model."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from tests.fake_tables import ABROAD, HOME, FakePlan, fake_tables

__all__ = ["FakePlan", "fake_provenance", "fake_story", "fake_tables", "write_results"]

TARGETS = """\
id,period_start,period_end,origin,destination,group,link,value,low,high,unit,scope,certainty,fitted,source,note
moved,2020-08-09,2020-11-15,BLR,POL,,reported_moves,800,,,persons,IT,medium,yes,press,
permits,2020-08-01,2020-11-30,BLR,POL,,work_permits,340,,,permits,IT specialists,high,yes,press,
left,2020-08-09,2021-02-15,BLR,,,panel_share_abroad,15,12,16,%,survey,medium,yes,survey A,
to-pol,2020-08-09,2021-02-15,BLR,POL,,leaver_destination,42,,,% of leavers,survey,high,yes,survey A,
wish,2020-08-09,2021-02-15,BLR,,,wish_in_survey,40,,,% of respondents,survey,high,yes,survey A,
abroad,2021-04-01,2021-04-30,BLR,,,panel_share_abroad,14.8,13.2,16.5,%,survey,high,yes,survey B,
to-pol-2,2020-08-09,2021-04-30,BLR,POL,,leaver_destination,53.4,47,60,%,survey,high,yes,survey B,
to-ukr-2,2020-08-09,2021-04-30,BLR,UKR,,leaver_destination,13.3,,,%,survey,high,yes,survey B,
senior,2020-08-09,2021-04-30,BLR,,senior,leaver_grade,38,,,%,survey,high,yes,survey B,
park,2018-12-31,2020-12-31,BLR,,,technology_park,52.1,48.8,53.2,% growth,HTP,high,yes,chamber,
moon,2020-12-31,2020-12-31,BLR,,,,1,,,persons,moon landings,low,no,nobody,nobody counts
late,2030-12-31,2030-12-31,BLR,,,panel_share_abroad,1,,,%,none,low,no,nobody,not yet
"""
EVENTS = """\
id,date,type,title,iso3,channel,severity,source,certainty
covid-poland,2020-03-15,mobility,Poland closes borders,POL,rule,2,memory,high
election-2020,2020-08-09,political,Presidential election and protests,BLR,condition,3,press,high
raids-2020,2020-09-02,repression,Offices searched,BLR,push,3,press,high
war-2022,2022-02-24,war,Invasion of Ukraine,BLR,push,4,press,high
"""


def write_results(folder: Path, plan: FakePlan | None = None) -> Path:
    """Write a complete made-up results folder and return its path."""
    plan = plan or FakePlan()
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in fake_tables(plan).items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    (folder / "run.json").write_text(json.dumps(_run(plan)), encoding="utf-8")
    (folder / "story.json").write_text(json.dumps(fake_story()), encoding="utf-8")
    (folder / "scenario.toml").write_text(
        f'title = {json.dumps(plan.title)}\ndescription = "Made up."\nstart = "2019-01"\n'
        f'months = {plan.months}\nseed = {plan.seed}\norigin = ["{HOME}"]\n',
        encoding="utf-8",
    )
    fake_provenance().to_csv(folder / "provenance.csv", index=False)
    _write_data(folder / "data", plan)
    return folder


def fake_story() -> dict[str, object]:
    """Return one made-up person's life, in the form of story.json."""
    return {
        "person": {
            "age": 29,
            "sex": "woman",
            "grade": "senior",
            "employer": "Example Software",
            "sector": "outsourcing",
            "city": "minsk",
            "english": "high",
            "family": "partner",
        },
        "events": [
            {"date": "2019-05-01", "event": "promoted", "from": "minsk", "detail": "senior"},
            {"date": "2020-09-01", "event": "planned", "to": "warsaw"},
            {"date": "2020-09-01", "event": "prepared", "to": "warsaw"},
            {"date": "2020-10-01", "event": "blocked", "to": "warsaw", "detail": "visa_queue"},
            {"date": "2020-12-01", "event": "moved", "from": "minsk", "to": "warsaw"},
        ],
        "wish_reasons": [
            {"term": "repression", "contribution": 1.4},
            {"term": "diaspora", "contribution": 0.5},
            {"term": "home", "contribution": -2.0},
        ],
        "destination_reasons": [
            {"term": "distance", "contribution": 0.9},
            {"term": "language", "contribution": 0.4},
        ],
    }


def fake_provenance() -> pd.DataFrame:
    """Return provenance rows of every kind: evidence, prior, low certainty and data."""
    head = ["path", "value", "unit", "low", "high", "source", "certainty", "set_by"]
    rows = [
        ["terms.real_wage.weight", 1.2, "logit", 0.8, 2.5, "Kleven 2014", "sourced", "default"],
        ["terms.home.weight", 0.3, "logit", 0.0, 2.0, "no evidence found", "prior", "default"],
        ["terms.diaspora.weight", 0.45, "logit", 0.2, 0.65, "assumed", "prior", "default"],
        [
            "gates.savings.months",
            3,
            "months",
            1,
            6,
            "judgement: three rents",
            "set",
            "belarus-2020.toml:12",
        ],
        [
            "data.pairs.BLR.POL.ict_diaspora",
            900,
            "persons",
            "",
            "",
            "derived",
            "low",
            "pairs.csv:7",
        ],
        [
            "data.places.minsk.job_share",
            0.88,
            "share",
            "",
            "",
            "dev.by 2018",
            "high",
            "places.csv:2",
        ],
    ]
    return pd.DataFrame(rows, columns=head)


def _run(plan: FakePlan) -> dict[str, object]:
    return {
        "fingerprint": "3f" * 32,
        "seed": plan.seed,
        "seeds": list(range(plan.replications)),
        "version": "0.1.0",
        "command": "talentflow run belarus-2020 --out results",
        "seconds": 12.5,
        "rows": {},
        "machine": {"cores": 2},
    }


def _write_data(data: Path, plan: FakePlan) -> None:
    data.mkdir(exist_ok=True)
    rows = [[HOME, "112", "Belarus", 53.9, 27.6, "EAST", "atlas", "high"]]
    rows += [
        [c, n, name, lat, lon, "WEST", "atlas", "high"]
        for c, (n, name, lat, lon, _) in ABROAD.items()
    ]
    head = ["iso3", "iso_numeric", "name", "lat", "lon", "pay_pool", "source", "certainty"]
    pd.DataFrame(rows, columns=head).to_csv(data / "countries.csv", index=False)
    places = [["minsk", "Minsk", HOME], ["warsaw", "Warsaw", "POL"]]
    pd.DataFrame(places, columns=["place", "name", "iso3"]).to_csv(data / "places.csv", index=False)
    for name, text, wanted in [
        ("events", EVENTS, plan.events),
        ("targets", TARGETS, plan.targets),
    ]:
        lines = text.splitlines(keepends=True)
        (data / f"{name}.csv").write_text("".join(lines if wanted else lines[:1]), encoding="utf-8")
