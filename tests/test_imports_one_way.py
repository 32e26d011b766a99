"""Imports point one way: rules know no engine, the model knows no lab, the lab knows no app."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p for d in ("model", "experiments", "app") for p in (ROOT / d).rglob("*.py"))
ENGINE = {"world", "phases", "month", "model"}
MAY_NOT_IMPORT = {
    "parameters": ENGINE | {"rules", "scenario", "view", "kernels"},
    "compiled": ENGINE | {"rules", "scenario", "view", "kernels", "chance"},
    "elementary": ENGINE | {"rules", "scenario", "view", "kernels", "chance"},
    "kernels": ENGINE | {"scenario", "tables"},
    "chance": ENGINE | {"rules", "scenario", "kernels"},
    "rules": ENGINE | {"scenario", "tables", "chance", "kernels"},
    "view": ENGINE - {"world"} | {"rules", "scenario"},
    "scenario": ENGINE | {"view", "chance", "kernels"},
    "tables": ENGINE | {"view", "chance", "kernels", "rules", "scenario"},
    "world": ENGINE - {"world"},
    "phases": {"month", "model", "scenario", "tables"},
    "month": {"model", "scenario", "tables"},
}
NOT_IN_A_RULE = ("mesa.", "random.", "secrets.", "numpy.random.", "np.random.")


def name(path: Path) -> str:
    """Return the dotted name of the module at a path, package marker left off."""
    relative = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(relative).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything that a module imports, however it spells it."""
    package = name(path).split(".") if path.stem == "__init__" else name(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            outer = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*outer, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def units(path: Path) -> set[str]:
    """Return the modules right under talentflow that a module imports."""
    return {n.split(".")[1] for n in imports(path) if n.startswith("talentflow.")}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_package_imports_no_package_above_it(path: Path) -> None:
    """The model imports neither lab nor app, and the lab imports no app."""
    packages = ["talentflow", "talentflow_lab", "talentflow_app"]
    above = packages[packages.index(name(path).split(".")[0]) + 1 :]
    assert not {n.split(".")[0] for n in imports(path)} & set(above)


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[-3] == "rules"], ids=name)
def test_a_rule_knows_only_parameters_and_view(path: Path) -> None:
    """A rule imports no other rule, no phase, no Mesa and nothing random."""
    allowed = {"parameters", "view", "compiled", "elementary"}
    if path.parent.name == "levers":
        allowed.add("dials")  # what a lever may turn
    assert units(path) <= allowed
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not [n for n in {*imports(path), *used} if f"{n}.".startswith(NOT_IN_A_RULE)]


@pytest.mark.parametrize("unit", MAY_NOT_IMPORT)
def test_the_model_is_built_in_layers(unit: str) -> None:
    """Each part of the model imports only the parts that it stands on."""
    for path in SOURCES:
        if name(path).split(".")[:2] == ["talentflow", unit]:
            assert not (units(path) - {unit}) & MAY_NOT_IMPORT[unit], name(path)


def test_no_two_modules_import_each_other() -> None:
    """The modules can be put in an order in which each imports earlier ones only."""
    names = {name(path) for path in SOURCES}
    graph = {
        name(path): {n if n in names else n.rpartition(".")[0] for n in imports(path)} & names
        for path in SOURCES
    }
    graphlib.TopologicalSorter(graph).prepare()
