"""Residence: whether somebody lives outside the home country."""

from talentflow_lab.survey_people import everybody, pick
from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="Do you live in the country whose citizen you are, or in another one?",
    asked=everybody,
    answer=lambda people: pick(("at home", "abroad"), people.abroad),
)
