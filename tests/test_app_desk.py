"""The policy desk: its state in addresses and files, its numbers, and what it refuses."""

import shlex
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipyvuetify
import pandas as pd
import pytest
import reacton
import solara
from hypothesis import given
from hypothesis import strategies as st

from talentflow.errors import TalentflowError
from talentflow.levers import catalogue
from talentflow.scenario import load
from talentflow_app import desk_charts, desk_page, desk_results, session, shared, words
from talentflow_app.desk_address import from_query, to_query
from talentflow_app.desk_answers import Answer, question_of, tell_answers
from talentflow_app.desk_files import from_toml, to_toml
from talentflow_app.desk_state import Desk, DeskError, Held, command
from talentflow_app.desk_stories import steps
from talentflow_app.server import page_of
from talentflow_app.upload import UploadError, checked
from talentflow_lab.changed_lives import KINDS, changed_lives
from talentflow_lab.side import Side

SMALL = Desk(
    months=12, scale=50.0, replications=2,
    levers=(Held("fast-track-permits", "FIN", (("processing_months", 0.3),)),),
)  # fmt: skip


@st.composite
def levers(draw: st.DrawFn) -> Held:
    """Draw a lever of the catalogue with figures within their ranges."""
    kind = catalogue()[draw(st.sampled_from(sorted(catalogue())))]
    owner = {"city": "FIN:jyvaskyla", "origin": "BLR", "international": "BLR"}
    held = Held(kind.slug, owner.get(kind.owners[0], "FIN"), on=draw(st.booleans()))
    for name in draw(st.sets(st.sampled_from(sorted(kind.figures)))):
        figure = kind.figures[name]
        held = held.with_figure(name, float(draw(st.sampled_from([figure.low, figure.high]))))
    return held


desks = st.builds(
    Desk,
    scenario=st.sampled_from(["belarus-2020", "jyvaskyla"]),
    start=st.sampled_from(["2020-09", "2021-01"]),
    months=st.integers(1, 240),
    scale=st.sampled_from([1.0, 2.5, 100.0]),
    replications=st.integers(1, 64),
    seed=st.none() | st.integers(0, 2**31),
    look=st.sampled_from(["", "BLR", "FIN:jyvaskyla"]),
    budget=st.sampled_from([0.0, 2e6]),
    settings=st.lists(st.sampled_from(["terms.distance.weight=0.5", 'title="a, b"']), unique=True)
    .map(tuple),
    levers=st.lists(levers(), max_size=4, unique_by=lambda one: (one.slug, one.owner)).map(tuple),
)  # fmt: skip


@given(desks)
def test_an_address_holds_the_whole_state(desk: Desk) -> None:
    """What the address tells comes back, and the query is made of plain letters."""
    query = to_query(desk)
    assert from_query(query) == desk
    assert query.isascii()
    assert " " not in query


@given(desks)
def test_a_file_holds_the_policy(desk: Desk) -> None:
    """A saved file comes back with what a scenario can hold; levers that are off stay behind."""
    again = from_toml(to_toml(desk), desk)
    assert {*again.levers} == {one for one in desk.levers if one.on}
    assert (again.scenario, again.seed, again.scale) == (desk.scenario, desk.seed, desk.scale)


def test_a_saved_file_is_a_scenario(tmp_path: Path) -> None:
    """The command line takes the file, and it holds the lever as the desk has it."""
    path = tmp_path / "policy.toml"
    path.write_text(to_toml(SMALL), encoding="utf-8")
    (lever,) = load(path).levers
    assert (lever.slug, lever.holder) == ("fast-track-permits", "FIN")
    assert lever.act.processing_months == 0.3
    assert (lever.start, load(path).scale) == (20, 50.0)


def test_the_command_asks_the_same(tmp_path: Path) -> None:
    """What stands under the desk is what `talentflow compare` takes, word for word."""
    typed = shlex.split(command(SMALL))
    assert typed[:3] == ["talentflow", "compare", "belarus-2020"]
    assert typed[typed.index("--lever") + 1] == "fast-track-permits:owner=FIN,processing_months=0.3"
    from typer.testing import CliRunner

    from talentflow_lab.cli import app

    typed[typed.index("--out") + 1] = str(tmp_path / "out")
    done = CliRunner().invoke(app, [*typed[1:], "--workers", "1", "--json"])
    assert done.exit_code == 0, done.output
    found = shared.live().ask(question_of(SMALL), SMALL.replications)
    saved = (tmp_path / "out" / "costs.csv").read_text(encoding="utf-8")
    assert saved == found.costs.to_csv(index=False)


