"""Names of countries and places: by code or name, with or without umlauts, or the nearest."""

import pytest

from talentflow.scenario import Scenario, load
from talentflow_lab.territory import TerritoryError, find


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Give the flagship scenario."""
    return load("belarus-2020")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FIN", "FIN"),
        ("fin", "FIN"),
        ("Finland", "FIN"),
        ("FIN:jyvaskyla", "FIN:jyvaskyla"),
        ("FIN:Jyväskylä", "FIN:jyvaskyla"),
        ("Finland:JYVÄSKYLÄ", "FIN:jyvaskyla"),
        ("FIN:Jyva\u0308skyla\u0308", "FIN:jyvaskyla"),  # combining marks, as some systems type
        ("Jyväskylä", "FIN:jyvaskyla"),
        ("POL:Warsaw", "POL:warsaw"),
    ],
)
def test_a_name_is_found(scenario: Scenario, text: str, code: str) -> None:
    """Whatever the writing, a name must mean its country or place."""
    assert find(text, scenario).code == code


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("FIN:Jyvaskila", 'did you mean "FIN:jyvaskyla" (Jyväskylä)?'),
        ("Finnland", 'did you mean "FIN" (Finland)?'),
        ("FIX:Helsinki", 'did you mean "FIN" (Finland)?'),
        ("FIN:Warsaw", "there are FIN:finland-other, FIN:helsinki, FIN:jyvaskyla"),
        ("", "there are ARE"),
    ],
)
def test_a_wrong_name_gets_the_nearest(scenario: Scenario, text: str, hint: str) -> None:
    """A name that is nothing must be refused with the nearest valid one, or with all."""
    with pytest.raises(TerritoryError) as caught:
        find(text, scenario)
    assert hint in str(caught.value)
