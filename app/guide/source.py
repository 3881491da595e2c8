"""A guide's file read as text: whatever its encoding, line ends and damage, each line keeps its number."""

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.guide.mojibake import Guess, repair

MOST_BYTES = 5_000_000
MOST_LINES = 200_000
MOST_LINE = 100_000
"""Characters of one line."""


class SourceError(ValueError):
    """A file that is no guide, or too large; says so in one sentence, after the file's name."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was done to a guide's text; `line` counts from 1 and is None where no single line is meant."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """A guide's text: each line ends with one newline (the last may lack it), no byte order mark, no controls.

    `encoding` is what the bytes were read as: "utf-8", "utf-16", "utf-32" or "windows-1252".
    """

    text: str
    encoding: str
    notes: tuple[Remark, ...] = ()


def read(data: bytes, name: str = "", *, whole: bool = False) -> Source:
    """The text of a guide's file; `name` stands before the message of an error.

    Only "\\n", "\\r\\n" and "\\r" end a line, and no line is added or removed. Front matter is blanked, not cut out;
    it stays where the `whole` text is wanted.
    Raises SourceError for what is empty, no text, or beyond MOST_BYTES, MOST_LINES or MOST_LINE.
    """
    reading = _Reading()
    try:
        _check_kind(data)
        text = reading.folded(reading.decoded(data))
        _check_size(text)
        text = reading.visible(reading.repaired(reading.paired(text)))
        text = text if whole else reading.without_front_matter(text)
    except SourceError as refused:
        raise SourceError(f"{name or 'The file'} {refused}.") from None
    if not text.endswith("\n"):
        reading.note(text.count("\n") + 1, "The last line has no newline at its end; that does no harm.")
    return Source(text, reading.encoding, tuple(reading.notes))


_KINDS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive, as Word, EPUB and OpenDocument files are",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document",
    b"{\\rtf": "a Rich Text document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


def _check_kind(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise SourceError(f"has {len(data):,} bytes; {MOST_BYTES:,} is the most")
    for start, kind in _KINDS.items():
        if data.startswith(start):
            raise SourceError(f"is no text; it looks like {kind}")


def _check_size(text: str) -> None:
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > MOST_LINES:
        raise SourceError(f"has {lines:,} lines; {MOST_LINES:,} is the most")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MOST_LINE:
            raise SourceError(f"has {len(line):,} characters on line {number}; {MOST_LINE:,} is the most")


# The longer first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
# Bytes that Windows-1252 leaves undefined stay control characters: they may be half of a character yet to be repaired.
_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(slots=True)
class _Reading:
    """What is known of a file while it is read."""

    encoding: str = "utf-8"
    notes: list[Remark] = field(default_factory=list)

    def note(self, line: int | None, message: str) -> None:
        self.notes.append(Remark(line, message))

    def decoded(self, data: bytes) -> str:
        mark, self.encoding, codec = next((it for it in _MARKS if data.startswith(it[0])), (b"", "utf-8", "utf-8"))
        if mark:
            self.note(1, f"The byte order mark of {self.encoding.upper()} was dropped.")
        try:
            return data[len(mark) :].decode(codec, "surrogatepass")
        except UnicodeDecodeError as error:
            place = len(mark) + error.start
        if codec != "utf-8":
            self.note(None, f"From byte {place + 1:,} on, what is no {self.encoding.upper()} became U+FFFD.")
            return data[len(mark) :].decode(codec, "replace")
        self.encoding = "windows-1252"
        line = len(re.findall(rb"\r\n?|\n", data[:place])) + 1
        self.note(line, f"Byte {place + 1:,} (0x{data[place]:02X}) is no UTF-8, so the file was read as Windows-1252.")
        return data[len(mark) :].decode("latin-1").translate(_WINDOWS)

    def folded(self, text: str) -> str:
        both = text.count("\r\n")
        lone = text.count("\r") - both
        for count, name in ((both, "CRLF"), (lone, "CR")):
            if count:
                self.note(None, f"{_times(count, 'line end')} of {name} became LF.")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def paired(self, text: str) -> str:
        """Two surrogates that make a character become it; a lone one, U+FFFD."""
        if not (first := _SURROGATE.search(text)):
            return text
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        alone = _SURROGATE.findall(whole)
        line = text.count("\n", 0, first.start()) + 1
        what = f"{_times(len(alone), 'lone surrogate')} became U+FFFD" if alone else "pairs of surrogates were joined"
        self.note(line, f"Half characters, first on this line: {what}.")
        return _SURROGATE.sub("\ufffd", whole)

    def repaired(self, text: str) -> str:
        found = repair(text)
        if found.pages:
            pages = ", then as ".join(page.replace("cp125", "Windows-125") for page in found.pages)
            self.note(None, f"The text was UTF-8 read as {pages}; it was repaired. {_count(found.guesses)}")
            self.notes += [_remark(guess) for guess in found.guesses if not guess.sure]
        if found.text.startswith("\ufeff"):
            self.note(1, "A byte order mark that had been read as text was dropped.")
        return found.text.removeprefix("\ufeff")

    def visible(self, text: str) -> str:
        """Without control characters. Raises SourceError where these are so many that this is no text, or all of it."""
        found = Counter(_CONTROL.findall(text))
        wide = found["\0"] * 3 > len(text)
        if wide or found.total() > max(20, len(text) // 10):
            hint = "; UTF-16 needs a byte order mark" if wide else ""
            raise SourceError(f"is no text: {found.total():,} of {len(text):,} characters are control characters{hint}")
        if first := _CONTROL.search(text):
            kinds = ", ".join(f"U+{ord(char):04X}" for char in sorted(found))
            line = text.count("\n", 0, first.start()) + 1
            self.note(line, f"{_times(found.total(), 'control character')} removed ({kinds}), the first on this line.")
        text = _CONTROL.sub("", text)
        if not text.strip():
            raise SourceError("is empty")
        return text

    def without_front_matter(self, text: str) -> str:
        lines = text.split("\n")
        kind = {"---": "YAML", "+++": "TOML"}.get(lines[0].rstrip(), "")
        last = _end_of_front_matter(lines) if kind else None
        if last is None:
            return text
        self.note(1, f"Lines 1–{last} are front matter ({kind}) and were left out.")
        return "\n".join([*[""] * last, *lines[last:]])


def _times(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _count(guesses: Iterable[Guess]) -> str:
    sure = Counter(guess.sure for guess in guesses)
    if not sure:
        return "No byte was lost."
    return f"{_times(sure.total(), 'place')} had lost bytes, {sure[False]:,} of them uncertain."


def _remark(guess: Guess) -> Remark:
    done = f"was left as it is; {guess.why}" if guess.after == guess.before else f"became “{guess.after}”; {guess.why}"
    return Remark(guess.line, f"“{guess.before}” {done}.")


_YAML = re.compile(r"[\w\"'][\w .\"'-]*:(?:\s|$)")
_TOML = re.compile(r"[\w\"'][\w .\"'-]*=|\[{1,2}[^\[\]]+\]{1,2}\s*(?:#|$)")
_GOES_ON = re.compile(r"\s|#|- |-$|[\]}\"']|$")


def _end_of_front_matter(lines: list[str]) -> int | None:
    """The number of the line that closes what line 1 opens; None for a mere rule, which nothing like keys follows."""
    mark, keys = lines[0].rstrip(), 0
    key = _YAML if mark == "---" else _TOML
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == mark or (mark == "---" and line.rstrip() == "..."):
            return number if keys else None
        keys += bool(key.match(line))
        if not key.match(line) and not _GOES_ON.match(line):
            return None
    return None
