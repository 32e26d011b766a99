"""Relocation: how far the employer from home has gone abroad."""

import numpy as np

from talentflow_lab.survey_people import People, Texts
from talentflow_lab.survey_question import Question

WORDS = {
    "settled": "no",
    "explore": "looking into it",
    "partial": "in part",
    "full": "wholly",
    "closed": "closed",
    "": "",
}


def _answer(people: People) -> Texts:
    return np.array([WORDS[stage] for stage in people.employer_stage], dtype=object)


QUESTION = Question(
    wording="Is your employer moving to another country: wholly, in part, or looking into it?",
    asked=lambda people: people.employer_stage != "",
    answer=_answer,
    harmless="no",
)
