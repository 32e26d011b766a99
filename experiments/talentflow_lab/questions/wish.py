"""Wish: what a survey measures of the wish to leave (`docs/odd.md`, section 6).

Who plans a move or prepares one says yes, like everybody past the settled stage.
Those abroad think of leaving the country where they live, home included. Students are not asked:
in the model they think of it when they have finished.
"""

from talentflow_lab.survey_people import pick
from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="If it were up to you alone, would you move to another country, for some years at "
    "least?",
    asked=lambda people: ~people.studying,
    answer=lambda people: pick(("no", "yes"), people.wishes),
    harmless="no",
)
