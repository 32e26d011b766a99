"""The documents agree with the code: all is described, commands parse, links lead somewhere."""

import ast
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from tests.documents import anchors, blocks, documents, links, parse, shell_lines

import talentflow
from talentflow.levers import catalogue as levers
from talentflow.outcomes import TABLES
from talentflow.parameters import parameters_of
from talentflow.reading import shipped
from talentflow.rules import catalogue
from talentflow_lab import links as measurement
from talentflow_lab import reference_pages
from talentflow_lab.measures import MEASURES
from talentflow_lab.reference_pages.commands import each_command
from talentflow_lab.survey_question import known_questions

COMMANDS = sorted({line for _, line in shell_lines() if line.startswith("talentflow ")})
MAKES = [line for _, line in shell_lines() if line.startswith("make ")]
LANGUAGES = {"sh", "bash", "python", "toml", "text", ""}
WRITTEN_BY_HAND = {"layout.md", "licences.md", "overview.md", "python.md"}
EXAMPLES = {
    "model/talentflow/rules/terms/fear_of_conscription.py",
    "scenarios/levers/child-care.toml",
    "tests/browser/pictures",
    "benchmarks/out/latest.json",
}
"""Files that a reader of the documents makes."""


def text_of(root: Path, name: str) -> str:
    """Return a document."""
    return (root / name).read_text(encoding="utf-8")


def test_the_reference_is_fresh(root: Path) -> None:
    """The committed pages are what the code says; `make reference` renews them."""
    assert reference_pages.stale(root / "docs/reference") == []


def test_no_page_of_the_reference_is_left_over(root: Path) -> None:
    """Every page is made from the code, or is known to be written by hand."""
    there = {path.name for path in (root / "docs/reference").glob("*.md")}
    assert there == {*reference_pages.pages(), *WRITTEN_BY_HAND}


def test_every_parameter_is_described(root: Path) -> None:
    """Every parameter of every rule and link stands in the reference by its dotted path."""
    rules = {
        f"{section}.{name}.{field}"
        for section, modules in catalogue().items()
        for name, rule in modules.items()
        for field in parameters_of(rule)
    }
    text = text_of(root, "docs/reference/parameters.md") + text_of(root, "docs/reference/lab.md")
    assert [path for path in (*rules, *measurement.parameters()) if f"`{path}`" not in text] == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("terms", [f"### terms.{name}" for name in catalogue()["terms"]]),
        ("shocks", [f"### shocks.{name}" for name in catalogue()["shocks"]]),
        ("levers", [f"### {name}" for name in levers()]),
        ("outcomes", [*(f"## {name}" for name in TABLES), *(f"`{name}`" for name in MEASURES)]),
        ("commands", [f"## {name}" for name, _ in each_command()]),
        ("scenarios", [f"## {name}" for name in shipped()]),
        ("lab", [f"`{name}`" for name in known_questions()]),
        ("python", [f"`talentflow.{n}`" for n in talentflow.__all__ if not n.startswith("_")]),
    ],
)
def test_everything_is_described(root: Path, page: str, names: list[str]) -> None:
    """Every term, shock, lever, outcome, command, scenario and public name has its entry."""
    text = text_of(root, f"docs/reference/{page}.md")
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_no_link_is_dead(path: Path) -> None:
    """A relative link leads to a file of the repository, and its anchor to a heading."""
    for link in links(path):
        name, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_of_the_documents_parse(line: str) -> None:
    """Every command in a block exists, takes these options, and accepts these values."""
    parse(line)


@pytest.mark.parametrize("line", COMMANDS)
def test_files_that_commands_name_are_there(root: Path, line: str) -> None:
    """Studies and scenarios of the repository that a command names exist."""
    for word in shlex.split(line):
        if re.match(r"(experiments|scenarios)/", word):
            assert (root / word).exists(), word


