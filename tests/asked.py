"""People of one small run to ask, and questionnaires to ask them; several tests share them."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from talentflow.interview import Interview, interview
from talentflow.scenario import Scenario, load
from talentflow.simulation import Simulation
from talentflow_lab.survey_people import People
from talentflow_lab.survey_reading import Questionnaire, read_questionnaire

MONTH = 27
"""April 2021, in a run that begins in January 2019."""

ALL = """\
title = "All"
months = ["2021-04"]
frame = ["home", "diaspora", "students"]
"""
"""The top of a questionnaire that goes to everybody."""

TWO = "[questions.abroad]\n[questions.wish]\n"


def scenario(*settings: str) -> Scenario:
    """Return the shipped scenario, coarse: some 1,300 people."""
    return load("belarus-2020", settings).replace(scale=100.0, months=36)


@cache
def lived(*settings: str) -> Interview:
    """Live a coarse run to the end of April 2021 and ask everybody."""
    run = Simulation(scenario(*settings), records=False)
    while run.month <= MONTH:
        run.step()
    return interview(run)


def people(key: int = 0, *settings: str) -> People:
    """Return the people of that run; with another key they are the same people with other luck.

    What they would truly say stays as it is; who is drawn, who answers and who keeps quiet is drawn
    anew.
    """
    known = lived(*settings)
    return People(replace(known, key=key) if key else known)


def questionnaire(text: str) -> Questionnaire:
    """Read a questionnaire from a text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "asked.toml"
        path.write_text(text, encoding="utf-8")
        return read_questionnaire(path)
