"""Declare every outcome table.

This is the one place that says which tables a run leaves behind, which columns they have, in
which unit, and which values may appear. The results folder, its documentation and its checks
(see `talentflow.outcome_words` and `talentflow.outcome_check`) all follow from `TABLES`.

Conventions that hold for all tables: persons are real people, whatever the scale; a date is the
first day of its month; stocks are at the month's end; countries are ISO 3166 alpha-3 codes. The
columns that are not numbers form the key: no two rows of a table share it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from talentflow.errors import TalentflowError
from talentflow.vocabulary import (
    CHANGE_KINDS,
    DECISIONS,
    EDUCATIONS,
    EMPLOYERS,
    EMPLOYMENTS,
    FIELDS,
    FIRM_STAGES,
    FLOW_KINDS,
    GRADES,
    GROUPS,
    HIRE_SOURCES,
    OWNERSHIPS,
    RELATIONS,
    SECTORS,
    SIZE_CLASSES,
    STAGES,
    VOICE_KINDS,
)

Kind = Literal["replication", "date", "country", "label", "number"]


class OutcomeError(TalentflowError):
    """A table of outcomes breaks its declaration; the message lists every breach."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, in which unit, and which values are allowed.

    `allowed` empty means any value of the kind; `low` bounds numbers; `optional` allows gaps.
    """

    name: str
    kind: Kind
    unit: str
    doc: str
    allowed: tuple[str, ...] = ()
    low: float | None = None
    optional: bool = False

    @property
    def dtype(self) -> str:
        """Name the pandas dtype that a checked table gives the column."""
        return _DTYPES[self.kind]


_DTYPES: Mapping[Kind, str] = {
    "replication": "int32",
    "date": "datetime64[us]",
    "country": "category",
    "label": "category",
    "number": "float64",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One outcome table: its columns in file order and what a row means."""

    name: str
    doc: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """List the columns that identify a row, in sorting order."""
        return tuple(column.name for column in self.columns if column.kind != "number")


def _country(name: str, doc: str, *, optional: bool = False) -> Column:
    return Column(name, "country", "ISO 3166 alpha-3", doc, optional=optional)


def _label(name: str, doc: str, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, "label", "-", doc, allowed)


def _persons(doc: str, low: float | None = 0.0) -> Column:
    return Column("persons", "number", "persons", doc, low=low)


def _members(name: str, doc: str) -> Column:
    return Column(name, "number", "persons", doc, low=0.0)


_REPLICATION = Column("replication", "replication", "-", "which run of the same scenario, from 0")
_DATE = Column("date", "date", "month", "first day of the month")
_WHEN = (_REPLICATION, _DATE)
_WHO = (*_WHEN, _country("citizenship", "citizenship, fixed for life"))
_GRADE = _label("grade", "grade at work", GRADES)
_GROUP = _label("group", "how people are grouped", tuple(GROUPS))
_ALL_VALUES = tuple(value for values in GROUPS.values() for value in values)
_GROUP_VALUE = _label("group_value", "which part of the group", _ALL_VALUES)

