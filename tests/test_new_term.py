"""A domain scientist's first change: one new term, one file, no engine touched."""

import ast
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from talentflow import compiled
from talentflow.frozen import FrozenDict
from talentflow.model import MigrationModel
from talentflow.parameters import param
from talentflow.rules import catalogue
from talentflow.scenario import load
from talentflow.view import Floats, WorldView, on


@dataclass(frozen=True)
class Tax:
    """Minus the average tax rate."""

    weight: float = param(
        2.0, unit="logit per unit rate", low=0.0, high=5.0, source="prior", prior=True
    )

    def __call__(self, view: WorldView) -> Floats:
        """Axis p."""
        return on(view.at_places(view.indicators["net_share"] - 1.0), "p")


def test_a_new_term_needs_its_file_only() -> None:
    """A term that only the catalogue knows is evaluated, explained and reported like any other."""
    shipped = catalogue()
    terms = FrozenDict({**shipped["terms"], "tax": Tax})
    rules = FrozenDict({**shipped, "terms": terms})
    case = load("belarus-2020", ["scale=200", "months=3", "terms.tax.weight=3"], rules=rules)
    model = MigrationModel(case).run()
    reasons = model.tables()["reasons"]
    everyone = reasons[(reasons["decision"] == "wish") & (reasons["group"] == "all")]
    by_term = everyone.groupby("term", observed=True)["contribution"].mean()
    assert by_term["tax"] < 0.0  # net pay is taxed more nearly everywhere else than at home
    row = int(np.flatnonzero(model.professionals.to_frame()["active"])[0])
    wish = model.professionals[row].reasons
    assert "tax" in wish.index
    assert {row.path: row.value for row in case.provenance}["terms.tax.weight"] == 3


def test_a_new_term_compiles_nothing_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule without compiled functions leaves compiled code as it is; one with them does not."""
    rules = tmp_path / "rules" / "terms"
    rules.mkdir(parents=True)
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path)
    monkeypatch.setattr(compiled, "SOURCES", ("rules",))
    before = compiled._digest()
    (rules / "tax.py").write_text("from talentflow.view import on\n", encoding="utf-8")
    assert compiled._digest() == before
    (rules / "age.py").write_text("from talentflow.compiled import compiled\n", encoding="utf-8")
    assert compiled._digest() != before


def test_compiled_code_takes_from_rules_only_what_is_compiled(root: Path) -> None:
    """Whatever loops import from a rule stands in a file whose edits compile them afresh."""
    model = root / "model" / "talentflow"
    files = [model / name for name in compiled.SOURCES if name not in {"kernels", "rules"}]
    for file in [*files, *(model / "kernels").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("talentflow.rules"):
                rule = model.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
                assert "talentflow.compiled" in rule.read_text(encoding="utf-8"), rule
