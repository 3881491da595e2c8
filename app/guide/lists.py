"""Lists as proposals: steps in their order, dos and don'ts, terms, points to name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.guide.backs import fitted
from app.guide.blocks import Block, Item, Lines, Listing, Paragraph
from app.guide.commands import FEWEST, MOST, order
from app.guide.phrasing import ask_term, is_command_line, is_empty_label, is_label, strong
from app.guide.places import Place, capital, is_generic, lower_first
from app.guide.procedures import is_order, is_told, tells_to_do, what_to_do
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.prose import from_entry
from app.guide.terms import from_arrow, from_item, from_term, split_term
from app.guide.tidying import bare, mark_of, tidy, unnumbered, words_of
from app.guide.verbs import is_imperative
from app.guide.worth import COUNT, ask_points, is_field, is_plural

_SEQUENCE = re.compile(
    r"\b(?:steps?|workflow|work ?flow|process|procedure|how (?:it|your|the|does|do)\b.*|how .*works?|life ?cycle|"
    r"pipeline|order|sequence|phases?|stages?|flow|path|install(?:ation|ing)?|set ?up|happens|getting started|"
    r"quick ?start|algorithm|timeline|boot|handshake|when you .*)\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:best practi\w+|do'?s\b|don[’']?ts?\b|should|avoid\w*|use cases?|when (?:not )?to|securit\w+|recommend\w*|"
    r"rules?|mistakes?|"
    r"anti-?patterns?|pitfalls?|guidelines?|good|bad|right|wrong|hygiene|checklist)\b",
    re.IGNORECASE,
)
_CASES = re.compile(r"\b(?:use cases?|when (?:not )?to|best for|suits?)\b", re.IGNORECASE)
_DENIAL = re.compile(r"^(?:never|don['’]t|do not|no|not)\s+(?=\w)", re.IGNORECASE)
_REASON = re.compile(r"^(?P<what>[^()]{3,120}?)\s*\((?P<why>[^()]{3,120})\)$")
_NO_REASON = re.compile(
    r"^(?:not|e\.g|eg|i\.e|like|such as|or|and|see|default|optional|via|using|:|\d|`|-|/)|→", re.IGNORECASE
)
LONGEST_STEP = 160
_PURPOSE = re.compile(r"\W*(?:purpose|job|role|what it does|function)\b\W", re.IGNORECASE)
LONGEST_POINT = 120
LONGEST_REST = 900
LONGEST_NAME = 45
MOST_POINTS = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list. `good` is True behind a tick, False behind a cross."""

    text: str
    lines: Lines
    good: bool | None = None


def from_list(listing: Listing, place: Place) -> Iterator[Offer]:
    """What a Markdown list offers."""
    items = [item for item in listing.items if isinstance(item.blocks[0], Paragraph)]
    leads = [item.blocks[0].text for item in items if isinstance(item.blocks[0], Paragraph)]
    if any(item.task is not None for item in items):
        yield LeftOut(listing.lines, "boxes to tick: they go into the plan")
    elif sum(_only_links(text) for text in leads) * 2 > len(leads):
        yield LeftOut(listing.lines, "a list of links")
    elif any(mark_of(text)[0] is False for text in leads):
        yield from dos_and_donts([_entry(item) for item in items], place, listing.lines)
    elif items:
        yield from _told(items, leads, _below_title(listing, place), listing.lines)


def _below_title(listing: Listing, place: Place) -> Place:
    """The place of bullets whose first is a numbered title: that is their nearest heading."""
    title = title_of(listing.items[0].blocks[0])
    return Place((*place.path, title)) if title and len(listing.items) > 1 else place


def title_of(block: Block) -> str:
    """The words of a numbered line that stands alone above bullets and names what they are about, or ""."""
    if not isinstance(block, Listing) or len(block.items) != 1 or block.items[0].number is None:
        return ""
    lead = block.items[0].blocks[0]
    words = bare(lead.text).strip() if isinstance(lead, Paragraph) and len(block.items[0].blocks) == 1 else ""
    ends = words.endswith((".", ":", "?", "!", ",")) or "\n" in words
    return words if words and not ends and len(words) < LONGEST_NAME else ""


def _only_links(text: str) -> bool:
    """Whether a link is all that an entry has, but for a few words."""
    rest = re.sub(r"\[[^\]]*\]\([^)]*\)", "", text)
    return "](" in text and len(words_of(rest)) < 4


