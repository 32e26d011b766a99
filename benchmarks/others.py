"""The dense part of a month in other frameworks, each in its own manner; left out if not there.

    pip install laser-core mesa-frames

laser-core: columns in a `LaserFrame`, one compiled loop over people, `np.random`. mesa-frames: an
`AgentSetPolars`, expressions of Polars, NumPy's generator. The rule is that of `dense`, for
scenarios without help kept and without call-ups; random numbers are their own, so that results
agree in distribution only: as many people are left undecided as by the engine, within six standard
errors.
"""

import importlib.util
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from talentflow.compiled import compiled
from talentflow.kernels.glance import SLACK
from talentflow.kernels.tables import Outlook, Persons
from talentflow.view import Floats
from talentflow.world import World

__all__ = ["agree", "installed"]

type Column = np.ndarray[Any, np.dtype[Any]]
type Step = Callable[[], int]
"""Lives the dense part of a month; returns how many are left undecided."""


def _tables(world: World, look: Outlook, rows: Persons) -> dict[str, Column]:
    """Columns of the people in `rows`, as a framework would hold them."""
    people, ties = world.people, world.tie_columns
    _, grades, levels, kinds = world.cells.shape
    cell = look.home_slot[people.place[rows]] * grades + people.grade[rows]
    cell = (cell * levels + people.english[rows]) * kinds + people.exposure[rows]
    names = ("citizenship", "grade", "education", "employer", "client", "volunteer", "birth",
             "family", "mover", "taste", "answer", "stage")  # fmt: skip
    held = {name: getattr(people, name)[rows] for name in names}
    return held | {"cell": cell, "near": ties.near[rows], "far": ties.far[rows]}


@compiled
def _loop(  # noqa: PLR0913, PLR0917 - a compiled loop takes columns one by one
    cell: Column, citizenship: Column, grade: Column, education: Column,
    employer: Column, client: Column, volunteer: Column, birth: Column,
    family: Column, mover: Column, taste: Column, answer: Column,
    stage: Column, near: Column, far: Column, look: Outlook, at_home: Floats,
) -> int:  # fmt: skip
    left = 0
    for n in range(cell.size):
        o, g, v = citizenship[n], grade[n], 0
        if employer[n] >= 0:
            v = look.variant[employer[n], (1 + volunteer[n]) if client[n] < 0 else 0]
        stay = look.colleagues * look.near_strength[near[n]] + look.remote_gain[o, g, client[n] + 1]
        age = look.age * ((look.month - birth[n]) / 12.0 - 22.0) / 10.0
        low = at_home[v, cell[n]] - look.nest * stay - age - look.family * 0.5 * family[n]
        high = low + look.nest * look.colleagues * look.near_strength[far[n]] + SLACK
        offers = look.offers[o, education[n], g] * (look.stayer_rate if mover[n] == 0 else 1.0)
        rate = min(offers * math.exp(min(high + look.taste * taste[n], 8.0)), 2.0)
        drawn = np.random.random()  # noqa: NPY002 - laser-core's manner
        wishes = low - SLACK + answer[n] > 0.0
        if stage[n] < 2:
            if wishes == (high + answer[n] > 0.0) and drawn >= rate:
                stage[n] = 1 if wishes else 0
            else:
                left += 1
        elif drawn < look.drop / (1.0 + math.exp(min(low - SLACK, 700.0))):
            left += 1
    return left


def _laser(held: dict[str, Column], look: Outlook, at_home: Floats) -> Step:
    from laser.core import LaserFrame  # type: ignore[import-not-found] # noqa: PLC0415

    frame = LaserFrame(capacity=len(held["cell"]), initial_count=len(held["cell"]))
    for name, column in held.items():
        frame.add_scalar_property(name, dtype=column.dtype)
        getattr(frame, name)[:] = column
    order = ("cell", "citizenship", "grade", "education", "employer", "client", "volunteer",
             "birth", "family", "mover", "taste", "answer", "stage", "near", "far")  # fmt: skip
    return lambda: _loop(*(getattr(frame, name) for name in order), look, at_home)


