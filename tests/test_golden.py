"""Golden results: the shipped scenario gives the committed numbers."""

import json

import pandas as pd
import pytest
from tests.golden import busy, fingerprints
from tests.golden.fingerprints import fingerprint, shipped
from tests.golden.renew import KEY, PATH, results
from tests.reference.variants import Variant


def test_the_shipped_scenario_gives_the_committed_results() -> None:
    """Moves, stocks and stages of three years are the committed ones, to the last person."""
    if not PATH.exists():
        pytest.fail(f"{PATH.name} is missing: `make golden` writes it")
    committed = pd.read_csv(PATH).set_index(KEY)["persons"]
    both = pd.DataFrame({"committed": committed, "now": results().set_index(KEY)["persons"]})
    moved = both[both["committed"] != both["now"]]
    assert moved.empty, f"renew with `make golden` if this is meant:\n{moved}"


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_has_its_fingerprint(name: str) -> None:
    """A short run of each gives the committed fingerprint, to the last person, and its own."""
    committed = json.loads(fingerprints.PATH.read_text(encoding="utf-8"))
    assert fingerprint(name) == committed[name], "renew with `make golden` if this is meant"
    assert list(committed) == shipped()
    assert len(set(committed.values())) == len(committed)


@pytest.mark.parametrize("variant", busy.COMMITTED, ids=lambda one: one.name)
def test_busy_runs_give_the_committed_numbers(variant: Variant) -> None:
    """People to the last person, and every recorded number but for its last digits."""
    committed = json.loads(busy.PATH.read_text(encoding="utf-8"))
    assert set(committed) == {one.name for one in busy.COMMITTED}
    apart = busy.apart(committed[variant.name], busy.lived(variant))
    assert not apart, f"renew with `make golden` if this is meant: {apart}"


def test_a_hundredth_of_a_percent_is_seen() -> None:
    """The comparison leaves room for the last digits only, and for no missing number."""
    one = {"people": "a", "jobs.filled": [1000.0, 1000.0]}
    assert busy.apart(one, one | {"jobs.filled": [1000.0 + 1e-7, 1000.0]}) == []
    assert busy.apart(one, one | {"jobs.filled": [1000.1, 1000.0]}) == ["jobs.filled"]
    assert busy.apart(one, {"people": "b"}) == ["jobs.filled", "people"]


def test_the_committed_results_are_plausible() -> None:
    """What is committed makes sense: people leave, most after the election, and most stay."""
    if not PATH.exists():
        pytest.fail(f"{PATH.name} is missing: `make golden` writes it")
    table = pd.read_csv(PATH)
    assert (table["persons"] > 0).all()
    left = (
        table[table["measure"] == "first moves"].groupby(["replication", "year"])["persons"].sum()
    )
    stock = table[(table["measure"] == "stock") & (table["label"] == "BLR")]
    residents = stock.groupby(["replication", "year"])["persons"].sum()
    for replication in range(2):
        assert 0.005 < left[replication, 2019] / residents[replication, 2018] < 0.04
        assert left[replication, 2021] > 2 * left[replication, 2019]
        assert residents[replication, 2021] > 0.5 * residents[replication, 2018]
