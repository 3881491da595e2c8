"""Whether a proposal is a fair card: lint decides, and what it refuses is said in another way or left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from app.cards.gaps import OPENING, find_gaps, unmarked
from app.cards.kinds import KINDS
from app.cards.lint import YES_OR_NO, face_problems, note_problems, question
from app.cards.markup import plain
from app.guide.backs import cut, glance
from app.guide.places import Place, capital, opened, subject_of
from app.guide.proposal import ASKED, LeftOut, Proposal
from app.guide.tidying import words_of

BAREST = 2
"""Words of a question that nobody understands without its headings, such as "What follows?"."""
FEWEST_WORDS = 3
"""Words behind a yes or no that tell a reason."""


def honest(proposal: Proposal) -> tuple[Proposal | None, str]:
    """The proposal as lint takes it, as it is or said in another way; else None, and why."""
    why = refused(proposal)
    told = proposal if not why else next((form for form in _forms(proposal) if not refused(form)), None)
    return told, "" if told else why


def refused(proposal: Proposal) -> str:
    """What lint says first against a proposal's own texts, or ""."""
    note = proposal.note()
    by_face = (problem for face in KINDS[note.kind].faces(note) for problem in face_problems(note, face))
    return next((problem for problems in (note_problems(note), by_face) for problem in problems), "")


def _forms(proposal: Proposal) -> Iterator[Proposal]:
    """Other ways to say it, the best first."""
    if proposal.kind == "cloze":
        yield from _gapped(proposal)
    elif any(OPENING.search(text) for text in proposal.fields.values()):
        yield _with(proposal, **{name: unmarked(text) for name, text in proposal.fields.items()})
    elif proposal.kind in {"basic", "reversed"}:
        yield from _one_way(proposal)
        basic = _with(proposal, kind="basic", drop=("reverse_front", "reverse_back"))
        yield from _reasoned(basic)
        yield from _shorter(basic)
    elif own := _own(proposal):
        yield _with(proposal, front=own)


def _with(proposal: Proposal, *, kind: str = "", drop: Collection[str] = (), **fields: str) -> Proposal:
    told = {name: text for name, text in (proposal.fields | fields).items() if name not in drop}
    return replace(proposal, kind=kind or proposal.kind, fields=told)


def _one_way(proposal: Proposal) -> Iterator[Proposal]:
    """A pair without the headings before its questions; of one that is asked both ways, only the way that is fair."""
    if proposal.kind not in {"basic", "reversed"}:
        return
    front, reverse = _own(proposal), _own(proposal, "reverse_front")
    fronts = [{}, *([{"front": front}] if front else [])]
    if proposal.kind == "reversed":
        backs = [{}, *([{"reverse_front": reverse}] if reverse else [])]
        yield from (_with(proposal, **told, **asked) for told in fronts for asked in backs)
    yield from (_with(proposal, kind="basic", drop=("reverse_front", "reverse_back"), **told) for told in fronts)


def _own(proposal: Proposal, field: str = "front") -> str:
    """A question without the headings before its first colon, or "" where it has none, or is too bare to be asked."""
    if proposal.reason in ASKED:
        return ""
    head, colon, own = proposal.fields.get(field, "").partition(": ")
    return opened(own) if colon and "?" not in head and "\n" not in head and len(own.split()) > BAREST else ""


_SAID = re.compile(
    r"^\W*(?P<said>yes|no|true|false)\b[\s*_,.;:!–—-]*(?P<but>but\b[\s,]*|and\b[\s,]*(?=only|if))?"
    r"(?P<only>(?=(?:only|if|unless)\b))?",
    re.IGNORECASE,
)
_CLAIM = re.compile(r"^true or false\b[\s?:.!–—-]*", re.IGNORECASE)


def _reasoned(proposal: Proposal) -> Iterator[Proposal]:
    """A question for yes or no that asks for the reason or the condition instead; a bare "true or false" to choose."""
    front, back = proposal.fields["front"], proposal.fields["back"]
    found = _SAID.match(back)
    claim = _CLAIM.sub("", front)
    if found is None or not (YES_OR_NO.match(plain(back)) or claim != front):
        return
    said, more = found["said"].capitalize(), back[found.end() :].strip()
    if len(words_of(more)) >= FEWEST_WORDS:
        holds = said in {"Yes", "True"}
        if found["only"] is not None:
            asked = "On what condition?"
        elif found["but"]:
            asked = "With what reservation?" if holds else "What holds instead?"
        else:
            asked = "How so?" if holds else "Why not?"
        told = "\n\n".join(filter(None, (f"In short: {said.lower()}.", proposal.explanation)))
        reason = replace(_with(proposal, front=f"{front} {asked}", back=capital(more)), explanation=told)
        yield from (reason, *_shorter(reason))
    elif claim and claim != front and said in {"True", "False"} and not more:
        options = [
            f"- [{'x' if it == said else ' '}] {it}" + (f"\n  Right is “{said}”." if it != said else "")
            for it in ("True", "False")
        ]
        fields = {"front": capital(claim), "options": "\n".join(options)}
        yield replace(proposal, kind="choice", fields=fields)


