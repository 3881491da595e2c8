"""What a learner writes into the search: words, phrases in quotes, and search words of Anki's such as `is:due`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.cards.kinds import KINDS
from app.cards.words import Phrase, words_of

LONGEST = 400
"""Characters that are read."""
MOST = 20
"""Words, phrases and search words that are read."""

STATES = ("buried", "due", "learn", "marked", "new", "review", "suspended")
FLAGS = ("none", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
"""Flag 0 to flag 7."""
_NAMES = {"deck": "deck", "tag": "tag", "is": "is", "flag": "flag", "kind": "kind", "note": "kind"}
_ANKIS_ALONE = frozenset({"added", "card", "cid", "edited", "introduced", "nid", "prop", "rated", "re", "resched"})
"""Search words of Anki that somebody might try; any other name before a colon is a word like `nginx:alpine`."""

_PART = re.compile(r'(-?)(?:([^\s":]+):)?"([^"]*)"?|(\S+)')
_AS_TYPED = str.maketrans({"“": '"', "”": '"', "„": '"', "—": "--", "–": "-", "−": "-"})  # phones write these


@dataclass(frozen=True, slots=True)
class Filter:
    """A search word: `name` is deck, tag, is, flag or kind, `value` what stands after the colon, casefolded."""

    name: str
    value: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What was understood. A card must fit every part. With `problems`, nothing should be looked for."""

    text: str
    """As read: cleaned, and cut where it was too long."""
    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    filters: tuple[Filter, ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    """What was left out."""


def parse(text: str) -> Search:
    """Reads any text whatever; never raises."""
    cleaned, remarks = _cleaned(text)
    found = list(_PART.finditer(cleaned.translate(_AS_TYPED)))
    if len(found) > MOST:
        remarks.append(f"Only the first {MOST} words were read.")
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    filters: list[Filter] = []
    problems: list[str] = []
    for name, value, quoted, excluded in map(_taken_apart, found[:MOST]):
        if name in _NAMES:
            wanted = Filter(_NAMES[name], value.casefold().strip(), excluded)
            problems += _problems(name, wanted)
            filters.append(wanted)
        elif name in _ANKIS_ALONE:
            problems.append(f"Ebb does not know {name}:. It knows deck:, tag:, kind:, is: and flag:.")
        elif words := words_of(f"{name} {value}"):
            (without if excluded else phrases).append(Phrase(words, open=not quoted))
        else:
            remarks.append(f"“{value}” has no letter and no digit, so it was not looked for.")
    return Search(
        cleaned,
        tuple(dict.fromkeys(phrases)),
        tuple(dict.fromkeys(without)),
        tuple(dict.fromkeys(filters)),
        tuple(dict.fromkeys(problems)),
        tuple(dict.fromkeys(remarks)),
    )


def asks_for_nothing(search: Search) -> bool:
    """Whether there is nothing to look for, not even for something that must not be there."""
    return not (search.phrases or search.without or search.filters)


def _cleaned(text: str) -> tuple[str, list[str]]:
    remarks = []
    if len(text) > LONGEST:
        remarks.append(f"Only the first {LONGEST} characters were read.")
    readable = "".join(c if c.isprintable() else " " for c in text[:LONGEST])  # NUL, line ends, half a character
    return " ".join(readable.split()), remarks


def _taken_apart(part: re.Match[str]) -> tuple[str, str, bool, bool]:
    """What stands before a colon, what is left, whether it was in quotes, and whether it must not be there."""
    minus, name, inner, bare = part.groups()
    if bare is None:
        first, colon, rest = inner.partition(":")
        if name is None and colon and first.casefold() in _NAMES:  # Anki writes "deck:two words" as well
            name, inner = first, rest
        return (name or "").casefold(), inner, True, bool(minus)
    excluded = len(bare) > 1 and bare[0] == "-" and bare[1] != "-"  # --rm is an option, not twice no
    bare = bare[1:] if excluded else bare
    name, colon, rest = bare.partition(":")
    return (name.casefold(), rest, False, excluded) if colon else ("", bare, False, excluded)


def _problems(name: str, wanted: Filter) -> Iterator[str]:
    known = {"is": STATES, "flag": (*map(str, range(8)), *FLAGS), "kind": tuple(KINDS)}.get(wanted.name)
    if known is None:
        if not wanted.value.strip("*"):
            yield f"{name}: needs a name right after it, as in {name}:{'network' if name == 'deck' else 'junior'}."
    elif wanted.value not in known:
        listed = ["flag:0 to flag:7", "flag:red"] if name == "flag" else [f"{name}:{value}" for value in sorted(known)]
        missing = f"There is no {name}:{wanted.value}." if wanted.value else f"{name}: needs a word right after it."
        yield f"{missing} There are {', '.join(listed[:-1])} and {listed[-1]}."
