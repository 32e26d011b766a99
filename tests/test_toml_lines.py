"""The scanner that tells where each key of a TOML text stands."""

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import toml_tables

from talentflow.toml_lines import KeyPath, key_lines, line_of, split_key

TEXT = '''\
title = "a # b" # [not.a.table]
"quoted key".'other one' = 1.5
list = [
  1,  # one
  ["]", '#'], { x = 1, y.z = 2019-01-01 07:32:00 },
]
text = """
[not]
a = 1 """""

[table.inner] # with a comment
value = \'\'\'
key = 2\'\'\'
last = +inf

[[many]]
k = 1
[[many]]
k = 2
[many.sub]
k = 3
'''

LINES = {
    ("title",): 1,
    ("quoted key",): 2,
    ("quoted key", "other one"): 2,
    ("list",): 3,
    ("list", 0): 4,
    ("list", 1): 5,
    ("list", 1, 0): 5,
    ("list", 1, 1): 5,
    ("list", 2): 5,
    ("list", 2, "x"): 5,
    ("list", 2, "y"): 5,
    ("list", 2, "y", "z"): 5,
    ("text",): 7,
    ("table",): 11,
    ("table", "inner"): 11,
    ("table", "inner", "value"): 12,
    ("table", "inner", "last"): 14,
    ("many",): 16,
    ("many", 0): 16,
    ("many", 0, "k"): 17,
    ("many", 1): 18,
    ("many", 1, "k"): 19,
    ("many", 1, "sub"): 20,
    ("many", 1, "sub", "k"): 21,
}


def paths_of(value: object, above: KeyPath = ()) -> set[KeyPath]:
    """Return the path of everything inside a TOML value."""
    if isinstance(value, dict):
        inside: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    else:
        return set()
    found = {(*above, key) for key, _ in inside}
    return found.union(*(paths_of(one, (*above, key)) for key, one in inside))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_kind_of_key_has_its_line(newline: str) -> None:
    """Tables, dotted and quoted keys, arrays and long texts are found on their lines."""
    assert key_lines(TEXT.replace("\n", newline)) == LINES


@given(toml_tables())
def test_the_scanner_finds_what_the_parser_finds(values: dict[str, Any]) -> None:
    """The scanned paths are those of the parsed values, whatever the keys and texts hold."""
    text = tomli_w.dumps(values, multiline_strings=True)
    assert set(key_lines(text)) == paths_of(tomllib.loads(text))


@given(toml_tables())
def test_a_line_added_above_moves_every_key_down(values: dict[str, Any]) -> None:
    """A comment on top adds one to each line, and no line lies outside the text."""
    text = tomli_w.dumps(values)
    lines = key_lines(text)
    assert key_lines(f"# comment\n{text}") == {path: line + 1 for path, line in lines.items()}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@given(st.text(alphabet="[]{}=,.\"'#\n\\ab1 ", max_size=60) | st.text(max_size=60))
def test_the_scanner_survives_any_text(text: str) -> None:
    """Text that is not TOML gives some lines or none, never an error."""
    assert all(line >= 1 for line in key_lines(text).values())


def test_deep_brackets_are_passed_over() -> None:
    """Arrays nested very deep are skipped; the keys behind them are still found."""
    text = f"a = {'[' * 5000}{']' * 5000}\nb = 1\n"
    assert key_lines(text)["b",] == 2


def test_an_unknown_path_has_the_line_of_its_table() -> None:
    """Where a key has no line of its own, that of the nearest table is given, else 1."""
    assert line_of(LINES, ("table", "inner", "value", "x")) == 12
    assert line_of(LINES, ("nowhere",)) == 1


@given(st.lists(st.text(min_size=0, max_size=8), min_size=1, max_size=5))
def test_a_dotted_key_is_split_as_toml_does(names: list[str]) -> None:
    """Splitting a key gives the names that the parser would see."""
    key = ".".join(tomli_w.dumps({name: 0}).removesuffix(" = 0\n") for name in names)
    assert split_key(key) == tuple(names)


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a..b", "a b", "a=b", '"a', "[a]", "a.'''b'''"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    """A name that TOML would not take is refused."""
    with pytest.raises(ValueError, match="not a dotted name"):
        split_key(text)
