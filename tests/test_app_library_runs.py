"""The library's folder: what it lists, and what can be done with its runs and what cannot."""

import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.saved_runs import save_run

from talentflow_app import library_acts
from talentflow_app.library_acts import copy, delete, free_for, note, rename
from talentflow_app.library_runs import LibraryError, checked_name, find, runs
from talentflow_lab.store import foreign_names


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run that tests copy from."""
    return save_run(tmp_path_factory.mktemp("made") / "run", months=2, replications=1)


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    """Return a library with "one" and "group/two", and beside it a run that is none of its own."""
    folder = tmp_path / "library"
    for place in (folder / "one", folder / "group" / "two", tmp_path / "outside"):
        shutil.copytree(made, place)
    return folder


def keys(library: Path) -> set[str]:
    """Return the keys of a library."""
    return {run.key for run in runs(library)}


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder with what they hold."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_runs_are_listed_with_what_they_tell(library: Path) -> None:
    """Runs right in the folder and one level below are found, no deeper ones, no other folders."""
    save_run(library / "group" / "deep" / "three", months=2, replications=1)
    (library / "empty").mkdir()
    (library / "file").write_text("no folder", encoding="utf-8")
    save_run(library / ".hidden", months=2, replications=1)
    assert keys(library) == {"one", "group/two"}
    one = find(library, "one")
    assert (one.name, one.title, one.scenario) == ("one", "Belarus, seed 1", "belarus-2020")
    assert (one.start, one.months, one.scale, one.seed) == ("2019-01", 2, 50.0, 1)
    assert (one.done, one.wanted, one.notes) == (1, 1, "")
    assert find(library, "group/two").name == "two"


def test_the_newest_run_comes_first(library: Path) -> None:
    """The order is that of run.json's dates."""
    os.utime(library / "one" / "run.json", (2e9, 2e9))
    assert [run.key for run in runs(library)] == ["one", "group/two"]
    os.utime(library / "one" / "run.json", (1e9, 1e9))
    assert [run.key for run in runs(library)] == ["group/two", "one"]


