"""Assumptions: the list against the model, changes against its words, the effect on a policy."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import ipyvuetify
import pandas as pd
import pytest
import reacton
import solara

from talentflow.errors import TalentflowError
from talentflow.parameters import parameters_of
from talentflow.rules import catalogue
from talentflow.scenario import load
from talentflow_app import (
    assumptions_effect,
    assumptions_page,
    desk_results,
    session,
    shared,
    words,
)
from talentflow_app.assumptions_rows import ORDERS, data_counts, kept, rows_of, table_of
from talentflow_app.assumptions_settings import changed_to, pairs, without
from talentflow_app.assumptions_weights import part, weights_of
from talentflow_app.desk_answers import Answer, question_of
from talentflow_app.desk_state import Desk, Held

type Rendered = reacton.core._RenderContext

SMALL = Desk(
    months=6, scale=200.0, replications=2,
    levers=(Held("fast-track-permits", "FIN", (("processing_months", 0.3),)),),
)  # fmt: skip
WAGE = "terms.real_wage.weight"


def test_every_parameter_of_every_rule_is_listed_once() -> None:
    """Values, units, ranges and sources are those of the rules, in the order of the model."""
    scenario = load("belarus-2020", [f"{WAGE}=0.5"])
    rows = {row.path: row for row in rows_of(scenario, load("belarus-2020"))}
    seen = set()
    for section, modules in catalogue().items():
        for module, rule in modules.items():
            for name, (kind, info) in parameters_of(rule).items():
                value = getattr(scenario.rule(f"{section}.{module}"), name)
                entries = value.items() if kind == "map" else [("", value)]
                for code, entry in entries:
                    path = ".".join(filter(None, (section, module, name, code)))
                    row = rows[path]
                    seen.add(path)
                    assert (row.value, row.unit, row.kind) == (entry, info.unit, kind)
                    if kind not in {"flag", "choice"}:
                        assert (row.low, row.high) == (info.low, info.high)
                    assert info.source in row.source
                    assert row.judgement == (info.prior or path == WAGE)
                    assert row.changed == (path == WAGE)
    assert seen == set(rows)
    assert len(seen) > 150
    wage = rows[WAGE]
    assert (wage.usual, wage.certainty, wage.set_by) == (1.2, "set", "--set")
    assert wage.title.startswith("Net pay at the person's grade")
    assert rows["terms.repression.weight"].title.startswith("Repression: threats")
    assert rows["terms.home.weight"].value == "solve"


def test_the_table_is_the_provenance() -> None:
    """The download holds what provenance.csv of a run says of the same paths."""
    scenario = load("belarus-2020", [f"{WAGE}=0.5"])
    told = pd.DataFrame(scenario.provenance).set_index("path")
    table = table_of(rows_of(scenario, load("belarus-2020"))).set_index("path")
    both = told.loc[table.index]
    assert (table["unit"] == both["unit"]).all()
    assert (table["certainty"] == both["certainty"]).all()
    numbers = both["value"][[isinstance(value, float) for value in both["value"]]].astype(float)
    assert table.loc[numbers.index, "value"].astype(float).tolist() == numbers.tolist()
    assert table.loc[WAGE, ["value", "usual"]].tolist() == ["0.5", "1.2"]
    assert len(pd.read_parquet(io.BytesIO(_parquet(table.reset_index())))) == len(table)


def _parquet(table: pd.DataFrame) -> bytes:
    from talentflow_app.downloads import parquet_bytes

    return parquet_bytes(table)


def test_figures_are_counted_by_certainty() -> None:
    """Counts add up to the rows of the tables in provenance.csv, table by table."""
    scenario = load("belarus-2020")
    counts = data_counts(scenario).set_index("table")
    saved = pd.read_csv(io.BytesIO(assumptions_page.provenance(scenario)))
    data = saved[saved["path"].str.startswith("data.")]
    tables = data["path"].str.split(".").str[1]
    for table, rows in data.groupby(tables):
        for certainty in ("high", "medium", "low"):
            assert counts.loc[table, certainty] == (rows["certainty"] == certainty).sum()
    assert counts["all"].sum() == len(data) > 1000
    assert len(saved) == len(scenario.provenance)


def test_own_figures_of_an_origin_are_told() -> None:
    """A parameter that origins.csv gives for the scenario's origin says so."""
    finland = load("finland-balance")
    rows = {row.path: row for row in rows_of(finland, finland)}
    assert "FIN has its own, 0.0023" in rows["decision.anchors.calm_exit"].note
    belarus = load("belarus-2020")
    assert not any(row.note for row in rows_of(belarus, belarus))


