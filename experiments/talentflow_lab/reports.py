"""Tell what a folder holds, and make its report: a run, a comparison, a study, or an answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talentflow_lab.actions_folder import read_actions
from talentflow_lab.document import Document
from talentflow_lab.page_actions import actions_document
from talentflow_lab.page_comparison import comparison_document
from talentflow_lab.page_parts import Page
from talentflow_lab.page_results import read_results
from talentflow_lab.page_study import study_document
from talentflow_lab.policies import read_policies
from talentflow_lab.report import Form, run_document, write_document
from talentflow_lab.store import FolderError, read_run

__all__ = ["document_of", "write_report"]


def write_report(
    folder: Path, out: Path | None = None, compared: Sequence[Path] = (), form: Form = "html"
) -> Path:
    """Write the report of any folder of talentflow and return its path; see `document_of`."""
    return write_document(document_of(folder, compared), out or folder / f"index.{form}", form)


def document_of(folder: Path, compared: Sequence[Path] = ()) -> Document:
    """Return the report of what a folder holds; comparisons can be told beside a run only.

    Raises FolderError or ResultsError for a folder that holds nothing to report.
    """
    if (folder / "run.json").exists() or not compared:
        made = {"compare.json": comparison_document, "study.json": study_document,
                "actions.json": _actions}  # fmt: skip
        for name, make in made.items():
            if (folder / name).exists() and not (folder / "run.json").exists():
                return make(folder)
        read_run(folder)
        return run_document(Page(read_results(folder), read_policies(compared)))
    raise FolderError(f"{folder} holds no run; --compare adds comparisons to the report of a run")


def _actions(folder: Path) -> Document:
    found = read_actions(folder)
    return actions_document(found, found.baseline.title)
