"""The tables that kernels read: columns of people, cells, ties, and the month's outlook."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats

__all__ = [
    "COLUMNS", "FIXED", "NEVER", "PERSONAL", "TOGETHER",
    "Bytes", "Cells", "Columns", "Contacts", "Gathered", "Outlook", "Rows", "Scratch", "Shorts",
    "TieColumns",
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
    """The tie graph by person and slot: contact, the contact's place, month of parting.

    `near` and `far` count a person's contacts in the same place and in other countries; the
    latter hold the first slots.
    """

    contact: Contacts
    at: Shorts
    apart: Shorts
    degree: Shorts
    near: Shorts
    far: Shorts


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
    """(J, V) country weights summed over hosts, the home country left out, by variant.

    Variant 0 is an employer without a parent company abroad, the others raise one country.
    """
    total_mean: Floats
    """(J, V, K) weighted terms summed over the same hosts, times country weights."""
    office_weight: Floats
    """(J, V) raised weight of the parent company's country; 0 for variant 0."""
    gain: Floats
    """(J, V) nest · (ln total − value of the residence): the wish of a cell without ties."""


class Scratch(NamedTuple):
    """Room for one person at a time, so that loops allocate nothing."""

    where: Rows
    """(slots,) places of contacts."""
    strength: Floats
    """(slots,) what the ties to each are worth."""
    raised: Rows
    """(P,) places that contacts raise, as many as `sums` says."""
    extra: Floats
    """(P,) by how much they raise the weight of each."""
    sums: Floats
    """(5,) over hosts."""
    own_case: Floats
    """(7,) what the person's own situation comes to."""
    luck: Floats
    """(C,) noise that the hubs of a country share."""
    personal: Floats
    """(P, 4) what speaks for a place beside the cell terms."""

    @classmethod
    def of(cls, cells: Cells, ties: TieColumns) -> "Scratch":
        """Make room for a world's tables."""
        slots, places, countries = ties.at.shape[1], cells.value.shape[1], cells.mean.shape[1]
        return cls(
            np.empty(slots, np.int64),
            np.empty(slots),
            np.empty(places, np.int64),
            np.empty(places),
            np.empty(5),
            np.empty(7),
            np.empty(countries),
            np.empty((places, 4)),
        )


class Gathered(NamedTuple):
    """What the wishes of those at home consist of, summed by class, in fixed point.

    Q kinds of cells of one grade: home place, English, exposure.
    """

    chances: Rows
    """(classes, Q, P + V) how much contacts add to the chance of each place, and which part of
    the chances of a cell's variants is left beside them."""
    persons: Rows
    """(classes, Q) how many they are."""
    own: Rows
    """(classes, 6) sums of wishes, of the parent company's and colleagues' share, of age, family
    and crisis, logit units."""

    @classmethod
    def of(cls, cells: Cells, classes: int, homes: int) -> "Gathered":
        """Make room for a world's tables with so many home places."""
        kinds = homes * cells.shape[2] * cells.shape[3]
        wide = cells.value.shape[1] + cells.total.shape[1]
        return cls(
            np.zeros((classes, kinds, wide), np.int64),
            np.zeros((classes, kinds), np.int64),
            np.zeros((classes, 6), np.int64),
        )


class Outlook(NamedTuple):
    """Everything else that a decision of this month depends on."""

    key: np.uint64
    month: int
    country: Rows
    """(P,) country of each place."""
    hubs: Rows
    """(C,) number of places."""
    hub_rows: Rows
    """(C, H) places of each country, −1 where there are no more."""
    home_slot: Rows
    """(P,) number among the home places of all origins, −1 elsewhere."""
    home: Rows
    """(O,) home country."""
    variant: Rows
    """(F,) variant of each firm: 0, or the row of its parent company's country in `raised`."""
    raised: Rows
    """(V,) country that a variant raises, −1 for none."""
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
    near_strength: Floats
    """(slots + 1,) strength of so many ties at the residence."""
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
    offers: Floats
    """(G,) plans a month at a = 0, by grade."""
    taste: float
    stayer_rate: float
    drop: float
