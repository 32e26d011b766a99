"""Read a table of answers, of a virtual survey or of a real one; errors name the place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from talentflow.errors import TalentflowError
from talentflow.files import FileTrouble, read_text, shown
from talentflow.months import parse_month
from talentflow_lab.survey_answers import FIRST_COLUMNS, WEIGHTS
from talentflow_lab.survey_groups import GROUPS

__all__ = ["AnswersError", "question_columns", "read_answers"]

NEEDED = ("respondent", "month")
LARGEST = 256  # megabytes


class AnswersError(TalentflowError):
    """A table of answers that cannot be used; the text says where and why."""


def question_columns(answers: pd.DataFrame, weight: str = "weight") -> list[str]:
    """Return the columns that hold answers: all that are no others."""
    others = {*FIRST_COLUMNS, *WEIGHTS.values(), *GROUPS, weight}
    return [str(name) for name in answers.columns if name not in others]


def read_answers(
    path: Path, scenario: str | None = None, replication: int = 0, weight: str = "weight"
) -> pd.DataFrame:
    """Read one survey's answers from Parquet or CSV.

    `month` becomes a date, the weights numbers (1 where the table has none), answers and groups
    texts, "" where they are missing. Raises AnswersError.
    """
    file = shown(path)
    frame = _read(path, file)
    for name in NEEDED:
        if name not in frame:
            raise AnswersError(f"{file}:1  {name}: there is no such column")
    if weight not in frame and weight != "weight":
        known = ", ".join(str(c) for c in frame.columns if str(c).startswith("weight"))
        raise AnswersError(
            f"{file}:1  {weight}: there is no such column; weights are {known or 'none'}"
        )
    frame = _one_survey(frame, file, scenario, replication)
    if not question_columns(frame, weight):
        raise AnswersError(f"{file}:1  (file): no column holds answers to a question")
    frame["month"] = [_month(text, file, line) for line, text in frame["month"].items()]
    frame[weight] = _weights(frame, file, weight)
    texts = [name for name in frame.columns if name not in {"month", *WEIGHTS.values(), weight}]
    for name in texts:
        frame[name] = frame[name].astype("str").where(frame[name].notna(), "")
    return frame.reset_index(drop=True)


def _read(path: Path, file: str) -> pd.DataFrame:
    """Read a table; the index says in which line of the file each row stands."""
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            return frame.set_axis(np.arange(2, len(frame) + 2))
        return _read_csv(read_text(path, LARGEST), file)
    except FileTrouble as trouble:
        reason, line = trouble.reason, max(trouble.line, 1)
    except (OSError, ValueError) as problem:
        reason, line = f"this is no Parquet file ({str(problem)[:80]})", 1
    raise AnswersError(f"{file}:{line}  (file): {reason}")


def _read_csv(text: str, file: str) -> pd.DataFrame:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if repeated := [name for name in header if header.count(name) > 1]:
            raise AnswersError(f"{file}:1  {repeated[0][:40]}: two columns have this name")
        rows, lines = [], []
        for row in reader:
            if row and len(row) != len(header):
                cells = f"{len(row)} cells in place of {len(header)}"
                raise AnswersError(f"{file}:{reader.line_num}  (file): the row has {cells}")
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as problem:
        raise AnswersError(f"{file}:{reader.line_num}  (file): {problem}") from None
    frame = pd.DataFrame(rows, columns=pd.Index(header, dtype="str"), index=lines, dtype="str")
    return frame.replace("", None)


def _one_survey(
    frame: pd.DataFrame, file: str, scenario: str | None, replication: int
) -> pd.DataFrame:
    if "scenario" in frame:
        names = sorted(frame["scenario"].dropna().astype(str).unique())
        if scenario is None and len(names) > 1:
            raise AnswersError(f"{file}: there are several scenarios; name one: {', '.join(names)}")
        if scenario is not None and scenario not in names:
            raise AnswersError(f"{file}: no scenario {scenario!r}; there are {', '.join(names)}")
        frame = frame[frame["scenario"].astype(str) == (scenario or names[0])] if names else frame
    if "replication" in frame:
        frame = frame[frame["replication"].astype(str) == str(replication)]
    if frame.empty:
        raise AnswersError(f"{file}: there is no answer of replication {replication}")
    return frame.copy()


def _month(value: object, file: str, line: object) -> pd.Timestamp:
    try:
        return pd.Timestamp(parse_month(str(value)[:7]))
    except ValueError:
        raise AnswersError(
            f"{file}:{line}  month: {str(value)[:40]!r} is not valid; expected a month such as "
            '"2021-04"'
        ) from None


def _weights(frame: pd.DataFrame, file: str, weight: str) -> pd.Series[float]:
    if weight not in frame:
        return pd.Series(1.0, index=frame.index)
    numbers = pd.to_numeric(frame[weight], errors="coerce").astype("float64")
    bad = ~np.isfinite(numbers) | (numbers < 0.0)
    if bad.any():
        line = frame.index[bad][0]
        raise AnswersError(
            f"{file}:{line}  {weight}: {str(frame[weight][bad].iloc[0])[:40]!r} is not valid; "
            "expected a number from 0 on"
        )
    return numbers