def _told(items: Sequence[Item], leads: Sequence[str], place: Place, lines: Lines) -> Iterator[Offer]:
    plain = sum(split_term(text, plain=True) is not None for text in leads) * 2 > len(leads)
    numbered = all(item.number is not None for item in items)
    acts = [is_imperative(lead.strip("*")) or is_command_line(bare(lead).strip("`")) for lead in leads]
    verbs = [words_of(lead)[0] if words_of(lead) else "" for lead in leads]
    ways = any(
        verbs.count(verb) > 1 for verb in ("use", "choose", "using", "method", "option")
    )  # several ways, not steps of one
    sequence = (
        numbered
        and not ways
        and (bool(_SEQUENCE.search(f"{place.topic} {place.about}")) or sum(acts) * 3 > len(acts) * 2)
    )
    taken = 0
    for at, item in enumerate(items):
        made = [] if sequence and acts[at] else list(from_item(item, place, plain=plain))
        if not made and (card := from_entry(leads[at], place, _entry(item).lines)):
            made = [card]
        taken += bool(made)
        yield from (_with_rest(one, at, leads) if isinstance(one, Proposal) else one for one in made)
    entries = [_entry(item) for item in items]
    told = [split for lead in leads if (split := split_term(lead, plain=plain))]
    names = [] if any(len(words_of(rest)) == 1 for _, rest in told) else [name for name, _ in told]
    if not numbered and taken == len(items) == len(names) and len(names) > 2:
        yield from _names(names, place, lines)
    if sequence and is_order(items):
        yield from steps([entry.text for entry in entries], place, lines)
    elif sequence or (numbered and taken * 2 < len(items) and (tells_to_do(items) or is_told(items))):
        yield what_to_do(items, place, lines)
    elif taken * 2 < len(items) and (why := _no_points(items, leads)):
        yield LeftOut(lines, why)
    elif taken * 2 < len(items):
        yield from points(entries, place, lines, drawn=False)


def _no_points(items: Sequence[Item], leads: Sequence[str]) -> str:
    """Why the entries of a list are no points to name, or ""."""
    if any(re.search(r"(?:\b(?:if|when|where|and|or)|[:,])$", lead.strip(" *_")) for lead in leads):
        return "a list whose entries go on below them"
    if all(lead.strip(" *_").endswith("?") for lead in leads):
        return "a list of questions"
    return "a list of titles" if all(any(isinstance(it, Listing) for it in item.blocks) for item in items) else ""


def _with_rest(card: Proposal, at: int, leads: Sequence[str]) -> Proposal:
    """A card for what a thing is for, with what else the list says of it below its answer."""
    if not _PURPOSE.match(leads[at]) or card.explanation or len(leads) > MOST_POINTS:
        return card
    rest = "\n".join(
        f"- {tidy(lead)}" for place, lead in enumerate(leads) if place != at and not lead.rstrip().endswith((":", "**"))
    )
    return replace(card, explanation=rest) if len(rest) < LONGEST_REST else card


def _names(names: Sequence[str], place: Place, lines: Lines) -> Iterator[Proposal]:
    """One card that asks for the terms of a list, where its title says what they are."""
    named = (
        len(names) in COUNT
        and not any(is_label(name) or is_field(name) for name in names)
        and "`" not in place.led().about
        and all(len(name) < LONGEST_NAME for name in names)
        and not is_command_line(names[0].strip("`"))
    )
    if named and is_plural(place.led().about) and not is_generic(place.led().about):
        fields = {
            "front": place.led().asks(f"name the {COUNT[len(names)]}."),
            "back": "\n".join(f"- {name}" for name in names),
        }
        yield Proposal("basic", fields, place.path, (lines,), "terms of a list")


def _entry(item: Item) -> Entry:
    lead = item.blocks[0]
    text = lead.text if isinstance(lead, Paragraph) else ""
    good, rest = mark_of(text)
    return Entry(tidy(rest), (item.lines[0], item.lines[0] + text.count("\n")), good)


def steps(texts: Sequence[str], place: Place, lines: Lines, reason: str = "numbered steps") -> Iterator[Offer]:
    """A card for the order of steps, where there are few enough and none is long."""
    cleaned = [_step(text) for text in texts]
    if (
        not FEWEST <= len(cleaned) <= MOST
        or not all(cleaned)
        or len({step.casefold() for step in cleaned}) < len(cleaned)
        or any(re.match(r"(?:don['’]t|do not|never|or|avoid)\b", step, re.IGNORECASE) for step in cleaned)
    ):
        yield LeftOut(lines, f"steps that are not {FEWEST} to {MOST}, too long, or not all different")
    elif not place.about:
        yield LeftOut(lines, "steps without a word on what they are for")
    else:
        yield order(cleaned, place.led(), lines, reason)


def _step(text: str) -> str:
    """A step without its number: its bold lead, or its first sentence, where it is long."""
    step = " ".join(bare(unnumbered(text)).split())
    if len(step) > LONGEST_STEP:
        step = re.split(r"(?<=[.:;])\s", step, maxsplit=1)[0]
    return step.rstrip(".:;") if len(step) <= LONGEST_STEP else ""


