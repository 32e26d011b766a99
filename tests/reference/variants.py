"""Scenarios to live through twice: the shipped one, and others that stress what it leaves out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from talentflow.scenario import Scenario, load
from talentflow.vocabulary import FIELDS


@dataclass(frozen=True)
class Variant:
    """A scenario to live through twice."""

    name: str
    people: float
    months: int
    settings: Sequence[str] = ()
    change: Callable[[Scenario], Scenario] = lambda case: case
    replication: int = 0


def levers(name: str, *doses: list[str]) -> list[str]:
    """Return the settings that put a lever in force."""
    return [f"levers.{name}.{one}" for some in doses for one in some]


def limit_permits(case: Scenario) -> Scenario:
    """Limit the permits of some hosts, which no shipped table does, in no order of dates."""
    rules = case.data.frame("entry_rules")
    limits = [
        ("POL", "2018-01-01", 200.0),
        ("UKR", "2020-10-05", 150.0),
        ("UKR", "2020-09-20", 60.0),
        ("LTU", "2020-03-10", 40.0),
    ]
    rows = [
        rules.iloc[0].to_dict()
        | {"destination": host, "field": "capacity", "date": pd.Timestamp(day), "value": value}
        for host, day, value in limits
    ]
    return with_rows(case, entry_rules=pd.DataFrame(rows))


def ban_exit(case: Scenario) -> Scenario:
    """Keep nearly everybody in for half a year."""
    rules = case.data.frame("entry_rules")
    like = rules[rules["field"] == "exit"].iloc[0].to_dict()
    steps = [("2021-03-01", 0.1), ("2021-09-10", 0.9)]
    rows = [like | {"date": pd.Timestamp(day), "value": value} for day, value in steps]
    return with_rows(case, entry_rules=pd.DataFrame(rows))


def meddle(case: Scenario) -> Scenario:
    """Let hosts run scarce and harsh programmes, call men up early, and shut the consulates."""
    shipped = case.data.frame("programmes")
    like = shipped.iloc[0].to_dict() | {"capacity": 50.0, "refusal": 0.3, "families": 1}
    spans = [
        ("scarce", "2020-08-20", "2021-03-20", 50.0, 0.6),
        ("scarce", "2021-04-01", "2021-10-01", 90.0, 0.9),
        ("beside", "2020-10-01", "2022-01-01", float("nan"), 0.5),
    ]
    programmes = [
        like
        | {"programme": name, "start": pd.Timestamp(start), "end": pd.Timestamp(end)}
        | {"capacity": capacity, "take_up": take_up}
        for name, start, end, capacity, take_up in spans
    ]
    events = case.data.frame("events")
    draft = events[events["channel"] == "conscription"].iloc[0].to_dict()
    early = [draft | {"id": "early", "date": pd.Timestamp("2021-02-01"), "severity": 3.0}]
    rules = case.data.frame("entry_rules")
    own = rules[rules["field"] == "consular"].iloc[0].to_dict()
    poland = {"destination": "POL", "field": "refusal", "value": 0.4}
    steps = [
        own | {"date": pd.Timestamp("2021-01-10"), "value": 0.5},
        own | {"date": pd.Timestamp("2021-08-10"), "value": 1.0},
        own | poland | {"date": pd.Timestamp("2020-12-01")},
    ]
    return with_rows(
        limit_permits(case),
        programmes=pd.DataFrame(programmes),
        events=pd.DataFrame(early),
        entry_rules=pd.DataFrame(steps),
    )


def add_origin(case: Scenario, code: str) -> Scenario:
    """Simulate the professionals of a second country, a mirror image of the first."""
    (first,) = case.origin
    data, other = case.data, {first: code, code: first}
    rules = data.frame("entry_rules")
    rules = rules[rules["citizenship"] == first].assign(citizenship=code)
    rules["destination"] = rules["destination"].replace(other)
    pairs = data.frame("pairs")
    own = (pairs["indicator"] == "ict_diaspora") & (pairs["origin"] == first)
    diaspora = pairs[own].assign(origin=code)
    diaspora["destination"] = diaspora["destination"].replace(other)
    firms = data.frame("firms").assign(iso3=code)
    more = with_rows(case, entry_rules=rules, pairs=diaspora, firms=firms)
    return replace(more, origin=(first, code))


def add_degrees(case: Scenario) -> Scenario:
    """Simulate people of all fields with a degree of a second country, who differ in much."""
    more = add_origin(case, "UKR")
    parameters = {
        "decision.anchors.calm_exit": 0.06,
        "decision.anchors.calm_return": 0.2,
        "decision.intention.grade_slope": 0.3,
        "decision.intention.doctorates": 7.0,
        "people.population.residents": 50_000.0,
        "people.population.firms": 300.0,
        "people.population.mover_share": 0.7,
        "people.population.months_abroad": 20.0,
        "feedback.hiring.by_degree": 1.0,
        "feedback.hiring.graduates": 6000.0,
        "demography.newcomers.graduate_age": 27.0,
        "people.students.abroad": 0.2,
        "people.students.age": 23.5,
        "demography.leaving.left_occupation": 0.05,
        "work.remote.rate": 0.02,
    }
    origins = pd.DataFrame(
        [{"iso3": "UKR", "parameter": path, "value": x} for path, x in parameters.items()]
    ).assign(unit="-", year=2019, source="a test", certainty="low")
    shares = {
        "education": {"bachelor": 0.5, "master": 0.3, "doctorate": 0.2, "tertiary": 0, "other": 0},
        "field": dict.fromkeys(FIELDS, 0.08) | {"ict": 0.28},
    }
    rows = case.data.structure.query("iso3 == '' and attribute in ['education', 'field']")
    rows = rows.assign(iso3="UKR")
    rows["share"] = [
        float(shares[attribute][category])
        for attribute, category in zip(rows["attribute"], rows["category"], strict=True)
    ]
    return with_rows(more, origins=origins, structure=rows)


def with_rows(case: Scenario, **tables: pd.DataFrame) -> Scenario:
    """Add rows to some tables of a scenario."""
    longer = {
        name: pd.concat([case.data.frame(name), rows], ignore_index=True)
        for name, rows in tables.items()
    }
    return replace(case, data=replace(case.data, **longer))


VARIANTS = [
    Variant("belarus-2020", 5000, 36),
    Variant(
        "much remote work",
        2000,
        30,
        [
            "start='2020-01'",
            "work.remote.rate=0.2",
            "work.remote.discount=1.0",
            "work.remote.end=0.1",
            "work.remote.sanctions=0.5",
        ],
    ),
    Variant("without remote work", 800, 24, ["start='2020-06'", "work.remote.enabled=false"]),
    Variant(
        "hearsay",
        1200,
        30,
        [
            "start='2020-03'",
            "perception.media.precision=0.5",
            "perception.media.memory=2.0",
            "perception.contacts.precision=12.0",
            "perception.recruiters.precision=6.0",
        ],
    ),
    Variant("perfect information", 1200, 24, ["perception.belief.enabled=false"]),
    Variant("limited permits", 1200, 30, change=limit_permits),
    Variant(
        "busy states",
        1200,
        36,
        [
            "start='2020-06'",
            "states.exit_answer.enabled=true",
            "states.exit_answer.response=0.2",
            "states.exit_answer.floor=0.2",
            "shocks.pandemic.pull=1.5",
            "shocks.pandemic.start=4",
            "states.conscription.weight=4.0",
            "states.conscription.oldest=40",
            "states.conscription.deferment=0.2",
            "states.conscription.exit_bar=0.7",
            "states.conscription.bar_start=20",
            "states.conscription.bar_months=10",
            "terms.consular.weight=1.5",
            "terms.consular.held_up=0.6",
        ],
        change=meddle,
    ),
    Variant("without programmes", 800, 24, ["start='2020-06'", "states.programmes.enabled=false"]),
    Variant("two origins", 800, 30, change=lambda case: add_origin(limit_permits(case), "UKR")),
    Variant("an occupation and degrees", 600, 30, change=lambda c: add_degrees(limit_permits(c))),
    Variant(
        "many students",
        1000,
        30,
        [
            "start='2020-03'",
            "people.students.abroad=0.6",
            "people.students.months=14",
            "people.students.spread=9",
            "people.students.stay={POL=0.8, LTU=0.0, FIN=1.0}",
            "people.families.partner_young=0.6",
            "feedback.graduates.elasticity=0.4",
            "feedback.graduates.lag=6",
            "feedback.graduates.most=0.8",
        ],
        change=lambda case: add_degrees(limit_permits(case)),
    ),
    Variant(
        "levers of hosts",
        1000,
        24,
        [
            "start='2020-06'",
            "decision.intention.stayer_rate=0.5",
            "decision.internal.rate=0.3",
            "gates.savings.base_cost=6000.0",
            "firms.relocation.explore=0.4",
            "firms.relocation.partial=0.6",
            "people.students.abroad=0.4",
            *levers(
                "fast-track-permits.POL",
                ["start='2020-09'", "end='2021-10'", "take_up=0.6", "ease_gain=0.8"],
                ["refusal=0.2", "capacity=300", "job_free=true"],
            ),
            *levers("key-employee-tax-relief.UKR", ["relief=0.5", "months=5", "take_up=0.5"]),
            *levers(
                "relocation-grant.POL",
                ["start='2020-08'", "grant=30000", "capacity=150", "services=0.4"],
            ),
            *levers(
                'housing."POL:warsaw"',
                ["start='2020-10'", "subsidy=1500", "months=9", "capacity=400"],
            ),
            *levers("wage-subsidy.UKR", ["subsidy=900", "months=4", "capacity=200"]),
            *levers("recruiting-campaign.LTU", ["contacts=2000", "offer=4.0", "memory=8"]),
            *levers(
                'city-talent-office."FIN:jyvaskyla"',
                ["start='2020-09'", "end='2021-11'", "matching=2.0", "services=3.0"],
            ),
            *levers('soft-landing-for-firms."POL:warsaw"', ["landing=3.0"]),
            *levers("soft-landing-for-firms.LTU", ["start='2021-01'", "landing=2.0"]),
            *levers("student-places.POL", ["places=6.0", "capacity=60"]),
        ],
        change=limit_permits,
    ),
    Variant(
        "levers of many",
        700,
        24,
        [
            "start='2020-06'",
            "people.students.abroad=0.5",
            "people.students.months=10",
            "states.programmes.enabled=false",
            "states.conscription.weight=3.0",
            "states.conscription.exit_bar=0.8",
            "states.conscription.bar_start=10",
            "work.remote.rate=0.05",
            "firms.relocation.explore=0.6",
            "firms.relocation.partial=0.6",
            *levers("business-harbour.POL", ["start='2020-10'", "take_up=0.5", "refusal=0.1"]),
            *levers("quota.LTU", ["start='2020-09'", "end='2021-06'", "quota=80", "ease_gain=0.2"]),
            *levers("amnesty.BLR", ["start='2021-02'", "end='2021-08'", "safety=0.9"]),
            *levers("return-tax-relief.BLR", ["relief=0.6", "months=7", "capacity=300"]),
            *levers("soft-landing-for-firms.UKR", ["landing=4.0", "take_up=0.7"]),
            *levers("student-places.LTU", ["places=4.0", "take_up=0.6"]),
            *levers("sanctions.BLR", ["start='2021-01'", "end='2021-12'", "severity=4"]),
            *levers("remote-hire.USA", ["start='2020-11'", "hires=12"]),
            *levers("exit-ban.BLR", ["start='2021-10'", "ban=0.7"]),
            *levers("conscription-deferment.BLR", ["deferment=0.6", "take_up=0.7"]),
            *levers("internet-freedom.BLR", ["start='2020-12'", "internet=0.8"]),
            *levers("ict-tax-relief.BLR", ["start='2021-03'", "tax=0.4"]),
            *levers("ict-tax-relief.UKR", ["tax=0.1"]),
            *levers("diaspora-network.UKR", ["contacts=3000", "offer=1.0"]),
        ],
        change=lambda case: add_origin(meddle(case), "UKR"),
    ),
    Variant("without students abroad", 800, 24, ["people.students.enabled=false"]),
    Variant(
        "no gates",
        1200,
        30,
        [
            "gates.savings.enforced=false",
            "gates.job_opening.enforced=false",
            "gates.visa_queue.enforced=false",
            "gates.exit_permission.enforced=false",
            "gates.border.enforced=false",
        ],
        change=limit_permits,
    ),
    Variant(
        "restless",
        1200,
        36,
        [
            "start='2020-01'",
            "decision.internal.rate=1.0",
            "decision.intention.stayer_rate=0.5",
            "decision.destination.hub_correlation=0.2",
            "terms.residual.values={POL=1.3, FIN=-2.0}",
            "terms.colleagues.weight=0.6",
            "people.ties.half_life=3.0",
        ],
    ),
    Variant(
        "firms on the move",
        1200,
        24,
        [
            "start='2020-07'",
            "firms.relocation.explore=0.6",
            "firms.relocation.partial=0.6",
            "firms.relocation.full=0.3",
            "firms.relocation.close=0.1",
            "firms.offers.reach=0.6",
            "firms.offers.full=4.0",
            "firms.staff.notice=2",
            "gates.border.enforced=false",
        ],
        change=ban_exit,
    ),
    Variant(
        "firms move on, hire and are founded",
        1000,
        24,
        [
            "start='2020-09'",
            "firms.relocation.explore=0.6",
            "firms.relocation.partial=0.6",
            "firms.relocation.full=0.1",
            "firms.relocation.close=0.05",
            "firms.second_move.rate=0.5",
            "firms.second_move.worse=1.0",
            "firms.second_move.margin=0.1",
            "firms.hiring_abroad.pace=0.3",
            "firms.hiring_abroad.diaspora_share=0.7",
            "firms.hiring_abroad.target_partial=0.6",
            "firms.foundings.rate=0.9",
            "firms.foundings.diaspora=60",
            "firms.foundings.size=40",
            "firms.offers.full=3.0",
            "firms.staff.notice=3",
            "work.remote.end=0.1",
        ],
        change=lambda case: add_origin(case, "UKR"),
    ),
    Variant(
        "outspoken",
        1200,
        36,
        [
            "start='2020-06'",
            "voice.dissent.rate=0.4",
            "voice.dissent.spread=5.0",
            "voice.dissent.skill=0.5",
            "voice.crackdown.clicks=0.1",
            "voice.crackdown.hacks=0.6",
            "voice.crackdown.response=4.0",
            "voice.crackdown.reach=0.5",
            "voice.crackdown.silences=0.4",
            "voice.exit_drains.share=0.5",
            "voice.exit_drains.rate_abroad=1.5",
        ],
    ),
    Variant(
        "thin labour market",
        1200,
        36,
        [
            "feedback.hiring.growth=-0.2",
            "feedback.hiring.client_loss=0.2",
            "feedback.vacancies.months_to_fill=1.0",
            "feedback.vacancies.months_known={warsaw=9}",
            "demography.leaving.left_occupation=0.3",
            "feedback.new_employer.jobs={warsaw=3000, jyvaskyla=500, minsk=800}",
            "feedback.new_employer.start=15",
            "feedback.new_employer.months=6",
            "gates.savings.base_cost=20000.0",
            "people.ties.slots=5",
            "people.ties.newcomer_ties=20",
            "people.ties.inside_firm=0.3",
        ],
    ),
]

LONG = [
    Variant("belarus-2020 to the end", 20_000, 84, replication=1),
    Variant("limited permits to the end", 10_000, 84, change=limit_permits, replication=2),
]


def scenario(variant: Variant) -> Scenario:
    """Load the scenario of a variant at its size."""
    whole = load("belarus-2020", [*variant.settings, f"months={variant.months}"])
    jobs = whole.data.frame("indicators").query("iso3 == 'BLR' and indicator == 'ict_employment'")
    scale = max(1.0, float(jobs["value"].iloc[0]) / variant.people)
    return variant.change(whole.replace(scale=scale))
