"""Golden results of the shipped scenario: a few whole numbers that must not move unnoticed.

`make golden` renews the committed file; a change that moves results says so in the changelog.
"""

from pathlib import Path

import pandas as pd

from talentflow.model import MigrationModel

__all__ = ["PATH", "results"]

CASE = "belarus-2020"
SCALE = 50
MONTHS = 36
REPLICATIONS = 2
PATH = Path(__file__).with_name(f"{CASE}.csv")
KEY = ["replication", "measure", "year", "label"]


def results() -> pd.DataFrame:
    """Return first moves by year and destination, and stocks and stages at the ends of years.

    Columns are `replication`, `measure`, `year`, `label` (a country or a stage) and `persons`,
    whole real people; rows are in the order of the first four.
    """
    parts = [_of(replication) for replication in range(REPLICATIONS)]
    return pd.concat(parts).sort_values(KEY, ignore_index=True)


def _of(replication: int) -> pd.DataFrame:
    model = MigrationModel(CASE, scale=SCALE, months=MONTHS, replication=replication).run()
    tables = model.tables()
    flows, stocks, stages = (tables[name] for name in ("flows", "stocks", "stages"))
    ends = stocks["date"].dt.month == 12
    home = (stages["date"].dt.month == 12) & (stages["country"] == "BLR")
    parts = [
        _sums("first moves", flows[flows["kind"] == "first"], "destination"),
        _sums("stock", stocks[ends], "country"),
        _sums("stage at home", stages[home & (stages["group"] == "all")], "stage"),
    ]
    return pd.concat(parts).assign(replication=replication)[[*KEY, "persons"]]


def _sums(measure: str, rows: pd.DataFrame, label: str) -> pd.DataFrame:
    keys = {"year": rows["date"].dt.year, "label": rows[label].astype(str)}
    sums = rows["persons"].groupby([keys["year"], keys["label"]]).sum()
    counts = sums.rename_axis(["year", "label"]).reset_index()
    return counts.assign(measure=measure, persons=counts["persons"].astype(int))


if __name__ == "__main__":
    table = results()
    table.to_csv(PATH, index=False, lineterminator="\n")
    print(f"wrote {len(table)} rows to {PATH}")
