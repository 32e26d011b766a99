"""Mutation testing: the code is changed in one small way after the other, and the tests notice.

    python benchmarks/mutants.py --sample 20 --seed 1     # a random sample
    python benchmarks/mutants.py                           # all of them: days

Mutants are made of rules/, phases/ and chance.py, each in a copy of the model, and run as plain
Python, so that nothing is compiled anew. A mutant is killed if a short run of people no longer
gives the fingerprint of the unchanged code, or one of the tests of TESTS fails, or if it takes far
too long. Survivors are printed with file and line: each is a missing test or changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = Path("model/talentflow")
PLACES = ("rules", "phases", "chance.py")
TESTS = ("tests/test_rule_functions.py",)
SECONDS = 900.0
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}  # fmt: skip
REPLACED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
LIVES = """
import benchmarks.plain_python
import hashlib
from datetime import date
from talentflow.scenario import load
from talentflow.simulation import Simulation
from tests.golden.fingerprints import people_of
case = load("belarus-2020").replace(scale=900.0, months=5, start=date(2020, 7, 1))
run = Simulation(case, histories=False).run()
money = hashlib.sha256(run.world.people.savings.tobytes() + run.world.vacancies.tobytes())
print(people_of(run), money.hexdigest())
"""


@dataclass(frozen=True)
class Mutant:
    """One change: the file below the package, the number of the place in it, and what it says."""

    file: str
    place: int
    line: int
    told: str


class Mutator(ast.NodeTransformer):
    """Count the places of a module that can be changed, and change one of them."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted = wanted
        self.places: list[tuple[int, str]] = []

    def _here(self, node: ast.AST, told: str) -> bool:
        self.places.append((getattr(node, "lineno", 0), told))
        return len(self.places) - 1 == self.wanted

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Move the end of a comparison."""
        self.generic_visit(node)
        other = COMPARED.get(type(node.ops[0]))
        if other and self._here(node, f"{type(node.ops[0]).__name__} -> {other.__name__}"):
            node.ops[0] = other()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Take another operation."""
        self.generic_visit(node)
        other = REPLACED.get(type(node.op))
        if other and self._here(node, f"{type(node.op).__name__} -> {other.__name__}"):
            node.op = other()  # type: ignore[assignment]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Take the other conjunction."""
        self.generic_visit(node)
        other = REPLACED[type(node.op)]
        if self._here(node, f"{type(node.op).__name__} -> {other.__name__}"):
            node.op = other()  # type: ignore[assignment]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Leave a sign or a negation out."""
        self.generic_visit(node)
        if self._here(node, f"{type(node.op).__name__} left out"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Take another number."""
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            other = node.value + 1
            if self._here(node, f"{node.value} -> {other}"):
                return ast.copy_location(ast.Constant(other), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Of the declaration of a parameter only its value says what the model does."""
        if isinstance(node.func, ast.Name) and node.func.id.startswith("param"):
            node.args = [self.visit(one) for one in node.args]
            return node
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave annotations as they are."""
        node.value = self.visit(node.value) if node.value else None
        return node


def mutants() -> Iterator[Mutant]:
    """Yield every mutant."""
    for part in PLACES:
        path = ROOT / PACKAGE / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found = Mutator()
            found.visit(ast.parse(file.read_text(encoding="utf-8")))
            name = file.relative_to(ROOT / PACKAGE).as_posix()
            yield from (Mutant(name, n, *place) for n, place in enumerate(found.places))


def run(model: Path, *call: str) -> str:
    """Run Python with a copy of the model; return what it printed, or nothing if it failed."""
    paths = [str(model), str(ROOT), str(ROOT / "experiments"), str(ROOT / "app")]
    told = {"PYTHONPATH": os.pathsep.join(paths), "NUMBA_DISABLE_JIT": "1",
            "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, *call], cwd=ROOT, env=os.environ | told, capture_output=True,
            text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""


def killed(one: Mutant, model: Path, lives: str) -> str:
    """Make a mutant; return what kills it, nothing if it survives. The file is put back."""
    path = model / "talentflow" / one.file
    text = path.read_text(encoding="utf-8")
    path.write_text(ast.unparse(Mutator(one.place).visit(ast.parse(text))), encoding="utf-8")
    try:
        if run(model, "-c", LIVES) != lives:
            return "the people"
        plugin = ("-p", "benchmarks.plain_python", "-p", "no:cacheprovider", "-W", "ignore")
        return "" if run(model, "-m", "pytest", "-q", "-x", *plugin, *TESTS) else "the tests"
    finally:
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Try mutants and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=0, help="so many, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    every = list(mutants())
    chosen = every
    if asked.sample:
        chosen = random.Random(asked.seed).sample(every, asked.sample)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / PACKAGE, model / "talentflow", ignore=ignored)
        (model / "talentflow" / "scenarios").symlink_to(ROOT / "scenarios")
        lives = run(model, "-c", LIVES)
        if not lives:
            sys.exit("the unchanged code does not run")
        dead = 0
        for one in chosen:
            by = killed(one, model, lives)
            dead += bool(by)
            print(
                f"{'killed by ' + by if by else 'SURVIVES':22} {one.file}:{one.line}  {one.told}",
                flush=True,
            )
    print(f"{dead} of {len(chosen)} killed ({dead / len(chosen):.0%}), of {len(every):,} there are")


if __name__ == "__main__":
    main()
