"""Compiled loops as plain Python: what compiled code alone can do, in Python's own words.

With NUMBA_DISABLE_JIT=1, `pytest -p benchmarks.plain_python`, or import it before the model runs.
"""

import struct
import warnings

import numpy as np

from talentflow import elementary

np.seterr(over="ignore")  # products of 64-bit words wrap around, which is meant
warnings.filterwarnings("ignore", category=RuntimeWarning)


def _to_float(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", int(bits)))[0])


def _to_bits(x: float) -> int:
    return int(struct.unpack("<q", struct.pack("<d", float(x)))[0])


elementary._to_float, elementary._to_bits = _to_float, _to_bits  # noqa: SLF001 - intrinsics
