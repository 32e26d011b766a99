"""Host: the country where those abroad live."""

from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="In which country do you live now?",
    asked=lambda people: people.abroad,
    answer=lambda people: people.country,
)
