"""Every command of the README is run, made small where it takes long (`tests/command_rules.py`)."""

import re
from pathlib import Path

import pytest
from tests.command_rules import EDITS, ELSEWHERE, GIVEN, RULES, small
from tests.commands import Checkout, Story, commands_of, page, stories
from tests.documents import documents

STORIES = tuple(stories())


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_commands_of_the_readme_run(story: Story, tmp_path: Path) -> None:
    """Every command of a part of the README ends well."""
    Checkout(tmp_path).tell(story)


def test_no_command_of_the_readme_is_missed(root: Path) -> None:
    """Parts of the README have all commands that stand anywhere in it."""
    text = (root / "README.md").read_text(encoding="utf-8")
    told = [line for story in STORIES for line in story.lines]
    assert set(told) == set(commands_of(text))
    for line in re.findall(r"(?m)(?:^|`)((?:talentflow|make) [^`#\n]+)", text):
        assert line.split()[1] in {word for one in told for word in one.split()}, line


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    """A command that no rule knows runs as it stands, and its failure is an error."""
    checkout = Checkout(tmp_path)
    for line in ("talentflow doctor nowhere", "make nothing"):
        assert small(line) == line
        with pytest.raises(AssertionError):
            checkout.tell(Story("wrong", (line,)))


def test_the_table_of_rules_holds_nothing_dead(root: Path) -> None:
    """Each rule, given folder, edit and place elsewhere is of use to a command or a study."""
    lines = [line for path in documents() for line in page(path).lines]
    lines += [line for story in STORIES for line in story.lines]
    studies = [path.read_text(encoding="utf-8") for path in (root / "experiments").glob("*.toml")]
    for rule in RULES:
        for line in (one for one in lines if re.search(rule.where, one)):
            if rule.add or re.search(rule.old, line):
                break
        else:
            pytest.fail(f"no command for {rule}")
    assert [old for old, _ in EDITS if not any(re.search(old, text) for text in studies)] == []
    assert [name for name in GIVEN if not any(name in line for line in lines)] == []
    assert [name for name in ELSEWHERE if not any(line.startswith(name) for line in lines)] == []


@pytest.mark.parametrize("command", ELSEWHERE)
def test_what_runs_elsewhere_stands_there(root: Path, command: str) -> None:
    """A command that is not run here is one of the named file."""
    file, line = ELSEWHERE[command]
    assert re.search(line, (root / file).read_text(encoding="utf-8"), re.MULTILINE)
