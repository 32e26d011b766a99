"""Surveys: the truth is found where it can be, and biases go where they must."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from tests.asked import ALL, TWO, people, questionnaire, scenario

from talentflow_lab.survey_answers import ask
from talentflow_lab.survey_bias import bias_table, estimates
from talentflow_lab.survey_question import NO_ANSWER, index_of, known_questions
from talentflow_lab.survey_run import survey

EVERY = "".join(f"[questions.{name}]\n" for name in known_questions())

REPEATS = 200


def found(text: str, key: int = 0) -> pd.DataFrame:
    """Return what one survey finds."""
    return estimates(ask(people(key), questionnaire(text)))


@cache
def surveys(text: str) -> pd.DataFrame:
    """Return what many surveys of the same people find, each with its own luck."""
    read = questionnaire(text)
    return pd.concat(estimates(ask(people(key), read)) for key in range(1, REPEATS + 1))


def repeated(text: str, question: str, answer: str, weighting: str = "none") -> pd.DataFrame:
    """Return what they find of one answer, one row a survey."""
    rows = surveys(text)
    wanted = {"question": question, "answer": answer, "weighting": weighting}
    return rows[(rows[list(wanted)] == list(wanted.values())).all(axis=1)]


def mean_is(rows: pd.DataFrame, column: str, expected: float) -> bool:
    """Tell whether a mean over surveys is within 4 standard errors: 1 in 16,000 by luck."""
    return bool(abs(rows[column].mean() - expected) <= 4 * rows[column].std() / REPEATS**0.5)


def test_everybody_who_answers_honestly_tells_the_truth() -> None:
    """Where all are asked and all answer honestly, every share is the true one, exactly."""
    all_of_it = found(ALL + EVERY)
    assert set(all_of_it["question"]) == set(known_questions())
    assert (all_of_it["bias"].abs() < 1e-12).all()


def test_biases_are_sums_of_their_parts() -> None:
    """Coverage, response and reporting add up to the bias, whatever the weighting."""
    rows = found(
        ALL.replace('"home", ', "")
        + "[response]\nrate = 0.6\n[response.factors]\nwish = { yes = 1.5 }\n"
        + "[candour]\nfear = 0.5\n"
        '[weighting]\npost_stratify = ["grade"]\nrake = ["grade", "sex"]\n' + EVERY
    )
    told = rows.dropna(subset=["found"])
    total = told["coverage"] + told["response"] + told["reporting"]
    assert np.allclose(total, told["bias"], atol=1e-12)
    assert (told["coverage"].abs() > 0.01).any()
    assert (told["reporting"].abs() > 0.01).any()


def test_intervals_of_random_samples_hold_the_truth() -> None:
    """Of 200 surveys at least as many intervals hold the truth as chance lets fail 1 in 1,000."""
    rows = repeated(f'{ALL}[sampling]\nmethod = "random"\nsize = 200\n{TWO}', "wish", "yes")
    held = ((rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])).sum()
    assert held >= binom.ppf(0.001, REPEATS, 0.95)
    assert mean_is(rows, "found", float(rows["truth"].iloc[0]))


def test_over_representation_of_those_abroad() -> None:
    """With k times the chance to answer, the share abroad is k s / (k s + 1 − s)."""
    text = (
        f"{ALL}[response]\nrate = 0.2\n[response.factors]\n"
        f"residence = {{ diaspora = 3, students = 3 }}\n{TWO}"
    )
    rows = repeated(text, "abroad", "abroad")
    s = rows["truth"].iloc[0]
    assert mean_is(rows, "found", 3 * s / (3 * s + 1 - s))
    assert rows["found"].mean() > s + 0.1


def test_post_stratification_removes_what_it_can() -> None:
    """Where residence alone decides who answers, weighting by it leaves no bias of the wish."""
    text = (
        f"{ALL}[response]\nrate = 0.2\n[response.factors]\n"
        "residence = { diaspora = 3, students = 3 }\n"
        f'[weighting]\npost_stratify = ["residence"]\n{TWO}'
    )
    raw = repeated(text, "wish", "yes")
    weighted = repeated(text, "wish", "yes", "post_stratify")
    truth = float(raw["truth"].iloc[0])
    assert not mean_is(raw, "found", truth)
    assert mean_is(weighted, "found", truth)
    share = repeated(text, "abroad", "abroad", "post_stratify")
    assert (share["bias"].abs() < 1e-12).all()


def test_weighting_cannot_remove_what_groups_do_not_tell() -> None:
    """Where the wish itself decides who answers, weighting by groups leaves a bias upwards."""
    text = (
        f"{ALL}[response]\nrate = 0.2\n[response.factors]\nwish = {{ yes = 3 }}\n"
        f'[weighting]\npost_stratify = ["residence", "grade"]\n{TWO}'
    )
    weighted = repeated(text, "wish", "yes", "post_stratify")
    assert weighted["bias"].mean() > 0.05


def test_fear_hides_dissent_where_repression_is_great() -> None:
    """Delicate answers are kept back at home, and hardly in free countries; harmless ones never."""
    text = f"{ALL}[candour]\nfear = 1.0\n[questions.dissent]\n[questions.abroad]\n"
    wave = ask(people(), questionnaire(text))
    truth, told = wave.truth["dissent"][wave.rows], wave.told["dissent"]
    fear = wave.people.fear[wave.rows]
    dissent = truth == "yes"
    hidden = told != truth
    assert not hidden[~dissent].any()
    assert hidden[dissent & (fear > 0.8)].mean() > 0.6
    assert hidden[dissent & (fear < 0.2)].mean() < 0.4
    assert (wave.told["abroad"] == wave.truth["abroad"][wave.rows]).all()


def test_quotas_are_met_whoever_is_willing() -> None:
    """A quota sample has the mix of the frame though some answer far more readily."""
    text = (
        f'{ALL}[sampling]\nmethod = "quota"\nsize = 100\nstrata = ["residence"]\n'
        f"[response]\nrate = 0.3\n[response.factors]\nresidence = {{ diaspora = 3 }}\n{TWO}"
    )
    wave = ask(people(), questionnaire(text))
    assert wave.rows.size == 100
    share = wave.people.abroad[wave.rows].mean()
    assert share == pytest.approx(wave.people.abroad.mean(), abs=0.015)


def test_one_more_question_changes_no_answer() -> None:
    """Who answers, and what, does not hang on what else is asked."""
    quiet = "item_nonresponse = 0.3\n"
    short = ask(people(), questionnaire(f"{ALL}[response]\nrate = 0.5\n[questions.wish]\n{quiet}"))
    long = ask(
        people(),
        questionnaire(
            f"{ALL}[response]\nrate = 0.5\n[questions.plan]\n{quiet}[questions.wish]\n{quiet}"
        ),
    )
    assert np.array_equal(short.rows, long.rows)
    assert np.array_equal(short.told["wish"], long.told["wish"])
    assert len({index_of(name) for name in known_questions()}) == len(known_questions())


def test_the_same_people_answer_alike_under_a_policy() -> None:
    """Who is the same in two runs answers, or not, and says the same in both."""
    read = questionnaire(
        f"{ALL}[response]\nrate = 0.5\n[candour]\ndesirability = 0.3\n"
        "[questions.wish]\nitem_nonresponse = 0.2\n"
    )
    waves = [
        ask(people(0, *settings), read) for settings in ((), ("gates.visa_queue.mean_months=0.5",))
    ]
    said = [pd.Series(one.told["wish"], index=one.people.respondent[one.rows]) for one in waves]
    true = [pd.Series(one.truth["wish"], index=one.people.respondent) for one in waves]
    both = true[0].index.intersection(true[1].index)
    assert [len(one) for one in true] != [len(both)] * 2 or not true[0].equals(true[1])
    answered = [both.isin(one.index) for one in said]
    assert np.array_equal(*answered)
    same = both[answered[0] & (true[0][both] == true[1][both]).to_numpy()]
    assert len(same) > 300
    assert (said[0][same] == said[1][same]).all()


def test_workers_and_interruptions_change_no_answer(tmp_path: Path) -> None:
    """One worker and two give the same tables, and so does a survey that goes on later."""
    read = questionnaire(f"{ALL}[response]\nrate = 0.5\n{EVERY}".replace("2021-04", "2019-06"))
    case = {"run": scenario().replace(months=8)}
    one = survey(read, case, tmp_path / "one", replications=2, workers=1)
    two = survey(read, case, tmp_path / "two", replications=2, workers=2)
    survey(read, case, tmp_path / "later", replications=1, workers=1)
    later = survey(read, case, tmp_path / "later", replications=2, workers=1)
    for other in (two, later):
        pd.testing.assert_frame_equal(one.answers, other.answers)
        pd.testing.assert_frame_equal(one.estimates, other.estimates)
    assert set(one.answers["replication"]) == {0, 1}
    again = pd.read_parquet(tmp_path / "one" / "answers.parquet")
    assert len(again) == len(one.answers)
    assert (tmp_path / "one" / "bias.csv").exists()


def test_the_table_of_bias_averages_over_replications() -> None:
    """Means, and an interval of the mean bias by Student's t, from two surveys by hand."""
    rows = estimates(ask(people(), questionnaire(ALL + TWO))).head(1)
    rows = rows.assign(scenario="a", month=pd.Timestamp("2021-04-01"))
    pair = [rows.assign(found=0.5, bias=0.1, replication=0)]
    pair += [rows.assign(found=0.7, bias=0.3, replication=1)]
    table = bias_table(pd.concat(pair)).iloc[0]
    assert table["surveys"] == 2
    assert table["bias"] == pytest.approx(0.2)
    assert table["bias_high"] - 0.2 == pytest.approx(12.7062 * 0.1, rel=1e-4)


