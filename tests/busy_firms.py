"""Worlds in which firms are busy, and who works for them."""

import pandas as pd
from tests import worlds

from talentflow.model import MigrationModel
from talentflow.scenario import Scenario

__all__ = ["BUSY", "LOCAL", "REMOTE", "STUDENT", "UNEMPLOYED", "crisis", "people_of"]

LOCAL, REMOTE, STUDENT, UNEMPLOYED = range(4)
BUSY = (
    "firms.relocation.explore=2",
    "firms.relocation.partial=2",
    "firms.relocation.full=0.5",
    "firms.relocation.close=0.2",
    "firms.staff.notice=2",
    "firms.second_move.worse=1",
    "firms.second_move.margin=0",
    "firms.hiring_abroad.pace=0.3",
    "firms.foundings.rate=0.5",
    "firms.foundings.diaspora=50",
)
"""Everything that firms can do happens often."""


def crisis(*overrides: str, months: int = 10, scale: float = 100) -> Scenario:
    """Return five countries from the summer of 2020 on."""
    tables = worlds.world(*worlds.COUNTRIES)
    return worlds.scenario(tables, *overrides, months=months, scale=scale, start="2020-07")


def people_of(model: MigrationModel) -> pd.DataFrame:
    """Return the active people with their country and whether they work for a firm of home."""
    plan = model.simulation.world.blueprint
    frame = model.professionals.to_frame().query("active == 1")
    home = frame["abroad_since"] == -32768
    own = home | (frame["abroad_since"] >= 0) | (frame["rejoined"] == 1)
    works = own & (frame["employer"] >= 0) & (frame["employment"] == LOCAL)
    country = plan.country_of_place[frame["place"]]
    return frame.assign(home=home, works=works, country=country)
