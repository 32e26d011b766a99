"""Keyed chance: every draw is a function of (seed, purpose, month, identity, index).

Nothing here has state. Two runs that share a seed give the same person the same luck in the same
month for the same purpose, whatever else differs between the runs, and no draw depends on array
order, threads or the number of other people.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
easy as 1, 2, 3", SC'11): the seed is the key, (identity, month, purpose and index) the counter.
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from talentflow.compiled import compiled, inlined

__all__ = [
    "Kind",
    "Purpose",
    "draw",
    "identity",
    "normal",
    "replication_seed",
    "uniform_pairs",
    "uniforms",
]

ROUNDS = 10


class Purpose(IntEnum):
    """What a draw decides; one number each, never reused."""

    PLAN = 1
    STAYER = 2
    TASTE = 3
    NEST = 4
    PREPARE = 5
    JOB = 6
    PROCESSING = 7
    PERMIT = 8
    EXIT = 9
    INTERNAL = 10
    HUB = 11
    LIFE = 12
    TIES = 13
    RING = 14
    REPLICATION = 15
    BORN = 20
    SEX = 21
    EDUCATION = 22
    GRADE = 23
    ENGLISH = 24
    EXPOSURE = 25
    FAMILY = 26
    MOVER = 27
    TASTE_FOR_MOVING = 28
    ANSWER = 29
    PREMIUM = 30
    SAVINGS = 31
    EMPLOYER = 32
    ABROAD = 33
    FIRM = 34
    PLACE = 35
    TEAM = 36
    VOICE = 40
    DRAIN = 41
    REMOTE = 45
    CLIENT = 46
    REMOTE_AT_START = 47
    CLIENT_AT_START = 48
    FIRM_STEP = 50
    FIRM_PLACE = 51
    OFFER = 52
    REHIRING = 53
    PROGRAMME = 60
    CONSCRIPTION = 61
    PASSPORT = 62
    HOUSEHOLD = 70
    FAMILY_LIFE = 71
    FAMILY_MOVE = 72
    FIELD = 85
    FIRM_AGAIN = 90
    HIRED_ABROAD = 91
    JOIN = 92
    FOUNDED = 73
    STUDY = 100
    STUDY_AT_START = 101
    STAY = 102
    AID = 110
    SURVEY = 120
    SURVEY_ANSWER = 121
    PANEL = 130


class Kind(IntEnum):
    """What sort of slot an identity comes from."""

    RESIDENT = 0
    DIASPORA = 1
    GRADUATE = 2
    CAREER_CHANGE = 3
    FIRM = 4
    FOUNDED = 7
    STUDENT = 6


def identity(
    kind: int, place: int, month: int, k: int | npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """Identities of the slots (kind, place, month, k).

    kind is below 16, place below 4,096, month below 65,536 and k below 2^32, so that no two slots
    share an identity. The result has the shape of `k`.
    """
    base = (int(kind) << 60) | (int(place) << 48) | (int(month) << 32)
    return np.uint64(base) + np.atleast_1d(np.asarray(k)).astype(np.uint64)


@inlined
def _philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox4x32 on a counter of four and a key of two 32-bit words (as uint64)."""
    mask = np.uint64(0xFFFFFFFF)
    m0 = np.uint64(0xD2511F53)
    m1 = np.uint64(0xCD9E8D57)
    w0 = np.uint64(0x9E3779B9)
    w1 = np.uint64(0xBB67AE85)
    half = np.uint64(32)
    for _ in range(ROUNDS):
        p0 = m0 * c0
        p1 = m1 * c2
        c0, c1, c2, c3 = (p1 >> half) ^ c1 ^ k0, p1 & mask, (p0 >> half) ^ c3 ^ k1, p0 & mask
        k0 = (k0 + w0) & mask
        k1 = (k1 + w1) & mask
    return c0, c1, c2, c3


@inlined
def uniforms(
    seed: np.uint64, purpose: int, month: int, key: np.uint64, index: int
) -> tuple[float, float]:
    """Two independent uniforms in the open interval (0, 1), 52 bits each.

    `seed` and `key` are 64-bit unsigned, `month` and `index` whole numbers from 0 (month below
    2^32, index below 2^24), `purpose` a `Purpose` (below 256).
    """
    mask = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    s = np.uint64(seed)
    i = np.uint64(key)
    x0, x1, x2, x3 = _philox(
        i & mask,
        i >> half,
        np.uint64(month) & mask,
        (np.uint64(index) << np.uint64(8)) | np.uint64(purpose),
        s & mask,
        s >> half,
    )
    unit = 1.0 / 4503599627370496.0
    shift = np.uint64(12)
    # through a signed integer, since the conversion of an unsigned one is not vectorised
    u = (np.float64(np.int64((x0 << half | x1) >> shift)) + 0.5) * unit
    w = (np.float64(np.int64((x2 << half | x3) >> shift)) + 0.5) * unit
    return u, w


@inlined
def draw(
    seed: np.uint64,
    purpose: int,
    month: int,
    keys: npt.NDArray[np.uint64],
    count: int,
    first: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
) -> None:
    """Draw `uniforms` for the first `count` identities, into `first` and `second`.

    A loop over nothing but this does several identities at a time.
    """
    for n in range(count):
        first[n], second[n] = uniforms(seed, purpose, month, keys[n], 0)


@compiled
def _fill(
    seed: np.uint64,
    purpose: int,
    month: int,
    keys: npt.NDArray[np.uint64],
    index: int,
    out: npt.NDArray[np.float64],
) -> None:
    first, second = out[0], out[1]
    for n in range(keys.size):
        first[n], second[n] = uniforms(seed, purpose, month, keys[n], index)


def uniform_pairs(
    seed: int | np.uint64,
    purpose: Purpose,
    month: int,
    keys: npt.NDArray[np.uint64],
    index: int = 0,
) -> npt.NDArray[np.float64]:
    """`uniforms` for many identities at once; the result has shape (2, len(keys))."""
    out = np.empty((2, len(keys)))
    _fill(np.uint64(seed), int(purpose), month, np.ascontiguousarray(keys, np.uint64), index, out)
    return out


@compiled
def _fill_table(
    seed: np.uint64,
    purpose: int,
    month: int,
    keys: npt.NDArray[np.uint64],
    out: npt.NDArray[np.float64],
) -> None:
    for n in range(out.shape[0]):
        for index in range(out.shape[1]):
            out[n, index], _ = uniforms(seed, purpose, month, keys[n], index)


def uniform_table(
    seed: int | np.uint64,
    purpose: Purpose,
    month: int,
    keys: npt.NDArray[np.uint64],
    count: int,
) -> npt.NDArray[np.float64]:
    """Draw the first of each pair for many identities at each index below `count` (n, count)."""
    out = np.empty((len(keys), count))
    _fill_table(np.uint64(seed), int(purpose), month, np.ascontiguousarray(keys, np.uint64), out)
    return out


def normal(pairs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return standard normals from pairs of uniforms (Box and Muller 1958): (2, n) to (n,)."""
    result: npt.NDArray[np.float64] = np.sqrt(-2.0 * np.log(pairs[0])) * np.cos(
        2.0 * np.pi * pairs[1]
    )
    return result


def replication_seed(seed: int, replication: int) -> int:
    """Return the 64-bit key of one replication of a scenario's `seed`; all are independent."""
    pair = uniform_pairs(
        np.uint64(seed), Purpose.REPLICATION, 0, np.array([replication], np.uint64)
    )
    high, low = (int(u * 2.0**32) for u in pair[:, 0])
    return (high << 32) | low
