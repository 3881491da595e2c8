"""`ebb guide`: guides compiled into cards and repaired, on the command line."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.cards.card import line_hash
from app.compiler import MOST_TOLD
from app.settings import ROOT
from tests.test_commands import Said, data, ebb

__all__ = ["data", "ebb"]  # fixtures

GUIDE = """# Tides

## What is ebb?

The tide going out.

## What is flood?

The tide coming in.
"""
FIFTH = line_hash(["The tide going out."])
ERRATA = f"""format = 1
guide = "tides.md"

[[erratum]]
id = "out"
lines = [5, 5]
hash = "{FIFTH}"
says = "the tide goes out"
true = "it falls"
source = "The almanac"
sure = "certain"

[[replace]]
lines = [5, 5]
hash = "{FIFTH}"
erratum = "out"
with = "The tide falling."
"""


def broken(text: str) -> bytes:
    """As a program that took UTF-8 for Windows-1252 saves it."""
    return text.encode().decode("cp1252", "replace").encode()


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guides" / "tides.md"
    path.parent.mkdir()
    path.write_text(GUIDE, encoding="utf-8")
    return path


def test_cards_are_proposed_one_a_line_with_where_they_stand(ebb, guide):
    said = ebb("guide", "compile", guide)

    assert said.status == 0
    assert said.out.splitlines() == [
        "3\tbasic\tWhat is ebb?\tThe tide going out.",
        "7\tbasic\tWhat is flood?\tThe tide coming in.",
    ]
    assert "2 proposals (2 basic)." in said.err


def test_as_json_each_says_all_that_is_known_of_it(ebb, guide):
    said = ebb("guide", "compile", guide, "--json")

    first, _second = [json.loads(line) for line in said.out.splitlines()]
    lines = GUIDE.split("\n")
    assert first == {
        "kind": "basic",
        "front": "What is ebb?",
        "back": "The tide going out.",
        "lines": [[3, 5]],
        "path": ["Tides"],
        "reason": first["reason"],
        "explanation": "",
        "errata": [],
        "hashes": [line_hash(lines[2:5])],
    }


def test_the_overlay_beside_a_guide_of_its_name_is_applied(ebb, guide):
    (guide.parent / "errata.toml").write_text(ERRATA, encoding="utf-8")

    first = json.loads(ebb("guide", "compile", guide, "--json").out.splitlines()[0])

    assert (first["back"], first["errata"]) == ("The tide falling.", ["out"])


def test_an_overlay_for_another_guide_is_not(ebb, guide):
    (guide.parent / "errata.toml").write_text(ERRATA.replace("tides.md", "other.md"), encoding="utf-8")

    assert "The tide going out." in ebb("guide", "compile", guide).out


def test_an_overlay_that_is_named_is_applied_whatever_its_guide_is_called(ebb, guide, tmp_path):
    overlay = tmp_path / "mine.toml"
    overlay.write_text(ERRATA.replace("tides.md", "other.md"), encoding="utf-8")

    assert "The tide falling." in ebb("guide", "compile", guide, "--overlay", overlay).out


def test_an_overlay_that_does_not_fit_lists_every_entry(ebb, guide):
    (guide.parent / "errata.toml").write_text(ERRATA, encoding="utf-8")
    guide.write_text(GUIDE.replace("going out", "falling"), encoding="utf-8")

    said = ebb("guide", "compile", guide)

    assert (said.status, said.out) == (1, "")
    assert [line.split(": ")[1] for line in said.err.splitlines()] == ["errata:out", "errata:replace 1 (lines 5–5)"]
    assert said.err.count("ebb: ") == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"format = ", ":1:10: "),
        (b"\xff", "utf-8"),
        (b'format = 1\nguide = "g"\n[[drop]]\n', "drop 1:lines: "),
    ],
)
def test_an_overlay_that_is_none_is_told(ebb, guide, tmp_path, text, says):
    overlay = tmp_path / "mine.toml"
    overlay.write_bytes(text)

    said = ebb("guide", "compile", guide, "--overlay", overlay)

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("ebb: ")
    assert says in said.err


def test_an_overlay_that_is_missing_is_told(ebb, guide):
    said = ebb("guide", "compile", guide, "--overlay", "none.toml")

    assert (said.status, said.out) == (1, "")
    assert "none.toml" in said.err


def check(ebb: object, folder: Path) -> Said:
    return ebb("decks", "check", folder)  # type: ignore[operator,no-any-return]


@pytest.mark.parametrize("name", ["tides.md", "潮.md", "-a--b-.md", "A very long name " * 8 + ".md", "2026.notes.md"])
def test_a_deck_that_is_written_is_in_order(ebb, guide, tmp_path, name):
    guide = guide.rename(guide.with_name(name))

    said = ebb("guide", "compile", guide, "--deck", tmp_path / "deck" / ".." / "deck.toml")
    assert said.status == 1, "the folder is not there"
    said = ebb("guide", "compile", guide, "--deck", tmp_path / "deck.toml")

    assert said.status == 0
    assert check(ebb, tmp_path / "deck.toml") == Said(0, "", "1 decks with 2 cards are in order.\n")
    deck = tomllib.loads((tmp_path / "deck.toml").read_text(encoding="utf-8"))
    assert (deck["guide"], deck["title"]) == (name, "Tides")
    assert ebb("decks", "check", tmp_path / "deck.toml", "--guide", guide).status == 0


@pytest.mark.parametrize(
    "text",
    [
        "## Is ebb the tide going out?\n\nYes. The water falls.\n\n## Is flood?\n\nNo.",
        f"## What is ebb?\n\n{'The tide going out, until the water stands. ' * 20}",
        "## Which is lower, ebb or flood?\n\nEbb\n\n- **Ebb**: the tide that falls.\n\n## What is **ebb**?\n\nFalling.",
        "## Nets\n\n```yaml\nsecrets:\n  key:\n    file: ./secrets/key\n```\n\n{{c1::Ebb}} falls; so does ebb.",
        "## Tides\n\n| Tide | Rise | Fall |\n| --- | --- | --- |\n" + f"| Spring | {'high ' * 60} | {'low ' * 60} |",
    ],
    ids=["yes or no", "a long answer", "its own answer", "gaps", "a wide row"],
)
def test_a_deck_of_any_form_is_in_order(ebb, guide, tmp_path, text):
    guide.write_text(f"# Tides\n\n{text}\n\n## What is slack?\n\nStill water.", encoding="utf-8")

    assert ebb("guide", "compile", guide, "--deck", tmp_path / "deck.toml").status == 0

    assert check(ebb, tmp_path / "deck.toml").status == 0


@pytest.mark.parametrize("where", ["beside", "elsewhere"])
def test_a_deck_names_the_errata_that_lie_beside_it_and_tells_others_in_words(ebb, guide, tmp_path, where):
    (guide.parent / "errata.toml").write_text(ERRATA, encoding="utf-8")
    target = (guide.parent if where == "beside" else tmp_path) / "deck.toml"

    ebb("guide", "compile", guide, "--deck", target)

    note = tomllib.loads(target.read_text(encoding="utf-8"))["note"][0]
    assert note.get("errata") == (["out"] if where == "beside" else None)
    assert ("The guide says: the tide goes out." in note.get("explanation", "")) == (where == "elsewhere")
    assert check(ebb, target.parent if where == "beside" else target).status == 0


@pytest.mark.parametrize("make", ["file", "link"])
def test_a_deck_that_is_there_is_not_written_over(ebb, guide, tmp_path, make):
    target = tmp_path / "deck.toml"
    if make == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")

    said = ebb("guide", "compile", guide, "--deck", target)

    assert (said.status, said.out) == (1, "")
    assert said.err == f"ebb: {target} is there already; name another file, or remove it\n"
    assert make == "link" or target.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", ["compile", "repair"])
@pytest.mark.parametrize(
    ("held", "says"),
    [
        (b"\x89PNG\r\n", "is no text; it looks like a PNG picture"),
        (b"x" * 5_000_001, "has 5,000,001 bytes; 5,000,000 is the most"),
        (b"\0" * 100, "control characters"),
        (b"", "is empty"),
    ],
    ids=["picture", "large", "NUL", "empty"],
)
def test_a_file_that_is_no_guide_is_told_in_one_line(ebb, guide, command, held, says):
    guide.write_bytes(held)

    said = ebb("guide", command, guide)

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"ebb: {guide} ")
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", ["compile", "repair"])
def test_a_file_that_is_not_there_or_a_folder_is_refused(ebb, guide, command):
    assert ebb("guide", command, guide.with_name("none.md")).status == 2
    assert ebb("guide", command, guide.parent).status == 2


def test_what_was_left_out_is_told_when_asked_for(ebb, guide):
    guide.write_text(GUIDE + "\nWords.\n" + "\n".join("`" for _ in range(3)), encoding="utf-8")

    plain, all_ = ebb("guide", "compile", guide), ebb("guide", "compile", guide, "--left-out")

    assert "(--left-out says which, and why)" in plain.err
    assert "(--left-out" not in all_.err
    assert plain.out == all_.out


def test_many_remarks_are_counted_and_told_when_asked_for(ebb, guide):
    guide.write_bytes(broken("# Tides\n\n" + "Café – “ebb” and ” flöd à la Ý.\n" * MOST_TOLD * 3))

    plain, all_ = ebb("guide", "compile", guide), ebb("guide", "compile", guide, "--left-out")

    assert "more remarks (--left-out prints all)" in plain.err
    assert len(all_.err.splitlines()) > len(plain.err.splitlines())


# repair


def test_repaired_text_goes_out_as_it_is_and_guesses_are_told_apart(ebb, guide):
    text = "# Tides – “ebb and flöd\n\nCafé\n" * 10
    guide.write_bytes(broken(text))

    said = ebb("guide", "repair", guide)

    assert said.status == 0
    assert said.out == text
    assert said.err.startswith(f"{guide}:1: ")
    assert "it was repaired" in said.err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"no newline", "no newline"),
        (b"---\ntitle: x\n---\n\n# A\n", "---\ntitle: x\n---\n\n# A\n"),
        (b"a\r\nb\rc", "a\nb\nc"),
        (b"\xef\xbb\xbfa\n\n\n", "a\n\n\n"),
        ("[bold]{{ x }}\t\u200b\n".encode(), "[bold]{{ x }}\t\u200b\n"),
    ],
    ids=["no last newline", "front matter", "line ends", "byte order mark", "nothing to repair"],
)
def test_all_else_stays_as_it_is(ebb, guide, tmp_path, before, after):
    guide.write_bytes(before)

    assert ebb("guide", "repair", guide).out == after
    assert ebb("guide", "repair", guide, "-o", tmp_path / "new.md").out == ""
    assert (tmp_path / "new.md").read_bytes() == after.encode()


def test_a_place_that_cannot_be_written_is_told(ebb, guide, tmp_path):
    said = ebb("guide", "repair", guide, "-o", tmp_path / "none" / "new.md")

    assert said == Said(1, "", f"ebb: {tmp_path / 'none' / 'new.md'} cannot be written: No such file or directory\n")


def test_what_goes_out_is_utf_8_whatever_the_terminal_speaks_and_a_reader_may_stop_early(guide):
    guide.write_text("# Ebb – “out”\n" * 50_000, encoding="utf-8")
    command = [sys.executable, "-m", "app", "guide", "repair", str(guide)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"}

    whole = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    stopped = subprocess.run(
        f"{sys.executable} -m app guide repair {guide} | head -c 10",
        cwd=ROOT,
        env=environment,
        shell=True,
        capture_output=True,
        check=True,
    )

    assert whole.stdout.decode() == "# Ebb – “out”\n" * 50_000
    assert stopped.stdout == "# Ebb – “"[:8].encode()
    assert b"Traceback" not in stopped.stderr