def _shorter(proposal: Proposal) -> Iterator[Proposal]:
    """As much of its answer as a glance takes in; the rest stands in the explanation."""
    answer, more = glance(proposal.fields["back"])
    if answer and more:
        told = "\n\n".join(filter(None, (more, proposal.explanation)))
        short = replace(_with(proposal, back=answer), explanation=cut(told))
        yield short
        if own := _own(short):
            yield _with(short, front=own)


def _gapped(proposal: Proposal) -> Iterator[Proposal]:
    """With the gaps filled that would give themselves away, behind those headings that leave most of them."""
    text, own = proposal.fields["text"], _own(proposal, "text")
    headed = (f"{opened(subject)}: {_uncapped(own)}" for subject in _subjects(proposal)) if own else ()
    filled = [_without_given(_with(proposal, text=asked)) for asked in (text, *headed, own)]
    yield from sorted((one for one in filled if _gaps(one)), key=_gaps, reverse=True)


def _gaps(proposal: Proposal) -> int:
    return len({gap.number for gap in find_gaps(proposal.fields["text"])})


def _without_given(proposal: Proposal) -> Proposal:
    """With a word in place of each gap that its text gives away."""
    note, text = proposal.note(), proposal.fields["text"]
    bad = {face.key for face in KINDS["cloze"].faces(note) if any(face_problems(note, face))}
    filled, at = "", 0
    for gap in find_gaps(text):
        filled += text[at : gap.start] + (gap.answer if f"c{gap.number}" in bad else text[gap.start : gap.end])
        at = gap.end
    return _with(proposal, text=filled + text[at:])


def _subjects(proposal: Proposal) -> Iterator[str]:
    """What the headings above it are about, from the nearest up."""
    yield from filter(None, map(subject_of, reversed(Place(proposal.path).titles)))


def distinct(proposals: Sequence[Proposal], left: list[LeftOut]) -> list[Proposal]:
    """The proposals with no question asked twice: headings tell equal ones apart; those that none does go to `left`."""
    asked = [_questions(proposal) for proposal in proposals]
    counts = Counter(key for keys in asked for key in keys)
    taken, seen = set(counts), set[str]()
    kept: list[Proposal] = []
    for proposal, keys in zip(proposals, asked, strict=True):
        twice = {key for key in keys if counts[key] > 1}
        told = _told_apart(proposal, twice, taken, seen) if twice else proposal
        if told is None:
            left.append(LeftOut(proposal.lines[0], "its question is asked already, with another answer"))
            continue
        kept.append(told)
        if twice:
            seen.update(_questions(told))
            taken.update(_questions(told))
    return kept


def _questions(proposal: Proposal) -> list[str]:
    """What its faces ask."""
    return [question(face) for face in KINDS[proposal.kind].faces(proposal.note())]


def _told_apart(
    proposal: Proposal, twice: Collection[str], taken: Collection[str], seen: Collection[str]
) -> Proposal | None:
    """The proposal asking what nothing else asks; else as it is, or one way only, where it is the first to ask so."""
    once = {*_questions(proposal)} - {*twice}
    for one in _headed(proposal, twice):
        if not any(key in taken and key not in once for key in _questions(one)) and not refused(one):
            return one
    first = (one for one in (proposal, *_one_way(proposal)) if not any(key in seen for key in _questions(one)))
    return next((one for one in first if one is proposal or not refused(one)), None)


def _headed(proposal: Proposal, twice: Collection[str]) -> Iterator[Proposal]:
    """The proposal with the questions of `twice` behind one of its headings more, from the nearest up."""
    names = ["text"] if proposal.kind == "cloze" else ["front", "reverse_front"]
    texts = {name: proposal.fields[name] for name in names if name in proposal.fields}
    if len(texts) > 1:
        keys = _questions(proposal)
        texts = {name: text for (name, text), key in zip(texts.items(), keys, strict=True) if key in twice}
    for subject in _subjects(proposal):
        if not any(subject.casefold() in text.casefold() for text in texts.values()):
            yield _with(proposal, **{name: f"{opened(subject)}: {_uncapped(text)}" for name, text in texts.items()})


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:] if text[:1].isalpha() and text[1:2].islower() else text
