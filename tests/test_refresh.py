"""World Bank figures fetched anew: from answers in the form of its interface, without a network."""

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from talentflow.reading import shipped_data, shipped_folder
from talentflow.scenario import load
from talentflow_lab.case_build import Case
from talentflow_lab.case_write import write_case
from talentflow_lab.refresh import refresh
from talentflow_lab.world_bank import WORLD_BANK, fetch
from talentflow_lab.world_tables import CaseError

requests = pytest.importorskip("requests", reason="comes with the extra data")
wbgapi = pytest.importorskip("wbgapi", reason="comes with the extra data")

ANSWERS = json.loads((Path(__file__).parent / "recorded" / "world_bank.json").read_text())


class Answer:
    """One answer of the interface."""

    status_code = 200

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def json(self) -> dict[str, Any]:
        """Return the answer as requests would."""
        return self.document


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer from the recorded file, and keep the addresses that were asked for."""
    seen: list[str] = []

    def get(url: str, **_: object) -> Answer:
        seen.append(url)
        for pattern, document in ANSWERS.items():
            if re.search(pattern, url):
                return Answer(document)
        raise AssertionError(url)

    for module, name, empty in (
        (wbgapi.source, "_concepts", {}),
        (wbgapi.time, "_time_values", {}),
        (wbgapi.economy, "_localized_metadata", {}),
    ):
        monkeypatch.setattr(module, name, empty)
    monkeypatch.setattr(requests, "get", get)
    return seen


@pytest.fixture(name="mine")
def _mine(tmp_path: Path) -> Path:
    return write_case(Case("mine", ("UKR",), ("POL", "DEU")), tmp_path)


def rows(path: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return a table of indicators by country, indicator and date."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["iso3"], r["indicator"], r["date"]): r for r in csv.DictReader(file)}


def test_values_come_by_country_and_year() -> None:
    """What the interface answers is read by code and year; blanks are left out."""
    found = fetch(WORLD_BANK["price_level"], ["UKR", "POL", "DEU"], [2021])
    assert found == {("UKR", 2021): 0.2676, ("POL", 2021): 0.4512}


def test_a_new_table_stands_beside_the_old_one(mine: Path) -> None:
    """Changed figures have the publisher, the series and the day; all else is as it was."""
    old = mine.parent / "mine-data" / "indicators.csv"
    before, text = rows(old), old.read_bytes()
    found = refresh(mine, ["price_level"])
    assert old.read_bytes() == text
    assert found.table.parent == old.parent
    after = rows(found.table)
    assert list(after) == list(before)
    (change,) = found.changes
    assert (change.iso3, change.before, change.after, change.year) == ("POL", 0.4461, 0.4512, 2021)
    assert (found.same, found.missing) == (1, ("DEU price_level 2021",))
    source = after["POL", "price_level", ""]["source"]
    assert re.fullmatch(
        r"World Bank WDI PA\.NUS\.PPPC\.RF \(CC BY 4\.0\), retrieved on \d{4}-\d\d-\d\d", source
    )
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {("POL", "price_level", ""), ("UKR", "price_level", "")}


def test_the_scenario_can_use_the_new_table(mine: Path) -> None:
    """What is told about the file makes the scenario load with the new figure."""
    found = refresh(mine, ["price_level"])
    line = re.search(r'indicators = "[^"]+"', found.told)
    assert line
    text = re.sub(r'^indicators = ".*"$', line[0], mine.read_text(), flags=re.MULTILINE)
    mine.write_text(text)
    table = load(mine).data.indicators.set_index(["iso3", "indicator"])["value"]
    assert table["POL", "price_level"] == 0.4512


def test_a_second_time_is_refused(mine: Path) -> None:
    """A table that is there is not replaced, whether it was named or not."""
    refresh(mine, ["price_level"])
    with pytest.raises(CaseError, match="already there"):
        refresh(mine, ["price_level"])


def test_shipped_files_are_never_touched(tmp_path: Path, asked: list[str]) -> None:
    """Neither a shipped scenario nor a shipped table gets a neighbour without --out elsewhere."""
    before = sorted(shipped_folder().rglob("*"))
    for out in (shipped_data() / "new.csv", shipped_folder() / "new.csv"):
        with pytest.raises(CaseError, match="among the files of talentflow"):
            refresh(Path("belarus-2020"), ["price_level"], out=out)
    with pytest.raises(CaseError, match="--out"):
        refresh(Path("belarus-2020"), ["price_level"])
    with pytest.raises(CaseError, match="among the files of talentflow"):
        refresh(shipped_folder() / "belarus-2020.toml", ["price_level"])
    assert not asked
    own = tmp_path / "own.toml"
    own.write_text('title = "Mine"\nextends = "belarus-2020"\n')
    found = refresh(own, ["price_level"])
    assert found.table.parent == tmp_path
    assert sorted(shipped_folder().rglob("*")) == before


def test_without_a_network_it_says_so(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network ends in one sentence, and nothing is written."""

    def get(*_: object, **__: object) -> None:
        raise requests.ConnectionError("Name or service not known")

    monkeypatch.setattr(requests, "get", get)
    before = sorted(mine.parent.rglob("*"))
    with pytest.raises(CaseError, match=r"cannot be reached.*Nothing was written"):
        refresh(mine)
    assert sorted(mine.parent.rglob("*")) == before


def test_without_the_package_it_says_which_extra(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without wbgapi the command names what to install."""
    monkeypatch.setitem(sys.modules, "wbgapi", None)
    with pytest.raises(CaseError, match=r"talentflow\[data\]"):
        refresh(mine)


def test_a_refusal_of_the_world_bank_is_told(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the World Bank says it cannot do is passed on, with the series."""
    message = {"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}
    monkeypatch.setattr(requests, "get", lambda *_, **__: Answer(message))
    with pytest.raises(CaseError, match=r"PA\.NUS\.PPPC\.RF"):
        refresh(mine, ["price_level"])


def test_other_indicators_are_refused_with_the_nearest_name(mine: Path) -> None:
    """What the World Bank does not publish is refused, and a misspelt name gets its like."""
    with pytest.raises(CaseError, match='did you mean "price_level"'):
        refresh(mine, ["price_levle"])
    with pytest.raises(CaseError, match="wgi_political_stability"):
        refresh(mine, ["pay_gross_usd_year"])
