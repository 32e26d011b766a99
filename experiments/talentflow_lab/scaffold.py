"""New terms, levers and shocks: files to start from that work as they are.

A scaffold is a set of files with their texts; `write` puts them down together and never overwrites.
Terms and levers are part of the model, so they need a checkout of the source; a shock is a scenario
with one more event, so it can be written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

import pandas as pd

import talentflow
from talentflow.data import table_text
from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow.levers import OWNERS, mechanisms
from talentflow.levers import catalogue as levers
from talentflow.parameters import defaults_of, parameters_of
from talentflow.reading import shipped
from talentflow.rules import catalogue
from talentflow.scenario import load
from talentflow.tables import TABLES
from talentflow.vocabulary import CHANNELS, INDICATORS
from talentflow_lab.world_tables import nearest

__all__ = ["Scaffold", "ScaffoldError", "lever", "shock", "term", "write"]

TEMPLATES = Path(__file__).parent / "templates" / "new"
LONGEST = 60
HOLDERS = {"city": '"FIN:jyvaskyla"', "origin": "BLR", "international": "BLR"}
"""Owners that belarus-2020 accepts, as a table's name writes them; hosts and firms are FIN."""


class ScaffoldError(TalentflowError):
    """A scaffold that cannot be made; the text says why and what to do."""


@dataclass(frozen=True)
class Scaffold:
    """Files to write, by path, and what to do next."""

    files: Mapping[Path, str]
    then: tuple[str, ...]


def term(name: str, *, reads: str = "", own_country: bool = False) -> Scaffold:
    """Return a term of the utility and its test.

    It reads an indicator of the tables, or is 1 at home from a month on (`own_country`), or else
    takes numbers that a scenario gives by country. Raises ScaffoldError.
    """
    _check_name(name, "_", catalogue()["terms"], "term")
    if reads and own_country:
        raise ScaffoldError("a term reads an indicator, or is about the own country; not both")
    values = {
        "name": name,
        "title": _title(name),
        "class_name": "".join(part.capitalize() for part in name.split("_")),
    }
    if reads:
        _check_known(reads, INDICATORS, "indicator")
        values |= {"indicator": reads, "unit": INDICATORS[reads].unit}
    kind = "indicator_term" if reads else "own_country_term" if own_country else "term"
    root = _checkout()
    return Scaffold(
        {
            root / f"model/talentflow/rules/terms/{name}.py": _text(f"{kind}.py", values),
            root / f"tests/test_term_{name}.py": _text(f"{kind}_test.py", values),
        },
        (
            "write its sentence, formula and source into the file",
            "make schema reference",
            f"pytest tests/test_term_{name}.py",
            f"talentflow run belarus-2020 --scale 20 --set {_example(name, kind)}",
        ),
    )


def lever(name: str, *, mechanism: str, owner: str) -> Scaffold:
    """Return a lever that acts through a mechanism, and its test. Raises ScaffoldError."""
    _check_name(name, "-", levers(), "lever")
    _check_known(mechanism, mechanisms(), "mechanism")
    _check_known(owner, OWNERS, "owner")
    rule = mechanisms()[mechanism]
    defaults, doses = defaults_of(rule), []
    for dose, (kind, info) in parameters_of(rule).items():
        if kind in {"number", "integer", "flag"}:
            shown = {"value": defaults[dose], "low": info.low, "high": info.high}
            numbers = {key: f"{float(value):g}" for key, value in shown.items()}  # type: ignore[arg-type]
            doses.append(_text("lever_dose.toml", {"dose": dose, "unit": info.unit, **numbers}))
    values = {
        "name": name,
        "test_name": name.replace("-", "_"),
        "title": _title(name),
        "mechanism": mechanism,
        "owner": owner,
        "citizens": "own" if owner == "origin" else "foreign",
        "path": _quoted(f"levers.{name}.{HOLDERS.get(owner, 'FIN')}"),
        "doses": "".join(doses),
    }
    root = _checkout()
    return Scaffold(
        {
            root / f"scenarios/levers/{name}.toml": _text("lever.toml", values).rstrip() + "\n",
            root / f"tests/test_lever_{values['test_name']}.py": _text("lever_test.py", values),
        },
        (
            "write what it does, its figures and their sources into the file",
            "make schema reference",
            f"talentflow levers show {name}",
            f"pytest tests/test_lever_{values['test_name']}.py",
        ),
    )


