"""Reason to leave: the term that adds most to the wish (`docs/odd.md`, section 12).

Those who live at home and wish to leave tell of today; those who left during the run tell what it
was when they made the plan. Nobody knows it of those who left before the run.
"""

import numpy as np

from talentflow_lab.survey_people import People, Texts
from talentflow_lab.survey_question import Question


def _answer(people: People) -> Texts:
    known = people.known
    parts = np.where(people.abroad[:, None], known.left_for, known.reasons)
    return people.strongest(parts)


QUESTION = Question(
    wording="What speaks most for leaving your home country, or did when you decided to leave it?",
    asked=lambda people: people.abroad | people.wishes,
    answer=_answer,
    harmless="real_wage",
)
