"""Draw made-up outcome tables that look like those of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

HOME = "BLR"
GRADES = {"junior": 0.10, "middle": 0.28, "senior": 0.37, "lead": 0.25}
STOCK = 100_000.0
ABROAD = {
    "POL": ("616", "Poland", 52.2, 21.0, 0.40),
    "LTU": ("440", "Lithuania", 54.7, 25.3, 0.14),
    "UKR": ("804", "Ukraine", 50.4, 30.5, 0.13),
    "GEO": ("268", "Georgia", 41.7, 44.8, 0.11),
    "DEU": ("276", "Germany", 52.5, 13.4, 0.07),
    "USA": ("840", "United States", 37.8, -122.4, 0.05),
    "RUS": ("643", "Russia", 55.8, 37.6, 0.04),
    "CZE": ("203", "Czechia", 50.1, 14.4, 0.03),
    "FIN": ("246", "Finland", 60.2, 24.9, 0.02),
    "ARE": ("784", "United Arab Emirates", 25.2, 55.3, 0.01),
}
WISH = {
    "repression": (0.1, 1.3),
    "stability": (0.1, 0.6),
    "real_wage": (-0.3, -0.2),
    "home": (-2.4, -2.3),
    "diaspora": (0.5, 0.7),
    "distance": (-0.4, -0.4),
    "visa": (-0.3, -0.25),
    "variety": (1.2, 1.3),
}


@dataclass(frozen=True)
class FakePlan:
    """Say what a made-up results folder holds."""

    replications: int = 4
    months: int = 36
    seed: int = 1
    title: str = "Belarus, as if 2020"
    reasons: bool = True
    targets: bool = True
    events: bool = True
    mechanisms: bool = True


def fake_tables(plan: FakePlan) -> dict[str, pd.DataFrame]:
    """Return the outcome tables, drawn from the plan's seed."""
    parts = [_replication(plan, replication) for replication in range(plan.replications)]
    tables = {name: pd.concat([part[name] for part in parts]) for name in parts[0]}
    tables["conditions"] = pd.DataFrame(
        {
            "date": pd.to_datetime(["2019-01-01"]),
            "country": [HOME],
            "indicator": ["vdem_physical_violence"],
            "value": [0.78],
        }
    )
    if not plan.reasons:
        tables["reasons"] = tables["reasons"].iloc[:0]
    return {name: _categorical(table) for name, table in tables.items()}


def _replication(plan: FakePlan, replication: int) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng([plan.seed, replication])
    dates = pd.date_range("2019-01-01", periods=plan.months, freq="MS")
    balance: list[list[object]] = []
    queues: list[list[object]] = []
    students: list[list[object]] = []
    flows, stocks, entries, stages, reasons, blocked, firms, jobs, hires, work, voice, kin = (
        [] for _ in range(12)
    )
    home = {grade: STOCK * share for grade, share in GRADES.items()}
    away = dict.fromkeys(ABROAD, 100.0)
    luck = rng.uniform(0.85, 1.15)
    opening = dates[0] - pd.DateOffset(months=1)
    stocks += _stock_rows(opening, home, away)
    for t, date in enumerate(dates):
        hazard = 0.0015 * luck * (1 + 11 * 0.5 ** ((t - 19) / 3.0) * (t >= 19))
        hazard *= 1 + 0.8 * (t >= 38) * 0.5 ** ((t - 38) / 3.0)
        hired = 0.017 * STOCK * rng.uniform(0.9, 1.1)
        entries.append([date, HOME, HOME, "minsk", "junior", "graduate", hired])
        home["junior"] += hired
        for grade in GRADES:
            slope = {"junior": 0.3, "middle": 0.8, "senior": 1.3, "lead": 1.2}[grade]
            for code, row in ABROAD.items():
                moved = float(rng.poisson(home[grade] * hazard * slope * row[-1]))
                if moved:
                    flows.append([date, HOME, HOME, code, "minsk", code, grade, "first", moved])
                    home[grade] -= moved
                    away[code] += moved
            flows.append([date, HOME, "POL", HOME, "POL", "minsk", grade, "return", 2.0])
            home[grade] += 2.0
            away["POL"] -= 2.0
        flows.append([date, HOME, "UKR", "POL", "UKR", "POL", "senior", "onward", 3.0])
        away["UKR"], away["POL"] = away["UKR"] - 3.0, away["POL"] + 3.0
        stocks += _stock_rows(date, home, away)
        stages += _stage_rows(date, hazard, sum(home.values()))
        reasons += _reason_rows(date, t >= 19, rng)
        firms += _firm_rows(date, min(max(t - 18, 0), 60), luck) if plan.mechanisms else []
        jobs.append([date, "minsk", 2000.0, 1900.0, 4000.0, 26_000.0])
        hires.append([date, "minsk", "others", "newcomers", None, None, 1892.0])
        hires.append([date, "minsk", "others", "abroad", HOME, "POL", 8.0])
        blocked.append([date, HOME, "POL", "visa_queue", float(rng.integers(5, 40))])
        queues += _queue_rows(date, luck if plan.mechanisms else 0.0)
        work += _work_rows(date, sum(home.values()), away, plan)
        blocked.append([date, HOME, "LTU", "savings", float(rng.integers(5, 20))])
        kin.append([date, HOME, HOME, "partner", 500.0, 0.0, 4.0, 9.0, 2.0])
        voice += _voice_rows(date, luck * (10.0 if t >= 19 else 1.0)) if plan.mechanisms else []
        students.append([date, HOME, "DEU", 40.0, 2.0, 1.0, 1.0])
        balance.append([date, HOME, HOME, "senior", "ict", "tertiary", 3.0, 20.0, -17.0])
    return {
        name: _frame(name, rows, replication)
        for name, rows in {
            "flows": flows,
            "stocks": stocks,
            "entries_exits": entries,
            "stages": stages,
            "reasons": reasons,
            "blocked": blocked,
            "firms": firms,
            "jobs": jobs,
            "hires": hires,
            "queues": queues,
            "work": work,
            "voice": voice,
            "families": kin,
            "balance": balance,
            "students": students,
        }.items()
    }


