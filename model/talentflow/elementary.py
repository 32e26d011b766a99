"""exp and log in plain arithmetic, so that loops over people run eight at a time.

The C library's functions are calls that a compiler cannot spread over vector lanes, and their last
bit differs between machines. These are within two units in the last place, by the usual reductions
(Cody and Waite 1980, "Software Manual for the Elementary Functions"): `exp x = 2^n exp r` with
|r| ≤ ln 2 / 2 and a Taylor polynomial; `log x = e ln 2 + log m` with m in [√½, √2) and the series
of the inverse hyperbolic tangent.
"""

from typing import TYPE_CHECKING

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # comes with Numba
from numba import types
from numba.extending import intrinsic

from talentflow.compiled import inlined

__all__ = ["exp", "log"]

PER_LOG2 = 1.4426950408889634
LOG2_HIGH = 6.93145751953125e-1
"""ln 2 in few bits, so that whole multiples of it are exact."""
LOG2_LOW = 1.42860682030941723212e-6
"""What is left of ln 2."""
LOWEST, HIGHEST = -708.0, 709.0
"""Where exp is cut off: 0 below, 8.2e307 above."""
ROOT_HALF = 0x3FE6A09E667F3BCD
"""Bits of √½."""


if TYPE_CHECKING:

    def _to_float(bits: int) -> float:
        """Read the 64 bits of a whole number as a float."""
        return float(bits)

    def _to_bits(x: float) -> int:
        """Read the 64 bits of a float as a whole number."""
        return int(x)

else:

    def _same_bits(source, target, kind):
        def generate(context, builder, signature, args):  # noqa: ARG001
            return builder.bitcast(args[0], kind)

        return target(source), generate

    @intrinsic
    def _to_float(typing, bits):  # noqa: ARG001
        return _same_bits(types.int64, types.float64, ir.DoubleType())

    @intrinsic
    def _to_bits(typing, x):  # noqa: ARG001
        return _same_bits(types.float64, types.int64, ir.IntType(64))


@inlined
def exp(x: float) -> float:
    """Return e to the power x; 0 below −708, cut off above 709."""
    y = min(max(x, LOWEST), HIGHEST)
    n = np.floor(y * PER_LOG2 + 0.5)
    r = (y - n * LOG2_HIGH) - n * LOG2_LOW
    r2 = r * r
    r4 = r2 * r2
    a = (1.0 + r) + r2 * (1.0 / 2.0 + r * (1.0 / 6.0))
    b = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0))
    c = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + r2 * (1.0 / 3628800.0 + r * (1.0 / 39916800.0))
    d = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    power = a + r4 * b + r4 * r4 * (c + r4 * d)
    whole = power * _to_float((int(n) + 1023) << 52)
    return float(0.0 if x < LOWEST else whole)


@inlined
def log(x: float) -> float:
    """Return the natural logarithm of a positive, finite, normal number; else nonsense."""
    bits = _to_bits(x)
    e = (bits - ROOT_HALF) >> 52
    m = _to_float(bits - (e << 52))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    w = z * z
    w2 = w * w
    a = (1.0 / 3.0 + z * (1.0 / 5.0)) + w * (1.0 / 7.0 + z * (1.0 / 9.0))
    b = (1.0 / 11.0 + z * (1.0 / 13.0)) + w * (1.0 / 15.0 + z * (1.0 / 17.0))
    c = 1.0 / 19.0 + z * (1.0 / 21.0)
    series = z * (a + w2 * (b + w2 * c))
    h = np.float64(e)
    return h * LOG2_HIGH + (h * LOG2_LOW + (2.0 * s + 2.0 * s * series))