_TABLES = (
    Table(
        "flows",
        "Moves between places during the month.",
        (
            *_WHO,
            _country("origin", "country that people left"),
            _country("destination", "country that people arrived in"),
            _label("origin_place", "place that people left"),
            _label("destination_place", "place that people arrived in"),
            _GRADE,
            _label(
                "kind",
                "first: out of the country of citizenship; return: back to it; "
                "onward: between other countries; internal: within a country",
                FLOW_KINDS,
            ),
            _persons("people who moved"),
        ),
    ),
    Table(
        "stocks",
        "Professionals at the month's end; one opening month stands before the first.",
        (
            *_WHO,
            _country("country", "country of residence"),
            _label("place", "place of residence"),
            _GRADE,
            _label(
                "employment",
                "local: for an employer of the country; remote: for one abroad; student; "
                "unemployed",
                EMPLOYMENTS,
            ),
            _persons("people present at the month's end"),
        ),
    ),
    Table(
        "entries_exits",
        "People who entered or left the occupation during the month without moving. The change "
        "of a stock is arrivals less departures plus this table, exactly.",
        (
            *_WHO,
            _country("country", "country of residence"),
            _label("place", "place of residence"),
            _GRADE,
            _label(
                "kind",
                "graduate, career_change: entries; student: begins to study there; "
                "retirement, left_occupation: exits; "
                "promotion: out of one grade (negative) and into the next (positive)",
                CHANGE_KINDS,
            ),
            _persons("people; exits are negative", low=None),
        ),
    ),
    Table(
        "stages",
        "People by stage of the decision at the month's end. Moving is an event, not a stage: "
        "whoever arrives is settled.",
        (
            *_WHO,
            _country("country", "country of residence"),
            _GROUP,
            _GROUP_VALUE,
            _label("stage", "stage of the decision to leave", STAGES),
            _persons("people in the stage"),
        ),
    ),
    Table(
        "reasons",
        "Why people wish to go, and why there: each term's contribution against the present "
        "residence, as the mean over those at risk; of more than 20,000 people at home the wish of "
        "a panel of some 10,000.",
        (
            *_WHEN,
            _label("decision", "wish: whether to go; destination: where to", DECISIONS),
            _GROUP,
            _GROUP_VALUE,
            _country("destination", "country weighed; missing for the wish", optional=True),
            _label("term", "term of the utility, or variety of the choice set"),
            Column("contribution", "number", "logit units", "mean contribution, either sign"),
        ),
    ),
    Table(
        "blocked",
        "People newly held back by a gate during the month.",
        (
            *_WHEN,
            _country("origin", "country of residence"),
            _country("destination", "country they plan to move to"),
            _label("gate", "gate that holds them back"),
            _persons("people newly blocked"),
        ),
    ),
    Table(
        "firms",
        "Firms of the origins at the month's end where they are present: at home until they have "
        "wholly relocated, where they have an office, and where staff live. A firm counts at each "
        "of its places; closed firms count where they were. Firms that the diaspora founded sit "
        "abroad.",
        (
            *_WHEN,
            _label("size_class", "staff at the start", SIZE_CLASSES),
            _label("sector", "sector", SECTORS),
            _label("ownership", "who owns the firm", OWNERSHIPS),
            _label("stage", "stage of relocation", FIRM_STAGES),
            _label("place", "place of the firm and its staff"),
            Column("firms", "number", "firms", "firms present", low=0.0),
            Column(
                "seats",
                "number",
                "firms",
                "firms seated there, so that each counts once: at home until it has wholly "
                "relocated, then where its office is",
                low=0.0,
            ),
            Column("offices", "number", "offices", "offices abroad of firms from home", low=0.0),
            Column("staff", "number", "persons", "people of the origin who work there", low=0.0),
            Column(
                "hired_abroad",
                "number",
                "persons",
                "other people hired at the office: jobs that moved abroad without people",
                low=0.0,
            ),
            Column("founded", "number", "firms", "firms founded during the month", low=0.0),
        ),
    ),
    Table(
        "jobs",
        "Labour markets: jobs that open and are filled in the month, and those open at its end. "
        "The change of vacancies is openings less filled, exactly.",
        (
            *_WHEN,
            _label("place", "place of work"),
            Column("openings", "number", "jobs", "jobs that opened; negative where some closed"),
            Column("filled", "number", "jobs", "jobs filled, by anybody (see hires)", low=0),
            Column("vacancies", "number", "jobs", "jobs open at the month's end", low=0),
            Column("wage", "number", "USD a year", "median gross pay of the country", low=0),
        ),
    ),
    Table(
        "hires",
        "Who fills the jobs of the table jobs, and from where; the sum over a place and month is "
        "filled, exactly. Jobs of a place are alike: a new employer's are filled by whom the "
        "others are filled by. Where more professionals come than jobs are open, the jobs are "
        "shared out among them.",
        (
            *_WHEN,
            _label("place", "place of work"),
            _label("employer", "new: a new employer that the scenario names", EMPLOYERS),
            _label(
                "source",
                "abroad, same_country: simulated professionals who moved there; studied_there: "
                "simulated people who finished their study and stay; newcomers: "
                "graduates and career changers at home; natives_and_others: hosts' own people "
                "and everybody else who is not simulated",
                HIRE_SOURCES,
            ),
            _country("citizenship", "citizenship of simulated people", optional=True),
            _country("origin", "country where simulated people lived before", optional=True),
            _persons("jobs filled"),
        ),
    ),
    Table(
        "queues",
        "Papers for a move to another country, route by route. Waiting is that of last month plus "
        "applied less granted, refused and withdrawn, exactly. Going home needs no papers.",
        (
            *_WHEN,
            _country("origin", "country of residence"),
            _country("destination", "country that the papers are for"),
            _label("programme", "route: ordinary, or a programme of the destination"),
            _members("applied", "filed their papers"),
            _members("waiting", "wait for a decision at the month's end"),
            _members("granted", "may move; some are held up later, or drop the plan"),
            _members("refused", "refused, which ends the plan"),
            _members("withdrawn", "dropped the plan, or left the occupation, while they waited"),
            _members("unused", "visas expected to go to others, who never move"),
            _members("family_members", "members of families who get visas too"),
            Column(
                "median_months",
                "number",
                "months",
                "median time from filing to grant; a gap if none is granted",
                low=0.0,
                optional=True,
            ),
        ),
    ),
    Table(
        "work",
        "Whose work goes where, at the month's end; one opening month stands before the first. "
        "People lost to the home economy work locally in other countries; working time lost "
        "without them is that of remote work.",
        (
            *_WHEN,
            _country("home", "country of citizenship"),
            _country(
                "employer_country",
                "country that the work goes to: the employer's for remote work, else the residence",
            ),
            _label("employment", "as in the stocks", EMPLOYMENTS),
            _persons("people at the month's end"),
            Column(
                "full_time_equivalents",
                "number",
                "full-time equivalents",
                "working time of these people; students and unemployed do none",
                low=0.0,
            ),
        ),
    ),
    Table(
        "voice",
        "Digital dissent at the month's end, and whom repression struck for it during the month.",
        (
            *_WHEN,
            _country("country", "country of residence"),
            _label(
                "kind",
                "clicktivism: risks little; hacktivism: risks much; struck: newly struck by "
                "repression, by where they lived then",
                VOICE_KINDS,
            ),
            _persons("people who dissent in this way, or were struck"),
        ),
    ),
    Table(
        "families",
        "Partners and children of the professionals at the month's end, where they live: with the "
        "professional, or left behind at home; one opening month stands before the first. The "
        "change of persons is arrivals less departures plus joined less gone, exactly.",
        (
            *_WHO,
            _country("country", "country where the family lives"),
            _label("relation", "relation to the professional", RELATIONS),
            _persons("family members at the month's end"),
            _members("arrivals", "came from another country, with the professional or after"),
            _members("departures", "left for another country"),
            _members("joined", "new partners and births, families of those who enter"),
            _members("gone", "families of those who left the occupation"),
        ),
    ),
    Table(
        "balance",
        "Professionals whom the origins gain and lose during the month: moves over their borders, "
        "and foreigners who finish their study there and stay (arrivals). Students who leave to "
        "study or go home count only as arrivals where they bring a degree to. Net is arrivals "
        "less departures, exactly.",
        (
            *_WHEN,
            _country("country", "country whose balance it is, an origin"),
            _country("citizenship", "citizenship, fixed for life"),
            _GRADE,
            _label("field", "broad field of education", FIELDS),
            _label("education", "level of education", EDUCATIONS),
            Column("arrivals", "number", "persons", "people who came", low=0),
            Column("departures", "number", "persons", "people who went", low=0),
            Column("net", "number", "persons", "arrivals less departures", low=None),
        ),
    ),
    Table(
        "students",
        "Students abroad at the month's end, and what became of those who finished; one opening "
        "month stands before the first. The change of studying is started less stayed less "
        "returned, exactly.",
        (
            *_WHO,
            _country("country", "country where they study"),
            _members("studying", "students at the month's end"),
            _members("started", "began to study there"),
            _members("stayed", "finished and stay to work there"),
            _members("returned", "finished and went home"),
        ),
    ),
    Table(
        "conditions",
        "Conditions of countries that people met in the month, as the first replication saw them.",
        (
            _DATE,
            _country("country", "country described"),
            _label("indicator", "indicator"),
            Column("value", "number", "of the indicator", "value in force during the month"),
        ),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})