COLUMNS = {
    "flows": "date citizenship origin destination origin_place destination_place grade kind "
    "persons",
    "stocks": "date citizenship country place grade employment persons",
    "entries_exits": "date citizenship country place grade kind persons",
    "stages": "date citizenship country group group_value stage persons",
    "reasons": "date decision group group_value destination term contribution",
    "firms": "date size_class sector ownership stage place firms seats offices staff "
    "hired_abroad founded",
    "jobs": "date place openings filled vacancies wage",
    "hires": "date place employer source citizenship origin persons",
    "queues": "date origin destination programme applied waiting granted refused withdrawn unused "
    "family_members median_months",
    "blocked": "date origin destination gate persons",
    "work": "date home employer_country employment persons full_time_equivalents",
    "voice": "date country kind persons",
    "families": "date citizenship country relation persons arrivals departures joined gone",
    "students": "date citizenship country studying started stayed returned",
    "balance": "date country citizenship grade field education arrivals departures net",
}


def _queue_rows(date: pd.Timestamp, luck: float) -> list[list[object]]:
    """Return an ordinary queue, and one of a programme if there is luck in it."""
    ordinary: list[object] = [date, HOME, "POL", "ordinary", 9.0, 4.0, 9.0, 0.0, 0.0, 0.0, 0.0, 2.0]
    granted = 40.0 * luck
    special: list[object] = [date, HOME, "POL", "fast-lane", granted + 5.0, 0.0, granted, 5.0]
    return [ordinary, [*special, 0.0, 2.0 * granted, granted, 1.0]] if luck else [ordinary]


def _frame(name: str, rows: list[list[object]], replication: int) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS[name].split())
    frame.insert(0, "replication", replication)
    return frame


def _stock_rows(
    date: pd.Timestamp, home: dict[str, float], away: dict[str, float]
) -> list[list[object]]:
    rows: list[list[object]] = [
        [date, HOME, HOME, "minsk", grade, "local", persons] for grade, persons in home.items()
    ]
    rows += [[date, HOME, code, code, "senior", "local", persons] for code, persons in away.items()]
    return rows


def _stage_rows(date: pd.Timestamp, hazard: float, home: float) -> list[list[object]]:
    considering, planning, preparing = 0.2 + 10 * hazard, 6 * hazard, 2.5 * hazard
    shares = {
        "settled": 1 - considering - planning - preparing,
        "considering": considering,
        "planning": planning,
        "preparing": preparing,
    }
    rows: list[list[object]] = []
    for group, value, part in [("all", "all", 1.0), ("grade", "senior", 0.4)]:
        rows += [[date, HOME, HOME, group, value, s, home * x * part] for s, x in shares.items()]
    return rows


def _firm_rows(date: pd.Timestamp, moved: int, luck: float) -> list[list[object]]:
    """Make 900 firms, of which so many have an office in Poland or Lithuania."""
    kind: list[object] = [date, "1-49", "product", "local"]
    there = float(round(moved * luck))
    home = 900.0 - there
    rows: list[list[object]] = [
        [*kind, "settled", "minsk", home, home, 0.0, 9000.0 - 10 * there, 0.0, 3.0]
    ]
    if there:
        rows.append([*kind, "partial", "minsk", there, there, 0.0, 5 * there, 0.0, 0.0])
        for place, part in (("POL", there - there // 3), ("LTU", there // 3)):
            rows.append([*kind, "partial", place, part, 0.0, part, 5 * part, 2 * part, 0.0])
    return rows


def _work_rows(
    date: pd.Timestamp, home: float, away: dict[str, float], plan: FakePlan
) -> list[list[object]]:
    """Let a twentieth of those at home work for the United States, if there is remote work."""
    remote = 0.05 * plan.mechanisms
    rows: list[list[object]] = [
        [date, HOME, HOME, "local", (1 - remote) * home, (1 - remote) * home]
    ]
    if remote:
        rows.append([date, HOME, "USA", "remote", remote * home, 0.5 * remote * home])
    return rows + [[date, HOME, code, "local", count, count] for code, count in away.items()]


def _voice_rows(date: pd.Timestamp, size: float) -> list[list[object]]:
    return [
        [date, country, kind, round(size * count)]
        for country, kind, count in (
            (HOME, "clicktivism", 90.0),
            ("POL", "clicktivism", 30.0),
            (HOME, "hacktivism", 4.0),
            (HOME, "struck", 2.0),
        )
    ]


def _reason_rows(date: pd.Timestamp, after: bool, rng: np.random.Generator) -> list[list[object]]:
    rows: list[list[object]] = []
    for term, values in WISH.items():
        value = values[int(after)] + rng.normal(0, 0.02)
        rows.append([date, "wish", "all", "all", None, term, value])
        rows.append([date, "wish", "grade", "senior", None, term, value + 1])
        for code, row in ABROAD.items():
            lean = value * (0.4 + row[-1]) + rng.normal(0, 0.02)
            rows.append([date, "destination", "all", "all", code, term, lean])
    return rows


def _categorical(table: pd.DataFrame) -> pd.DataFrame:
    texts = [c for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])]
    return table.astype({c: "category" for c in texts if c != "date"}).reset_index(drop=True)
