"""Guides sent in: by file, by drop (which the browser sends as a file), by pasting; and what will not do."""

import io
import time as wall
import zipfile

import pytest
from starlette.testclient import TestClient

from app.guide.source import MOST_BYTES, MOST_LINE
from app.library import routes
from app.library.compiling import Readings, Task, Told
from app.library.uploading import clean_name
from app.library.worker import compiled
from tests import given
from tests.library.guides import guide, page, proposals

QUESTIONS = "# Tides\n\n## What is ebb?\n\nThe tide going out.\n\n## What is flood?\n\nThe tide coming in.\n"
ERRATA = """format = 1
guide = "tides.md"

[[erratum]]
id = "out"
lines = [5, 5]
hash = "HASH"
says = "the tide goes out"
true = "it falls, `slowly`"
source = "The almanac"
sure = "certain"

[[replace]]
lines = [5, 5]
hash = "HASH"
erratum = "out"
with = "The tide falling."
"""


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiles without a process of its own, which `test_compiling.py` is about, and waits until that is done."""

    async def compile_(_self: Readings, _guide_id: int, task: Task) -> Told:
        return compiled({"name": task.name, "overlay": task.overlay, "strict": task.strict}, task.data)

    monkeypatch.setattr(Readings, "_compile", compile_)
    monkeypatch.setattr(routes, "SOON", 60)


def upload(client: TestClient, text: str | bytes = QUESTIONS, name: str = "tides.md", **form: str) -> given.Shown:
    """Sends a file, as the form does; the guide's page."""
    return shown_after(client, {"file": (name, text.encode() if isinstance(text, str) else text)}, form)


def paste(client: TestClient, text: str, **form: str) -> given.Shown:
    """Sends a text, as the form does; the guide's page."""
    return shown_after(client, {"file": ("", b"")}, {"text": text, "name": ""} | form)


def shown_after(client: TestClient, files: object, form: dict[str, str]) -> given.Shown:
    answer = client.post("/guides", files=files, data=form)  # type: ignore[arg-type]
    assert answer.status_code == 303, given.shown(answer.text).one(".wrong").get_text(" ")
    assert answer.headers["location"].startswith("/guides/")
    return page(client, answer.headers["location"])


def refused(client: TestClient, files: object, form: dict[str, str] | None = None) -> given.Shown:
    """The form as it comes back."""
    answer = client.post("/guides", files=files, data=form or {})  # type: ignore[arg-type]
    assert answer.status_code == 422
    return given.shown(answer.text)


def names(client: TestClient) -> list[str]:
    return [p.get_text().rpartition(" · ")[0] for p in page(client, "/guides").soup.select(".books .day")]


def test_a_file_is_read_and_its_cards_proposed(alice, db):
    shown = upload(alice)

    assert shown.one("h1").get_text() == "Tides"
    assert [one.get_text(strip=True) for one in shown.soup.select(".proposal .asked")] == [
        "What is ebb?",
        "What is flood?",
    ]
    assert shown.one(".proposal .guide-line").get_text() == "3## What is ebb?"
    assert names(alice) == ["tides.md"]


def test_a_pasted_text_is_named_by_its_first_line(alice):
    paste(alice, "\r\n" + QUESTIONS.replace("\n", "\r\n"))
    paste(alice, QUESTIONS, name="My words.md")
    paste(alice, "… !\n\n## What is ebb?\n\nThe tide.\n")

    assert sorted(names(alice)) == ["My words.md", "pasted.md", "tides.md"]


def test_a_file_of_the_same_name_is_a_new_version_and_one_of_another_is_another_guide(alice):
    upload(alice)

    assert (
        "Read again: 1 new, 0 changed, 0 gone, 2 as before."
        in upload(alice, QUESTIONS + "\n## What is slack?\n\nStill water between the two.\n").text
    )
    upload(alice, name="other.md")

    assert names(alice) == ["tides.md", "other.md"]