def test_rows_are_found_and_sorted() -> None:
    """All words must occur; judgements are what has no evidence; each order is one."""
    scenario = load("belarus-2020")
    rows = rows_of(scenario, scenario)
    assert [row.path for row in kept(rows, "Kleven")] == [WAGE]
    assert [row.path for row in kept(rows, "REAL pay log point")] == [WAGE]
    assert kept(rows, "kleven judgement") == []
    judgements = kept(rows, judgements=True)
    assert {row.certainty for row in judgements} == {"prior"}
    assert len(judgements) == sum(row.certainty == "prior" for row in scenario.provenance)
    for order in ORDERS:
        assert sorted(row.path for row in kept(rows, order=order)) == sorted(r.path for r in rows)
    names = [row.path for row in kept(rows, order="name")]
    assert names == sorted(names)
    bases = [row.certainty for row in kept(rows, order="basis")]
    assert bases == ["prior"] * len(judgements) + ["sourced"] * (len(rows) - len(judgements))


def test_a_change_replaces_and_its_default_takes_it_away() -> None:
    """A path has one setting, however spelled; the scenario's own value needs none."""
    desk = replace(SMALL, settings=("terms.distance.weight=0.5", 'terms."real_wage".weight = 2'))
    assert changed_to(desk, WAGE, "0.7") == ("terms.distance.weight=0.5", f"{WAGE}=0.7")
    assert changed_to(desk, WAGE, "1.20") == ("terms.distance.weight=0.5",)
    assert changed_to(SMALL, "gates.border.enforced", "false") == ("gates.border.enforced=false",)
    assert changed_to(SMALL, "terms.home.weight", "3") == ("terms.home.weight=3",)
    assert changed_to(SMALL, "terms.home.weight", "solve") == ()
    entry = changed_to(SMALL, "terms.residual.values.POL", "0.5")
    assert entry == ("terms.residual.values.POL=0.5",)
    assert without(entry, "terms.residual.values.POL") == ()
    assert without(desk.settings, "terms.distance.weight") == desk.settings[1:]
    assert pairs(desk.settings)[0] == ("terms.distance.weight", "0.5")


