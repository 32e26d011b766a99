"""The tables that kernels read: columns of people, cells, ties, and the month's outlook."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats

__all__ = [
    "COLUMNS", "FIXED", "NEVER", "PERSONAL", "TOGETHER",
    "Bytes", "Cells", "Columns", "Contacts", "Outlook", "Rows", "Shorts", "TieColumns",
]  # fmt: skip

type Rows = npt.NDArray[np.int64]
type Shorts = npt.NDArray[np.int16]
type Bytes = npt.NDArray[np.int8]
type Contacts = npt.NDArray[np.int32]

NEVER = -32768
"""The month of what has not happened."""

TOGETHER = NEVER
"""The month of parting of those who live in the same place."""

FIXED = 2.0**30
"""Real numbers are summed as whole multiples of 1 / FIXED, which no order of adding changes."""

PERSONAL = (
    "home", "office", "colleagues", "settlement", "age", "family", "crisis", "moving", "variety",
)  # fmt: skip
"""What a wish consists of beside the cell terms, in this order after them."""

COLUMNS: dict[str, type[np.generic]] = {
    "key": np.uint64,
    "birth": np.int16,
    "arrival": np.int16,
    "abroad_since": np.int16,
    "ready": np.int16,
    "place": np.int16,
    "plan": np.int16,
    "employer": np.int32,
    "taste": np.float32,
    "answer": np.float32,
    "premium": np.float32,
    "savings": np.float32,
    "citizenship": np.int8,
    "sex": np.int8,
    "education": np.int8,
    "grade": np.int8,
    "english": np.int8,
    "exposure": np.int8,
    "family": np.int8,
    "mover": np.int8,
    "employment": np.int8,
    "stage": np.int8,
    "granted": np.int8,
    "blocked": np.int8,
    "active": np.int8,
}
"""Every column of a professional and its type; `docs/odd.md` says what each holds."""


class Columns(NamedTuple):
    """Columns of professionals, one row each; rows from `used` on are spare.

    Write in place, never rebind.
    """

    used: int
    key: npt.NDArray[np.uint64]
    birth: Shorts
    arrival: Shorts
    abroad_since: Shorts
    ready: Shorts
    place: Shorts
    plan: Shorts
    employer: Contacts
    taste: npt.NDArray[np.float32]
    answer: npt.NDArray[np.float32]
    premium: npt.NDArray[np.float32]
    savings: npt.NDArray[np.float32]
    citizenship: Bytes
    sex: Bytes
    education: Bytes
    grade: Bytes
    english: Bytes
    exposure: Bytes
    family: Bytes
    mover: Bytes
    employment: Bytes
    stage: Bytes
    granted: Bytes
    blocked: Bytes
    active: Bytes

    @property
    def nbytes(self) -> int:
        """Bytes of all columns, spare rows included."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)


class TieColumns(NamedTuple):
    """The tie graph by person and slot: contact, the contact's place, month of parting."""

    contact: Contacts
    at: Shorts
    apart: Shorts
    degree: Shorts


class Cells(NamedTuple):
    """Values of places for classes of people who share them.

    J cells, P places, C countries, K terms. A cell is (citizenship, residence, grade, english,
    exposure), in that order.
    """

    shape: tuple[int, int, int, int]
    """P, grades, levels of English, levels of exposure."""
    contribution: Floats
    """(J, P, K) weighted terms."""
    value: Floats
    """(J, P) their sum."""
    place_weight: Floats
    """(J, P) s_p exp(v / μ); 0 where one cannot go."""
    country_sum: Floats
    """(J, C) place weights summed over a country's places."""
    country_weight: Floats
    """(J, C) exp(v_c), the sum to the power μ."""
    mean: Floats
    """(J, C, K) weighted terms averaged over a country's places."""
    total: Floats
    """(J,) country weights summed over hosts, the home country left out."""
    total_mean: Floats
    """(J, K) weighted terms summed over the same hosts, times country weights."""


class Outlook(NamedTuple):
    """Everything else that a decision of this month depends on."""

    key: np.uint64
    month: int
    country: Rows
    """(P,) country of each place."""
    hubs: Rows
    """(C,) number of places."""
    home: Rows
    """(O,) home country."""
    parent: Rows
    """(F,) country of each firm's parent company, −1 where none."""
    log_share: Floats
    """(P,) log of the place's share of its country's jobs."""
    home_weight: float
    home_fade: Floats
    """By months abroad."""
    roots: Floats
    """By months in the host country, weighted."""
    office: float
    colleagues: float
    saturation: float
    tie_fade: Floats
    """By months apart."""
    nearness: Floats
    """(C, C) what distance leaves of a tie."""
    age: float
    family: float
    crisis: Floats
    """(C, X) ln(1 + G S x) by country of residence and exposure."""
    nest: float
    kappa: float
    hub: float
    rate: float
    grade_slope: float
    taste: float
    stayer_rate: float
    drop: float
