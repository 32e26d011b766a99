"""The report page: offline, safe, complete, and true to the tables."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.fake_results import FakePlan, write_results

from talentflow_lab.hedges import written
from talentflow_lab.page_compare import compare
from talentflow_lab.page_firms import firms
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import ResultsError, read_results
from talentflow_lab.page_sections import SECTIONS
from talentflow_lab.page_visas import visas
from talentflow_lab.page_voice import voice
from talentflow_lab.page_words import persons
from talentflow_lab.page_work import work
from talentflow_lab.report import write_page

BREAK = pd.Timestamp("2020-08-01")
CHARTS = 20
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \"' &amp; {{ 7 * 7 }}"


class Outline(HTMLParser):
    """Collect tags with their attributes, headings, and the text of JSON scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.specs: dict[str, object] = {}
        self.headings: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._spec = ""
        self.feed(html)

    def handle_starttag(  # noqa: D102 - overrides
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        self._spec = dict(attrs).get("id") or "" if tag == "script" else ""
        if tag in {"h1", "h2", "h3"}:
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: D102 - overrides
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:  # noqa: D102 - overrides
        inside = self._open[-1] if self._open else ""
        if self._spec and inside == "script":
            self.specs[self._spec] = json.loads(data, parse_constant=pytest.fail)
        elif inside in {"h1", "h2", "h3"}:
            self.headings[-1] += data
        if inside not in {"script", "style"}:
            self.text += data


def page_of(folder: Path, plan: FakePlan | None = None) -> str:
    """Write a made-up results folder and its page, and return the page."""
    return write_page(write_results(folder, plan)).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a made-up results folder with its page."""
    made = write_results(tmp_path_factory.mktemp("results"))
    write_page(made)
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    """Give the text of the page."""
    return (folder / "index.html").read_text(encoding="utf-8")


def test_page_loads_nothing(html: str) -> None:
    """No tag, style or policy of the page may fetch anything from anywhere."""
    outline = Outline(html)
    for tag, attrs in outline.tags:
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        assert "src" not in attrs
        assert not (attrs.get("href") or "#").lower().startswith(("http", "//", "data", "java"))
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    assert not re.search(r"@import|url\(|@font-face", style[1])
    policy = next(a["content"] for t, a in outline.tags if a.get("http-equiv"))
    assert policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy


def test_policy_allows_exactly_the_scripts_of_the_page(html: str) -> None:
    """Each script that runs must match one digest of the policy."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    policy = next(a["content"] for t, a in Outline(html).tags if a.get("http-equiv"))
    assert re.findall(r"'sha256-([^']+)'", policy or "") == digests
    assert len(scripts) == 2


def test_page_is_small(html: str) -> None:
    """The page must stay under two megabytes, so that it can be sent by mail."""
    assert 0.9e6 < len(html.encode()) < 2e6


def test_page_has_all_sections(html: str) -> None:
    """Every part that the page promises must be there, with a heading and in order."""
    outline = Outline(html)
    anchors = [attrs["id"] for tag, attrs in outline.tags if tag == "section" and "id" in attrs]
    wanted = [
        "summary",
        "where",
        "when",
        "stages",
        "visas",
        "why",
        "firms",
        "work",
        "voice",
        "life",
        "observed",
        "matters",
        "limits",
        "assumed",
        "again",
    ]
    assert anchors == wanted
    absent = {"returns", "cities", "hires", "policy"}  # no thaw, cities, known jobs, comparison
    assert len(anchors) == len(SECTIONS) + 1 - len(absent)  # the summary is no section of a run
    figures = {attrs["id"] for tag, attrs in outline.tags if tag == "figure"}
    stages = {f"figure-stage-{name}" for name in ["considering", "planning", "preparing"]}
    others = ["map", "destinations", "leavers", "share", "wish", "choice", "firms", "offices"]
    others += ["visas", "hired-abroad", "staff-home", "staff-abroad", "work-people", "work-time"]
    others += [f"voice-{kind}" for kind in ("clicktivism", "hacktivism", "struck")]
    assert figures == {f"figure-{name}" for name in others} | stages
    assert sum(1 for tag, _ in outline.tags if tag == "h1") == 1


def test_every_chart_has_words_and_a_specification(html: str) -> None:
    """A chart must say in words what it shows, and its specification must be JSON."""
    outline = Outline(html)
    charts = [attrs for _, attrs in outline.tags if "data-chart" in attrs]
    assert len(charts) == CHARTS
    for attrs in charts:
        assert attrs["role"] == "img"
        assert len(attrs["aria-label"] or "") > 20
        assert "layer" in outline.specs[str(attrs["data-chart"])]  # type: ignore[operator]


def test_headline_equals_the_tables(folder: Path, html: str) -> None:
    """The three headline numbers must equal those computed straight from the tables."""
    flows = pd.read_parquet(folder / "flows.parquet")
    stocks = pd.read_parquet(folder / "stocks.parquet")
    first = flows[flows["kind"] == "first"]
    left = first[first["date"] >= BREAK].groupby("replication")["persons"].sum()
    home = stocks[stocks["country"] == "BLR"].groupby(["replication", "date"])["persons"].sum()
    jumps, calm_rates = [], []
    for _, monthly in first.groupby("replication"):
        replication = int(monthly["replication"].iloc[0])
        persons = monthly.groupby("date")["persons"].sum()
        before = home.loc[replication].shift(1)
        rate = (persons / before).dropna()
        calm = rate[rate.index < BREAK].mean()
        calm_rates.append(1200 * calm)
        jumps.append(rate[BREAK : pd.Timestamp("2020-11-01")].max() / calm)
    numbers = Numbers(read_results(folder))
    found = numbers.left(BREAK, numbers.months[-1])
    assert numbers.turning
    assert numbers.turning.month == BREAK
    assert found.mean == pytest.approx(left.mean())
    assert (found.low, found.high) == pytest.approx(tuple(left.quantile([0.05, 0.95])))
    calm_rate, jump = numbers.calm_rate(), numbers.jump()
    assert calm_rate
    assert jump
    assert calm_rate.mean == pytest.approx(np.mean(calm_rates))
    assert jump.mean == pytest.approx(np.mean(jumps))
    outline = Outline(html)
    shown = [float(a["value"] or 0) for tag, a in outline.tags if tag == "data"]
    assert shown == pytest.approx([left.mean(), np.mean(jumps)])
    assert written(found, "persons")[0] in outline.headings[0]


def test_destinations_equal_the_tables(folder: Path) -> None:
    """Shares of destinations must add up, and the largest must be the largest flow."""
    flows = pd.read_parquet(folder / "flows.parquet")
    first = flows[(flows["kind"] == "first") & (flows["date"] >= BREAK)]
    totals = first.groupby("destination", observed=True)["persons"].sum()
    numbers = Numbers(read_results(folder))
    shares = numbers.shares("destination", BREAK, numbers.months[-1])
    assert shares["share"].sum() == pytest.approx(100)
    assert shares["destination"].iloc[0] == totals.idxmax()
    assert shares["persons"].iloc[0] == pytest.approx(totals.max() / 4)


def test_observed_rows_meet_the_same_months(folder: Path) -> None:
    """Each observed figure must meet the model's value for its own months and its caveat."""
    flows = pd.read_parquet(folder / "flows.parquet")
    rows = {c.target.id: c for c in compare(Numbers(read_results(folder)))}
    moved = rows["moved"]
    there = flows[
        (flows["kind"] == "first")
        & (flows["destination"] == "POL")
        & flows["date"].between(BREAK, pd.Timestamp("2020-11-01"))
    ]
    assert moved.model
    assert moved.model.mean == pytest.approx(0.7 * there["persons"].sum() / 4)
    assert moved.model.low
    assert moved.model.low < moved.model.mean
    assert rows["left"].target.interval == (12.0, 16.0)
    assert rows["to-pol-2"].start == BREAK
    assert rows["moon"].model is None
    assert "late" not in rows


def test_firms_equal_the_tables(folder: Path) -> None:
    """Every firm must count once a stage, and offices must be those of the table, with interval."""
    page = Page(read_results(folder))
    section = firms(page)
    assert section
    table = pd.read_parquet(folder / "firms.parquet")
    end = table[table["date"] == table["date"].max()]
    poland = end[end["place"] == "POL"].groupby("replication")["offices"].sum()
    row = next(row for row in section.context["rows"] if row["place"] == "Poland")
    low, high = poland.quantile([0.05, 0.95])
    assert row["cells"][-1] == (f"{poland.mean():,.0f}", f"{low:,.0f} to {high:,.0f}")
    figure = section.context["figures"][0]
    last = [row for row in figure.rows[1:] if row[0] == figure.rows[-1][0]]
    assert sum(float(row[2].replace(",", "")) for row in last) == pytest.approx(900, abs=1)
    hired = end["hired_abroad"].sum() / 4
    assert f"employ {hired:.0f} other people" in section.context["words"]
    assert "Founded since the start" in section.context["words"]
    abroad = section.context["staff"][1]
    staff = end[end["place"] != "minsk"]["staff"].sum() / 4
    assert float(abroad.rows[-1][1].replace(",", "")) == pytest.approx(staff, abs=0.5)


def test_people_lost_are_not_working_time_lost(folder: Path) -> None:
    """People who work abroad and time that residents work for abroad must be kept apart."""
    section = work(Page(read_results(folder)))
    assert section
    table = pd.read_parquet(folder / "work.parquet")
    end = table[table["date"] == table["date"].max()]
    remote = end["employment"] == "remote"
    away = ~remote & (end["employer_country"] != "BLR")
    people, time = (figure.rows[-1][1].replace(",", "") for figure in section.context["figures"])
    assert float(people) == pytest.approx(end[away]["persons"].sum() / 4, abs=0.5)
    wanted = end[remote]["full_time_equivalents"].sum() / 4
    assert float(time) == pytest.approx(wanted, abs=0.5)
    states = next(r for r in section.context["rows"] if r["country"] == "United States")
    assert states["time"] == persons(wanted)
    assert section.context["students"]["abroad"].startswith("40 (")
    assert section.context["students"]["stayed"].startswith("50")


def test_visas_are_not_moves(folder: Path) -> None:
    """Visas of programmes must be told apart by who gets them, without the ordinary route."""
    section = visas(Page(read_results(folder)))
    assert section
    table = pd.read_parquet(folder / "queues.parquet")
    own = table[table["programme"] == "fast-lane"]
    (row,) = section.context["rows"]
    granted = own["granted"].sum() / 4
    assert row["movers"] == row["families"] == persons(granted)
    assert row["unused"] == persons(2 * granted)
    assert row["visas"] == persons(4 * granted)
    last = {
        line[1]: float(line[2].replace(",", "")) for line in section.context["figure"].rows[-2:]
    }
    month = own[own["date"] == own["date"].max()]["granted"].sum() / 4
    assert sorted(last.values()) == pytest.approx([month, 4 * month], abs=0.5)


def test_voice_at_home_is_not_voice_abroad(folder: Path) -> None:
    """Dissenters must be counted where they live, with a line each and events as dates."""
    section = voice(Page(read_results(folder)))
    assert section
    table = pd.read_parquet(folder / "voice.parquet")
    end = table[(table["date"] == table["date"].max()) & (table["kind"] == "clicktivism")]
    shown = {row[1]: float(row[2]) for row in section.context["large"].rows[-2:]}
    for name, there in (("at home", end["country"] == "BLR"), ("abroad", end["country"] != "BLR")):
        assert shown[name] == pytest.approx(end[there]["persons"].sum() / 4, abs=0.5)
    assert "Presidential election and protests (9 August 2020)" in section.context["large"].caption


@pytest.mark.parametrize(
    ("plan", "gone"),
    [
        (FakePlan(replications=1), ""),
        (FakePlan(replications=2, reasons=False), "figure-wish"),
        (FakePlan(replications=2, targets=False), "Leavers who went to"),
        (FakePlan(replications=2, events=False), "The calm rate of leaving"),
        (FakePlan(replications=1, months=6), "The calm rate of leaving"),
        (FakePlan(replications=1, mechanisms=False), 'id="firms"'),
        (FakePlan(replications=2, mechanisms=False), 'id="work"'),
        (FakePlan(replications=2, mechanisms=False), 'id="visas"'),
        (FakePlan(replications=2, mechanisms=False), 'id="voice"'),
    ],
)
def test_page_does_without(tmp_path: Path, plan: FakePlan, gone: str) -> None:
    """The page must be written from one replication, no reasons, no observations, no events."""
    html = page_of(tmp_path / "results", plan)
    assert "nan" not in Outline(html).text.split()
    if gone:
        assert gone not in html
    if plan.replications == 1:
        assert "one replication, so no interval" in html
    if not plan.targets:
        assert "no observed figure" in html


def test_page_of_a_run_that_nobody_left(tmp_path: Path) -> None:
    """A run without leavers must give a page that says so."""
    made = write_results(tmp_path / "results", FakePlan(replications=2))
    flows = pd.read_parquet(made / "flows.parquet")
    flows[flows["kind"] != "first"].to_parquet(made / "flows.parquet", index=False)
    outline = Outline(write_page(made).read_text(encoding="utf-8"))
    assert outline.headings[0].startswith("Simulated: no professionals left Belarus")
    assert "nan" not in outline.text.split()


def test_hostile_strings_stay_text(tmp_path: Path) -> None:
    """Whatever a scenario, a table or a story says must appear as text and never as markup."""
    made = write_results(tmp_path / "results", FakePlan(replications=2, title=HOSTILE))
    story = json.loads((made / "story.json").read_text(encoding="utf-8"))
    story["person"]["employer"] = HOSTILE
    (made / "story.json").write_text(json.dumps(story), encoding="utf-8")
    for name, column in [("countries", "name"), ("events", "title"), ("targets", "source")]:
        table = pd.read_csv(made / "data" / f"{name}.csv", keep_default_na=False, dtype=str)
        table[column] = HOSTILE
        table.to_csv(made / "data" / f"{name}.csv", index=False)
    html = write_page(made).read_text(encoding="utf-8")
    outline = Outline(html)
    assert "alert(1)</script>" not in html
    assert "onerror=alert(2)>" not in html
    assert not any(tag == "img" for tag, _ in outline.tags)
    assert sum(1 for tag, _ in outline.tags if tag == "script") == CHARTS + 2
    assert HOSTILE in outline.text
    assert len(outline.specs) == CHARTS


def test_page_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """A page goes where it is told; a folder without results gives a clear error and no file."""
    made = write_results(tmp_path / "results", FakePlan(replications=1, months=3))
    out = write_page(made, tmp_path / "pages" / "one.html")
    assert [path.name for path in out.parent.iterdir()] == ["one.html"]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ResultsError, match="a results folder written by"):
        write_page(empty)
    assert not list(empty.iterdir())


def test_same_results_give_the_same_page(tmp_path: Path) -> None:
    """The page must depend on the results alone, not on the hour or on a memory address."""
    plan = FakePlan(replications=2, months=24)
    assert page_of(tmp_path / "a" / "results", plan) == page_of(tmp_path / "b" / "results", plan)