def test_a_name_may_be_given_to_a_file(alice):
    shown_after(alice, {"file": ("tides (1).md", QUESTIONS.encode())}, {"name": "tides.md"})

    assert names(alice) == ["tides.md"]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\notes\\tides.md", "tides.md"),
        ("/", ""),
        ("..", ""),
        ("a/..", ""),
        (".hidden.md", "hidden.md"),
        ("a\x00b\nc\u202ed\u200b.md", "a b c d .md"),
        ("x" * 500, "x" * 120),
        ("<script>alert(1)</script>.md", "script>.md"),
        ("{{ 7 * 7 }}.md", "{{ 7 * 7 }}.md"),
        ("潮.md", "潮.md"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_without_what_cannot_be_seen(sent, name):
    assert clean_name(sent) == name


@pytest.mark.parametrize("name", ["..", "/", "\x07", "<img src=x onerror=alert(1)>.md", "{{ 7 * 7 }}.md", "潮 & co.md"])
def test_whatever_a_file_is_called_it_is_read_and_its_name_only_shown(alice, name):
    shown = upload(alice, name=name)

    assert shown.one("h1").get_text() == "Tides"
    assert shown.soup.select("main img, main script") == []
    assert "49" not in names(alice)[0]


def test_nothing_sent_is_told(alice):
    shown = refused(alice, {"file": ("", b"")}, {"text": " \r\n"})

    assert shown.one(".wrong").get_text(strip=True) == "Choose a file, drop one on the field, or paste some text."


def test_a_file_and_a_text_at_once_are_not_taken_one_for_the_other(alice):
    shown = refused(alice, {"file": ("tides.md", QUESTIONS.encode())}, {"text": "my own", "name": "mine"})

    assert "send one of the two" in shown.one(".wrong").get_text()
    assert shown.one("#text").get_text() == "\nmy own"
    assert shown.one("#name")["value"] == "mine"


def a_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.md", b"\0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "tides.md is empty."),
        (b" \n\t\n", "tides.md is empty."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "it looks like a PNG picture"),
        (a_zip(), "it looks like a zip archive"),
        (bytes(range(32)) * 50, "control characters"),
        (b"\0" * 1000, "control characters"),
        (b"x" * (MOST_BYTES + 1), "tides.md has 5,000,001 bytes; 5,000,000 is the most. Split it."),
        (b"# Tides\n\n" + b"y" * (MOST_LINE + 1), "tides.md has 100,001 characters on line 3; 100,000 is the most."),
        (b"\n" * 200_001 + b"x", "lines; 200,000 is the most"),
    ],
    ids=["empty", "blank", "picture", "zip", "controls", "nothing but NUL", "too large", "a long line", "lines"],
)
def test_a_file_that_is_no_guide_is_told_where_and_leaves_no_trace(alice, data, says):
    shown = refused(alice, {"file": ("tides.md", data)})

    assert says in shown.one(".wrong").get_text()
    assert names(alice) == []


