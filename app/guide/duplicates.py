"""Proposals that say the same: by what a command does, by the words of question and answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.cards.docker_cli import names
from app.cards.docker_line import asked
from app.cards.shell import read
from app.guide.proposal import Proposal
from app.guide.tidying import words_of

_SHELLS = {"bash", "sh", "/bin/sh", "/bin/bash", "zsh", "ash"}
_ASIDE = {"detach", "interactive", "tty", "rm", "name", "build: tag", "tag"}
"""Options that come along with what a command is shown for."""
_SMALL = {
    "a", "an", "the", "of", "in", "on", "to", "for", "with", "and", "or", "is", "are", "does", "do", "what", "which",
    "how", "it", "its", "this", "that", "by", "as", "at", "be", "name",
}  # fmt: skip

Words = frozenset[str]


def merged(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals with each fact once, in their order; the lines of a twin join those of the one that is kept."""
    kept: list[Proposal] = []
    places: dict[object, int] = {}
    terms = _Terms()
    for proposal in proposals:
        keys = list(_keys(proposal))
        place = next((places[key] for key in keys if key in places), None)
        name, said = _name(proposal), frozenset(_stems(proposal.fields.get("back", "")))
        if place is None and name:
            place = terms.find(name, said)
        if place is None:
            place = len(kept)
            kept.append(proposal)
        else:
            kept[place] = _joined(kept[place], proposal)
        for key in keys:
            places.setdefault(key, place)
        terms.add(name, said, place)
    return kept


@dataclass(slots=True)
class _Terms:
    """The terms that cards ask for, and the words of their answers, by each word of the term."""

    told: dict[str, list[tuple[Words, Words, int]]] = field(default_factory=dict)

    def find(self, name: Words, said: Words) -> int | None:
        """The place of a card for the same term, or for all but a word of it with an answer that holds the other."""
        near = {known[2]: known for word in name for known in self.told.get(word, [])[-MOST_NEAR:]}
        return next((place for place, known in sorted(near.items()) if _same_term(known, name, said)), None)

    def add(self, name: Words, said: Words, place: int) -> None:
        """Remembers a card's term."""
        for word in name:
            self.told.setdefault(word, []).append((name, said, place))


MOST_NEAR = 20
"""Terms with a word in common that a new one is held against."""
_TERM = re.compile(r"\*\*([^*]+)\*\*|(?:explain|what (?:is|are)) ([^*.?]+)[.?]$")
TERMS = {"term and its meaning", "sentence that defines a term", "first words under a heading"}


def _name(proposal: Proposal) -> Words:
    """The words of the term that a question asks for, two or more."""
    found = _TERM.search(proposal.fields.get("front", "")) if proposal.reason in TERMS else None
    words = frozenset(_stems(re.sub(r"`[^`]*`|\([^()]*\)", "", found[1] or found[2]))) if found else frozenset()
    return words if len(words) > 1 else frozenset()


def _same_term(known: tuple[Words, Words, int], name: Words, said: Words) -> bool:
    other, told, _ = known
    small, large = sorted((said, told), key=len)
    return name == other or ((name < other or other < name) and len(small) > 2 and small <= large)


def _joined(first: Proposal, twin: Proposal) -> Proposal:
    """One proposal for both: the one whose question says more, with what the other one says differently."""
    kept, other = (twin, first) if _told(twin) > _told(first) + 1 and twin.kind == first.kind else (first, twin)
    lines = tuple(dict.fromkeys([*kept.lines, *other.lines]))[:MOST_LINES]
    errata = tuple(dict.fromkeys([*kept.errata, *other.errata]))
    explanation = kept.explanation or other.explanation
    also = _also(kept, other)
    if also and also not in explanation and explanation.count(ALSO) < MOST_TWINS:
        explanation = f"{explanation}\n\n{ALSO} {also}".strip()
    return replace(kept, lines=lines, errata=errata, explanation=explanation)


def _also(kept: Proposal, other: Proposal) -> str:
    """What a twin says differently: its command and task, or what it says of a term; or ""."""
    command = other.fields.get("command", "")
    if command:
        return f"{command} – {_task(other)}" if command != kept.fields.get("command") else ""
    told = other.fields.get("back", "")
    differs = kept.reason in TERMS and len(told) < LONGEST_TWIN and told not in kept.fields.get("back", "")
    return told if differs else ""


ALSO = "Elsewhere in the guide:"
MOST_TWINS = 2
MOST_LINES = 12
"""Passages that a card names; more twins are merged without a word."""
LONGEST_TWIN = 300


def _task(proposal: Proposal) -> str:
    return proposal.fields.get("front", "").rpartition(": ")[2].partition(" – with ")[0].rstrip(".") + "."


def _told(proposal: Proposal) -> int:
    """How many words the question itself has, without the headings before it and the values behind it."""
    return len(words_of(proposal.fields.get("front", "").rpartition(": ")[2].partition(" – with ")[0]))


def _keys(proposal: Proposal) -> Iterable[object]:
    fields = proposal.fields
    if proposal.kind == "command":
        yield command_key(fields["command"].strip("`"))
        return
    back = fields.get("back") or fields.get("steps") or fields.get("options") or fields.get("text", "")
    if "```" in back and proposal.kind == "basic":
        code = re.sub(r"```\w*", "", back).strip()
        if code.startswith("docker ") and "\n" not in code:
            yield command_key(code)
    front = fields.get("front", "").rpartition(": ")[2]
    words = frozenset(_stems(back))
    signs = frozenset(re.findall(r"[~^<>=!*]+", "".join(re.findall(r"`[^`\n]+`", front))))
    yield proposal.kind in {"choice", "order"}, frozenset(_stems(front)), words, signs
    if len(words) > MANY and proposal.reason != "row of a comparison":
        yield "answer", words


MANY = 5
"""Words of an answer that say so much that no other question can have the same."""


def _stems(text: str) -> Iterable[str]:
    for word in words_of(text):
        if word not in _SMALL:
            yield word.removesuffix("s")


def command_key(line: str) -> object:
    """What stands for a docker command whatever its names and numbers are."""
    words = read(line).words
    if not words or words[0] != "docker":
        return ("line", " ".join(line.split()))
    whole = asked(words)
    path = (names(whole.path) or (whole.path,))[0]
    options = sorted((name, _shape(name, said.typed)) for name, told in whole.options.items() for said in told)
    telling = [option for option in options if option[0] not in _ASIDE]
    options = telling if telling or path.startswith("compose") else options
    rest = "shell" if whole.rest and whole.rest[0] in _SHELLS else "".join(whole.rest[:1])
    return ("docker", path, tuple(options), bool(whole.words), rest)


def _shape(name: str, value: str) -> str:
    """What matters of an option's value: a bind or a volume, a network's own name, a filter's key."""
    if name in {"volume", "mount", "tmpfs"}:
        source = value.partition(":")[0]
        bound = "bind" if source[:1] in "/.~$\ue000\ue001" and ":" in value else "new" if ":" not in value else "volume"
        return f"{bound} {'ro' if value.endswith((':ro', 'readonly')) else ''}"
    if name in {"network", "driver", "format"}:
        return value if value in {"host", "none", "bridge", "overlay", "macvlan"} or name != "network" else ""
    if name in {"filter", "file"}:
        return value.partition("=")[0] if name == "filter" else ""
    return ""
