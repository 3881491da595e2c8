"""A guide's file is read whatever its encoding and line ends, and each line keeps its number."""

import codecs
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guide import source
from app.guide.source import Remark, SourceError, read
from app.settings import ROOT

GUIDE = ROOT.parent / "shared" / "guide"
TEXT = "# Títle\n\nOne – two → three 🚀\n"


def told(data: bytes) -> list[str]:
    return [f"{note.line}: {note.message}" for note in read(data).notes]


def test_a_healthy_file_is_taken_as_it_is():
    assert read(TEXT.encode()) == source.Source(TEXT, "utf-8")


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", "The byte order mark of UTF-8 was dropped."),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16", "The byte order mark of UTF-16 was dropped."),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16", "The byte order mark of UTF-16 was dropped."),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32", "The byte order mark of UTF-32 was dropped."),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32", "The byte order mark of UTF-32 was dropped."),
    ],
)
def test_a_byte_order_mark_says_how_to_read_and_is_dropped(data, encoding, said):
    assert read(data) == source.Source(TEXT, encoding, (Remark(1, said),))


def test_a_byte_order_mark_that_was_read_as_text_is_dropped_too():
    data = (codecs.BOM_UTF8 + TEXT.encode() * 3).decode("cp1252", "ignore").encode()

    assert read(data).text == TEXT * 3
    assert told(data)[-1] == "1: A byte order mark that had been read as text was dropped."


def test_half_a_character_of_utf_16_is_replaced():
    data = codecs.BOM_UTF16_LE + "one\ntwo".encode("utf-16-le") + b"\x21"

    assert read(data).text == "one\ntwo\ufffd"
    assert "None: From byte 17 on, what is no UTF-16 became U+FFFD." in told(data)


def test_what_is_no_utf_8_is_read_as_windows_1252_and_says_where():
    data = "Docker\r\nà la carte – 5 €\rnaïve\n".encode("cp1252")

    assert read(data).text == "Docker\nà la carte – 5 €\nnaïve\n"
    assert read(data).encoding == "windows-1252"
    assert told(data)[0] == "2: Byte 9 (0xE0) is no UTF-8, so the file was read as Windows-1252."


def test_one_bad_byte_in_utf_8_costs_no_other_character():
    text = "“It’s” – naïve… 🚀 ✅ ❌ 🎯\n"

    assert read(text.encode() * 9 + b"caf\xe9\n").text == text * 9 + "café\n"


def test_line_ends_are_folded_and_counted():
    data = b"a\r\nb\rc\nd\r\r\n"

    assert read(data).text == "a\nb\nc\nd\n\n"
    assert told(data) == ["None: 2 line ends of CRLF became LF.", "None: 2 line ends of CR became LF."]


def test_nothing_else_ends_a_line():
    text = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\n"

    assert read(text.encode()).text == "a\u2028b\u2029cdefg\n"


def test_control_characters_are_removed_and_tabs_kept():
    data = b"one\n\ttwo \x00and\x1b more than ten plain characters\x7f\n"

    assert read(data).text == "one\n\ttwo and more than ten plain characters\n"
    assert told(data) == ["2: 3 control characters removed (U+0000, U+001B, U+007F), the first on this line."]


def test_halves_of_characters_are_joined_or_replaced():
    data = b"one\ntwo \xed\xa0\xbd\xed\xb8\x80 three \xed\xa0\x80\n"

    assert read(data).text == "one\ntwo 😀 three \ufffd\n"
    assert told(data) == ["2: Half characters, first on this line: 1 lone surrogate became U+FFFD."]
    assert told(data[:14] + b"\n") == ["2: Half characters, first on this line: pairs of surrogates were joined."]


def test_a_last_line_without_its_newline_is_fine():
    assert read(b"one\ntwo").text == "one\ntwo"
    assert told(b"one\ntwo") == ["2: The last line has no newline at its end; that does no harm."]


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ("---\ntitle: A guide\ntags:\n  - docker\n- more\n# a comment\n\nauthor: 'Me'\n---\n", "YAML"),
        ("---\ntitle: A guide\n...\n", "YAML"),
        ("--- \r\ntitle: A guide\r\n---\r\n", "YAML"),
        ('+++\ntitle = "A guide"\n[extra]\ntags = [\n  "a",\n]\n+++\n', "TOML"),
    ],
)
def test_front_matter_is_blanked_and_lines_stay(front, kind):
    lines = front.count("\n")

    assert read(f"{front}# Title\n".encode()).text == "\n" * lines + "# Title\n"
    assert told(f"{front}# Title\n".encode())[-1] == f"1: Lines 1–{lines} are front matter ({kind}) and were left out."


