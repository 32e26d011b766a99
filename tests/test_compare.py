"""`talentflow compare`: tables, intervals, budgets, resumption, and what a user does wrong."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from talentflow.errors import ScenarioErrors
from talentflow_lab.accounts import (
    COSTS,
    EFFECTS,
    cost_interval,
    cost_table,
    effect_table,
    half_width,
    independent_runs,
    new_levers,
)
from talentflow_lab.compare import clear, compare
from talentflow_lab.question import Asked, QuestionError, ask
from talentflow_lab.store import FolderError

LEVER = "fast-track-permits:owner=FIN,processing_months=0.2,ease_gain=0.5"


def asked(*levers: str, **other: object) -> Asked:
    """Return a short question at a coarse scale."""
    known: dict[str, object] = {
        "against": None, "territories": (), "settings": (), "start": "2020-09", "months": 4,
        "scale": 200.0,
    }  # fmt: skip
    return Asked("belarus-2020", levers, **(known | other))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished comparison."""
    out = tmp_path_factory.mktemp("compare") / "out"
    compare(ask(asked(LEVER)), out, pairs=3, workers=1)
    return out


def test_a_comparison_leaves_its_tables(folder: Path) -> None:
    """Effects, costs, displacement and changes have the columns of the page on levers."""
    effects = pd.read_parquet(folder / "effects.parquet")
    assert list(effects) == EFFECTS
    assert list(pd.read_parquet(folder / "costs.parquet")) == COSTS
    ways = pd.read_parquet(folder / "displacement.parquet")
    assert list(ways) == ["place_without", "place_with", "persons"]
    changed = pd.read_parquet(folder / "changed.parquet")
    columns = ["replication", "professional", "date", "what", "baseline", "policy", "channel"]
    assert list(changed) == columns
    assert set(effects["outcome"]) >= {"stock:FIN", "arrivals:FIN", "person_years:FIN", "stock:BLR"}
    assert effects["date"].min() == pd.Timestamp("2020-09-01")
    assert effects["date"].max() == pd.Timestamp("2020-12-01")
    assert not effects.duplicated(["outcome", "date", "group", "group_value"]).any()


def test_groups_add_up_to_all(folder: Path) -> None:
    """The effect on a stock is the sum over grades, over ages and over the sexes."""
    effects = pd.read_parquet(folder / "effects.parquet")
    here = effects[(effects["outcome"] == "stock:FIN") & (effects["date"] == effects["date"].max())]
    every = here[here["group"] == "all"]["effect"].iloc[0]
    for group in ("grade", "age", "sex"):
        assert here[here["group"] == group]["effect"].sum() == pytest.approx(every)


def test_both_scenarios_can_be_run_again(folder: Path) -> None:
    """The folder holds baseline and policy as files with every value."""
    from talentflow.scenario import load

    question = ask(asked(LEVER))
    assert load(folder / "baseline.toml").fingerprint == question.baseline.fingerprint
    assert load(folder / "policy.toml").fingerprint == question.policy.fingerprint


def test_finished_pairs_are_kept(folder: Path, tmp_path: Path) -> None:
    """A comparison that was stopped goes on to the same tables as one that was not."""
    question = ask(asked(LEVER))
    out = tmp_path / "out"
    compare(question, out, pairs=1, workers=1)
    before = (out / "parts" / "00000" / "series.parquet").stat().st_mtime_ns
    compare(question, out, pairs=3, workers=2)
    assert (out / "parts" / "00000" / "series.parquet").stat().st_mtime_ns == before
    for name in ("effects", "costs", "displacement", "changed"):
        ours, theirs = (pd.read_parquet(path / f"{name}.parquet") for path in (out, folder))
        pd.testing.assert_frame_equal(ours, theirs)


def test_another_question_is_not_mixed_in(folder: Path, tmp_path: Path) -> None:
    """A folder of another comparison, or of anything else, is left alone."""
    with pytest.raises(FolderError, match="another comparison"):
        compare(ask(asked("amnesty:owner=BLR")), folder, pairs=1)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderError, match="left alone"):
        compare(ask(asked(LEVER)), tmp_path, pairs=1)
    with pytest.raises(FolderError, match="left alone"):
        clear(tmp_path)
    assert (tmp_path / "mine.txt").exists()


