"""The tables that kernels read: columns of people, cells, ties, and the month's outlook."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from talentflow.view import Floats

__all__ = [
    "AT_PLACES", "COLUMNS", "LOCAL", "NEVER", "PERSONAL", "REMOTE", "STUDENT", "TOGETHER",
    "UNEMPLOYED",
    "Bytes", "Cells", "Columns", "Contacts", "Mask", "Numbers", "Outlook", "Persons", "Rows",
    "Shorts", "TieColumns",
]  # fmt: skip

type Rows = npt.NDArray[np.int64]
type Persons = npt.NDArray[np.uint32]
"""Rows of people."""
type Shorts = npt.NDArray[np.int16]
type Bytes = npt.NDArray[np.int8]
type Numbers = npt.NDArray[np.int8 | np.int16]
"""Small numbers: one byte each where it can hold them."""
type Contacts = npt.NDArray[np.int32]
type Mask = npt.NDArray[np.bool_]

LOCAL, REMOTE, STUDENT, UNEMPLOYED = range(4)
"""Employment."""

NEVER = -32768
"""The month of what has not happened."""

TOGETHER = NEVER
"""The month of parting of those who live in the same place."""

PERSONAL = (
    "home", "office", "colleagues", "settlement", "remote", "kept_support",
    "age", "family", "crisis", "conscription", "moving", "variety",
)  # fmt: skip
"""What a wish consists of beside the cell terms, in this order after them."""

AT_PLACES = 6
"""How many of them, the first, speak for a place; a choice consists of these and the cell terms."""

COLUMNS: dict[str, type[np.generic]] = {
    "key": np.uint64,
    "birth": np.int16,
    "arrival": np.int16,
    "abroad_since": np.int16,
    "filed": np.int16,
    "ready": np.int16,
    "family_due": np.int16,
    "aided": np.int16,
    "place": np.int16,
    "plan": np.int16,
    "client": np.int16,
    "employer": np.int32,
    "taste": np.float32,
    "answer": np.float32,
    "premium": np.float32,
    "savings": np.float32,
    "citizenship": np.int8,
    "sex": np.int8,
    "education": np.int8,
    "field": np.int8,
    "grade": np.int8,
    "english": np.int8,
    "exposure": np.int8,
    "family": np.int8,
    "children": np.int8,
    "left_behind": np.int8,
    "rejoined": np.int8,
    "mover": np.int8,
    "volunteer": np.int8,
    "employment": np.int8,
    "stage": np.int8,
    "programme": np.int8,
    "granted": np.int8,
    "blocked": np.int8,
    "dissent": np.int8,
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
    filed: Shorts
    ready: Shorts
    family_due: Shorts
    aided: Shorts
    place: Shorts
    plan: Shorts
    client: Shorts
    employer: Contacts
    taste: npt.NDArray[np.float32]
    answer: npt.NDArray[np.float32]
    premium: npt.NDArray[np.float32]
    savings: npt.NDArray[np.float32]
    citizenship: Bytes
    sex: Bytes
    education: Bytes
    field: Bytes
    grade: Bytes
    english: Bytes
    exposure: Bytes
    family: Bytes
    children: Bytes
    left_behind: Bytes
    rejoined: Bytes
    mover: Bytes
    volunteer: Bytes
    employment: Bytes
    stage: Bytes
    programme: Bytes
    granted: Bytes
    blocked: Bytes
    dissent: Bytes
    active: Bytes


class TieColumns(NamedTuple):
    """The tie graph by person and slot: contact, the contact's place, month of parting.

    `near` and `far` count a person's contacts in the same place and in other countries; the
    latter hold the first slots.
    """

    contact: Contacts
    at: Numbers
    apart: Shorts
    degree: Numbers
    near: Numbers
    far: Numbers


class Cells(NamedTuple):
    """Values of places for classes of people who share them.

    J cells, P places, C countries, K terms. A cell is (citizenship, residence, grade, english,
    exposure), in that order.
    """

    shape: tuple[int, int, int, int]
    """P, grades, levels of English, levels of exposure."""
    contribution: Floats
    """(J, K, P) weighted terms."""
    value: Floats
    """(J, P) their sum."""
    place_weight: Floats
    """(J, P) s_p exp(v / μ); 0 where one cannot go."""
    country_sum: Floats
    """(J, C) place weights summed over a country's places."""
    country_weight: Floats
    """(J, C) exp(v_c), the sum to the power μ."""
    single_weight: Floats
    """(J, P) weight of the country that has only this place; 0 for hubs of others."""
    total: Floats
    """(J,) country weights summed over hosts, the home country left out."""


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
    shared: Rows
    """Countries of several places."""
    has_sisters: Floats
    """(P,) 1 for a place in a country of several, else 0."""
    shares: Rows
    """(P,) a bit for the country in `shared`, 0 for the only place of a country."""
    home_slot: Rows
    """(P,) number among the home places of all origins, −1 elsewhere."""
    home: Rows
    """(O,) home country."""
    sector: Rows
    """(F,) sector of each firm."""
    variant: Shorts
    """(F, 4) variant of each firm, a row of `raised`: for those whom it never asks to move, for
    other staff at home, for the volunteers among them, and for staff abroad."""
    raised: Rows
    """(V,) country that a variant raises: the parent company's, or that of an office that the firm
    opens; −1 for variant 0, an employer without ties abroad."""
    log_share: Floats
    """(P,) log of the place's share of its country's jobs."""
    home_weight: Floats
    """(O,) pull of home."""
    home_fade: Floats
    """By months abroad."""
    homewards: Floats
    """(O, months abroad): what home's pull makes of the weight of the home country."""
    family_pull: Floats
    """(2,) what a family left behind adds to what home is worth, logit units; first 0 for none."""
    family_raise: Floats
    """(2,) what it makes of the weight of the home country."""
    roots: Floats
    """(O, months) by months in the host country, weighted."""
    office: Floats
    """(V,) what the own firm's pull is worth, logit units."""
    office_raise: Floats
    """(V,) what it makes of the weight of the country."""
    remote_pay: Floats
    """(O, G, C + 1) pay for remote work by client, relative to local pay; first 1 for none."""
    remote_gain: Floats
    """(O, G, C + 1) what it adds to the value of the residence, logit units; first 0 for none."""
    kept: Floats
    """(bits, G, months) by help still had, grade and months since arrival, what it adds to the
    value of the residence, logit units."""
    kept_bits: int
    """Bits of `aided` that matter to it; 0 where nothing is kept."""
    colleagues: float
    saturation: float
    near_strength: Floats
    """(slots + 1,) strength of so many ties at the residence."""
    tie_fade: Floats
    """By months apart."""
    nearness: Floats
    """(C, P) what distance leaves of a tie from a country to a place."""
    age: float
    family: float
    crisis: Floats
    """(C, X) ln(1 + G S x) by country of residence and exposure."""
    draft: Floats
    """(O,) what fear of being called up adds to the wish of men of military age at home."""
    draft_ages: Rows
    """(2,) youngest and oldest, the latter left out, in years."""
    nest: float
    kappa: Floats
    """(O,) what it takes to move at all."""
    hub: float
    offers: Floats
    """(O, E, G) plans a month at a = 0, by citizenship, education and grade."""
    taste: float
    stayer_rate: float
    drop: float