def test_front_matter_stays_where_the_whole_text_is_wanted():
    assert read(b"---\ntitle: A guide\n---\n", whole=True) == source.Source("---\ntitle: A guide\n---\n", "utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n# A title under a rule\n\n---\n",
        "---\nJust a sentence, and another: with a colon.\nAnd more words\n---\n",
        "---\ntitle: never closed\n\n# Title\n",
        "# Title\n---\ntitle: not at the start\n---\n",
        "+++\ntitle: not TOML\n+++\n",
        "---\n---\n# Title\n",
    ],
)
def test_a_rule_is_no_front_matter(text):
    assert read(text.encode()) == source.Source(text, "utf-8")


def test_damage_is_repaired_and_every_uncertain_guess_is_told_with_its_line():
    text = "✅ ✅ ✅ ✅\n❌ no\nA slow start 🐌, then fast\n"
    data = text.encode().decode("cp1254", "ignore").encode()

    assert read(data).text == text
    assert told(data)[0] == (
        "None: The text was UTF-8 read as Windows-1254; it was repaired. 2 places had lost bytes, 1 of them uncertain."
    )
    assert [note.line for note in read(data).notes] == [None, 3]
    assert re.search(r"became “🐌”; it may have been 🌐 GLOBE", told(data)[1])


def test_damage_that_lost_nothing_says_so():
    data = "It’s, isn’t, won’t, can’t\n".encode().decode("cp1252").encode()

    assert told(data) == ["None: The text was UTF-8 read as Windows-1252; it was repaired. No byte was lost."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "guide.md is empty."),
        (b" \n\t\r\n", "guide.md is empty."),
        (codecs.BOM_UTF8, "guide.md is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "guide.md is no text; it looks like a PNG picture."),
        (b"%PDF-1.7\n%", "guide.md is no text; it looks like a PDF document."),
        (b"PK\x03\x04" + bytes(50), "it looks like a zip archive, as Word, EPUB and OpenDocument files are."),
        (bytes(range(256)) * 4, "guide.md is no text: 140 of 1,024 characters are control characters."),
        (
            "Plain words".encode("utf-16-le"),
            "11 of 22 characters are control characters; UTF-16 needs a byte order mark.",
        ),
    ],
)
def test_what_is_no_text_is_refused(data, said):
    with pytest.raises(SourceError, match=re.escape(said)):
        read(data, "guide.md")


def test_a_file_without_a_name_is_refused_as_the_file():
    with pytest.raises(SourceError, match=r"^The file is empty\.$"):
        read(b"")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\n" * 2_500_001, "has 5,000,002 bytes; 5,000,000 is the most"),
        (b"a\n" * 200_001, "has 200,001 lines; 200,000 is the most"),
        (b"a\r" * 200_000 + b"a", "has 200,001 lines; 200,000 is the most"),
        (b"a\n\n" + b"b" * 100_001, "has 100,001 characters on line 3; 100,000 is the most"),
    ],
)
def test_what_is_too_much_is_refused_with_the_limit(data, said):
    with pytest.raises(SourceError, match=said):
        read(data)


@pytest.mark.parametrize("data", [b"a\n" * 200_000, b"a\n" * 199_999 + b"a", "é".encode() * 100_000])
def test_what_is_just_within_the_limits_is_read(data):
    assert read(data).text.encode() == data


@given(st.binary())
def test_any_bytes_are_read_or_refused_and_lines_keep_their_number(data):
    try:
        text = read(data).text
    except SourceError:
        return
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        assert text.count("\n") == len(re.findall(rb"\r\n?|\n", data))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), min_size=1))
def test_any_plain_text_is_read_as_it_is(text):
    assert read(f"Text: {text}\n".encode()).text == f"Text: {text}\n"


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of a clone")
def test_the_guide_as_it_came_is_read_as_the_repaired_one():
    found = read((GUIDE / "DockerDeepDive.raw.md").read_bytes(), "DockerDeepDive.raw.md")

    assert found.text == read((GUIDE / "DockerDeepDive.md").read_bytes()).text
    assert found.notes[-1].line == found.text.count("\n") + 1