def test_a_budget_scales_the_capacity() -> None:
    """What is left after fixed costs buys so many recipients a month."""
    text = "relocation-grant:owner=FIN,grant=5000,fixed_cost=1000,unit_cost=0,leakage=0"
    (lever,) = ask(asked(text, budget="104000EUR")).policy.levers
    assert lever.capacity == pytest.approx((104_000 - 4 * 1000) / 5000 / 4)
    with pytest.raises(QuestionError, match="before anybody gets anything"):
        ask(asked(text, budget="3000"))
    with pytest.raises(QuestionError, match="no sum"):
        ask(asked(text, budget="much"))


def test_two_scenarios_are_compared_as_twins(tmp_path: Path) -> None:
    """Another file is the policy; one that is no twin is refused."""
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "x"\nextends = "belarus-2020"\n[terms.visa]\nweight = 0\n')
    question = ask(asked(against=str(mine), territories=("FIN",)))
    assert question.main == "stock:FIN"
    assert question.policy.rule("terms.visa").weight == 0
    mine.write_text('title = "x"\nextends = "belarus-2020"\nseed = 99\n')
    with pytest.raises(QuestionError, match="no twins: seed"):
        ask(asked(against=str(mine)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": "2020-13"}, "not a month"),
        ({"start": "2019-01"}, "not after the scenario's first month"),
        ({"territories": ("FIM",)}, 'did you mean "FIN"'),
    ],
)
def test_a_bad_question_is_refused(change: dict[str, object], words: str) -> None:
    """The message says what is wrong."""
    with pytest.raises(QuestionError, match=words):
        ask(asked(LEVER, **change))
    with pytest.raises(ScenarioErrors, match="unknown lever"):
        ask(asked("no-such-lever:owner=FIN"))


def series(baseline: list[float], policy: list[float]) -> pd.DataFrame:
    """Return the series of a made-up outcome at one month."""
    return pd.DataFrame(
        {"outcome": "stock:FIN", "month": 5, "baseline": baseline, "policy": policy,
         "replication": range(len(policy))}
    )  # fmt: skip


def test_intervals_are_those_of_student() -> None:
    """Three pairs with effects 1, 2 and 3: the 90 % interval of their mean by hand."""
    made = series([10.0, 10.0, 10.0], [11.0, 12.0, 13.0])
    dates = {5: pd.Timestamp("2020-01-01")}
    (row,) = effect_table(made, pd.DataFrame(), dates, dates[5], 0).to_dict("records")
    half = stats.t.ppf(0.95, 2) * 1.0 / np.sqrt(3)
    assert row["effect"] == 2.0
    assert row["high"] - row["effect"] == pytest.approx(half)
    assert half_width(made, "stock:FIN") == pytest.approx(half)


def test_pairs_spare_runs() -> None:
    """Runs that vary by 100 and differ by 1 ± 0.1 would take thousands of independent ones."""
    base = np.array([0.0, 100.0, 200.0, 300.0])
    effect = np.array([0.9, 1.1, 0.9, 1.1])
    made = series(list(base), list(base + effect))
    apart = base.var(ddof=1) + (base + effect).var(ddof=1)
    wanted = 4 * apart / effect.var(ddof=1)
    assert independent_runs(made, "stock:FIN") == pytest.approx(wanted)


