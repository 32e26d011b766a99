"""Return: whether those abroad expect to go home within five years.

Each says "yes" from a chance of two thirds on and "no" up to one third, by the model's rates of
today; where people draw these lines is a judgement.
"""

import numpy as np

from talentflow_lab.survey_people import pick
from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="Do you expect to live in your home country again within five years?",
    asked=lambda people: people.abroad,
    answer=lambda people: pick(
        ("no", "undecided", "yes"), np.searchsorted([1 / 3, 2 / 3], people.returns)
    ),
)