BAD = {
    "": "extends",
    "title = 1\n": "extends",
    'extends = "../secret"': "extends",
    'extends = "/etc/passwd"': "extends",
    'extends = "belarus-2020"\n[data]\ncountries = "/etc/passwd"': "names other files",
    'extends = "belarus-2020"\n[levers.wish.FIN]\n': "no lever 'wish'",
    'extends = "belarus-2020"\n[levers.amnesty]\nBLR = 3\n': "no table of figures",
    'extends = "belarus-2020"\nscale = "large"': "scale is no number",
    'extends = "belarus-2020"\nscale = 0.1': "scale is 0.1",
    "extends = ": "line 1",
    '[levers.amnesty.BLR]\nstart = "2020-09"\n[levers.exit-ban.BLR]\nstart = "2021-09"\n'
    : "extends",
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_bad_file_is_told_in_a_sentence(text: str) -> None:
    """An upload is data: what it must not hold is named."""
    with pytest.raises(DeskError, match=BAD[text]):
        from_toml(text, Desk())


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"size": 200_001, "text": "#"}, "at most 200,000"),
        ({"size": 3, "text": "#" * 200_001}, "at most 200,000"),
        ({"size": 2, "text": "\ufffd"}, "UTF-8"),
        ({"size": 2, "text": "a\x00"}, "UTF-8"),
        ({"size": "2", "text": "a"}, "no text"),
        ({"text": "a"}, "no text"),
    ],
)
def test_an_upload_is_a_small_text(chosen: dict[str, Any], told: str) -> None:
    """Whatever a browser may send, only small text in UTF-8 is read."""
    with pytest.raises(UploadError, match=told):
        checked(chosen)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("lever=wish:owner=FIN", "no lever"),
        ("lever=amnesty", "no owner"),
        ("months=many", "no number"),
        ("months=0", "from 1 to 240"),
        ("scale=0.5", "from 1"),
        ("scenario=/etc/passwd", "no name of a shipped"),
        ("scenario=../mine.toml", "no name of a shipped"),
        ("set=data.countries=/etc/passwd", "would name a file"),
        ("set=%20data.events=x", "would name a file"),
        ('set="data".events=x', "would name a file"),
        ("set=extends=/x", "extends"),
        ("set=terms.distance.weight", "no equals sign"),
    ],
)
def test_a_bad_address_is_told_in_a_sentence(query: str, told: str) -> None:
    """Nothing of an address is trusted."""
    with pytest.raises(DeskError, match=told):
        from_query(query)


@pytest.fixture
def page() -> Iterator[reacton.core._RenderContext]:
    """Return the desk, rendered, once its numbers are there."""
    session.desk.set(SMALL)
    _, rendered = solara.render(desk_page.Page(), handle_error=False)
    until(lambda: "ready" in states(rendered) and len(texts(rendered, "tf-fact-value")) == 6)
    yield rendered
    rendered.close()
    session.desk.set(session.BEGIN)


def until(met: Any, seconds: float = 60.0) -> None:
    """Wait for something to be there."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def states(rendered: Any) -> list[str]:
    """Return whether the page waits."""
    found = rendered.find(ipyvuetify.Html, tag="p", class_="tf-status").widgets
    return [one.attributes["data-state"] for one in found]


def texts(rendered: Any, class_: str) -> list[str]:
    """Return the texts of elements of a class."""
    found = rendered.find(ipyvuetify.Html, class_=class_).widgets
    return [" ".join(str(child) for child in one.children) for one in found]


def expected(desk: Desk) -> list[str]:
    """Return what should stand in large letters: additional people, spending, deadweight."""
    verdict = shared.live().ask(question_of(desk), desk.replications)
    row = desk_results.main_row(verdict, "FIN")
    assert row is not None
    numbers = words.signed, words.euros, words.few
    names = "additional", "spent", "deadweight"
    return [write(float(row[name])) for write, name in zip(numbers, names, strict=True)]


def shown(rendered: Any) -> list[str]:
    """Return what stands there in their place."""
    facts = texts(rendered, "tf-fact-value")
    return [facts[0], facts[2], facts[3]]


def test_the_numbers_are_those_of_the_tables(page: Any) -> None:
    """What stands in large letters is what the comparison found."""
    assert shown(page) == expected(SMALL)


def test_nobody_asks_for_a_page_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seats that were given back belong to others: what was on its way asks for nothing more."""
    asked, told = list[object](), list[Answer]()
    monkeypatch.setattr(shared.live(), "ask", lambda *given: asked.append(given))
    monkeypatch.setattr(shared.live(), "leave", asked.append)
    with shared.seats(2) as first:
        pass
    assert asked == list(first)
    tell_answers(replace(SMALL, months=3), first, told.append, keep=False, here=lambda: False)
    assert (asked, told) == (list(first), [])
    with shared.seats(2) as second:
        assert not set(first) & set(second)


