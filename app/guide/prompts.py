"""Whether a proposal's question is fair: it does not hold its answer, and no other one asks the same."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.cards.gaps import find_gaps
from app.guide.places import Place, opened, subject_of
from app.guide.proposal import ASKED, LeftOut, Proposal
from app.guide.tidying import words_of

LONGEST_ANSWER = 200
"""Characters of an answer that a question can be said to hold; a longer one always says more."""

BAREST = 2
"""Words of a question that nobody understands without its headings, such as "What follows?"."""


def honest(proposal: Proposal) -> Proposal | None:
    """The proposal with a question that does not hold its answer: as it is, or without its headings; else None.

    Of a pair that is asked both ways, only the way that gives nothing away is kept.
    """
    if proposal.reason in ASKED:
        return proposal
    if proposal.kind in {"basic", "reversed"}:
        return _honest_pair(proposal)
    if proposal.kind == "cloze":
        return _honest_gaps(proposal)
    if proposal.kind == "command" and proposal.fields["command"].strip("`") in proposal.fields["front"]:
        return None
    return proposal


def _honest_pair(proposal: Proposal) -> Proposal | None:
    fields = dict(proposal.fields)
    front = _fair(fields["front"], fields["back"])
    if not front:
        return None
    fields["front"] = front
    if proposal.kind == "basic" or "reverse_front" not in fields:
        return replace(proposal, fields=fields)
    reverse = _fair(fields["reverse_front"], fields["reverse_back"])
    if reverse:
        return replace(proposal, fields=fields | {"reverse_front": reverse})
    return replace(proposal, kind="basic", fields={"front": front, "back": fields["back"]})


def _fair(question: str, answer: str) -> str:
    """The question, or what is left of it without its headings, where that does not hold the answer; or ""."""
    return next((asked for asked in (question, _own(question)) if asked and not _holds(asked, answer)), "")


def _own(question: str) -> str:
    """A question without the headings before its first colon, or "" where it has none, or is too bare to be asked."""
    head, colon, own = question.partition(": ")
    return opened(own) if colon and "?" not in head and "\n" not in head and len(own.split()) > BAREST else ""


def _holds(question: str, answer: str) -> bool:
    block = re.fullmatch(r"```\w*\n([^\n]+)\n```", answer)
    if block:
        return block[1] in question
    codes = re.findall(r"`([^`]+)`", answer)
    if codes and len(words_of(re.sub(r"`[^`]*`", "", answer))) < 2:
        return all(code in question for code in codes)
    words = {word for word in words_of(answer) if len(word) > 3}
    return bool(words) and len(answer) < LONGEST_ANSWER and "```" not in answer and words <= set(words_of(question))


def _honest_gaps(proposal: Proposal) -> Proposal | None:
    """The proposal, where its words before a block of code do not hold what the block asks for."""
    text = proposal.fields["text"]
    head, fence, code = text.partition("\n\n```")
    answers = [gap.answer.strip() for gap in find_gaps(code)] if fence else []
    if len(answers) != 1:
        return proposal
    fair = _fair(head, answers[0] if len(answers[0]) > 3 else "")
    return replace(proposal, fields={"text": f"{fair}{fence}{code}"}) if fair else None


def distinct(proposals: Sequence[Proposal], left: list[LeftOut]) -> list[Proposal]:
    """The proposals with no question asked twice: headings tell equal ones apart; those that none does go to `left`."""
    groups: dict[object, list[int]] = defaultdict(list)
    for at, proposal in enumerate(proposals):
        groups[_question(proposal)].append(at)
    taken = set(groups)
    kept: dict[int, Proposal] = dict(enumerate(proposals))
    for places in [found for found in groups.values() if len(found) > 1]:
        for at in places:
            told = next((one for one in _told_apart(proposals[at]) if _question(one) not in taken), None)
            if told is not None:
                kept[at] = told
                taken.add(_question(told))
            elif at != places[0]:
                left.append(LeftOut(proposals[at].lines[0], "its question is asked already, with another answer"))
                del kept[at]
    return [kept[at] for at in sorted(kept)]


def _question(proposal: Proposal) -> object:
    text = proposal.fields.get("front") or proposal.fields.get("text", "")
    return proposal.kind, " ".join(text.split())


def _told_apart(proposal: Proposal) -> Iterator[Proposal]:
    """The proposal behind one of its headings more, from the nearest up."""
    name = "front" if "front" in proposal.fields else "text"
    text = proposal.fields[name]
    for title in reversed(Place(proposal.path).titles):
        subject = subject_of(title)
        if subject and subject.casefold() not in text.casefold():
            own = text[:1].lower() + text[1:] if text[:1].isalpha() and text[1:2].islower() else text
            yield replace(proposal, fields=proposal.fields | {name: f"{opened(subject)}: {own}"})
