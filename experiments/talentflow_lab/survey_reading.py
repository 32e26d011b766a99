"""Read a questionnaire file: every problem at once, each with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from talentflow.errors import Problem, ScenarioErrors
from talentflow.files import FileTrouble, kind_of, read_text, shown
from talentflow.months import date_of, month_index, parse_month
from talentflow.reading import parse, shipped_folder, spelled
from talentflow.scenario import Scenario, load
from talentflow.toml_lines import KeyPath, key_lines, line_of
from talentflow_lab.store import read_run
from talentflow_lab.survey_groups import TRAITS
from talentflow_lab.survey_question import Question, known_questions
from talentflow_lab.survey_schema import QuestionnaireFile, problems_of

__all__ = ["Questionnaire", "read_questionnaire", "read_runs", "shipped_questionnaires"]

LARGEST = 1  # megabytes; a questionnaire is a page of text


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire, validated."""

    path: Path
    file: str
    text: str
    says: QuestionnaireFile
    lines: Mapping[KeyPath, int]

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.name.removesuffix(".toml")

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, however the file spells it."""
        return hashlib.sha256(self.says.model_dump_json().encode()).hexdigest()

    @property
    def questions(self) -> Mapping[str, Question]:
        """The questions in the order of the file."""
        known = known_questions()
        return {name: known[name] for name in self.says.questions}

    def wording(self, name: str) -> str:
        """Return how a question is put."""
        return self.says.questions[name].wording or self.questions[name].wording

    def waves(self, scenario: Scenario) -> dict[str, int]:
        """Return the months of the field work as months of a run, in the order of time.

        Raises ScenarioErrors for a month that is not lived, and a country nobody knows.
        """
        months = sorted(self.says.months)
        found = {text: month_index(parse_month(text), scenario.start) for text in months}
        last = date_of(scenario.start, scenario.months - 1)
        problems = []
        for at, text in enumerate(self.says.months):
            if not 0 <= found[text] < scenario.months:
                span = f"a month from {scenario.start:%Y-%m} to {last:%Y-%m}"
                problems.append(self._problem(("months", at), f"{text} is not in the run", span))
        codes = scenario.data.countries
        for trait, by_value in self.says.response.factors.items():
            for code in by_value if not TRAITS[trait].values else ():
                if code not in codes:
                    path = ("response", "factors", trait, code)
                    near = get_close_matches(code, codes, n=1)
                    expected = "" if near else "a code of the table of countries"
                    message = f"the scenario has no country {code[:40]!r}"
                    problems.append(self._problem(path, message, expected, (near or [""])[0]))
        if problems:
            raise ScenarioErrors(problems)
        return found

    def _problem(
        self, path: KeyPath, message: str, expected: str = "", suggestion: str = ""
    ) -> Problem:
        line = line_of(self.lines, path)
        return Problem(self.file, line, spelled(path), message, expected, suggestion)


def shipped_questionnaires() -> dict[str, Path]:
    """Return the questionnaires that come with talentflow: name -> file, by name."""
    return {path.stem: path for path in sorted((shipped_folder() / "surveys").glob("*.toml"))}


def read_questionnaire(source: str | Path) -> Questionnaire:
    """Read a questionnaire file, or the shipped one of a name.

    Raises ScenarioErrors with every problem of the file.
    """
    path = _find(str(source))
    file = shown(path)
    try:
        text = read_text(path, LARGEST)
        values = parse(text)
    except FileTrouble as trouble:
        reason = trouble.reason + _hint(str(source))
        raise ScenarioErrors([Problem(file, max(trouble.line, 1), "(file)", reason)]) from None
    lines = key_lines(text)
    if problems := problems_of(values, file, lines):
        raise ScenarioErrors(problems)
    return Questionnaire(path, file, text, QuestionnaireFile.model_validate(values), lines)


def read_runs(
    names: Sequence[str],
    settings: Sequence[str] = (),
    *,
    seed: int | None = None,
    scale: float | None = None,
) -> dict[str, Scenario]:
    """Return the scenarios of scenario files, shipped names or results folders, by short names.

    Raises ScenarioErrors for what is wrong with a scenario, FolderError for a folder that holds no
    results.
    """
    found: dict[str, Scenario] = {}
    for name in names:
        path = Path(name)
        if kind_of(path) == "folder":
            read_run(path)
            case = load(path / "scenario.toml", settings)
        else:
            case = load(name, settings)
        short = path.resolve().name.removesuffix(".toml") if path.name else name
        number = sum(one.partition("#")[0] == short for one in found)
        found[f"{short}#{number + 1}" if number else short] = case.replace(seed=seed, scale=scale)
    return found


def _find(source: str) -> Path:
    path, name = Path(source), source.removesuffix(".toml")
    if kind_of(path) == "missing" and name in shipped_questionnaires():
        return shipped_questionnaires()[name]
    return path


def _hint(source: str) -> str:
    if kind_of(Path(source)) != "missing":
        return ""
    known: Sequence[str] = list(shipped_questionnaires())
    near = get_close_matches(source.removesuffix(".toml"), known, n=1)
    return f'; did you mean "{near[0]}"?' if near else f"; shipped are {', '.join(known)}"