def test_a_first_answer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second visit of the same state sees the same numbers, and no worker is waited for."""
    desk, told = replace(SMALL, months=3), list[Answer]()
    tell_answers(desk, (1, 2), told.append, keep=True)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(shared.live(), "ask", never)
    tell_answers(desk, (1, 2), told.append, keep=True)
    first, second = (one.verdict for one in told)
    assert first is not None
    assert second is not None
    pd.testing.assert_frame_equal(first.effects, second.effects)
    assert [one.scale for one in told] == [50.0, 50.0]
    assert not told[-1].waiting


def test_a_released_slider_asks_anew_and_can_be_undone(page: Any) -> None:
    """A change of a dose reaches state and numbers; undo brings the old ones back."""
    slider = page.find(ipyvuetify.Slider).widgets[1]
    slider.fire_event("change", 0.3)
    changed = session.desk.value
    assert changed.levers[0].get("ease_gain") == 0.3
    new, old = expected(changed), expected(SMALL)
    assert new != old
    until(lambda: "ready" in states(page) and shown(page) == new)
    session.undo()
    assert session.desk.value == SMALL
    until(lambda: shown(page) == old)


def test_levels_effects_and_displacement_agree() -> None:
    """The lines' last points differ by the effect, and so do people by place."""
    question = question_of(SMALL)
    verdict = shared.live().ask(question, SMALL.replications)
    levels = desk_charts.levels_of(question, verdict, "stock:FIN")
    last = levels[levels["date"] == levels["date"].max()].set_index("side")["mean"]
    effect = desk_charts.effects_of(verdict, "stock:FIN")["mean"].iloc[-1]
    assert last["with the policy"] - last["without"] == pytest.approx(effect)
    ways = desk_charts.displaced(question, verdict, "FIN")
    if len(ways) < desk_charts.MOST_PLACES:
        assert ways["persons"].sum() == pytest.approx(effect)


def test_stories_are_of_people_who_live_elsewhere() -> None:
    """Each lives in two different places; kinds say whether one of them is the owner's."""
    question = question_of(Desk(months=16, scale=50.0, levers=SMALL.levers))
    lives = changed_lives(question)
    assert 1 <= len(lives) <= 3
    places = question.baseline.data.place_rows
    finnish = {*places.loc[places["iso3"] == "FIN", "place"]}
    for one in lives:
        assert one.place_without != one.place_with
        assert one.kind in KINDS
        assert (one.kind == "gained") == (
            one.place_with in finnish and one.place_without not in finnish
        )
        assert steps(one.with_["events"], str) or steps(one.without["events"], str)
    run = Side.of(question.baseline, 0)
    while not run.run.over:
        run.step()
    keys = {f"{int(key):016x}" for key in run.world.people.key[: run.world.people.used]}
    assert {one.professional for one in lives} <= keys


def test_what_is_opened_has_a_page(tmp_path: Path) -> None:
    """A name, a file of one's own, a run and a study each lead to the page that shows them."""
    assert page_of("") == ""
    assert page_of("jyvaskyla") == "?scenario=jyvaskyla&lever=fast-track-permits:owner=FIN"
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "belarus-2020"\n[terms.distance]\nweight = 0.5\n', encoding="utf-8")
    assert page_of(str(mine)) == "?set=terms.distance.weight=0.5"
    mine.write_text('title = "x"\n', encoding="utf-8")
    with pytest.raises(DeskError, match="extends"):
        page_of(str(mine))
    mine.write_bytes(b"\xff\xfe")
    with pytest.raises(TalentflowError, match=r"mine\.toml"):
        page_of(str(mine))
    for name, page in (("run.json", "explore"), ("study.json", "studies?study=a+b+%28opened%29")):
        folder = tmp_path / name / "a b"
        folder.mkdir(parents=True)
        (folder / name).write_text("{}", encoding="utf-8")
        assert page_of(str(folder)) == page
    inside = page_of(str(tmp_path / "study.json" / "a b"), str(tmp_path))
    assert inside == "studies?study=study.json%2Fa+b"
