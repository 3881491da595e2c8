"""A text as words with their places: what is typed, what it stems to, and where sentences and clauses break."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from app.cards.interviewing.spelling import IRREGULAR, NUMBERS, WHOLE

LONGEST = 20_000  # characters that are read; an interview answer has a twentieth of it


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its lower-case spelling (a flag of one letter keeps its case), its stem, and where: text[start:end]."""

    spelt: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Break:
    """Punctuation between two words: "." ends a sentence, ";" and "," end a clause more or less surely."""

    mark: str
    start: int


_PIECE = re.compile(
    r"""(?P<stop>\.{2,}|…|[.!?](?=[\s"'”’)\]]|$)|\n\s*)
      | (?P<pause>[;—–]|(?<!\S)-+(?!\S))
      | (?P<comma>[,:(){}\[\]])
      | (?P<run>(?:&&|(?<![\w-])--?(?=[A-Za-z])|[@~$./]{1,4}(?=\w))?\w(?:[\w'.:/=@+-]*[\w])?|&&)""",
    re.VERBOSE,
)
_QUOTES = str.maketrans("’‘`´‐‑", "''''--")  # one character each, so that places stay what they are
_INNER = re.compile(r"[^_:=@+/-]+")
_PATHLIKE = re.compile(r"[^:=]+")
_NUMERIC = re.compile(r"\d+(?:[.]\d+)*(?::\d+)*")
_FLAG = re.compile(r"-[A-Z]")  # docker run -p and -P are two
_UNIT = re.compile(r"(\d+)(s|sec|secs|mb|gb)")
_UNITS = {"s": "second", "sec": "second", "secs": "second", "mb": "megabyte", "gb": "gigabyte"}
_BE = frozenset(("it", "that", "what", "there", "he", "she", "who", "here", "where", "this", "which"))
_ENDINGS = {"re": "are", "ll": "will", "ve": "have", "d": "would", "m": "am"}
_BARE = "dont doesnt isnt arent couldnt wouldnt wasnt didnt hasnt havent shouldnt"
_WHOLE_FORMS = {bare: (bare[:-2], "not") for bare in _BARE.split()} | {
    "cannot": ("can", "not"),
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "won't": ("will", "not"),
}
_BRITISH = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|er|ing|ation|able)$)")
_NOT_BRITISH = re.compile(
    "(?:otherwi|likewi|clockwi|exerci|promi|compromi|premi|preci|conci|surpri|advi|supervi|revi|enterpri|noi|rai|prai)s"
)


def pieces(text: str) -> Iterator[Word | Break]:
    """The words of a text in order and the breaks between them. Contractions come apart: don't is do and not."""
    plain = text.translate(_QUOTES)
    for found in _PIECE.finditer(plain):
        kind = found.lastgroup
        if kind == "run":
            start = found.start()
            yield from (Word(spelt, stem(spelt), start + at, start + end) for spelt, at, end in _words(found["run"]))
        elif kind == "stop":
            ellipsis = found["stop"].startswith(("..", "…"))
            yield Break("?" if found["stop"] == "?" else ";" if ellipsis else ".", found.start())
        else:
            yield Break(";" if kind == "pause" else ",", found.start())


def words(text: str) -> tuple[Word, ...]:
    """The words alone, as `pieces` gives them."""
    return tuple(piece for piece in pieces(text) if isinstance(piece, Word))


@lru_cache(maxsize=20_000)
def _words(run: str) -> tuple[tuple[str, int, int], ...]:
    """The words of what stands without spaces, in lower case but for flags, and where in it they stand."""
    apart = _taken_apart(run)
    return tuple(
        (spelt if _FLAG.fullmatch(spelt) else spelt.lower(), start, end) for spelt, start, end in apart if spelt
    )


def _taken_apart(run: str) -> Iterator[tuple[str, int, int]]:
    if _NUMERIC.fullmatch(run) and "." in run.partition(":")[0] and ":" in run:  # 127.0.0.1:8080:80
        address, _, ports = run.partition(":")
        yield address, 0, len(address)
        yield ports, len(address) + 1, len(run)
    elif _NUMERIC.fullmatch(run) or run == "&&":
        yield run, 0, len(run)
    elif run[0] in "/~.$" or run.startswith("-"):
        yield from ((found[0], found.start(), found.end()) for found in _PATHLIKE.finditer(run))
    else:
        for found in _INNER.finditer(run):
            for spelt in _spoken(found[0].strip(".")):
                yield spelt, found.start(), found.end()


def _spoken(typed: str) -> tuple[str, ...]:
    """The words of one run of letters: contractions and units come apart, a possessive goes."""
    spelt = typed.lower()
    unit = _UNIT.fullmatch(spelt)
    return (unit[1], _UNITS[unit[2]]) if unit else _WHOLE_FORMS.get(spelt) or _contracted(spelt)


def _contracted(spelt: str) -> tuple[str, ...]:
    head, mark, tail = spelt.rpartition("'")
    if spelt.endswith("n't"):
        return (spelt[:-3], "not")
    if not mark or not head:
        return (spelt.strip("'"),)
    if tail == "s":
        return (head, "is") if head in _BE else (head,)
    return (head, _ENDINGS[tail]) if tail in _ENDINGS else (spelt.replace("'", ""),)


_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(spelt: str) -> str:
    """The stem of a lower-case word: the same for its inflections; numbers as digits, code as it is."""
    if spelt in NUMBERS:
        return NUMBERS[spelt]
    if not spelt.isalpha() or len(spelt) > 40:
        return spelt
    spelt = IRREGULAR.get(spelt, spelt)
    if spelt in WHOLE:
        return spelt
    if spelt.endswith("s") and spelt[:-1] in WHOLE:
        return spelt[:-1]
    if not _NOT_BRITISH.match(spelt):
        spelt = _BRITISH.sub("iz", spelt)
    stemmed: str = _STEMMER.stemWord(spelt)
    return stemmed