def test_the_command_from_outside(tmp_path: Path) -> None:
    """One JSON document on stdout; mistakes give one sentence and exit code 2."""
    command = [
        str(Path(sys.executable).with_name("talentflow")),
        "compare",
        "belarus-2020",
        "--months",
        "3",
        "--scale",
        "300",
    ]
    done = subprocess.run(
        [*command, "--lever", LEVER, "--replications", "2", "--workers", "1", "--json",
         "--out", str(tmp_path / "out")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    document = json.loads(done.stdout)
    assert document["pairs"] == 2
    assert {row["lever"] for row in document["costs"]} == {"fast-track-permits"}
    for lever in ("fast-trak:owner=FIN", "amnesty:owner=BLR,safety=7"):
        wrong = subprocess.run(
            [*command, "--lever", lever, "--out", str(tmp_path / "no")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert wrong.returncode == 2
        assert wrong.stderr.count("\n") == 1
        assert not (tmp_path / "no").exists()


def books(**columns: list[float]) -> pd.DataFrame:
    """Return the books of one lever over some pairs."""
    count = len(next(iter(columns.values())))
    known: dict[str, object] = {
        "lever": "fast-track-permits", "owner": "FIN", "replication": range(count),
        "recipients": 10.0, "present": 8.0, "deadweight": 3.0, "crowded_out": 1.0,
        "others_gained": 0.0, "fixed": 0.0, "by_person": 0.0, "tax_value": 1000.0,
    }  # fmt: skip
    return pd.DataFrame(known | columns)


def years(values: list[float]) -> pd.DataFrame:
    """Return additional person-years in Finland."""
    rows = series([0.0] * len(values), values)
    return rows.assign(outcome="person_years:FIN")


def test_costs_are_those_of_the_means() -> None:
    """Cost per additional professional divides means; taxes of person-years break even."""
    question = ask(asked(LEVER))
    made = books(stock_without=[10.0, 10.0], stock_with=[13.0, 15.0], spent=[300.0, 500.0])
    table = cost_table(made, question.baseline, question.policy, years([2.0, 4.0]))
    (row,) = table.to_dict("records")
    assert row["additional"] == 4.0
    assert row["cost_per_additional"] == 100.0
    assert row["break_even_cost"] == 1000.0 * 3.0 / 4.0
    assert row["low"] <= 100.0 <= row["high"]


def test_nobody_gained_has_no_cost() -> None:
    """Without a gain there is no cost of each, and its interval has no end."""
    question = ask(asked(LEVER))
    made = books(stock_without=[10.0, 10.0], stock_with=[8.0, 9.0], spent=[300.0, 500.0])
    (row,) = cost_table(made, question.baseline, question.policy, years([0.0, 0.0])).to_dict(
        "records"
    )
    assert row["additional"] == -1.5
    assert np.isnan(row["cost_per_additional"])
    assert np.isnan(row["low"])


def test_a_gain_that_may_be_none_may_cost_any_sum() -> None:
    """If the interval of the effect holds zero, that of the cost of each has no upper end."""
    question = ask(asked(LEVER))
    few = books(stock_without=[10.0, 10.0], stock_with=[11.0, 18.0], spent=[300.0, 500.0])
    (row,) = cost_table(few, question.baseline, question.policy, years([1.0, 4.0])).to_dict(
        "records"
    )
    assert 0.0 < row["low"] <= row["cost_per_additional"] <= row["high"] == np.inf


@pytest.mark.parametrize("pairs", [3, 6])
def test_intervals_of_costs_hold_the_cost_nine_times_in_ten(pairs: int) -> None:
    """Of 1,000 made-up comparisons whose true cost of each is 100: 900, give or take 38.

    By chance alone more are off with probability 6e-5 (four standard deviations); the seed is
    fixed. Few pairs are the hard case, in which resampled pairs hold it far less often.
    """
    lever = new_levers((question := ask(asked(LEVER))).baseline, question.policy)
    rng = np.random.default_rng(pairs)
    held = 0
    for _ in range(1000):
        gained = rng.normal(20.0, 4.0, pairs)
        spent = 20.0 * 100.0 + 60.0 * (gained - 20.0) + rng.normal(0.0, 100.0, pairs)
        own = pd.DataFrame({"spent": spent, "fixed": 0.0, "by_person": 0.0})
        low, high = cost_interval(own, gained, lever)
        held += low <= 100.0 <= high
    assert abs(held - 900) < 38


def test_one_pair_has_no_interval() -> None:
    """From one pair nothing can be said about chance."""
    question = ask(asked(LEVER))
    made = books(stock_without=[10.0], stock_with=[13.0], spent=[300.0])
    (row,) = cost_table(made, question.baseline, question.policy, years([2.0])).to_dict("records")
    assert row["cost_per_additional"] == 100.0
    assert np.isnan(row["low"])


def test_what_levers_of_one_owner_add_is_told_together(tmp_path: Path) -> None:
    """Two levers of Finland have spending each, and one row for what they add together."""
    other = "recruiting-campaign:owner=FIN,contacts=3000"
    compared = compare(ask(asked(LEVER, other)), tmp_path / "out", pairs=2, workers=1)
    costs = compared.costs.set_index("lever")
    assert list(costs.index) == ["fast-track-permits", "recruiting-campaign", "package"]
    assert costs["additional"].isna().tolist() == [True, True, False]
    parts = costs.loc[["fast-track-permits", "recruiting-campaign"], "spent"]
    assert costs.loc["package", "spent"] == pytest.approx(parts.sum())
    assert costs.loc["package", "recipients"] > 0.0


def test_another_scenario_is_lived_through(tmp_path: Path) -> None:
    """Scenarios that differ from the first month on are compared, too, without costs."""
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "x"\nextends = "belarus-2020"\n[terms.visa]\nweight = 0\n')
    question = ask(asked(against=str(mine), territories=("FIN",)))
    compared = compare(question, tmp_path / "out", pairs=1, workers=1)
    assert not compared.failures
    assert compared.costs.empty
    assert (compared.effects["effect"] != 0.0).any()


def test_levers_of_the_baseline_are_no_part_of_the_policy(tmp_path: Path) -> None:
    """What both twins have is in no table of costs, and the policy's lever is."""
    both = ("levers.amnesty.BLR.start=2020-09",)
    question = ask(asked(LEVER, settings=both))
    compared = compare(question, tmp_path / "out", pairs=1, workers=1)
    assert list(compared.costs["lever"]) == ["fast-track-permits"]


def test_a_lever_that_starts_before_is_refused() -> None:
    """Effects would be counted from too late on."""
    with pytest.raises(QuestionError, match="starts before the comparison"):
        ask(asked("fast-track-permits:owner=FIN,start=2020-01"))


def test_failed_pairs_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If every pair fails there are no tables, and the failures say why."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr("talentflow_lab.twins.run_twins", fail)
    compared = compare(ask(asked(LEVER)), tmp_path / "out", pairs=2, workers=1)
    assert compared.pairs == 0
    assert [one.message for one in compared.failures] == ["no luck", "no luck"]


def test_a_broken_record_is_left_alone(tmp_path: Path) -> None:
    """A folder whose compare.json is none is not taken over, nor is a file."""
    (tmp_path / "compare.json").write_text("[]")
    with pytest.raises(FolderError, match="left alone"):
        compare(ask(asked(LEVER)), tmp_path, pairs=1)
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(FolderError):
        compare(ask(asked(LEVER)), file / "below", pairs=1)


def test_a_budget_counts_what_is_given_by_the_month() -> None:
    """A tax relief is priced by what it gives until the horizon."""
    dear = ask(asked("key-employee-tax-relief:owner=DEU,fixed_cost=0", budget="1e6")).policy.levers[
        0
    ]
    cheap = ask(
        asked("key-employee-tax-relief:owner=DEU,fixed_cost=0,relief=0.01", budget="1e6")
    ).policy.levers[0]
    assert dear.capacity < cheap.capacity < 1e6


def test_a_lever_without_seats_keeps_its_dose_and_takes_its_fixed_cost_first() -> None:
    """What an amnesty costs is no longer there for grants; more of it cannot be bought."""
    amnesty = "amnesty:owner=BLR,fixed_cost=10000"
    relief = "return-tax-relief:owner=BLR,fixed_cost=1000"
    assert ask(asked(amnesty, budget="1e6")).policy.levers == ask(asked(amnesty)).policy.levers
    (_, bought) = ask(asked(amnesty, relief, budget="104000")).policy.levers
    (alone,) = ask(asked(relief, budget="64000")).policy.levers
    assert bought.capacity == pytest.approx(alone.capacity)
    with pytest.raises(QuestionError, match="amnesty costs 40,000 EUR in 4 months"):
        ask(asked(amnesty, budget="39999"))


def test_changing_a_dose_does_not_move_the_start() -> None:
    """A lever that the scenario has already starts when the scenario says."""
    own = ("levers.fast-track-permits.FIN.start=2020-10",)
    question = ask(asked("fast-track-permits:owner=FIN,ease_gain=0.3", settings=own))
    assert question.policy.levers[0].start == question.baseline.levers[0].start == 21
