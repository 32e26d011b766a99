"""The places of a module that can be changed a little, and the import of a changed module.

With MUTANT=FILE:PLACE in the environment, importing this module first (`pytest -p
benchmarks.mutation`) puts the change into the module of that file when it is imported.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

__all__ = ["Mutator"]

PACKAGE = "talentflow"
COMPILED = {"compiled", "inlined", "tight"}
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}  # fmt: skip
REPLACED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Mutator(ast.NodeTransformer):
    """Count the places of a module that can be changed, and change one of them.

    `places` are line, what changes, and whether compiled code may hold it.
    """

    def __init__(self, wanted: int = -1, *, compiled: bool = True) -> None:
        """`compiled` says whether compiled code may use the functions and constants of it."""
        self.wanted = wanted
        self.places: list[tuple[int, str, bool]] = []
        self._compiled = compiled

    def mutated(self, text: str) -> ast.Module:
        """Return the module of a text, changed in the place that is wanted."""
        tree = ast.parse(text)
        self.visit(tree)
        return ast.fix_missing_locations(tree)

    def _here(self, node: ast.AST, told: str) -> bool:
        self.places.append((getattr(node, "lineno", 0), told, self._compiled))
        return len(self.places) - 1 == self.wanted

    def _block(self, node: Any) -> ast.AST:  # noqa: ANN401 - a function or a class
        """Change a body: that of a compiled function, and constants, may be in compiled code."""
        before = self._compiled
        is_data = isinstance(node, ast.ClassDef) and node.decorator_list
        is_plain = isinstance(node, ast.FunctionDef) and not _is_compiled(node)
        self._compiled = before and not (is_data or is_plain)
        node.body = [self.visit(one) for one in node.body]
        self._compiled = before
        return node  # type: ignore[no-any-return]

    visit_FunctionDef = visit_ClassDef = _block  # noqa: N815 - the names are given

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Move the end of a comparison."""
        self.generic_visit(node)
        other = COMPARED.get(type(node.ops[0]))
        if other and self._here(node, f"{type(node.ops[0]).__name__} -> {other.__name__}"):
            node.ops[0] = other()
        return node

    def _operation(self, node: Any) -> ast.AST:  # noqa: ANN401 - BinOp or BoolOp
        """Take another operation."""
        self.generic_visit(node)
        other = REPLACED.get(type(node.op))
        if other and self._here(node, f"{type(node.op).__name__} -> {other.__name__}"):
            node.op = other()
        return node  # type: ignore[no-any-return]

    visit_BinOp = visit_BoolOp = _operation  # noqa: N815 - the names are given

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Leave a sign or a negation out."""
        self.generic_visit(node)
        return node.operand if self._here(node, f"{type(node.op).__name__} left out") else node

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


def _is_compiled(node: ast.AST) -> bool:
    listed = node.decorator_list if isinstance(node, ast.FunctionDef) else ()
    return any(isinstance(one, ast.Name) and one.id in COMPILED for one in listed)


class _Loader(SourceFileLoader):
    """Loads a module with the change in it, and keeps no bytecode."""

    place = -1

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the changed module."""
        path = self.get_filename(fullname)
        tree = Mutator(self.place).mutated(self.get_data(path).decode("utf-8"))
        return compile(tree, path, "exec")


class _Finder(PathFinder):
    """Finds the module that is to be changed."""

    name, place = "", -1

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module, if it is the one."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == cls.name else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin)
            spec.loader.place = cls.place
        return spec


if wanted := os.environ.get("MUTANT"):
    file, _, at = wanted.rpartition(":")
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    _Finder.name = f"{PACKAGE}.{module}"
    _Finder.place = int(at)
    sys.meta_path.insert(0, _Finder)
