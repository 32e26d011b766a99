"""Files and arguments gone wrong: how each kind is read, what Hypothesis makes of a good one."""

import io
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import strategies as st
from tests.strategies import edited, texts
from tests.test_study import GOOD
from tests.worlds import COUNTRIES, scenario, world

from talentflow.errors import Problem, ScenarioErrors
from talentflow.levers import catalogue
from talentflow.reproducer import read_reproducer, reproducer_text
from talentflow.rules import catalogue as rules
from talentflow.scenario import Scenario, load
from talentflow.source import Source, read_source
from talentflow_lab import cli
from talentflow_lab.forecast import drawn
from talentflow_lab.lever_option import read_lever_options
from talentflow_lab.posterior import read_posterior, write_posterior
from talentflow_lab.study_reading import read_study
from talentflow_lab.survey_reading import read_questionnaire
from talentflow_lab.targets import load_targets

SURVEYS = Path(__file__).parents[1] / "scenarios" / "surveys"
ODD = ("-1", "nan", "inf", "1e999", '""', "true", "[]", "{}", '"\\u0000"', "[[1]]", "2020-01-01",
       '"../../etc"', "9999999999999999999", "{ low = 1, high = 0 }", "{ low = nan, high = 2 }",
       "{ values = [] }", '"<script>"', "0", "[1, 'a']")  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of file: a good one, what may happen to it, and how it is read."""

    name: str
    good: bytes
    read: Callable[[Path], object]
    suffix: str = ".toml"


@st.composite
def revalued(draw: st.DrawFn, text: str) -> str:
    """Return a text in which some values have been replaced by odd ones."""
    lines = text.splitlines()
    places = [n for n, line in enumerate(lines) if "=" in line]
    for n in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)):
        lines[n] = f"{lines[n].partition('=')[0]}= {draw(st.sampled_from(ODD))}"
    return "\n".join(lines) + "\n"


@st.composite
def harmed(draw: st.DrawFn, raw: bytes) -> bytes:
    """Return bytes of which some are changed, or the last ones cut off."""
    found = bytearray(raw)
    for _ in range(draw(st.integers(1, 3))):
        found[draw(st.integers(0, len(found) - 1))] ^= draw(st.integers(1, 255))
    return bytes(found[: draw(st.integers(0, len(found)))] if draw(st.booleans()) else found)


def spoilt(kind: Kind) -> st.SearchStrategy[bytes]:
    """Return what may become of a good file."""
    if kind.suffix == ".parquet":
        return harmed(kind.good)
    text = kind.good.decode()
    changed = edited(text) if kind.suffix in {".csv", ".json"} else edited(text) | revalued(text)
    return changed.map(lambda one: one.encode("utf-8", "surrogatepass")) | harmed(kind.good)


@cache
def small() -> Scenario:
    """Return a world of five countries."""
    return scenario(world(*COUNTRIES), months=36)


@cache
def source() -> Source:
    """Return its files, read once."""
    with tempfile.TemporaryDirectory() as folder:
        return read_source(small().write(Path(folder)), rules())


SCENARIO = """
title = "Odd"
extends = "{base}"
start = "2019-01"
months = 24
seed = 3
replications = 2
scale = 20.0
origin = ["BLR"]

[terms.diaspora]
weight = 0.4

[gates.border]
enforced = true

[levers.fast-track-permits.POL]
start = "2020-02"
take_up = 0.5
"""

LEVERS = """
title = "Two"

[levers.fast-track-permits.POL]
start = "2020-10"
take_up = 0.5

