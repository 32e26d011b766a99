"""Reason for the choice: what speaks most for the country chosen, against the residence then.

Asked of those who plan a move, and of those who moved during the run.
"""

from talentflow_lab.survey_question import Question

QUESTION = Question(
    wording="What spoke most for the country that you plan to move to, or have moved to?",
    asked=lambda people: people.abroad | (people.codes("plan") >= 0),
    answer=lambda people: people.strongest(people.known.chose_for),
)
