"""Left recently: whether those abroad left home within the last twelve months."""

from talentflow_lab.survey_people import RECENT, pick
from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="Did you leave home within the last twelve months, or earlier?",
    asked=lambda people: people.abroad,
    answer=lambda people: pick(("earlier", "within a year"), people.months_away < RECENT),
)
