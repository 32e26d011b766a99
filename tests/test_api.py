"""The public surface: few names, typed, described, quick to import, and stable."""

import inspect
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest

import talentflow
from talentflow_lab import api

MODEL = {
    "MigrationModel": "(case='belarus-2020', *, overrides=(), scale=None, months=None, "
    "replication=0, threads=1, chunk=None, rng=None)",
    "Scenario": "(title, description, path, start, months, seed, replications, scale, origin, "
    "rules, data, provenance, levers=())",
    "ScenarioErrors": "(problems)",
    "TalentflowError": "(*args)",
    "load": "(source, overrides=(), *, above=(), rules=None)",
    "shipped": "()",
}
LAB = {
    "Compared": "(folder, effects, costs, displacement, pairs, independent, half_width, failures, "
    "uncertainty)",
    "Finished": "(folder, run, summary, failures, uncertainty)",
    "Study": "(title, description, path, base, source, scenario, replications, design, options, "
    "inputs, levers, fixed, futures, policies, outcomes, posterior=None)",
    "Swept": "(folder, outcomes, differences, runs, failed, failures)",
    "compare": "(scenario, levers, out, *, beneficiaries=(), settings=(), start='2020-09', "
    "months=36, pairs=20, seed=None, scale=None, workers=1)",
    "read_study": "(path, *, replications=None)",
    "run": "(scenario, out, *, settings=(), seed=None, replications=None, months=None, scale=None, "
    "workers=1, force=False)",
    "sweep": "(study, out, *, workers=1, resume=False)",
    "tables": "(folder)",
}
"""What users may rely on: a change here is a change for them, and belongs in the changelog."""


def call_of(thing: object) -> str:
    """Return how something is called, without annotations."""
    if thing is talentflow.TalentflowError:
        return "(*args)"
    assert callable(thing)
    signature = inspect.signature(thing)
    bare = [one.replace(annotation=one.empty) for one in signature.parameters.values()]
    return str(inspect.Signature(bare))


def test_the_model_exposes_these_names_and_no_others() -> None:
    """Names and calls of `talentflow` are those that users rely on."""
    assert set(talentflow.__all__) == {*MODEL, "__version__"}
    assert {name: call_of(getattr(talentflow, name)) for name in MODEL} == MODEL


def test_the_lab_exposes_these_names_and_no_others() -> None:
    """Names and calls of `talentflow_lab.api` are those that users rely on."""
    assert set(api.__all__) == {*LAB}
    assert {name: call_of(getattr(api, name)) for name in LAB} == LAB


@pytest.mark.parametrize("name", [*MODEL, *LAB])
def test_every_public_name_is_described(name: str) -> None:
    """Each has a docstring of its own."""
    thing = getattr(talentflow, name, None) or getattr(api, name)
    assert len(inspect.getdoc(thing) or "") > 30


def test_help_reads_well() -> None:
    """`help(talentflow)` tells what it is, how to begin, units, and every public name."""
    text = pydoc.plain(pydoc.render_doc(talentflow))
    assert "month by month, in a real Mesa model" in text
    assert "logit units" in text
    assert all(name in text for name in MODEL)
    assert "_HOMES" not in text


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there is missed as in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'MigratoinModel'"):
        getattr(talentflow, "MigratoinModel")  # noqa: B009 - a type checker would refuse the name


def test_importing_the_model_imports_nothing_heavy(root: Path) -> None:
    """`import talentflow` alone brings neither Mesa nor NumPy, and knows what it could bring."""
    program = (
        "import sys, talentflow; print('MigrationModel' in dir(talentflow), "
        "sorted({'mesa', 'numpy', 'pandas', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True []"
