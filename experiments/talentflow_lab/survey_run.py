"""Do a survey: live each run up to the months of the field work, ask, and sum up.

Nobody is stored: a run that was saved is lived again from its scenario and its seed, which takes
as long as it took, and stops at the last month of the field work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from talentflow.files import write_text
from talentflow.interview import interview
from talentflow.months import date_of
from talentflow.scenario import Scenario
from talentflow.simulation import Simulation
from talentflow_lab import questions
from talentflow_lab.execute import perform, usual_workers
from talentflow_lab.kept_parts import KeptParts
from talentflow_lab.replicate import Done, Failure, Progress, attempt
from talentflow_lab.study_parts import write_frame
from talentflow_lab.study_store import code_digest
from talentflow_lab.survey_answers import FIRST_COLUMNS, ask
from talentflow_lab.survey_bias import KEYS, bias_table, estimates
from talentflow_lab.survey_people import People
from talentflow_lab.survey_reading import Questionnaire

__all__ = ["Surveyed", "clear", "survey"]

FORMAT = "talentflow survey 1"
TABLES = ("answers", "estimates", "bias")


@dataclass(frozen=True)
class Surveyed:
    """The tables of a survey."""

    folder: Path
    questionnaire: Questionnaire
    answers: pd.DataFrame
    """One row a respondent, see `talentflow_lab.survey_answers`."""
    estimates: pd.DataFrame
    """What each single survey finds, see `talentflow_lab.survey_bias`."""
    bias: pd.DataFrame
    """Means over replications."""
    surveys: int
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, object]:
        """Return what was found as plain values, for JSON; None where nobody answered."""
        plain = self.bias.assign(month=self.bias["month"].dt.strftime("%Y-%m")).astype(object)
        return {
            "out": str(self.folder),
            "surveys": self.surveys,
            "failed": len(self.failures),
            "answers": len(self.answers),
            "bias": plain.where(plain.notna(), None).to_dict("records"),
        }


@dataclass(frozen=True)
class Fieldwork:
    """The work of a survey: number n asks scenario n mod S in replication n div S."""

    questionnaire: Questionnaire
    scenarios: tuple[Scenario, ...]
    kept: KeptParts

    def __call__(self, number: int, progress: Progress) -> Done | Failure:
        """Live a run up to the last month of the field work, asking on the way."""

        def action() -> Done:
            replication, which = divmod(number, len(self.scenarios))
            case = self.scenarios[which]
            run = Simulation(case, replication, records=False)
            self.kept.write(number, _ask_on_the_way(run, self.questionnaire, progress))
            return Done(number, run.key, 0.0, {})

        return attempt(number, action)


def _ask_on_the_way(
    run: Simulation, questionnaire: Questionnaire, progress: Progress
) -> dict[str, pd.DataFrame]:
    answers, found = [], []
    for month in questionnaire.waves(run.case).values():
        while run.month <= month:
            run.step()
            progress(1)
        wave = ask(People(interview(run)), questionnaire)
        day = pd.Timestamp(date_of(run.case.start, month))
        answers.append(wave.answers(day))
        found.append(estimates(wave).assign(month=day))
    return {
        "answers": pd.concat(answers, ignore_index=True),
        "estimates": pd.concat(found, ignore_index=True),
    }


def survey(
    questionnaire: Questionnaire,
    scenarios: Mapping[str, Scenario],
    folder: Path,
    *,
    replications: int,
    workers: int = 0,
    record: Mapping[str, object] | None = None,
    progress: Callable[[int, int], AbstractContextManager[Progress]] | None = None,
) -> Surveyed:
    """Ask each scenario in so many replications, and write the tables.

    `progress` is given the months of a run and the number of runs. Finished runs are kept: the same
    survey in the same folder goes on where it stopped. Raises FolderError if something else stands
    there, ScenarioErrors for a month that is not lived, and KeyboardInterrupt.
    """
    lived = max(max(questionnaire.waves(one).values()) + 1 for one in scenarios.values())
    kept = _kept(folder)
    name = _name(questionnaire, scenarios)
    kept.open(name)
    numbers = range(replications * len(scenarios))
    failures, missing = tuple[Failure, ...](), kept.missing(numbers)
    if missing:
        work = Fieldwork(questionnaire, tuple(scenarios.values()), kept)
        with progress(lived, len(missing)) if progress else nullcontext() as tell:
            failures = perform(
                work, missing, lived,
                workers=workers or usual_workers(len(missing)), progress=tell,
            ).failures  # fmt: skip
    done = kept.done(numbers)
    if not done:
        nothing = pd.DataFrame()
        return Surveyed(folder, questionnaire, nothing, nothing, nothing, 0, failures)
    return _write(
        questionnaire, list(scenarios), kept, done, failures, {**(record or {}), "question": name}
    )


def clear(folder: Path) -> None:
    """Remove a survey, whole or not; raise FolderError if the folder holds anything else."""
    _kept(folder).clear()


def _kept(folder: Path) -> KeptParts:
    return KeptParts(folder, "survey.json", FORMAT, "survey")


def _name(questionnaire: Questionnaire, scenarios: Mapping[str, Scenario]) -> str:
    """Name a survey by all that can change its numbers."""
    known = [questionnaire.digest, _code(), [[n, one.fingerprint] for n, one in scenarios.items()]]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


@cache
def _code() -> str:
    digest = hashlib.sha256(code_digest().encode())
    here = Path(__file__).parent
    for path in [
        *sorted(here.glob("survey_*.py")),
        *sorted(Path(questions.__path__[0]).glob("*.py")),
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(
    questionnaire: Questionnaire, names: Sequence[str], kept: KeptParts, done: Sequence[int],
    failures: tuple[Failure, ...], record: Mapping[str, object],
) -> Surveyed:  # fmt: skip
    answers, found = (_named(kept.read(done, name), names) for name in ("answers", "estimates"))
    answers = answers[[*FIRST_COLUMNS, *(c for c in answers if c not in FIRST_COLUMNS)]]
    found = found[["replication", *KEYS, *(c for c in found if c not in {"replication", *KEYS})]]
    bias = bias_table(found)
    tables = dict(zip(TABLES, (answers, found, bias), strict=True))
    for name, frame in tables.items():
        write_frame(frame, kept.folder / f"{name}.parquet")
        write_frame(frame, kept.folder / f"{name}.csv")
    write_text(kept.folder / "questionnaire.toml", questionnaire.text)
    kept.finish(
        {
            "finished": not failures, **record,
            "questionnaire": questionnaire.name, "scenarios": list(names), "surveys": len(done),
            "rows": {name: len(frame) for name, frame in tables.items()},
        }
    )  # fmt: skip
    return Surveyed(kept.folder, questionnaire, answers, found, bias, len(done), failures)


def _named(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Turn numbers of parts into scenarios and replications."""
    number = frame["replication"].to_numpy()
    which = pd.Series(names, dtype="str").iloc[number % len(names)].to_numpy()
    return frame.assign(scenario=which, replication=number // len(names))
