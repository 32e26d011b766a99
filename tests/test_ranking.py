"""Ranking levers: figures are drawn from their ranges, and the order is told with its strength."""

from pathlib import Path

import pandas as pd
import pytest

from talentflow.levers import Lever
from talentflow.scenario import load
from talentflow_lab.ranking import TEN, draw_lever, rank, ranking


def levers(*slugs: str) -> list[Lever]:
    """Return levers of Finland or Belarus in force."""
    owners = {"amnesty": "BLR"}
    settings = [f"levers.{slug}.{owners.get(slug, 'FIN')}.start=2020-09" for slug in slugs]
    return list(load("belarus-2020", settings).levers)


def test_a_draw_lies_in_the_plausible_ranges() -> None:
    """Every figure is drawn from its range, the same again, and others in the next draw."""
    (lever,) = levers("key-employee-tax-relief")
    one, again, other = (draw_lever(lever, 1, draw) for draw in (3, 3, 4))
    assert one == again != other
    for name, value in one.figures().items():
        figure = lever.kind.figures.get(name)
        if figure is not None:
            assert figure.low <= value <= figure.high
    assert isinstance(one.act.months, int)


def test_the_ranking_of_known_draws() -> None:
    """Two levers of which one adds more in three draws of four."""
    rows = [
        (draw, lever, "FIN", additional, 100.0)
        for draw, pair in enumerate([(5.0, 1.0), (6.0, 2.0), (7.0, 3.0), (0.0, 4.0)])
        for lever, additional in zip("ab", pair, strict=True)
    ]
    draws = pd.DataFrame(rows, columns=["draw", "lever", "owner", "additional", "spent"])
    first, second = ranking(draws).to_dict("records")
    assert (first["lever"], first["additional"], first["cost_per_additional"]) == (
        "a",
        4.5,
        100 / 4.5,
    )
    assert first["above_next"] == first["first"] == 0.75
    assert (second["lever"], second["first"]) == ("b", 0.25)
    assert pd.isna(second["above_next"])


def test_levers_are_ranked(tmp_path: Path) -> None:
    """Each draw runs every lever against the same baseline; an amnesty keeps people at home."""
    baseline = load("belarus-2020", ["months=26", "scale=200"])
    ranked = rank(baseline, levers("amnesty", "recruiting-campaign"), 2, tmp_path, workers=1)
    assert not ranked.failures
    assert len(ranked.draws) == 4
    means = ranked.draws.groupby("lever")["additional"].mean()
    assert means["amnesty"] > means["recruiting-campaign"] >= 0.0
    assert list(ranked.ranking["lever"]) == ["amnesty", "recruiting-campaign"]


def test_ten_levers_are_ranked_by_default() -> None:
    """The ten are those of the catalogue that are tested most."""
    assert len(set(TEN)) == 10
    with pytest.raises(Exception, match="unknown name"):
        levers("no-such-lever")
