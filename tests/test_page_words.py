"""The words of the report page: stories, commands and sentences that adapt."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fake_results import FakePlan, fake_story, write_results

from talentflow_lab import page_words as words
from talentflow_lab.page_commands import next_commands, scenario_name
from talentflow_lab.page_numbers import Numbers
from talentflow_lab.page_results import Results, read_results
from talentflow_lab.page_story import story_sentences
from talentflow_lab.page_text import headline

PLACES = {"minsk": "Minsk", "warsaw": "Warsaw", "vilnius": "Vilnius"}


def name(code: str) -> str:
    """Name a place."""
    return PLACES.get(code, code)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Give made-up results."""
    return read_results(write_results(tmp_path_factory.mktemp("r"), FakePlan(replications=2)))


def test_story_has_five_sentences() -> None:
    """A full life must be told in five sentences that name who, why, plan, way and end."""
    told = story_sentences(fake_story(), name)
    assert len(told) == 5
    assert "woman of 29" in told[0]
    assert "Minsk" in told[0]
    assert "freedom from repression (+1.4)" in told[1]
    assert "ties to home (−2.0)" in told[1]
    assert told[2].startswith("In September 2020 she planned a move to Warsaw")
    assert "the queue for a permit held her back" in told[3]
    assert told[4].startswith("In December 2020 she moved to Warsaw")


@pytest.mark.parametrize(
    "story",
    [
        {"person": {}},
        {"person": {"sex": "men", "city": "minsk"}, "events": []},
        {"person": {}, "events": [{"event": "moved"}, {"event": "blocked", "date": "soon"}]},
        {"person": {}, "events": "none", "wish_reasons": 3, "destination_reasons": [1]},
    ],
)
def test_story_of_a_thin_record(story: dict[str, object]) -> None:
    """Whatever is missing from a record, five whole sentences must remain."""
    told = story_sentences(story, name)
    assert len(told) == 5
    assert all(sentence.endswith(".") and "None" not in sentence for sentence in told)


def test_story_of_nobody() -> None:
    """Without a person there is no story."""
    assert story_sentences({}, name) == []


def test_story_of_several_moves() -> None:
    """Onward moves must follow the first in order, and the last place is where they stay."""
    events = [
        {"date": "2020-09-01", "event": "moved", "to": "warsaw"},
        {"date": "2022-03-01", "event": "moved on", "to": "vilnius"},
        {"date": "2024-01-01", "event": "returned", "to": "minsk"},
    ]
    end = story_sentences({"person": {"sex": "men"}, "events": events}, name)[4]
    assert end.index("Warsaw") < end.index("Vilnius in March 2022") < end.index("Minsk")


def test_headline_adapts(results: Results) -> None:
    """The headline must name the home country and months of the run it tells of."""
    numbers = Numbers(results)
    assert headline(numbers).endswith("left Belarus between August 2020 and December 2021")


def test_commands_quote_what_they_are_given(results: Results) -> None:
    """Three commands must start from the run's own scenario, and survive a shell."""
    told = next_commands(results, "diaspora")
    assert [shlex.split(c.line)[0] for c in told] == ["talentflow"] * 3
    assert "terms.diaspora.weight=0.2" in told[1].line
    odd = replace(results, run={"command": ["talentflow", "run", "my file.toml"], "seed": 4})
    assert scenario_name(odd) == "my file.toml"
    assert shlex.split(next_commands(odd, None)[0].line)[2:5] == ["my file.toml", "--seed", "5"]


def test_scenario_falls_back_to_the_folder(results: Results) -> None:
    """Without a known command the resolved scenario of the folder must be used."""
    bare = replace(results, run={}, folder=Path("results/demo"))
    assert scenario_name(bare) == "demo/scenario.toml"


def test_numbers_read_as_words() -> None:
    """Counts keep three digits, percentages one decimal below 20, lists a final and."""
    assert [words.persons(x) for x in (0.2, 7, 412.4, 20_296.8)] == ["0", "7", "412", "20,300"]
    assert words.percent(14.84) == f"14.8{words.NARROW}%"
    assert words.percent(53.4) == f"53{words.NARROW}%"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(["a"]) == "a"