[levers.relocation-grant.LTU]
"""


def read_levers(path: Path) -> None:
    """Read a package of levers, and put them in force."""
    problems: list[Problem] = []
    layers = read_lever_options([str(path)], "2020-09", problems)
    if problems:
        raise ScenarioErrors(problems)
    load(source(), above=layers)


def read_lever_words(text: str) -> None:
    """Read what stands behind --lever, and put it in force."""
    problems: list[Problem] = []
    layers = read_lever_options([text], "2020-09", problems)
    if problems:
        raise ScenarioErrors(problems)
    load(source(), above=layers)


def kinds(folder: Path) -> dict[str, Kind]:
    """Return every kind of file; good ones that name others stand in the folder."""
    case = small()
    base = case.write(folder / "world")
    study = GOOD.replace('"belarus-2020"', f'"{base}"').replace("FIN", "POL")
    targets = (base.parent / "data" / "targets.csv").read_bytes()
    draws = pd.DataFrame({"terms.diaspora.weight": [0.2, 0.3]})
    posterior = write_posterior(folder / "good.parquet", draws, {}).path.read_bytes()
    told = ("everyone is counted", "2020-08", "1 instead of 2")
    replayed = reproducer_text(load("belarus-2020"), 0, 3, told, deep=True)

    def read_posterior_of(path: Path) -> None:
        drawn(read_posterior(path), case)

    def read_targets(path: Path) -> None:
        load_targets(load(base, [f"data.targets={json.dumps(str(path))}"]))

    def read_survey(path: Path) -> None:
        read_questionnaire(str(path)).waves(case)

    every = [
        Kind("scenario", SCENARIO.format(base=base).encode(), load),
        Kind("study", study.encode(), read_study),
        Kind("levers", LEVERS.encode(), read_levers),
        Kind("survey", (SURVEYS / "diaspora-2021.toml").read_bytes(), read_survey),
        Kind("targets", targets, read_targets, ".csv"),
        Kind("posterior", posterior, read_posterior_of, ".parquet"),
        Kind("reproducer", replayed.encode(), lambda path: read_reproducer(path.read_text(
            encoding="utf-8", errors="replace")), ".json"),
    ]  # fmt: skip
    return {kind.name: kind for kind in every}


def lever_words() -> st.SearchStrategy[str]:
    """Return texts for --lever, many of them nearly right."""
    names = st.sampled_from([*catalogue(), "nothing"]) | texts
    owners = st.sampled_from(["FIN", "POL", "POL+LTU", "POL:warsaw", "BLR", "pol", "", "+"]) | texts
    fields = (
        st.sampled_from(["take_up", "start", "end", "eligible_share", "owner", "grades"]) | texts
    )
    values = st.sampled_from(ODD) | texts | st.floats().map(str)
    some = st.lists(st.tuples(fields, values).map("=".join), max_size=3).map(",".join)
    return st.tuples(names, owners, some).map(lambda t: f"{t[0]}:owner={t[1]},{t[2]}")


COMMANDS = (
    ("run",), ("report",), ("doctor",), ("replay",), ("merge",), ("explain",), ("scenario", "show"),
    ("scenario", "check"), ("scenario", "diff"), ("study", "check"), ("study", "show"),
    ("study", "cost"), ("levers", "show"), ("survey", "check"), ("analyse",), ("sweep",),
    ("search",), ("calibrate",), ("validate", "nowhere"), ("compare",),
    ("survey",), ("levers", "rank"), (),
)  # fmt: skip
OPTIONS = (
    "--set", "--seed", "--months", "--scale", "--out", "--replications", "--json", "--force",
    "--workers", "--lever", "--for", "--at", "--where", "--shard", "--posterior", "--targets",
    "--start", "--by", "-x", "--",
)  # fmt: skip


def arguments() -> st.SearchStrategy[list[str]]:
    """Return words behind `talentflow`; what they name does not exist, so nothing is run."""
    word = texts.map(lambda text: text.replace("\0", "")) | st.sampled_from(
        [
            "nowhere.toml",
            "no/where",
            "..",
            "/dev/null",
            "-1",
            "1e9",
            "nan",
            "a=b",
            "terms=1",
            "ü",
            "--",
        ]
    )
    value = word | st.sampled_from(OPTIONS)
    rest = st.lists(value, max_size=4)
    return st.tuples(st.sampled_from(COMMANDS), rest).map(lambda pair: [*pair[0], *pair[1]])


def called(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Call the command line in this process; return its exit code and what it said."""
    out = io.StringIO()
    with monkeypatch.context() as patch, redirect_stdout(out), redirect_stderr(out):
        patch.setattr(sys, "argv", ["talentflow", *words])
        patch.setattr("signal.signal", lambda *_: None)
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
        else:
            code = 0
    return (code if isinstance(code, int) else 0 if code is None else 1), out.getvalue()