def dos_and_donts(entries: Sequence[Entry], place: Place, lines: Lines) -> Iterator[Offer]:
    """A choice of what is right among ticks and crosses where these advise; else a card for each line that tells why.

    A cross before a statement says that it is bad news, not that it is wrong; only advice can be chosen from.
    """
    marked = [entry for entry in entries if entry.good is not None and len(words_of(entry.text)) > 1]
    title = re.sub(r"\([^()]*\)", "", f"{place.lead} {place.path[-1] if place.path else ''}")
    advice = bool(_ADVICE.search(title))
    made: list[Offer] = []
    for entry in marked:
        made += _reason(entry, place) if advice else []
        made += _pair(entry, place)
    good, bad = [entry for entry in marked if entry.good], [entry for entry in marked if not entry.good]
    if advice and good and bad and len(marked) <= MOST:
        made.append(_choice(marked, place))
    elif len(made) * 2 < len(marked) and not (advice and bad):
        made += points(marked, place, lines)
    yield from made or [LeftOut(lines, "ticks and crosses without reasons")]


def _choice(marked: Sequence[Entry], place: Place) -> Proposal:
    cases = bool(_CASES.search(f"{place.topic} {place.about}"))
    options: list[str] = []
    for entry in marked:
        text = capital(_DENIAL.sub("", _flat(entry.text))) if not entry.good else _flat(entry.text)
        found = _REASON.match(text)
        options.append(f"- [{'x' if entry.good else ' '}] {text if entry.good or not found else found['what']}")
        if not entry.good:
            why = found["why"] if found and not _NO_REASON.match(found["why"]) else ""
            options.append(f"  The guide advises against it{f': {why}' if why else ''}.")
    asked = "which of these does it suit?" if cases else "which of these are right to do?"
    fields = {"front": place.asks(asked), "options": "\n".join(options)}
    span = marked[0].lines[0], marked[-1].lines[1]
    return Proposal("choice", fields, place.path, (span,), "ticks and crosses")


def _flat(text: str) -> str:
    return " ".join(bare(text).split())


def _reason(entry: Entry, place: Place) -> Iterator[Proposal]:
    """Why a line of advice holds, where a bracket behind it says so."""
    found = _REASON.match(_flat(entry.text))
    if found is None or _NO_REASON.search(found["why"]) or len(words_of(found["why"])) < 2:
        return
    what = lower_first(_DENIAL.sub("", found["what"]))
    if entry.good and _CASES.search(f"{place.topic} {place.about}"):
        return  # what stands in brackets behind a use is an example of it
    named = what if is_imperative(what) or not entry.good else strong(what)
    fields = {"front": place.asks(f"why {'' if entry.good else 'not '}{named}?"), "back": capital(found["why"])}
    yield Proposal("basic", fields, place.path, (entry.lines,), "line with its reason")


def _pair(entry: Entry, place: Place) -> Iterator[Offer]:
    """A line's part before a colon or an arrow, with what stands behind it."""
    text = _flat(entry.text)
    named = re.match(r"[^:,→]{3,30}: ", text)
    sign = "→" if "→" in text and not (named and len(named[0].split()) < 4) else "[:=]"
    found = re.match(rf"^(?P<what>[^→=]{{3,80}}?)\s*(?P<sign>{sign})\s+(?P<more>\S.*)$", text)
    if found and "](" not in entry.text and found["what"].count("(") == found["what"].count(")"):
        yield from pair(found["what"], found["sign"], found["more"], place, entry.lines)


def pair(what: str, sign: str, more: str, place: Place, lines: Lines) -> Iterator[Offer]:
    """What stands before and behind a sign."""
    yield from (from_arrow if sign in {"→", "⇒", "->", "=>"} else from_term)(what, more, place, lines)


def points(entries: Sequence[Entry], place: Place, lines: Lines, *, drawn: bool = True) -> Iterator[Offer]:
    """One card that asks for the points of a short list; those of a drawing are always points of it."""
    told = [_flat(entry.text) for entry in entries if words_of(entry.text)]
    topic = place.lead or (place.path[-1] if place.path else "")
    if not place.about or is_empty_label(topic) or (is_generic(place.about) and not place.lead):
        yield LeftOut(lines, "a list without a word on what it holds")
    elif not 2 <= len(told) <= MOST_POINTS or any(len(text) > LONGEST_POINT or text.endswith(":") for text in told):
        yield LeftOut(lines, "a list of too many points for one card, or too long ones")
    else:
        answer, more = fitted("\n".join(f"- {capital(text)}" for text in told))
        if more:
            yield LeftOut(lines, "a list too long for one card")
            return
        asked = ask_points(told, place) or (f"what are the {COUNT[len(told)]} points?" if drawn else "")
        if not asked and not is_label(place.lead):
            yield LeftOut(lines, "a list whose heading does not say what its points are")
            return
        span = entries[0].lines[0], entries[-1].lines[1]
        labelled = is_label(place.lead) and not place.lead.endswith("?")
        front = ask_term(place.lead, Place(place.path)) if labelled else place.led().asks(asked)
        yield Proposal("basic", {"front": front, "back": answer}, place.path, (span,), "short list")
