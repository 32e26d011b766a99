"""From answers to targets: shares with binomial intervals, in the columns of a table of targets.

What the model can be compared with names its measurement link (`talentflow_lab.links`); all else
has none, is shown and never compared. A link counts something of a run, so its row is about those
people only: leavers of the last twelve months, those at home. Where a table does not say who they
are, all who answer count. What all of them answer alike has no link, for it is most often decided
by who was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow.files import write_text
from talentflow.months import date_of
from talentflow.tables import TABLES
from talentflow_lab.survey_answers_file import question_columns
from talentflow_lab.survey_groups import GROUPS
from talentflow_lab.survey_people import RECENT
from talentflow_lab.survey_question import NO_ANSWER, known_questions
from talentflow_lab.survey_weights import effective_size, wilson

__all__ = ["target_rows", "write_targets"]

Z90 = 1.6448536269514722
"""Of the 90 % intervals that tables of targets hold."""


@dataclass(frozen=True)
class Linked:
    """How the shares of a column are compared with a run."""

    link: str
    of: str
    """Whom the shares are of, in words."""
    keep: Callable[[pd.DataFrame], pd.Series[bool]]
    """Which rows count."""
    answers: tuple[str, ...] = ()
    """Only these answers have the link; all if there are none."""
    fills: str = ""
    """Column of the target that the answer fills: destination or group."""
    months: int = 1
    """Length of the period that ends with the month of the field work."""


def _only(column: str, *values: str) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    """Keep rows by a group, or all where a table does not tell it."""

    def keep(answers: pd.DataFrame) -> pd.Series[bool]:
        if column not in answers:
            return pd.Series(data=True, index=answers.index)
        return answers[column].isin([*values, ""])

    return keep


_LEAVERS = _only("left", "recently")
LINKS = {
    "abroad": Linked(
        "panel_share_abroad", "respondents who did not leave long ago",
        _only("left", "never", "recently"), ("abroad",),
    ),
    "left_recently": Linked(
        "recent_leavers", "those abroad", _only("residence", "diaspora"), ("within a year",),
        months=RECENT,
    ),
    "host": Linked(
        "leaver_destination", "leavers", _LEAVERS, fills="destination", months=RECENT
    ),
    "grade": Linked("leaver_grade", "leavers", _LEAVERS, fills="group", months=RECENT),
    "wish": Linked("wish_in_survey", "respondents at home", _only("residence", "home"), ("yes",)),
}  # fmt: skip
"""Questions, and the group of grades, that have a link."""


def target_rows(
    answers: pd.DataFrame, *, weight: str = "weight", by: Sequence[str] = (), source: str = "survey"
) -> pd.DataFrame:
    """Return one row for each month, question and answer, and group of `by`.

    `answers` are as `read_answers` gives them. Values and their 90 % intervals (Wilson 1927, with
    the effective size of weights) are per cent. Raises TalentflowError for an unknown group.
    """
    for name in by:
        if name not in GROUPS or name not in answers:
            there = ", ".join(group for group in GROUPS if group in answers)
            raise TalentflowError(f"--by {name}: the answers have no such group; they have {there}")
    columns = [*question_columns(answers, weight), *(["grade"] if "grade" in answers else [])]
    rows = []
    for day, wave in answers.groupby("month", sort=True):
        month = pd.Timestamp(str(day))
        for citizenship, people in _by_origin(wave):
            for column in columns:
                rows += list(_rows(people, column, month, citizenship, weight, by, source))
    table = pd.DataFrame(rows, columns=list(TABLES["targets"].names))
    same = table.groupby("id").cumcount()  # answers may differ in signs that no id can hold
    return table.assign(id=table["id"] + same.map(lambda n: f"-{n + 1}" if n else ""))


def _by_origin(wave: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    if "citizenship" not in wave:
        yield "", wave
        return
    for code, people in wave.groupby("citizenship", sort=True):
        yield str(code), people


def _rows(
    people: pd.DataFrame, column: str, month: pd.Timestamp, origin: str, weight: str,
    by: Sequence[str], source: str,
) -> Iterator[dict[str, object]]:  # fmt: skip
    """Yield the rows of one question: those with a link, then of all, then by groups."""
    linked = LINKS.get(column)
    base = {"origin": origin, "certainty": "high", "source": source}
    if linked is not None:
        for answer, found in _shares(people[linked.keep(people)], column, weight):
            if found[0] < 1.0 and (not linked.answers or answer in linked.answers):
                place = {linked.fills: answer} if linked.fills else {}
                yield _row(column, answer, month, linked, found, base | place)
    if column == "grade":  # a group, of which only that of leavers is of interest
        return
    for answer, found in _shares(people, column, weight):
        if linked is None or (linked.answers and answer not in linked.answers):
            yield _row(column, answer, month, None, found, base)
    for group in by:
        for value, some in people.groupby(group, sort=True):
            for answer, found in _shares(some, column, weight):
                yield _row(column, answer, month, None, found, base | {"group": f"{group}={value}"})


def _shares(
    people: pd.DataFrame, column: str, weight: str
) -> Iterator[tuple[str, tuple[float, float, float, int]]]:
    """Yield each answer with its share, interval and the number of answers."""
    gave = people[~people[column].isin(["", NO_ANSWER])]
    weights = gave[weight].to_numpy(np.float64)
    size, whole = effective_size(weights), weights.sum()
    if not whole > 0.0:
        return
    for answer in sorted(gave[column].unique()):
        share = float(weights[(gave[column] == answer).to_numpy()].sum() / whole)
        yield str(answer), (share, *wilson(share, size, Z90), len(gave))


def _row(
    column: str, answer: str, month: pd.Timestamp, linked: Linked | None,
    found: tuple[float, float, float, int], known: dict[str, str],
) -> dict[str, object]:  # fmt: skip
    share, low, high, count = found
    start = date_of(month.date(), 1 - (linked.months if linked else 1))
    end = (month + pd.offsets.MonthEnd(0)).date()
    of = linked.of if linked else "answers"
    question = known_questions().get(column)
    scope = question.wording if question else column.replace("_", " ")
    number = {"value": 100 * share, "low": 100 * low, "high": 100 * high}
    parts = [column, answer, known["origin"], known.get("group", ""), f"{month:%Y-%m}"]
    parts += ["linked"] if linked else []
    return {
        "id": _slug(parts), "period_start": f"{start:%Y-%m-%d}", "period_end": f"{end:%Y-%m-%d}",
        "destination": "", "group": "", "link": linked.link if linked else "",
        **{name: round(value, 4) for name, value in number.items()},
        "unit": f"% of {of} (n {count})", "scope": f'{scope} "{answer}"',
        "fitted": "yes" if linked else "no",
        "note": "interval: 90 % binomial (Wilson)" + ("" if linked else "; not fitted: no link"),
        **known,
    }  # fmt: skip


def _slug(parts: Sequence[str]) -> str:
    text = "-".join(part for part in parts if part)
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def write_targets(rows: pd.DataFrame, path: Path) -> None:
    """Write a table of targets as CSV, so that readers see all of it or nothing."""
    try:
        write_text(path, rows.to_csv(index=False, lineterminator="\n"))
    except OSError as problem:
        raise TalentflowError(f"cannot write {path}: {problem.strerror}") from None