def _mesa_frames(held: dict[str, Column], look: Outlook, at_home: Floats) -> Step:
    import polars as pl  # noqa: PLC0415
    from mesa_frames import AgentSetPolars, ModelDF  # type: ignore[import-not-found] # noqa: PLC0415

    def at(table: Column, *index: pl.Expr) -> pl.Expr:
        """Look a table of one axis or more up by columns."""
        code = pl.lit(0, pl.Int64)
        for size, column in zip(table.shape, index, strict=True):
            code = code * size + column.cast(pl.Int64)
        return pl.lit(pl.Series(np.ascontiguousarray(table).ravel())).gather(code)

    col = pl.col
    asked = pl.when(col("client") < 0).then(1 + col("volunteer")).otherwise(0)
    variant = (
        pl.when(col("employer") >= 0)
        .then(at(look.variant, pl.max_horizontal(col("employer"), pl.lit(0)), asked))
        .otherwise(0)
    )
    stay = look.colleagues * at(look.near_strength, col("near"))
    stay = stay + at(look.remote_gain, col("citizenship"), col("grade"), col("client") + 1)
    age = look.age * ((look.month - col("birth").cast(pl.Float64)) / 12.0 - 22.0) / 10.0
    low = (
        at(at_home, variant, col("cell"))
        - look.nest * stay
        - age
        - look.family * 0.5 * col("family")
    )
    offers = at(look.offers, col("citizenship"), col("education"), col("grade"))
    offers = offers * pl.when(col("mover") == 0).then(look.stayer_rate).otherwise(1.0)

    class People(AgentSetPolars):  # type: ignore[misc]
        def step(self) -> None:
            """Nothing is due by itself."""

    model = ModelDF()
    people = People(model)
    people.add(pl.DataFrame({"unique_id": np.arange(len(held["cell"])), **held}))
    generator = np.random.default_rng(1)

    def step() -> int:
        drawn = pl.Series("drawn", generator.random(len(held["cell"])))
        raised = look.nest * look.colleagues * at(look.near_strength, col("far")) + SLACK
        table = people.agents.with_columns(drawn, low=low).with_columns(high=col("low") + raised)
        rate = offers * (col("high") + look.taste * col("taste")).clip(upper_bound=8.0).exp()
        wishes = col("low") - SLACK + col("answer") > 0.0
        sure = (wishes == (col("high") + col("answer") > 0.0)) & (
            col("drawn") >= rate.clip(upper_bound=2.0)
        )
        drop = look.drop / (1.0 + (col("low") - SLACK).clip(upper_bound=700.0).exp())
        free = col("stage") < 2
        table = table.with_columns(
            settled=pl.when(free).then(sure).otherwise(col("drawn") >= drop),
            stage=pl.when(free & sure).then(wishes.cast(pl.Int8)).otherwise(col("stage")),
        )
        people.agents = table.drop("drawn", "low", "high", "settled")
        return int((~table["settled"]).sum())

    return step


def installed(world: World, look: Outlook, at_home: Floats, rows: Persons) -> dict[str, Step]:
    """Return a step of each framework that is installed."""
    if look.kept_bits or look.draft.any():
        raise ValueError("help kept and call-ups are not part of the rule here")
    held = _tables(world, look, rows)
    made = {"laser": ("laser-core", _laser), "mesa_frames": ("mesa-frames", _mesa_frames)}
    return {
        name: make({key: column.copy() for key, column in held.items()}, look, at_home)
        for module, (name, make) in made.items()
        if importlib.util.find_spec(module) is not None
    }


def agree(name: str, step: Step, left: int) -> None:
    """Stop unless a step leaves about as many undecided as the engine does."""
    found = step()
    if abs(found - left) > 6.0 * math.sqrt(2.0 * max(left, 1)):
        raise SystemExit(f"{name} leaves {found:,} people undecided, the engine {left:,}")
