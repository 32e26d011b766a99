"""The words and ranges that data tables, populations and outcomes share."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = [
    "AGE_BANDS",
    "CERTAINTIES",
    "CHANGE_KINDS",
    "CHANNELS",
    "DECISIONS",
    "EDUCATIONS",
    "EMPLOYERS",
    "EMPLOYMENTS",
    "ENTRY_FIELDS",
    "ENTRY_KINDS",
    "EXIT_KINDS",
    "FIELDS",
    "FIRM_STAGES",
    "FLOW_KINDS",
    "GRADES",
    "GROUPS",
    "HIRE_SOURCES",
    "ICT",
    "INDICATORS",
    "ORDINARY",
    "OWNERSHIPS",
    "OWN_COUNTRY",
    "PAIR_INDICATORS",
    "PAY_POOLS",
    "RELATIONS",
    "SECTORS",
    "SIZE_CLASSES",
    "STAGES",
    "STRUCTURE",
    "VOICE_KINDS",
    "Range",
]

GRADES = ("junior", "middle", "senior", "lead")
AGE_BANDS = ("under25", "25-34", "35-44", "45+")
EDUCATIONS = ("tertiary", "other", "bachelor", "master", "doctorate")
"""Level of education: tertiary where its level is not known; bachelor holds short degrees too."""
FIELDS = (
    "ict", "education", "arts", "social", "business",
    "science", "engineering", "agriculture", "health", "services",
)  # fmt: skip
"""Broad fields of education, ISCED-F 2013, ICT first."""
ICT = FIELDS.index("ict")
"""The field whose labour market is known; people of others neither fill nor open its jobs."""
OWN_COUNTRY = ("exit", "consular")
"""Fields of entry rules that a country sets for its own citizens."""
ORDINARY = "ordinary"
"""The route to a permit that is no programme."""
PAY_POOLS = ("EAST", "WEST")
CERTAINTIES = ("high", "medium", "low")
SECTORS = ("product", "outsourcing")
OWNERSHIPS = ("local", "foreign", "mixed")
SIZE_CLASSES = ("1-49", "50-249", "250-999", "1000+")
FIRM_STAGES = ("settled", "explore", "partial", "full", "closed")
EMPLOYMENTS = ("local", "remote", "student", "unemployed")
STAGES = ("settled", "considering", "planning", "preparing")
"""Stages of the decision to leave."""
DECISIONS = ("wish", "destination")
FLOW_KINDS = ("first", "onward", "return", "internal")
ENTRY_KINDS = ("graduate", "career_change", "student")
EXIT_KINDS = ("retirement", "left_occupation")
CHANGE_KINDS = (*ENTRY_KINDS, *EXIT_KINDS, "promotion")
HIRE_SOURCES = ("abroad", "same_country", "studied_there", "newcomers", "natives_and_others")
EMPLOYERS = ("new", "others")
RELATIONS = ("partner", "child")
VOICE_KINDS = ("clicktivism", "hacktivism", "struck")
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "all": ("all",),
        "grade": GRADES,
        "age": AGE_BANDS,
        "sex": ("women", "men"),
        "employer": (*SECTORS, "none"),
    }
)
"""Groups of people that outcomes tell apart; after the first in the order of a class's axes."""
CHANNELS = ("push", "condition", "rule", "demand", "conscription", "none")


class Range(NamedTuple):
    """The values that a kind of figure can take, both ends included, and its unit."""

    low: float
    high: float
    unit: str


INDICATORS = {
    "pay_gross_usd_year": Range(100, 1e6, "USD a year"),
    "net_share": Range(0.05, 1, "share of gross pay"),
    "price_level": Range(0.01, 10, "ratio, USA = 1"),
    "wgi_political_stability": Range(-4, 4, "WGI estimate"),
    "vdem_physical_violence": Range(0, 1, "index, 1 = no violence by the state"),
    "life_ladder": Range(0, 10, "Cantril ladder"),
    "oss_per_100k": Range(0, 1e5, "contributors per 100,000 inhabitants"),
    "ict_employment": Range(1, 1e8, "persons"),
    "vacancy_rate": Range(0, 1, "share of posts"),
    "english": Range(0, 800, "EF EPI points"),
    "internet_freedom": Range(0, 100, "points, 100 = free"),
}
"""Of each country; every country has a value from the beginning for each."""

PAIR_INDICATORS = {
    "distance_km": Range(0, 20_100, "km"),
    "common_language": Range(0, 1, "index"),
    "ict_diaspora": Range(0, 1e7, "persons"),
}
"""Of each ordered pair of countries; the diaspora only from the simulated origins."""

ENTRY_FIELDS = {
    "ease": Range(0, 1, "index"),
    "job_required": Range(0, 1, "0 or 1"),
    "processing_months": Range(0, 60, "months"),
    "capacity": Range(0, 1e7, "permits a month"),
    "entry": Range(0, 1, "share let in"),
    "exit": Range(0, 1, "share let out"),
    "refusal": Range(0, 1, "share of decisions"),
    "consular": Range(0, 1, "share of services shut"),
}
"""What a rule on crossing a border sets, or on living beyond it."""

STRUCTURE = {
    "grade": (("all",), GRADES),
    "age": (("all",), AGE_BANDS),
    "age_grade_kernel": (GRADES, AGE_BANDS),
    "women": (("all",), ("women", "men")),
    "education": (("all",), EDUCATIONS),
    "field": (("all",), FIELDS),
    "english": (GRADES, ("low", "middle", "high")),
    "exposure": (("all",), ("low", "middle", "high")),
    "family": (AGE_BANDS, ("single", "partner", "children")),
    "sector": (("all",), SECTORS),
    "ownership": (("all",), OWNERSHIPS),
}
"""Attribute -> its groups and categories; all are given, once each (and for each origin)."""
