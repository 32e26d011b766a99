"""Dissent: whether somebody speaks up against the rulers at home, online (`voice`)."""

from talentflow_lab.survey_people import everybody, pick
from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="Have you lately spoken up online against those who rule your home country?",
    asked=everybody,
    answer=lambda people: pick(("no", "yes"), people.dissents),
    harmless="no",
)