def test_a_wrong_command_would_be_found() -> None:
    """The parser of these tests refuses an unknown option and an unknown command."""
    for line in ("talentflow run belarus-2020 --sale 10", "talentflow levers lsit"):
        with pytest.raises(Exception, match=r"(?i)no such"):
            parse(line)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_files_that_documents_name_are_there(root: Path, path: Path) -> None:
    """A path of the repository in a text, other than a pattern or an example, leads to a file."""
    for word in re.findall(r"`([\w./*-]+)`", path.read_text(encoding="utf-8")):
        if re.match(r"(model|experiments|app|scenarios|tests|docs|benchmarks|examples)/", word):
            there = [*root.glob(word), *root.glob(f"{word}-*.md")]
            assert word in EXAMPLES or there, word


def test_targets_of_make_exist(root: Path) -> None:
    """Every target that a document tells to make is one of the Makefile."""
    known = set(re.findall(r"^([a-z-]+):", text_of(root, "Makefile"), re.MULTILINE))
    for line in MAKES:
        wanted = {word for word in shlex.split(line)[1:] if re.fullmatch(r"[a-z-]+", word)}
        assert wanted <= known, line


def test_options_in_the_table_of_commands_exist(root: Path) -> None:
    """Each row about a command names only options that the command has."""
    known = dict(each_command())
    text = text_of(root, "docs/reference/overview.md")
    rows = re.findall(r"^\| `talentflow ([^`]+)` \|(.+)$", text, re.MULTILINE)
    assert len(rows) > 15
    assert len({command for command, _ in rows}) == len(rows)
    for command, told in rows:
        words = re.findall(r"[a-z]+", command.replace("\\|", "|"))
        groups = [known[n] for n in known if n.split()[1:2] == words[:1]]
        options = {name for one in groups for p in one.params for name in p.opts}
        options |= {name for p in known["talentflow"].params for name in p.opts}
        assert set(re.findall(r"`(--[a-z-]+)", told)) <= options, command


def test_every_command_is_in_the_table(root: Path) -> None:
    """The table of commands has a row for each one, groups taken together."""
    text = text_of(root, "docs/reference/overview.md")
    tops = {name.split()[1] for name, _ in each_command() if " " in name}
    assert [name for name in tops if f"`talentflow {name}" not in text] == []


@pytest.mark.parametrize(
    "block", [b for b in blocks() if b.language == "python"], ids=lambda b: f"{b.path}:{b.line}"
)
def test_python_of_the_documents_holds(block: tuple[str, int, str, str]) -> None:
    """A block of Python compiles, and what it imports from talentflow is there."""
    tree = ast.parse(block[3])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("talentflow"):
            exec(ast.unparse(node), {})  # noqa: S102 - our own documents


@pytest.mark.parametrize(
    "block", [b for b in blocks() if b.language == "toml"], ids=lambda b: f"{b.path}:{b.line}"
)
def test_toml_of_the_documents_is_valid(block: tuple[str, int, str, str]) -> None:
    """A block of TOML can be read."""
    assert tomllib.loads(block[3])


def test_blocks_are_of_known_languages() -> None:
    """A block says what it is, so that these tests look at it."""
    assert {one.language for one in blocks()} <= LANGUAGES


def test_every_page_is_reached_from_the_menu(root: Path) -> None:
    """Pages stand in the menu of the site, decisions in their list."""
    menu = text_of(root, "mkdocs.yml")
    index = text_of(root, "docs/decisions/index.md")
    for path in documents():
        if path.is_relative_to(root / "docs"):
            name = path.relative_to(root / "docs").as_posix()
            assert f": {name}\n" in menu or f"- {name}\n" in menu or f"({path.name})" in index, name


def test_the_documents_name_no_machine() -> None:
    """No document holds a path of somebody's machine."""
    for path in documents():
        assert not re.findall(
            r"(?<![\w.])/(?:home|root|work|tmp|Users)/\w", path.read_text("utf-8")
        )
