"""Plan: the stage somebody is in, from settled to preparing a move."""

from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="How far are you: not thinking of a move, thinking of one, planning it, or "
    "preparing it (papers, savings, a flat)?",
    asked=lambda people: ~people.studying,
    answer=lambda people: people.stage,
    harmless="settled",
)
