"""Hypothesis strategies that several tests share."""

from typing import Any

from hypothesis import strategies as st

# What TOML files are made of, so that random text often meets it.
MARKS = "[]{}=,.\"'#\n\\ab1-_ \t"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(MARKS, max_size=12)


def toml_values() -> st.SearchStrategy[Any]:
    """Return values that TOML can hold: scalars, lists and tables."""
    scalars = (
        texts
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.floats()
        | st.dates()
        | st.datetimes()
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=12,
    )


def toml_tables() -> st.SearchStrategy[dict[str, Any]]:
    """Return whole TOML documents as dictionaries."""
    return st.dictionaries(texts, toml_values(), max_size=5)


BAD_VALUES: dict[str, list[str]] = {
    "title": ["1", '""', "[]", "true"],
    "description": ["1", "{}"],
    "start": ['"2019-13"', '"2019-1"', "2019-01-01", "2019", '"1989-12"', '"2101-01"', '""'],
    "months": ["0", "-1", "1201", "1.0", "true", '"12"', "nan", "[]", "10e300", "9" * 30],
    "seed": ["-1", "1.5", "9223372036854775808", '"x"', "inf"],
    "replications": ["0", "10001", "2.0", "{}"],
    "scale": ["0.99", "0", "-2", "nan", "inf", "-inf", '"1"', "true", "1e7", "1e400"],
    "origin": ['"BLR"', "[]", "[1]", '["XXX"]', '["BLR", "BLR"]', '["blr"]', '["POL"]', "1"],
    "data.pairs": ['"missing.csv"', "1", '""', '"."', '"../"', '"a\\u0000b"'],
    "data_sha256.pairs": ['"0"', f'"{"0" * 64}"', "1"],
    "terms.real_wage.weight": ["-0.01", "3.1", "nan", "inf", '"a"', '"solve"', "[]", "{}", "true"],
    "terms.real_wage.constant": ["-21", "nan", '"Solve"', "true", "[1]", "{x = 1}"],
    "terms.real_wage.form": ['"loG"', "1", "[]", '""'],
    "terms.real_wage.residual": ["1", "[]", "{XXX = 1}", "{POL = 3}", "{POL = nan}", '{POL = "1"}'],
    "terms.real_wage.residual.UKR": ["2.1", "true", '"1"', "{}", "2000-01-01"],
    "gates.queue.months": ["-1", "37", "3.5", '"3"', "nan"],
    "gates.queue.enforced": ["0", "1", '"true"', "[]"],
    "gates.queue.rooms": ["{nowhere = 1}", "{minsk = -1}", '{"" = 1}'],
    "gates.queue": ["1", "[]", "[{}]"],
    "terms": ["1", '"x"', "[[]]"],
    "data": ["1", "[]"],
    "wieght": ["1"],
    "terms.real_wgae.weight": ["1"],
    "terms.real_wage.wieght": ["1", "{}", "nan"],
    "data.cuontries": ['"x"'],
    '"".x': ["1"],
    '"a b"': ["1"],
}
"""Path -> TOML values that are wrong there in the small scenario of the tests."""

bad_settings = st.sampled_from(
    [(path, value) for path, values in BAD_VALUES.items() for value in values]
)

BAD_CELLS: dict[str, list[str]] = {
    "number": ["", "x", "nan", "inf", "-inf", "1e999", "1_0", "0x1", "1;2", "１", "-1e13", "1 2"],
    "integer": ["", "x", "2019.0", "1e3", "-1", "0", "99999999999999999999", "２０１９"],
    "date": ["x", "2020-02-30", "2020-2-3", "20200809", "1989-12-31", "2091-08-09", "9999-99-99"],
    "choice": ["", "x", "HIGH", "high,"],
    "code": ["XXX", "blr", "nowhere"],
    "text": ["", "long " * 300],
}
"""Kind of column -> cells that no column of the kind takes."""


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """Return a text after a few random deletions, insertions, swaps and repetitions."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        kind = draw(st.sampled_from(["delete", "insert", "repeat", "swap"]))
        if kind == "delete":
            text = text[:start] + text[end:]
        elif kind == "insert":
            text = text[:start] + draw(texts) + text[start:]
        elif kind == "repeat":
            text = text[:end] + text[start:end] + text[end:]
        else:
            text = text[:start] + text[start:end][::-1] + text[end:]
    return text
