"""Summaries: every number of a sentence stands in a results table, rounded as it is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from tests.fake_results import FakePlan, write_results

from talentflow_lab.facts import Fact, facts_frame, facts_of, tell
from talentflow_lab.hedges import written
from talentflow_lab.page_matters import swings
from talentflow_lab.page_numbers import Estimate, Numbers, estimate
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import Results, read_results
from talentflow_lab.page_summary import run_sentences
from talentflow_lab.report import write_page
from talentflow_lab.territory import Beneficiary

POLAND = Beneficiary("POL", "", "Poland", "Poland")
NUMBER = re.compile("[−+]?[0-9]+(?:,[0-9]{3})*(?:\\.[0-9]+)?")
MONTH = re.compile("(January|February|March|April|May|June|July|August|September|October|November"
                   "|December) [0-9]{4}")  # fmt: skip


def numbers_in(text: str) -> list[str]:
    """List the numbers of a text as they are written, without those of months."""
    return NUMBER.findall(MONTH.sub("", text))


@pytest.fixture(scope="module", params=[1, 2, 4])
def results(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Results:
    """Give made-up results of one, two and four runs."""
    folder = tmp_path_factory.mktemp("runs")
    return read_results(write_results(folder, FakePlan(replications=request.param)))


def by_hand(results: Results) -> Iterator[Estimate]:
    """Compute what a summary may tell, straight from the tables."""
    folder, since = results.folder, pd.Timestamp("2020-08-01")
    flows = pd.read_parquet(folder / "flows.parquet")
    stocks = pd.read_parquet(folder / "stocks.parquet")
    keys = range(len(results.replications))

    def runs(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("replication")["persons"].sum().reindex(keys, fill_value=0.0)

    first = flows[(flows["kind"] == "first") & (flows["date"] >= since)]
    home = stocks[stocks["country"] == "BLR"]
    before = home[home["date"] == pd.Timestamp("2020-07-01")]
    yield estimate(runs(first))
    yield estimate(100 * runs(first) / runs(before))
    for country in first["destination"].unique():
        yield estimate(100 * runs(first[first["destination"] == country]) / runs(first))
    end = stocks["date"].max()
    yield estimate(runs(home[home["date"] == end]))
    yield estimate(runs(stocks[(stocks["country"] != "BLR") & (stocks["date"] == end)]))
    yield estimate(runs(flows[(flows["kind"] == "return") & (flows["date"] >= since)]))
    come = flows[(flows["destination"] == "POL") & (flows["kind"] != "internal")]
    yield estimate(runs(come[come["date"] >= since]))
    calm, peaks = [], []
    for n in keys:
        left = flows[(flows["kind"] == "first") & (flows["replication"] == n)]
        month = left.groupby("date")["persons"].sum()
        rate = month / home[home["replication"] == n].groupby("date")["persons"].sum().shift(1)
        rate = rate.dropna()
        calm.append(rate[rate.index < since].mean())
        peaks.append(rate[since : pd.Timestamp("2020-11-01")].max() / calm[-1])
    yield estimate(1200 * value for value in calm)
    yield estimate(peaks)


def test_every_number_of_the_summary_is_in_a_table(results: Results) -> None:
    """Each number of a sentence must follow from a results table by rounding alone."""
    told = run_sentences(Page(results), POLAND)
    allowed = {
        text for value in by_hand(results) for unit in ("persons", "%", "times")
        for text in written(value, unit)
    }  # fmt: skip
    shown = [number for one in told for number in numbers_in(one.text)]
    assert len(shown) > 10
    assert set(shown) <= allowed


def test_numbers_of_sentences_are_those_of_their_table(results: Results) -> None:
    """The table behind the sentences must hold each of their numbers, and nothing else."""
    told = run_sentences(Page(results), POLAND)
    frame = facts_frame(facts_of(told))
    listed = set(frame["written"]) | set(frame["written_low"]) | set(frame["written_high"])
    assert {n for one in told for n in numbers_in(one.text)} <= listed
    assert frame["source"].str.contains("flows|stocks").all()
    assert not frame["fact"].duplicated().any()


def test_a_number_that_is_in_no_table_is_found() -> None:
    """The search for numbers must see one that was made up."""
    assert numbers_in("About 14,000, between 11,000 and 17,500 in August 2020.") == [
        "14,000", "11,000", "17,500",
    ]  # fmt: skip
    assert numbers_in("cannot be told from zero (between −0.8 and +3.4)") == ["−0.8", "+3.4"]


def test_a_fact_must_be_told() -> None:
    """A fact that no field of the template names is a mistake."""
    fact = Fact("a", "A", Estimate(3.0, 2.0, 4.0), "persons", "flows")
    assert tell("{0} {a:is}.", "it", a=fact).text == "It is about 3.0, between 2.0 and 4.0."
    with pytest.raises(ValueError, match="not told"):
        tell("nothing.", a=fact)
    with pytest.raises(ValueError, match="plainly"):
        tell("{a:.2f}.", a=fact)


def test_assumptions_are_ranked_by_what_they_could_move(results: Results) -> None:
    """The swing is the contribution times the farther end of the range, most first."""
    rows = swings(Numbers(results))
    assert len(rows)
    assert rows["swing"].is_monotonic_decreasing
    for row in rows[rows["path"] != "shocks.crisis.gain"].to_dict("records"):
        value = float(row["value"])
        far = max(abs(float(row[end]) / value - 1) for end in ("low", "high"))
        assert row["swing"] == pytest.approx(abs(row["contribution"]) * far)
    assert set(rows["certainty"]) <= {"prior", "sourced", "low", "medium", "high", "set"}


def test_markdown_tells_the_same(results: Results, tmp_path: Path) -> None:
    """Markdown must hold each sentence of the summary and no markup of the page."""
    text = write_page(results.folder, tmp_path / "a.md", form="md").read_text(encoding="utf-8")
    for one in run_sentences(Page(results)):
        assert " ".join(one.text.split()) in " ".join(text.split())
    assert not re.search("<(div|span|table|script|style|svg)", text)
    assert "\n## What this cannot tell\n" in text
