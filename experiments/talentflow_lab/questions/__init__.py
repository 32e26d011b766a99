"""The questions of surveys: one file each, found by its name.

A file holds `QUESTION`, a `talentflow_lab.survey_question.Question`. To add one, start from a
neighbour; nothing else needs an edit.
"""
