"""Where each key of a TOML text stands: the standard parser tells values, not lines.

The scanner is meant for text that `tomllib` has accepted. On any other text it
does not fail; it notes what it understands, and `line_of` answers with the
nearest enclosing key that it knows.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["KeyPath", "key_lines", "line_of", "split_key"]

type KeyPath = tuple[str | int, ...]
"""Names of tables and keys from the top; a number is the place in an array."""

DEEPEST = 40
"""Brackets nested deeper than this are skipped, not followed."""

_TOKEN = re.compile(
    r'''(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"|(?P<skip>\#[^\n]*|[^\S\n]+)|(?P<newline>\n)"
    r"|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.\#\"']+)|(?P<other>.)",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line (from 1) of each key, table header and array element."""
    scanner = _Scanner(list(_tokens(text.replace("\r\n", "\n"))))
    scanner.statements()
    return scanner.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of a path or of the nearest key that encloses it, else 1."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def split_key(text: str) -> tuple[str, ...]:
    """Split a dotted key, whose parts may be quoted, as TOML does.

    Raises ValueError if the text is not a key.

    >>> split_key('terms."real wage".weight')
    ('terms', 'real wage', 'weight')
    """
    tokens = list(_tokens(text))
    parts, dots = tokens[::2], tokens[1::2]
    good = len(tokens) % 2 == 1 and all(dot.text == "." for dot in dots)
    if not (good and all(_is_key(part) for part in parts)):
        raise ValueError(f"{text!r} is not a dotted name")
    return tuple(_unquote(part.text) for part in parts)


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield _Token(str(match.lastgroup), match[0], line)
        line += match[0].count("\n")


def _is_key(token: _Token) -> bool:
    if token.kind == "text":
        return not token.text.startswith(('"""', "'''"))
    return token.kind == "bare" and _BARE_KEY.fullmatch(token.text) is not None


def _unquote(text: str) -> str:
    if text[0] == "'":
        return text[1:-1]
    return _ESCAPE.sub(_unescape, text[1:-1]) if text[0] == '"' else text


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _ESCAPED.get(match[3], match[3])
    return chr(int(code, 16)) if int(code, 16) < 0x110000 else "\ufffd"


class _Scanner:
    """Walks through the tokens once and notes the line of each path."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tokens = tokens
        self._end = _Token("end", "", tokens[-1].line if tokens else 1)
        self._at = 0
        self._elements: dict[KeyPath, int] = {}

    def statements(self) -> None:
        """Read the whole text: headers, and pairs of key and value."""
        table: KeyPath = ()
        while self._peek().kind != "end":
            if self._peek().kind == "newline":
                self._next()
            elif self._peek().text == "[":
                table = self._header()
            else:
                self._pair(table, depth=0)

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _header(self) -> KeyPath:
        line = self._next().line
        is_array = self._peek().text == "["
        names = self._names("]")
        path: KeyPath = ()
        for number, name in enumerate(names, start=1):
            path = (*path, name)
            if path in self._elements and number < len(names):
                path = (*path, self._elements[path] - 1)
        if is_array:
            number = self._elements.get(path, 0)
            self._elements[path] = number + 1
            path = (*path, number)
        self._note(path, line)
        while self._peek().kind not in ("newline", "end"):
            self._next()
        return path

    def _names(self, end: str) -> list[str]:
        """Read the parts of a dotted key up to a mark, which is consumed too."""
        names = []
        while self._peek().kind not in ("newline", "end"):
            token = self._next()
            if token.text == end:
                break
            if _is_key(token):
                names.append(_unquote(token.text))
        return names

    def _pair(self, table: KeyPath, depth: int) -> None:
        line = self._peek().line
        path = (*table, *self._names("="))
        self._note(path, line)
        self._value(path, depth)

    def _value(self, path: KeyPath, depth: int) -> None:
        if self._peek().text == "[" and depth < DEEPEST:
            self._array(path, depth)
        elif self._peek().text == "{" and depth < DEEPEST:
            self._inline_table(path, depth)
        elif self._peek().text in ("[", "{"):
            self._skip_brackets()
        else:
            self._skip_scalar()

    def _array(self, path: KeyPath, depth: int) -> None:
        self._next()
        number = 0
        while self._peek().kind != "end" and self._peek().text != "]":
            if self._peek().kind == "newline" or self._peek().text == ",":
                self._next()
                continue
            self._note((*path, number), self._peek().line)
            self._value((*path, number), depth + 1)
            number += 1
        self._next()

    def _inline_table(self, path: KeyPath, depth: int) -> None:
        self._next()
        while self._peek().kind != "end" and self._peek().text != "}":
            if self._peek().kind == "newline" or self._peek().text == ",":
                self._next()
            else:
                self._pair(path, depth + 1)
        self._next()

    def _skip_scalar(self) -> None:
        """Pass over a value, of one token or of several (2019-01-01 07:32, 1.5)."""
        self._next()
        while self._peek().kind not in ("newline", "end"):
            if self._peek().text in (",", "]", "}"):
                break
            self._next()

    def _skip_brackets(self) -> None:
        still_open = 0
        while self._peek().kind != "end":
            text = self._next().text
            still_open += (text in ("[", "{")) - (text in ("]", "}"))
            if still_open == 0:
                break

    def _note(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
