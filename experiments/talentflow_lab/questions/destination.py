"""Destination: where those who wish to move, or plan to, would go."""

from talentflow_lab.survey_people import People, Texts
from talentflow_lab.survey_question import Question


def _answer(people: People) -> Texts:
    goal = people.goal.copy()
    goal[goal == ""] = "undecided"
    goal[people.abroad & (goal == people.citizenship)] = "home"
    return goal


QUESTION = Question(
    wording="Which country would you move to?",
    asked=lambda people: people.wishes,
    answer=_answer,
)
