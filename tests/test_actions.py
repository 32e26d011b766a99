"""Actions: branches that equal comparisons, a ranking that claims no more than it knows."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from talentflow.levers import catalogue
from talentflow.scenario import load
from talentflow_lab.acting import act, months_of, verdicts
from talentflow_lab.actions import COLUMNS, actions, actions_key, table_of
from talentflow_lab.actions_folder import read_actions
from talentflow_lab.actions_summary import estimate_of
from talentflow_lab.hedges import UNITS, Hedge, hedge
from talentflow_lab.options import PACKAGES, RESTRICTING, Option, options_for
from talentflow_lab.page_actions import actions_document
from talentflow_lab.posterior import write_posterior
from talentflow_lab.posterior_option import posterior_of
from talentflow_lab.question import Ground
from talentflow_lab.report import render
from talentflow_lab.store import FolderError
from talentflow_lab.territory import Beneficiary, find
from talentflow_lab.twins import run_twins

PAIRS = 4


@pytest.fixture(scope="module")
def asked() -> Beneficiary:
    """Give a city."""
    return find("FIN:Jyväskylä", load("belarus-2020"))


@pytest.fixture(scope="module")
def options(asked: Beneficiary) -> tuple[Option, ...]:
    """Give the options of a city in a short, coarse run."""
    return options_for(Ground.of("belarus-2020", (), "2019-03", 2, scale=1000.0), asked)


@pytest.fixture(scope="module")
def done(
    tmp_path_factory: pytest.TempPathFactory, options: tuple[Option, ...], asked: Beneficiary
) -> Path:
    """Give the folder of a finished question about a few of the options."""
    folder = tmp_path_factory.mktemp("actions")
    actions(few(options), asked, folder, PAIRS, {"scenario": "belarus-2020"}, workers=1)
    return folder


def few(options: tuple[Option, ...]) -> list[Option]:
    """Choose a lever and a package of each side."""
    names = ("city-talent-office@", "visa-waiver@", "amnesty@", "remote-hire@", "package@")
    return [one for one in options if one.name.startswith(names)]


def test_every_option_meets_the_draw_of_its_pair(
    tmp_path: Path, options: tuple[Option, ...], asked: Beneficiary
) -> None:
    """With a posterior a part is that of twins with the same draw; the folder names the draws."""
    table = pd.DataFrame({"shocks.crisis.gain": [1.0, 60.0]})
    write_posterior(tmp_path / "draws.parquet", table, {"scenario": "belarus-2020"})
    option = next(one for one in options if one.name.startswith("visa-waiver@"))
    draws = posterior_of(tmp_path / "draws.parquet", option.question.baseline)
    assert draws is not None
    assert actions_key([option], draws) != actions_key([option])
    actions([option], asked, tmp_path, 3, {}, workers=1, posterior=draws)
    assert read_actions(tmp_path).record["posterior"]["draws"] == 2
    question = option.question
    sides = (draws.scenario(one, 2) for one in (question.baseline, question.policy))
    found = run_twins(*sides, 2, question.territories, question.first, lambda _: None)
    part = tmp_path / "parts" / "00002" / option.name.replace(":", "-")
    mine = pd.read_parquet(part / "series.parquet")
    pd.testing.assert_frame_equal(mine, found.series.reset_index(drop=True))


def test_shares_of_pairs_led_add_up_on_each_side(done: Path) -> None:
    """One single lever of a side leads in each pair; packages are left out."""
    table = read_actions(done).table
    assert table.loc[table["package"], "leads"].isna().all()
    assert table.groupby("side")["leads"].sum().loc[["city", "host", "origin"]].tolist() == [1] * 3


def test_options_are_what_somebody_holds(options: tuple[Option, ...], asked: Beneficiary) -> None:
    """Every lever must be held by who can hold it, alone once, and none keeps people out."""
    singles = [one for one in options if not one.package]
    assert len({one.name for one in options}) == len(options)
    for one in singles:
        slug, _, holder = one.levers[0].partition(":owner=")
        assert slug not in RESTRICTING
        assert one.side in catalogue()[slug].owners
        assert holder == {"city": "FIN:jyvaskyla", "origin": "BLR"}.get(one.side, "FIN")
        assert one.question.main == ("stock:BLR" if one.side == "origin" else f"stock:{asked.code}")
    held = {one.levers[0].partition(":")[0] for one in singles}
    assert {slug for package in PACKAGES.values() for slug in package} <= held
    for slugs in PACKAGES.values():
        assert len({catalogue()[slug].mechanism for slug in slugs}) == len(slugs)


def test_a_branch_is_what_a_comparison_finds(done: Path, options: tuple[Option, ...]) -> None:
    """The part of an option must equal that of twins that live all months, to the last bit."""
    option = next(one for one in options if one.name.startswith("visa-waiver@"))
    question = option.question
    found = run_twins(question.baseline, question.policy, 1, question.territories, question.first,
                      lambda _: None)  # fmt: skip
    part = done / "parts" / "00001" / option.name.replace(":", "-")
    for name in ("series", "groups", "books", "displacement"):
        mine = pd.read_parquet(part / f"{name}.parquet")
        pd.testing.assert_frame_equal(
            mine, getattr(found, name).reset_index(drop=True), check_dtype=False, check_names=False
        )


def test_the_same_call_goes_on(
    done: Path, options: tuple[Option, ...], asked: Beneficiary, tmp_path: Path
) -> None:
    """Parts that a killed call left must be kept, the missing ones made, and all be the same."""
    chosen = few(options)
    parts = tmp_path / "parts"
    shutil.copytree(done / "parts", parts)
    lost = parts / "00002" / chosen[0].name.replace(":", "-")
    kept = parts / "00001" / chosen[1].name.replace(":", "-") / "series.parquet"
    shutil.rmtree(lost)
    before = kept.stat().st_mtime_ns
    assert act(chosen, parts, PAIRS, workers=1) == ()
    assert kept.stat().st_mtime_ns == before
    again = table_of(chosen, asked, verdicts(chosen, parts, PAIRS))
    first = pd.read_parquet(done / "actions.parquet")
    pd.testing.assert_frame_equal(again.reset_index(drop=True), first.reset_index(drop=True))


def test_the_key_names_all_that_counts(asked: Beneficiary) -> None:
    """Another start, scale or beneficiary must be another question; the same one is the same."""

    def key(start: str, scale: float, who: Beneficiary) -> str:
        return actions_key(options_for(Ground.of("belarus-2020", (), start, 2, scale=scale), who))

    keys = [key("2019-03", 1000.0, asked), key("2019-04", 1000.0, asked),
            key("2019-03", 500.0, asked), key("2019-03", 1000.0, asked.home)]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert key("2019-03", 1000.0, asked) == keys[0]


def test_the_table_claims_no_more_than_it_knows(
    done: Path, options: tuple[Option, ...], asked: Beneficiary
) -> None:
    """An option is told only if its interval leaves zero out and pairs are enough; sums hold."""
    table = pd.read_parquet(done / "actions.parquet")
    assert list(table.columns) == COLUMNS
    for row in table.to_dict("records"):
        outside = row["low"] > 0.0 or row["high"] < 0.0
        assert not row["told"] or outside
        value = estimate_of(row, "additional")
        if outside and hedge(value, UNITS["more"]) != Hedge.ZERO:
            assert row["told"]
        if np.isfinite(row["crowded_out"]) and row["side"] in {"city", "host"}:
            total = row["present"] - row["deadweight"] - row["crowded_out"] + row["others_gained"]
            where = "additional" if row["side"] == "city" else "country_additional"
            assert total == pytest.approx(row[where])
    chosen = few(options)
    three = table_of(chosen, asked, verdicts(chosen, done / "parts", 3))
    assert not three["told"].any(), "three pairs tell nothing"
    assert months_of(chosen) == 4 + 2 * len(chosen)


def test_the_report_is_whole(done: Path, tmp_path: Path) -> None:
    """The report must tell of every option, of limits and of how to repeat it."""
    found = read_actions(done)
    html = render(actions_document(found, "Belarus"))
    for title in found.table["title"]:
        assert str(title) in html
    for anchor in ("summary", "own", "firms", "origin", "matters", "limits", "again"):
        assert f'id="{anchor}"' in html
    assert "nan" not in html.split()
    with pytest.raises(FolderError, match="no finished question"):
        read_actions(tmp_path)
