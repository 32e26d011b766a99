"""A command in a process of its own, made small, whose checkout is the folder where it runs.

What stands in `bin` of `tests.commands.Checkout` calls this file. Terms, levers and reference
pages are written into that folder, and the model finds there what is new.
"""

from __future__ import annotations

import runpy
import shlex
import sys
from importlib import import_module
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).parents[1]


def main(program: str, arguments: list[str]) -> None:
    """Do what the program of that name does with these arguments, then exit."""
    sys.path.insert(0, str(ROOT))
    _take_for_checkout(Path.cwd())
    if program == "talentflow":
        from tests.command_rules import small

        sys.argv = shlex.split(small(shlex.join([program, *arguments])))
        import_module("talentflow_lab.cli").main()
    elif program == "pytest":
        import pytest

        import_module("tests.views")  # so that `tests` is the folder of these tests

        sys.exit(pytest.main(["-q", "-n0", "--import-mode=importlib", *arguments]))
    else:
        assert (program, arguments[0]) == ("python", "-m"), arguments
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)


def _take_for_checkout(folder: Path) -> None:
    """Let rules of this folder be found beside those of the model, and files be written into it."""
    from talentflow import levers, reading
    from talentflow_lab import scaffold

    terms = import_module("talentflow.rules.terms")
    terms.__path__.append(str(folder / "model/talentflow/rules/terms"))
    for module in (levers, reading):
        module.shipped_folder = lambda: folder / "scenarios"
    scaffold._checkout = lambda: folder


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