@pytest.mark.parametrize("text", ["y" * (MOST_LINE + 1), "\x01\x02" * 40 + "ab", "é" * (MOST_BYTES // 2 + 1)])
def test_a_pasted_text_that_cannot_be_read_comes_back(alice, text):
    shown = refused(alice, {"file": ("", b"")}, {"text": text, "name": "mine.md"})

    assert shown.one(".wrong").get_text(strip=True)
    assert shown.one("#text").get_text() == f"\n{text}"
    assert shown.one("#name")["value"] == "mine.md"
    assert names(alice) == []


def test_six_megabytes_of_file_and_of_text_are_told_and_the_text_comes_back(alice):
    assert "6,000,000 bytes" in refused(alice, {"file": ("t.md", b"a\n" * 3_000_000)}).one(".wrong").get_text()
    shown = refused(alice, {"file": ("", b"")}, {"text": "a\n" * 3_000_000})
    assert "The pasted text has 6,000,000 bytes" in shown.one(".wrong").get_text()
    assert len(shown.one("#text").get_text()) == 6_000_001


def test_a_body_beyond_all_measure_is_not_read(alice):
    answer = alice.post("/guides", files={"file": ("t.md", b"a" * 12_000_000)})

    assert answer.status_code == 413
    assert "That was too much at once" in answer.text


def test_a_new_version_that_cannot_be_read_leaves_the_guide_as_it_was(alice, db):
    upload(alice)

    refused(alice, {"file": ("tides.md", b"\x89PNG\r\n")})

    assert guide(db, 1).reading == "ready"
    assert len(proposals(db, 1)) == 2
    assert "It could not be read" not in page(alice, "/guides/1").text


def test_a_form_that_is_no_form_is_refused(alice):
    for body, kind in ((b"{}", "application/json"), (b"--x", "multipart/form-data; boundary=x"), (b"", "text/plain")):
        assert alice.post("/guides", content=body, headers={"content-type": kind}).status_code in {400, 422}
    assert names(alice) == []


def test_a_text_with_half_characters_is_read_or_refused_and_stops_nothing(alice):
    body = b"text=%23%20Tides%0A%ED%A0%80%0A%0Awhat&name=%ED%A0%80.md"
    answer = alice.post(
        "/guides", content=body, headers={"content-type": "application/x-www-form-urlencoded; charset=utf-16-le"}
    )
    assert answer.status_code in {303, 422}
    assert alice.get("/guides").status_code == 200


# Corrections


def errata(**changes: str) -> bytes:
    text = ERRATA.replace("HASH", changes.pop("hash", "b8ba4ea4a3ec5ca9"))
    return text.encode()


def with_hash() -> bytes:
    from app.cards.card import line_hash

    return errata(hash=line_hash(["The tide going out."]))


def test_corrections_are_made_before_cards_and_stand_beside_the_lines_they_correct(alice):
    files = {"file": ("tides.md", QUESTIONS.encode()), "overlay": ("errata.toml", with_hash())}

    shown = shown_after(alice, files, {})

    assert "The tide falling." in shown.one(".proposal").get_text()
    assert "It falls, slowly." in shown.one(".proposal .erratum").get_text()
    reader = page(alice, "/guides/1/read?lines=5")
    assert "It falls, slowly." in reader.one(".passage.marked .erratum").get_text()


def test_corrections_that_do_not_fit_are_all_told(alice):
    files = {"file": ("tides.md", QUESTIONS.encode()), "overlay": ("errata.toml", errata())}

    shown = refused(alice, files)

    told = [li.get_text() for li in shown.soup.select("#overlay-error li")]
    assert [text.split(": ")[0] for text in told] == ["errata:out", "errata:replace 1 (lines 5–5)"]
    assert names(alice) == []


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        (b"format = ", "corrections:1:10: "),
        (b"\xff\xfe", "The corrections are no text in UTF-8."),
        (b"#" * 1_000_001, "The corrections have 1,000,001 bytes"),
        (b'format = 1\nguide = "g"\n[[drop]]\nlines = [2, 1]\n', "corrections:drop 1 (lines 2–1):lines: "),
    ],
)
def test_corrections_that_are_none_are_told(alice, corrections, says):
    shown = refused(alice, {"file": ("tides.md", QUESTIONS.encode()), "overlay": ("errata.toml", corrections)})

    assert says in shown.one(".wrong").get_text()


def test_corrections_of_before_that_fit_a_new_version_no_more_are_left_out_and_told(alice, db):
    shown_after(alice, {"file": ("tides.md", QUESTIONS.encode()), "overlay": ("errata.toml", with_hash())}, {})

    shown = upload(alice, QUESTIONS.replace("going out", "that goes out"))

    assert "The tide that goes out." in shown.one(".proposal").get_text()
    assert shown.text.count("A correction does not fit any more: errata:") == 2
    assert shown.soup.select(".proposal .erratum") == []
    upload(alice)
    assert "The tide falling." in page(alice, "/guides/1").one(".proposal").get_text(), "it fits again"


# Who may


def test_learners_who_are_not_the_owner_see_guides_and_change_nothing(alice, bob, db):
    upload(alice)
    alice.post("/guides/1/decisions", data={"do": "accept:all"})

    for path in ("/guides", "/guides/1", "/guides/1?show=accepted", "/guides/1/read", "/source?guide=tides.md&lines=3"):
        answer = bob.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        shown = given.shown(answer.text)
        assert shown.soup.select("main form, main button, main input, main a[href$='/edit']") == [], path
    one = proposals(db, 1)["What is ebb?"].id
    assert bob.post("/guides", files={"file": ("t.md", b"# x")}).status_code == 404
    assert bob.get(f"/proposals/{one}/edit").status_code == 404
    assert bob.get("/source?guide=none.md").status_code == 404
    assert "Its owner can add it" in bob.get("/source?guide=none.md").text


def test_strangers_get_nowhere(alice, charlie):
    upload(alice)

    for path in ("/guides", "/guides/1", "/guides/1/read", "/guides/1/progress", "/source?guide=tides.md"):
        assert charlie.get(path).headers["location"].startswith("/sign-in"), path
    assert charlie.post("/guides", files={"file": ("t.md", b"# x")}).headers["location"].startswith("/sign-in")


# How fast


def test_most_guides_are_read_before_the_page_is_shown(alice):
    started = wall.monotonic()

    upload(alice)

    assert wall.monotonic() - started < 10
    assert page(alice, "/guides/1").soup.select("#progress") == []