def test_no_library_has_no_runs(tmp_path: Path) -> None:
    """A folder that is missing, or a file, lists nothing."""
    assert runs(tmp_path / "missing") == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert runs(tmp_path / "file") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": "other"}',
        '{"format": "talentflow results 1", "months": 1e999}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_a_damaged_record_harms_nothing(library: Path, text: str) -> None:
    """A run.json of any content leaves the list as it is, or lists a run with what is known."""
    bad = library / "bad"
    bad.mkdir()
    (bad / "run.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert keys(library) - {"bad"} == {"one", "group/two"}
    if "1e999" in text:
        assert find(library, "bad").months == 0


@pytest.mark.parametrize(
    "key", ["../outside", "one/../../outside", "/etc", "", ".", "..", "group", "one/", "ONE"]
)
def test_a_key_is_no_path(library: Path, key: str) -> None:
    """Nothing is found, renamed, copied, deleted or noted that the library does not list."""
    before = everything(library.parent)
    for act in (find, copy, delete):
        with pytest.raises(LibraryError, match="there is no run"):
            act(library, key)
    with pytest.raises(LibraryError, match="there is no run"):
        rename(library, key, "new")
    with pytest.raises(LibraryError, match="there is no run"):
        note(library, key, "text")
    assert everything(library.parent) == before


@pytest.mark.parametrize("place", ["link", "group/link"])
def test_links_are_not_followed(library: Path, place: str) -> None:
    """A link to a run outside is no run of the library, and the run outside stays."""
    outside = library.parent / "outside"
    (library / place).symlink_to(outside, target_is_directory=True)
    (library / "folder").symlink_to(outside.parent, target_is_directory=True)
    assert keys(library) == {"one", "group/two"}
    before = everything(outside)
    with pytest.raises(LibraryError):
        delete(library, place)
    assert everything(outside) == before


def test_a_linked_record_makes_no_run(library: Path) -> None:
    """A folder whose run.json is a link to another's is not deleted."""
    fake = library / "fake"
    fake.mkdir()
    (fake / "run.json").symlink_to(library / "one" / "run.json")
    assert "fake" not in keys(library)


def test_a_link_in_a_run_is_removed_not_followed(library: Path) -> None:
    """Deleting a run leaves alone what a link in it points at."""
    outside = library.parent / "outside"
    (library / "one" / "flows.csv").symlink_to(outside / "flows.parquet")
    before = everything(outside)
    delete(library, "one")
    assert everything(outside) == before
    assert keys(library) == {"group/two"}


GOOD = ("A", "no fear 2", "x.y_z-1", "Jyväskylä", "1" * 80)
BAD = {
    "": "needs a name",
    "  ": "needs a name",
    "a/b": "letters, digits",
    "a\\b": "letters, digits",
    "a\nb": "letters, digits",
    "a\0b": "letters, digits",
    "a\u202eb": "letters, digits",
    "<b>": "letters, digits",
    "..": "begins with",
    ".hidden": "begins with",
    "-out": "begins with",
    "_x": "begins with",
    "dot.": "does not end with a dot",
    "1" * 81: "too long",
    "ä" * 80 + "ö" * 40: "too long",
    "語" * 70: "too long",
    "con": "on every system",
    "LPT1.toml": "on every system",
}


@pytest.mark.parametrize("name", GOOD)
def test_good_names_are_taken(name: str) -> None:
    """Letters of any language, digits, blanks, dashes, dots and underscores are fine."""
    assert checked_name(f" {name} ") == name


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_told(name: str) -> None:
    """A name is never a path, a hidden file, an option or longer than file systems take."""
    with pytest.raises(LibraryError, match=BAD[name]):
        checked_name(name)


@given(st.text(max_size=100))
def test_whatever_is_taken_is_one_plain_name(text: str) -> None:
    """No name that is taken leads anywhere but into the folder itself."""
    try:
        name = checked_name(text)
    except LibraryError:
        return
    assert Path(name).name == name
    assert name not in {"", ".", ".."}
    assert not name.startswith((".", "-"))
    assert (Path("/library") / name).resolve() == Path("/library") / name


def test_renaming_moves_the_whole_run(library: Path) -> None:
    """All files are there under the new name, in the same folder, and none under the old."""
    for old, new, key in (("one", "first", "first"), ("group/two", "second", "group/second")):
        before = everything(library / old)
        assert rename(library, old, new) == key
        assert everything(library / key) == before
        assert not (library / old).exists()
    assert keys(library) == {"first", "group/second"}


@pytest.mark.parametrize("taken", ["run", "file", "empty", "link", "itself"])
def test_renaming_overwrites_nothing(library: Path, taken: str) -> None:
    """A name that is taken by anything at all is refused, a dangling link included."""
    target = library / "taken"
    if taken == "run":
        rename(library, copy(library, "one"), "taken")
    elif taken == "file":
        target.write_text("precious", encoding="utf-8")
    elif taken == "empty":
        target.mkdir()
    elif taken == "link":
        target.symlink_to(library / "nowhere")
    before = everything(library)
    with pytest.raises(LibraryError, match="already"):
        rename(library, "one", "one" if taken == "itself" else "taken")
    assert everything(library) == before
    assert keys(library) >= {"one", "group/two"}


@pytest.mark.parametrize("name", ["../up", "group/one", "/etc/x", "..", ""])
def test_renaming_takes_no_path(library: Path, name: str) -> None:
    """A run stays in its folder."""
    before = everything(library.parent)
    with pytest.raises(LibraryError):
        rename(library, "one", name)
    assert everything(library.parent) == before


def test_a_copy_is_the_same_under_a_free_name(library: Path) -> None:
    """Copies of copies get names of their own beside the original, and keep its date."""
    note(library, "group/two", "mine")
    (library / "one-2").symlink_to(library.parent / "nowhere")
    assert copy(library, "one") == "one-3"
    assert copy(library, "group/two") == "group/two-2"
    assert everything(library / "group" / "two-2") == everything(library / "group" / "two")
    assert find(library, "group/two-2").date == find(library, "group/two").date
    assert not (library.parent / "nowhere").exists()
    assert not [path for path in library.rglob(".*") if path.name.startswith(".")]


def test_deleting_takes_one_run_and_nothing_else(library: Path) -> None:
    """The folder is gone, notes included; the others and the run outside are as they were."""
    note(library, "one", "mine")
    others = everything(library / "group"), everything(library.parent / "outside")
    delete(library, "one")
    assert sorted(path.name for path in library.iterdir()) == ["group"]
    assert (everything(library / "group"), everything(library.parent / "outside")) == others
    with pytest.raises(LibraryError, match="there is no run"):
        delete(library, "one")


@pytest.mark.parametrize("name", ["thesis.docx", "data/letter.txt", "more/x.csv"])
def test_a_run_with_files_of_others_is_not_deleted(library: Path, name: str) -> None:
    """What talentflow did not write is named and stays."""
    mine = library / "one" / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("precious", encoding="utf-8")
    before = everything(library)
    with pytest.raises(LibraryError, match="not written by talentflow"):
        delete(library, "one")
    assert everything(library) == before
    assert "run.json" not in foreign_names(library / "one")


def test_of_many_who_delete_at_once_one_does(library: Path) -> None:
    """Each of the others is told in a sentence."""
    told: list[str] = []
    together = threading.Barrier(8)

    def one_of_them() -> None:
        together.wait()
        try:
            delete(library, "one")
            told.append("done")
        except LibraryError as mistake:
            told.append(str(mistake))

    crowd = [threading.Thread(target=one_of_them) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert told.count("done") == 1
    assert all("no run 'one'" in text for text in told if text != "done")
    assert keys(library) == {"group/two"}


@pytest.mark.parametrize("act", ["rename", "copy", "delete", "note"])
def test_a_run_that_vanishes_meanwhile_is_told(
    library: Path, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may delete a run between the look and the act."""
    gone = find(library, "one")
    shutil.rmtree(library / "one")
    monkeypatch.setattr(library_acts, "find", lambda _library, _key: gone)
    acts = {
        "rename": lambda: rename(library, "one", "new"),
        "copy": lambda: copy(library, "one"),
        "delete": lambda: delete(library, "one"),
        "note": lambda: note(library, "one", "text"),
    }
    with pytest.raises(LibraryError, match="somebody else"):
        acts[act]()
    assert sorted(path.name for path in library.iterdir()) == ["group"]


def test_notes_are_kept_as_text(library: Path) -> None:
    """Any text comes back; markup is text, and what cannot be seen is left out."""
    text = '<script>alert(1)</script>\n«what if» "fear" were 0?'
    note(library, "one", f"  {text}\x00\x1b\u202e ")
    assert find(library, "one").notes == text
    assert json.loads((library / "one" / "notes.json").read_text("utf-8")) == {"notes": text}
    note(library, "one", " ")
    assert find(library, "one").notes == ""
    assert not (library / "one" / "notes.json").exists()


def test_notes_have_a_length_and_follow_no_link(library: Path) -> None:
    """Too long a text is refused; a linked notes.json is neither read nor written through."""
    with pytest.raises(LibraryError, match="5,000 letters; these have 5,001"):
        note(library, "one", "x" * 5001)
    secret = library.parent / "secret.json"
    secret.write_text('{"notes": "secret"}', encoding="utf-8")
    (library / "one" / "notes.json").symlink_to(secret)
    assert find(library, "one").notes == ""
    note(library, "one", "mine")
    assert find(library, "one").notes == "mine"
    assert "secret" in secret.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"notes": 3}', "[" * 100_000])
def test_damaged_notes_are_no_notes(library: Path, text: str) -> None:
    """Whatever stands in notes.json, the run is listed."""
    (library / "one" / "notes.json").write_text(text, encoding="utf-8")
    assert find(library, "one").notes == ""


def test_a_new_run_needs_a_free_name(library: Path) -> None:
    """What is saved from the desk overwrites nothing either."""
    assert free_for(library, " new ") == library / "new"
    for name in ("one", "group", "../x"):
        with pytest.raises(LibraryError):
            free_for(library, name)