BAD = {
    (WAGE, "9"): r"terms\.real_wage\.weight: 9 is out of range; expected a number from 0 to 3",
    (WAGE, "much"): r'"much" is not valid; expected a number from 0 to 3',
    (WAGE, ""): r'"" is not valid; expected a number',
    (WAGE, "nan"): r"nan is not a finite number",
    (WAGE, "[1]"): r"a list is not valid",
    ("terms.real_wages.weight", "1"): r'unknown name; did you mean "real_wage"',
    ("term.real_wage.weight", "1"): r'unknown name; did you mean "terms',
    ("terms", "1"): r"expected a table",
    ("", "1"): r"--set",
    ("a b", "1"): r"--set",
    ("months", "12"): r"runs are set on the desk",
    ("data.countries", "/etc/passwd"): r"tables and levers are not set here",
    ("'data'.countries", "/etc/passwd"): r"tables and levers are not set here",
    ("extends", "/etc/passwd"): r"not set here",
    ("levers.amnesty.BLR.start", "2020-09"): r"not set here",
    ("gates.border.enforced", "2"): r"expected true or false",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_change_is_told_in_the_words_of_the_model(bad: tuple[str, str]) -> None:
    """Field, what was expected, the nearest name: an error that people can use."""
    with pytest.raises(TalentflowError, match=BAD[bad]):
        changed_to(SMALL, *bad)


def test_what_is_wrong_already_stands_in_nobodys_way() -> None:
    """A bad setting of an address does not keep others from being changed."""
    desk = replace(SMALL, settings=(f"{WAGE}=99",))
    assert changed_to(desk, "terms.distance.weight", "0.5")[-1] == "terms.distance.weight=0.5"
    assert changed_to(desk, WAGE, "2") == (f"{WAGE}=2",)


def test_weights_are_the_numbers_of_the_terms() -> None:
    """Each term with a weight that is a number; that of home is solved, and left out."""
    scenario = load("belarus-2020")
    found = [row.path for row in weights_of(rows_of(scenario, scenario))]
    expected = [
        f"terms.{module}.weight"
        for module, rule in catalogue()["terms"].items()
        if parameters_of(rule).get("weight", ("", None))[0] == "number"
    ]
    assert found == expected
    assert "terms.home.weight" not in found
    (wage,) = (row for row in rows_of(scenario, scenario) if row.path == WAGE)
    assert part(wage, 1.2) == pytest.approx(40.0)
    assert (part(wage, 0.0), part(wage, 3.0), part(wage, None)) == (0.0, 100.0, 0.0)


@pytest.fixture
def page() -> Iterator[Rendered]:
    """Return the page for a small policy, once its numbers are there."""
    session.desk.set(SMALL)
    assumptions_effect._tried.set(())
    _, rendered = solara.render(assumptions_page.Page(), handle_error=False)
    until(lambda: ready(rendered) and shown(rendered))
    yield rendered
    rendered.close()
    session.desk.set(session.BEGIN)


def until(met: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something to be there."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ready(rendered: Rendered) -> bool:
    """Tell whether the page waits for nothing."""
    found = rendered.find(ipyvuetify.Html, tag="p", class_="tf-status").widgets
    return [one.attributes["data-state"] for one in found] == ["ready"]


def texts(rendered: Rendered, class_: str) -> list[str]:
    """Return the texts of elements of a class."""
    found = rendered.find(ipyvuetify.Html, class_=class_).widgets
    return [str(child) for one in found for child in one.children]


def press(rendered: Rendered, label: str) -> None:
    """Press the button of a label."""
    (found,) = (
        one
        for one in rendered.find(ipyvuetify.Btn).widgets
        if (one.attributes or {}).get("aria-label") == label or one.children == [label]
    )
    found.click()


def expected(desk: Desk) -> list[str]:
    """Return additional people, spending and deadweight as they should stand there."""
    verdict = shared.live().ask(question_of(desk), desk.replications)
    row = desk_results.main_row(verdict, "FIN")
    assert row is not None
    names = ("additional", words.signed), ("spent", words.euros), ("deadweight", words.few)
    return [write(float(row[name])) for name, write in names]


def shown(rendered: Rendered) -> list[str]:
    """Return what stands there in their place."""
    facts = texts(rendered, "tf-fact-value")
    return [facts[0], facts[2], facts[3]] if len(facts) > 3 else []


def test_a_change_moves_the_numbers_and_can_be_undone(page: Rendered) -> None:
    """Numbers are those of the tables, before, after and after undo; both states were seen."""
    assert shown(page) == expected(SMALL)
    press(page, f"Change {WAGE}, which is 1.2")
    until(lambda: page.find(ipyvuetify.TextField, label=f"{WAGE}, logit per log point").widgets)
    (field,) = page.find(ipyvuetify.TextField, label=f"{WAGE}, logit per log point").widgets
    field.v_model = "0.2"
    field.fire_event("keyup.enter", None)
    changed = replace(SMALL, settings=(f"{WAGE}=0.2",))
    assert session.desk.value == changed
    new = expected(changed)
    assert new != expected(SMALL)
    until(lambda: ready(page) and shown(page) == new)
    until(lambda: len(assumptions_effect._tried.value) == 2)
    tried = {one.name: words.signed(one.additional) for one in assumptions_effect._tried.value}
    assert tried == {f"{WAGE}=0.2": new[0], "the model's own": expected(SMALL)[0]}
    assert "model: 1.2" in texts(page, "tf-soft")
    press(page, f"Undo {WAGE}")
    assert session.desk.value == SMALL
    until(lambda: shown(page) == expected(SMALL))


def test_what_was_tried_is_what_the_numbers_say() -> None:
    """The trail keeps the effect and the cost of an answer, once for each state."""
    question = question_of(SMALL)
    verdict = shared.live().ask(question, SMALL.replications)
    answer = Answer(SMALL, question, verdict, 200.0)
    one = assumptions_effect.tried_of(answer)
    row = desk_results.main_row(verdict, "FIN")
    assert one is not None
    assert row is not None
    assert one.additional == pytest.approx(row["additional"])
    if row["additional"] > 0:
        assert (one.each, one.each_low) == (row["cost_per_additional"], row["low"])
    assert assumptions_effect.tried_of(replace(answer, waiting=True)) is None
    assert assumptions_effect.told((one,), one) == (one,)
    table = assumptions_effect.table_of([one])
    assert table.loc[0, ["assumptions", "additional"]].tolist() == [one.name, one.additional]


def test_a_bad_value_is_a_sentence_on_the_page(page: Rendered) -> None:
    """The model's words stand there, the desk keeps its state, and the list stays."""
    (field,) = (
        one
        for one in page.find(ipyvuetify.TextField).widgets
        if str(one.label).startswith("Change by name")
    )
    for text, told in (
        ("terms.real_wages.weight=3", 'unknown name; did you mean "real_wage"?'),
        (f"{WAGE}=99", "99 is out of range; expected a number from 0 to 3"),
    ):
        field.v_model = text
        field.fire_event("keyup.enter", None)
        press(page, "Change")
        until(lambda told=told: any(told in str(c) for c in problems(page)))
        assert session.desk.value == SMALL
    assert page.find(ipyvuetify.Html, tag="tr", class_="tf-rule").widgets


def problems(rendered: Rendered) -> list[str]:
    """Return the lines that say what is wrong."""
    found = rendered.find(ipyvuetify.Html, class_="tf-problem").widgets
    return [str(line.children[0]) for one in found for line in one.children]


def test_a_bad_address_can_be_put_right() -> None:
    """A setting that is wrong is told, the list shows the rest, and undo takes it away."""
    session.desk.set(replace(SMALL, levers=(), settings=(f"{WAGE}=99",)))
    _, rendered = solara.render(assumptions_page.Page(), handle_error=False)
    until(lambda: any("99 is out of range" in line for line in problems(rendered)))
    assert rendered.find(ipyvuetify.Html, tag="tr", class_="tf-rule").widgets
    press(rendered, f"Undo {WAGE}")
    until(lambda: not problems(rendered))
    assert session.desk.value.settings == ()
    rendered.close()
    session.desk.set(session.BEGIN)


def test_own_weights_and_back() -> None:
    """A slider of a weight sets it; the button takes all weights back and nothing else."""
    kept_one = ("gates.border.enforced=false",)
    session.desk.set(replace(SMALL, levers=(), settings=kept_one))
    _, rendered = solara.render(assumptions_page.Page(), handle_error=False)
    for label, number in (("Real pay, logit per log point", 0.4), ("Distance, elasticity", 0.1)):
        (slider,) = rendered.find(ipyvuetify.Slider, attributes={"aria-label": label}).widgets
        slider.fire_event("change", number)
    assert session.desk.value.settings == (
        *kept_one, f"{WAGE}=0.4", "terms.distance.weight=0.1",
    )  # fmt: skip
    press(rendered, "Back to the model's weights")
    assert session.desk.value.settings == kept_one
    rendered.close()
    session.desk.set(session.BEGIN)
