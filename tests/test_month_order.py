"""The month: its phases are those of the document, in that order, and act in that order."""

import re
from pathlib import Path

import pandas as pd
import pytest
from tests import lives, worlds

from talentflow import month
from talentflow.chance import Kind
from talentflow.model import MigrationModel
from talentflow.tables import GRADES

BUSY = (
    "terms.home.weight=1",
    "decision.intention.kappa=-3",
    "decision.intention.rate=1",
    "decision.preparation.rate=1",
)


def documented(root: Path) -> list[str]:
    """Return the phases that docs/odd.md lists in its third section, in order."""
    text = (root / "docs" / "odd.md").read_text(encoding="utf-8")
    section = text.split("## 3. ")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. \*\*(\w+)\*\*", section, flags=re.MULTILINE)


def test_the_month_is_the_documented_list(root: Path) -> None:
    """The tuple of phases is the document's list; records, its last item, are written outside."""
    *phases, last = documented(root)
    assert last == "records"
    assert [phase.__name__ for phase in month.MONTH] == phases


def test_the_month_describes_itself() -> None:
    """The table in the docstring of the month names the phases in their order."""
    rows = re.findall(r"^\| (\w+) \| .+ \|$", month.__doc__ or "", flags=re.MULTILINE)
    assert rows == ["phase", *(phase.__name__ for phase in month.MONTH)]


@pytest.mark.parametrize("phase", month.MONTH, ids=lambda phase: phase.__name__)
def test_every_phase_says_what_it_does(phase: month.Phase) -> None:
    """Each phase has a docstring, and lives in a module of its own name."""
    assert len((phase.__doc__ or "").split()) >= 3
    assert phase.__module__ == f"talentflow.phases.{phase.__name__}"


def test_a_plan_may_become_a_move_in_the_month_it_is_made() -> None:
    """Intention, preparation, permits and moves follow each other within one month."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    case = worlds.scenario(tables, *BUSY, *worlds.OPEN, *worlds.AT_ONCE, scale=200)
    people = lives.first_month(case)
    assert people["planned"].sum() > 50
    assert (people["moved"] == people["planned"])[people["active_after"] == 1].all()
    assert (people["stage_after"][people["moved"]] == 0).all()


def test_new_plans_are_prepared_in_the_same_month() -> None:
    """Whoever plans this month may start on papers this month, and waits for the decision."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    slow = ("gates.visa_queue.mean_months=12", "gates.visa_queue.return_months=12")
    people = lives.first_month(worlds.scenario(tables, *BUSY, *worlds.OPEN, *slow, scale=200))
    waiting = people["planned"] & ~people["moved"] & (people["active_after"] == 1)
    stages = people["stage_after"][waiting]
    assert len(stages) > 50
    assert (stages == 3).all()


def test_newcomers_begin_after_everything_else() -> None:
    """Newcomers of a month neither plan, move nor rise in it: labour comes last."""
    model = MigrationModel(worlds.scenario(worlds.world(*worlds.COUNTRIES), *BUSY, scale=40))
    known: set[int] = set()
    for _ in range(4):
        model.step()
        frame = lives.columns(model)
        newcomer = (frame.index >= Kind.GRADUATE << 60) & (frame.index < Kind.FIRM << 60)
        fresh = frame[~frame.index.isin(known) & newcomer]
        assert len(fresh) > 5
        assert (fresh["stage"] == 0).all()
        assert (fresh["plan"] == -1).all()
        assert (fresh["country"] == "BLR").all()
        known |= set(frame.index)


def test_grades_of_moves_are_those_before_promotion() -> None:
    """Moves come before promotion: who moves and rises in one month moves with the old grade."""
    tables = worlds.calm(worlds.world(*worlds.COUNTRIES))
    fast = tuple(f"demography.promotion.{grade}=1" for grade in ("junior", "middle", "senior"))
    given = (*BUSY, *worlds.OPEN, *worlds.AT_ONCE, *worlds.NO_STUDENTS, *fast)
    case = worlds.scenario(tables, *given, scale=200, months=1)
    model = MigrationModel(case)
    people = lives.live(model)
    grades = people.loc[people["moved"], "grade"].map(dict(enumerate(GRADES)))
    flows = model.tables()["flows"].query("kind != 'internal'")
    counts = flows.astype({"grade": "string"}).groupby("grade")["persons"].sum() / 200
    pd.testing.assert_series_equal(
        grades.value_counts().sort_index(), counts, check_names=False, check_dtype=False,
        check_index_type=False,
    )  # fmt: skip
    promoted = lives.columns(model).loc[people.index[people["moved"]], "grade"]
    assert (promoted > people.loc[promoted.index, "grade"]).any()
