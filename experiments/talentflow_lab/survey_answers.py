"""The table of answers: one row a respondent, as a real survey's file would have it.

| column | what it holds |
| --- | --- |
| `scenario`, `replication` | which run was asked; a real survey leaves them out |
| `respondent` | identity, the same in every run of a seed |
| `month` | first day of the month of the field work |
| `weight` | people of the frame for each respondent, all alike |
| `weight_post_stratified`, `weight_raked` | the same weighted, where asked for |
| `residence`, `left`, `country`, `citizenship`, `grade`, `age`, `sex` | groups |
| one for each question | the answer; empty: not asked; "no answer": refused |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.chance import Purpose
from talentflow_lab.survey_groups import GROUPS
from talentflow_lab.survey_people import Bools, Floats, People, Texts
from talentflow_lab.survey_question import NO_ANSWER, index_of
from talentflow_lab.survey_reading import Questionnaire
from talentflow_lab.survey_sample import in_groups, respondents, who_is
from talentflow_lab.survey_weights import post_stratified, raked

__all__ = ["FIRST_COLUMNS", "WEIGHTS", "Wave", "ask"]

WEIGHTS = {"none": "weight", "post_stratify": "weight_post_stratified", "rake": "weight_raked"}
"""Columns of weights by the way of weighting."""

FIRST_COLUMNS = ("scenario", "replication", "respondent", "month")


@dataclass(frozen=True)
class Wave:
    """One month's field work: the truth about everybody (n), and what r respondents told."""

    people: People
    about: Bools
    """(n,) whom the survey is about."""
    frame: Bools
    """(n,) who can be asked."""
    truth: Mapping[str, Texts]
    """(n,) by question, "" where it does not apply."""
    rows: npt.NDArray[np.int64]
    """(r,) the respondents."""
    told: Mapping[str, Texts]
    """(r,) by question, "" where it was not asked."""
    weights: Mapping[str, Floats]
    """(r,) by way of weighting; real people."""
    unreached: Mapping[str, float]
    """Share of the people that no respondent stands for, by way of weighting."""

    def answers(self, month: pd.Timestamp) -> pd.DataFrame:
        """Return the table of answers but for scenario and replication."""
        people, rows = self.people, self.rows
        columns: dict[str, object] = {
            "respondent": people.respondent[rows],
            "month": np.full(rows.size, np.datetime64(month, "us")),
        }
        columns |= {WEIGHTS[way]: weights for way, weights in self.weights.items()}
        columns |= {name: group.of(people)[rows] for name, group in GROUPS.items()}
        columns |= {name: pd.Series(told).replace("", None) for name, told in self.told.items()}
        frame = pd.DataFrame(columns)
        texts = ["respondent", *GROUPS, *self.told]
        return frame.astype(dict.fromkeys(texts, "str"))


def ask(people: People, questionnaire: Questionnaire) -> Wave:
    """Do the field work of one month among these people."""
    says = questionnaire.says
    about, frame = who_is(people, list(says.about)), who_is(people, list(says.frame))
    truth = {name: one.truth(people) for name, one in questionnaire.questions.items()}
    rows = respondents(people, says)
    told = {name: _told(people, questionnaire, name, truth[name])[rows] for name in truth}
    weights, unreached = _weights(people, questionnaire, about, frame, rows)
    return Wave(people, about, frame, truth, rows, told, weights, unreached)


def _told(people: People, questionnaire: Questionnaire, name: str, truth: Texts) -> Texts:
    """Say what each would answer (n,): the truth, something harmless, or nothing."""
    says, harmless = questionnaire.says, questionnaire.questions[name].harmless
    quiet, shy = people.uniforms(Purpose.SURVEY_ANSWER, index_of(name))
    told = truth
    if harmless:
        open_minded = (1.0 - says.candour.desirability) * (1.0 - says.candour.fear * people.fear)
        told = np.where((truth != "") & (shy < 1.0 - open_minded), harmless, told)
    refused = (truth != "") & (quiet < says.questions[name].item_nonresponse)
    return np.where(refused, NO_ANSWER, told)


def _weights(
    people: People, questionnaire: Questionnaire, about: Bools, frame: Bools,
    rows: npt.NDArray[np.int64],
) -> tuple[dict[str, Floats], dict[str, float]]:  # fmt: skip
    scale, says = people.known.world.blueprint.scale, questionnaire.says
    each = frame.sum() * scale / max(rows.size, 1)
    weights, unreached = {"none": np.full(rows.size, each)}, {"none": 0.0}
    for way, weigh in (("post_stratify", post_stratified), ("rake", raked)):
        names = list(getattr(says.weighting, way))
        if names and rows.size:
            groups = in_groups(people, names)
            found, missed = weigh(groups.iloc[rows], groups[about])
            weights[way], unreached[way] = found * scale, missed
        elif names:
            weights[way], unreached[way] = np.empty(0), 1.0
    return weights, unreached
