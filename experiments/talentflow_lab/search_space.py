"""The levers of a search as Optuna knows them, and policies as a problem does.

A lever with a range is a number to Optuna. One with values to choose from is a choice of labels,
the values in JSON, since true and 1 are the same choice to Python.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from talentflow_lab.results import Input

__all__ = ["corners", "distributions", "key_of", "policy_of"]


def distributions(inputs: Sequence[Input]) -> dict[str, BaseDistribution]:
    """Return what Optuna may choose for each lever."""
    return {one.name: _distribution(one) for one in inputs}


def _distribution(one: Input) -> BaseDistribution:
    if one.values:
        return CategoricalDistribution([_label(value) for value in one.values])
    if one.whole:
        return IntDistribution(round(one.low), round(one.high), log=one.log)
    return FloatDistribution(one.low, one.high, log=one.log)


def corners(inputs: Sequence[Input]) -> list[dict[str, Any]]:
    """Return Optuna's values of the least and the most that all levers together can do.

    Of values to choose from these are the first and the last.
    """
    return [{one.name: _end(one, last=last) for one in inputs} for last in (False, True)]


def _end(one: Input, *, last: bool) -> Any:  # noqa: ANN401 - a number or a label
    if one.values:
        return _label(one.values[-1 if last else 0])
    end = one.high if last else one.low
    return round(end) if one.whole else float(end)


def policy_of(inputs: Sequence[Input], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policy that Optuna's values stand for: lever -> value."""
    policy = {}
    for one in inputs:
        value = params[one.name]
        if one.values:
            value = next(known for known in one.values if _label(known) == value)
        elif not one.whole:
            value = float(value)  # the journal knows 0 as 0.0
        policy[one.name] = value
    return policy


def key_of(policy: Mapping[str, Any]) -> str:
    """Name a policy by its values: the same values, the same name."""
    return json.dumps(policy, sort_keys=True, default=str)


def _label(value: Any) -> str:  # noqa: ANN401 - any value of a study file
    return json.dumps(value, default=str)
