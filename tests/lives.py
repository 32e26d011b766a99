"""What single people do in a model, for tests that look at them one by one."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from talentflow.kernels.tables import STUDENT
from talentflow.model import MigrationModel
from talentflow.scenario import Scenario


def columns(model: MigrationModel) -> pd.DataFrame:
    """Return the columns of a model's professionals with country codes, one row a key."""
    frame = model.professionals.to_frame().set_index("key")
    country = np.array([place.country for place in model.places])
    frame["country"] = country[frame["place"]]
    frame["plan_country"] = np.where(frame["plan"] >= 0, country[frame["plan"]], "")
    return frame


def live(model: MigrationModel) -> pd.DataFrame:
    """Live one month; return people as they were before it with what they did in it.

    Students, who decide about nothing, are left out. `chosen` is the place that somebody plans for
    at the end of the month or has moved to in it, and `chosen_country` its country; −1 and "" for
    those without a plan. A move inside a country is no plan. Columns that end in `_after` are of
    the end of the month.
    """
    before = columns(model)
    before = before[before["employment"] != STUDENT]
    model.step()
    after = columns(model).loc[before.index]
    moved = (after["country"] != before["country"]).to_numpy()
    before["chosen"] = np.where(moved, after["place"], after["plan"])
    before["chosen_country"] = np.where(moved, after["country"], after["plan_country"])
    before["planned"] = (before["chosen"] >= 0) & (before["stage"] < 2)
    before["moved"] = moved
    return before.join(after[["stage", "place", "plan", "country", "active"]].add_suffix("_after"))


def first_month(case: Scenario) -> pd.DataFrame:
    """Live the first month of a scenario; see `live`."""
    return live(MigrationModel(case, months=1))


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with texts in place of categories, of which some may not occur."""
    return table.astype(dict.fromkeys(table.select_dtypes("category"), str))


def logit(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the shares exp(v) / sum exp(v) along the last axis; −inf stands for impossible."""
    exponents = np.asarray(values, np.float64)
    weights = np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), np.float64)