def test_a_rare_answer_counts_with_nothing_where_nobody_has_it() -> None:
    """The mean of an answer that one replication of two has is half of what that one has."""
    rows = estimates(ask(people(), questionnaire(ALL + TWO)))
    rows = rows[rows["question"] == "wish"]
    rows = rows.assign(scenario="a", month=pd.Timestamp("2021-04-01"))
    pair = [rows.assign(replication=0), rows[rows["answer"] == "no"].assign(replication=1)]
    table = bias_table(pd.concat(pair)).set_index("answer")
    truth = rows.set_index("answer")["truth"]
    assert table.loc["yes", "truth"] == pytest.approx(truth["yes"] / 2)
    assert (table["surveys"] == 2).all()


def test_questions_are_refused_independently() -> None:
    """Who keeps quiet about one question is no likelier to keep quiet about another.

    Of n people a quarter refuse both of two questions that half refuse, within 4 standard errors.
    """
    quiet = "item_nonresponse = 0.5\n"
    text = f"{ALL}[questions.abroad]\n{quiet}[questions.dissent]\n{quiet}"
    wave = ask(people(), questionnaire(text))
    both = (wave.told["abroad"] == NO_ANSWER) & (wave.told["dissent"] == NO_ANSWER)
    assert abs(both.mean() - 0.25) < 4 * (0.25 * 0.75 / both.size) ** 0.5