def shock(
    name: str,
    *,
    base: str,
    country: str,
    day: date,
    channel: str,
    severity: float,
    folder: Path,
) -> Scaffold:
    """Return a scenario that adds one event to another one, its table of events, and a test.

    The event acts from the month of `day` on. Raises ScaffoldError, and ScenarioErrors for a bad
    base.
    """
    _check_name(name, "-", shipped(), "scenario")
    _check_known(channel, CHANNELS, "channel")
    case = load(base)
    _check_known(country, case.data.countries, "country")
    before = (day.year - case.start.year) * 12 + day.month - case.start.month
    if not 0 < before < case.months:
        raise ScaffoldError(
            f"--date {day:%Y-%m} is not after the first month of {base}, or too late"
        )
    if name in set(case.data.events["id"]):
        raise ScaffoldError(f"{base} has an event {name!r} already; take another name")
    row = {
        "id": name,
        "date": pd.Timestamp(day),
        "type": channel,
        "title": _title(name),
        "iso3": country,
        "channel": channel,
        "severity": severity,
        "source": "assumption: a shock of this scenario",
        "certainty": "low",
    }
    events = pd.concat([case.data.events, pd.DataFrame([row])]).sort_values("date", kind="stable")
    values = {
        "name": name,
        "test_name": name.replace("-", "_"),
        "title": _title(name),
        "base": base,
        "country": country,
        "channel": channel,
        "date": f"{day:%B %Y}",
        "months": str(before),
    }
    path = folder / f"{name}.toml"
    return Scaffold(
        {
            path: _text("shock.toml", values),
            folder / f"{name}-events.csv": table_text(TABLES["events"], events),
            folder / f"test_{values['test_name']}.py": _text("shock_test.py", values),
        },
        (
            f"talentflow scenario check {path}",
            f"talentflow scenario diff {base} {path}",
            f"talentflow run {path} --scale 20 --replications 2",
        ),
    )


def write(scaffold: Scaffold) -> list[Path]:
    """Write all files and return their paths; raise ScaffoldError if one is there already."""
    taken = [path for path in scaffold.files if path.exists()]
    if taken:
        raise ScaffoldError(f"{taken[0]} is already there; nothing was written")
    for path, text in scaffold.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    return list(scaffold.files)


def _text(template: str, values: Mapping[str, object]) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(values)


def _quoted(text: str) -> str:
    """Return a text as Python code, in double quotes where it holds none."""
    return repr(text) if '"' in text else f'"{text}"'


def _title(name: str) -> str:
    return re.sub(r"[-_]", " ", name).capitalize()


def _example(name: str, kind: str) -> str:
    """Return settings under which a new term shows what it does."""
    settings = {  # what holds from the first month on is in the calm level
        "indicator_term": ("weight=1",),
        "own_country_term": ("weight=-1", "start=20"),
        "term": ("weight=1", "start=20", "values.BLR=-1"),
    }[kind]
    return " --set ".join(f"terms.{name}.{one}" for one in settings)


def _checkout() -> Path:
    root = Path(talentflow.__file__).parents[2]
    if not (root / "pyproject.toml").exists() or not (root / "model").is_dir():
        raise ScaffoldError(
            "terms and levers are files of the source: run this in a checkout, after `make setup`"
        )
    return root


def _check_name(name: str, joint: str, known: Iterable[str], kind: str) -> None:
    if len(name) > LONGEST or not re.fullmatch(rf"[a-z][a-z0-9]*({joint}[a-z0-9]+)*", name):
        word = "hyphens" if joint == "-" else "underscores"
        raise ScaffoldError(
            f"{name[:80]!r} is no name of a {kind}; expected small letters, digits and {word}, "
            f"such as new{joint}{kind}"
        )
    if name in known:
        raise ScaffoldError(f"there is a {kind} {name} already; take another name")


def _check_known(name: str, known: Iterable[str], kind: str) -> None:
    words = list(known)
    if name not in words:
        near = nearest(name, words)
        hint = f'did you mean "{near}"?' if near else f"expected one of {', '.join(words)}"
        raise ScaffoldError(f"unknown {kind} {name[:40]!r}; {hint}")
