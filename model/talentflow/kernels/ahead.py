"""Ahead: ask for rows before they are needed.

Loops over a few people here and there wait for memory most of their time. A loop that names the
rows of those who come next has them brought near meanwhile; that changes nothing but the time.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # comes with Numba
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from talentflow.compiled import inlined
from talentflow.kernels.tables import Columns, TieColumns

__all__ = ["AHEAD", "bring", "bring_person"]

AHEAD = 6
"""How many people ahead of the one at work rows are asked for."""

if TYPE_CHECKING:

    def bring(table: np.ndarray[Any, Any], i: int) -> None:
        """Ask for the row i of a table; it need not be there when this returns."""

else:

    @intrinsic
    def bring(typing, table, i):  # noqa: ARG001
        """Ask for the row i of a table; it need not be there when this returns."""

        def generate(context, builder, signature, args):
            held = context.make_array(signature.args[0])(context, builder, args[0])
            number = context.cast(builder, args[1], signature.args[1], types.intp)
            step = cgutils.unpack_tuple(builder, held.strides)[0]
            byte = ir.IntType(8).as_pointer()
            start = builder.bitcast(held.data, byte)
            place = builder.gep(start, [builder.mul(number, step)])
            flag = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
            ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            builder.call(ask, [place, flag(0), flag(3), flag(1)])
            return context.get_dummy_value()

        return types.void(table, i), generate


@inlined
def bring_person(i: int, people: Columns, ties: TieColumns) -> None:
    """Ask for what decisions look at in the row of person i."""
    bring(people.place, i)
    bring(people.citizenship, i)
    bring(people.grade, i)
    bring(people.english, i)
    bring(people.exposure, i)
    bring(people.employer, i)
    bring(people.client, i)
    bring(people.volunteer, i)
    bring(people.abroad_since, i)
    bring(people.arrival, i)
    bring(people.left_behind, i)
    bring(people.rejoined, i)
    bring(people.birth, i)
    bring(people.family, i)
    bring(people.key, i)
    bring(people.mover, i)
    bring(ties.far, i)
    bring(ties.near, i)
    bring(ties.at, i)
    bring(ties.apart, i)
