"""Terms and what they mean: bold leads of items and paragraphs, definition lists, first words under a heading."""

import re
from collections.abc import Iterator

from app.cards.lint import LONGEST_ANSWER
from app.guide.backs import fitted, nested
from app.guide.blocks import Item, Lines, Paragraph, Table
from app.guide.phrasing import ask_term, defines, is_command, is_condition, is_empty_label, is_label, sober, strong
from app.guide.places import Place, capital, is_generic
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tasks import ask_which
from app.guide.tidying import (
    bare,
    heading_text,
    mark_of,
    sentences,
    tidy,
    unnumbered,
    unquoted,
    without_emoji,
    words_of,
)
from app.guide.verbs import does, is_imperative
from app.guide.worth import worthless

_SIGN = r"(?:\s*[:：]|\s+[-–—=]{1,3}>?\s|[-–—]\s|\s*[→⇒]|\s*$)"
_ASIDE = r"(?:\s*\([^()\n]{0,120}\))?"
_BOLD = re.compile(
    rf"^(?P<open>\*\*|__|\*(?!\*))(?P<term>[^*_\n=](?:[^*\n=]|\*(?!\*)){{0,120}}?)(?P=open)"
    rf"(?P<aside>{_ASIDE})(?P<sign>{_SIGN})?\s*(?P<rest>[\s\S]*)$"
)
_CODED = re.compile(
    rf"^(?P<term>`[^`\n]{{1,120}}`)(?P<aside>{_ASIDE})(?P<sign>\s*[:：]|\s+[-–—=]{{1,3}}>?\s|-\s|"
    rf"\s*[→⇒])\s*(?P<rest>\S[\s\S]*)$"
)
_PLAIN = re.compile(
    r"^(?P<term>[A-Z\u00c0-\u024f\u0400-\u04ff\u3040-\u9fff][\w./+#-]{0,40}(?: [\w./+#&-]{1,30}){0,4}"
    r"(?: \([^()]{1,40}\))?)"
    r"(?P<sign>: | [-–—=] |：)(?P<rest>\S[\s\S]*)$"
)
_YEAR = re.compile(r"(?:1[0-9]|20)\d\ds?\+?")
_FRAGMENT = re.compile(
    r"^(?:(?:An?|Any|Something|Someone|Anything|Objects?|Functions?|One of)\s+(?:[\w'`-]+\s+){0,6}?"
    r"(?:that|which|who|with|of|for|to|in|used|where|when|whose|by|you|can|is|as)\b|"
    r"The\s+(?:[\w'-]+\s+){1,3}?(?:of|that|which|to|when|where|by which|in which|for)\b|"
    r"[A-Z][a-z]+ing\s+(?:an?|the|functions?|one|multiple|several|something)\b)"
)
_TURNS = re.compile(r"(?:while|if|when|to|you|in|for|with|before|after|since|because|although)\b", re.IGNORECASE)
_NO_DEFINITION = re.compile(
    r"\b(?:this (?:section|chapter|guide|article|document|page|tutorial|example)|we(?:'ll| will| are)?|let['’]?s|I|"
    r"my|our|this (?:checklist|list|repo(?:sitory)?|readme|post|book|course|cheat ?sheet|collection|project|note)s?)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?:^|,\s+|;\s+)\*\*([^*\n]{1,60})\*\*\s*[=:]\s*([^,;\n*]{3,120})")
_APPOSED = re.compile(r"^\*\*[A-Za-z][^*:]{6,60}[^*:.!?]\*\*\s+[a-z(]")
"""A bold phrase that goes on without a sign: it says what the heading above it names."""
LONGEST_APPOSITION = 200
LONGEST_TERM = 60
FEWEST_WORDS = 2
"""Words of an answer that say anything about a term in words; a single one is a value."""


def from_item(item: Item, place: Place, *, plain: bool = False) -> Iterator[Offer]:
    """What an entry of a list offers: a term with its meaning; `plain` terms count where most entries have one."""
    lead = item.blocks[0]
    if not isinstance(lead, Paragraph):
        return
    several = _SEVERAL.findall(lead.text)
    if len(several) > 1 and "\n" not in lead.text and lead.text.count("**") == len(several) * 2:
        for name, told in several:
            yield from from_term(name, told, place, lead.lines)
        return
    found = split_term(lead.text, plain=plain)
    if found is None:
        return
    term, rest = found
    below = nested([block for block in item.blocks[1:] if not isinstance(block, Table)])
    last = item.blocks[-1].lines[1] if len(below) < LONGEST_ANSWER else lead.lines[1]
    if rest and _ARROW.search(lead.text[: LONGEST_TERM * 2]) and not below:
        yield from from_arrow(term, rest, place, (lead.lines[0], last))
    else:
        yield from from_term(term, rest, place, (lead.lines[0], last), below=below)


_ARROW = re.compile(r"^[^:]{1,80}?(?:→|⇒|->|=>)\s")


def from_arrow(what: str, more: str, place: Place, lines: Lines) -> Iterator[Offer]:
    """What an arrow leads to from a thing; it is asked as such, for it may mean a result, a use or a way."""
    name, told = bare(what), bare(more)
    if words_of(name) and words_of(told) and not is_empty_label(name) and len(name) <= LONGEST_TERM:
        fields = {"front": place.asks(f"{strong(name)} → ?"), "back": capital(told)}
        yield Proposal("basic", fields, place.path, (lines,), "what an arrow leads to")


def split_term(text: str, *, plain: bool = False) -> tuple[str, str] | None:
    """The term and what is said of it, of a line that begins with a bold or coded term; else None."""
    text = _lead_in(text)
    found = _BOLD.match(text)
    if found:
        inside = found["term"].strip()
        closed = inside.endswith((":", "：", "?"))
        if found["open"] == "*" and not (closed or found["sign"]):
            found = None
        elif closed or found["sign"] is not None or found["aside"]:
            return _bold(inside, found)
    found = _CODED.match(text) or (_PLAIN.match(text) if plain else None)
    return (_named(found["term"] + (found.groupdict().get("aside") or "")), found["rest"].strip()) if found else None


def _bold(inside: str, found: "re.Match[str]") -> tuple[str, str]:
    rest, aside = found["rest"].strip(), found["aside"]
    if not re.search(r"\w", rest) and aside:
        rest, aside = aside.strip(" ()"), ""
    return _named(inside.rstrip(":： ") + aside), rest


def _lead_in(text: str) -> str:
    """The text without a picture, a bullet or a number before its term."""
    text = mark_of(text.strip())[1]
    head, sign, rest = text.partition("`")
    text = without_emoji(head).rstrip() + (" " if head.endswith(" ") and sign else "") + sign + rest
    return re.sub(r"^((?:\*\*)?)[•·▪‣]\s*", r"\1", unnumbered(text.lstrip()).lstrip())


def _named(term: str) -> str:
    return heading_text(term).replace("**", "")


def from_term(term: str, rest: str, place: Place, lines: Lines, *, below: str = "") -> Iterator[Offer]:
    """A card for a term and what is said of it, `below` it too; both ways where it is a definition."""
    name, told = sober(bare(term)).rstrip(" ,"), unquoted(tidy(rest))
    if below and len(words_of(told)) < FEWEST_WORDS:
        name, told = f"{name} ({told})" if told and len(name) < LONGEST_TERM // 2 else name, ""
    back = "\n\n".join(part for part in (told, below) if part)
    if not name or not back or len(name) > LONGEST_TERM or not words_of(name):
        return
    if is_empty_label(name) and not (is_condition(name) and is_imperative(told)):
        yield LeftOut(lines, f"“{name}” names nothing to ask")
    elif why := worthless(name, told, place):
        yield LeftOut(lines, why)
    elif _YEAR.fullmatch(name):
        yield from year(name, told, place, lines)
    else:
        answer, more = fitted(back)
        if not answer:
            yield LeftOut(lines, "what is said of a term is too long for a card")
            return
        fields = {"front": ask_term(name, place, told or below), "back": capital(answer)}
        both = not more and not below and _both_ways(name, told)
        if both:
            context = place if not _mentions(place.about, name) else Place(())
            asked = (
                ask_which(told, context)
                if is_command(name)
                else f"{context.asks('what is described here?')}\n\n{capital(told)}"
            )
            fields |= {"reverse_front": asked, "reverse_back": name}
        yield Proposal("reversed" if both else "basic", fields, place.path, (lines,), "term and its meaning", more)


def _both_ways(name: str, told: str) -> bool:
    """Whether the term can be named from what is said of it."""
    if is_command(name):
        return does(told) and len(words_of(told)) > 2 and name.strip("`") not in told
    if is_label(name) or _mentions(told, name) or len(words_of(told)) < 4 or len(name.split()) > 4:
        return False
    return defines(told) and not is_imperative(name) and not _STATES.match(bare(told))


_STATES = re.compile(r"^(?:[\w'’/-]+\s+){1,4}(?:is|are|can|has|have|was|were|will|must|should|may)\b")
"""A whole sentence: it tells something of the term, but does not say what it is."""


def year(name: str, told: str, place: Place, lines: Lines) -> Iterator[Proposal]:
    """What happened in a year, asked both ways."""
    fields = {"front": place.asks(f"what happened in {name}?"), "back": capital(told)}
    fields |= {"reverse_front": f"{place.asks('when was this?')}\n\n{capital(told)}", "reverse_back": name}
    yield Proposal("reversed", fields, place.path, (lines,), "entry of a timeline")


def from_paragraph(paragraph: Paragraph, place: Place, *, first: bool) -> Iterator[Offer]:
    """What a paragraph offers: lines that begin with a bold term, a definition, or words that define the heading."""
    taken = False
    apposed = first and len(paragraph.text) < LONGEST_APPOSITION and _APPOSED.match(" ".join(paragraph.text.split()))
    for lines, text in [] if apposed else _lines_of(paragraph):
        found = split_term(text)
        if found and found[1]:
            taken = True
            yield from from_term(found[0], found[1], place, lines)
    if taken:
        return
    definition = re.match(r"^([^\n]{2,80})\n:\s+([\s\S]+)$", paragraph.text)
    equal = re.match(
        r"^(?P<term>(?:\*\*)?[A-Z][\w .+#/()&-]{1,40}?(?:\*\*)?)\s+=\s+(?P<rest>[^=\n]{8,300})$",
        without_emoji(paragraph.text.strip()),
    )
    if definition:
        yield from from_term(definition[1], definition[2].replace("\n: ", "\n"), place, paragraph.lines)
    elif equal:
        yield from from_term(equal["term"].strip("*"), equal["rest"], place, paragraph.lines)
    elif first and (told := _defined(paragraph.text, place)):
        answer, more = fitted(told)
        above = Place(place.path[:-1])
        if answer:
            named = re.split(r"\s+[-–—]{1,3}\s+", place.path[-1], maxsplit=1)[0]
            fields = {"front": ask_term(named, above, "a thing"), "back": capital(answer)}
            yield Proposal("basic", fields, place.path, (paragraph.lines,), "first words under a heading", more)


def _lines_of(paragraph: Paragraph) -> Iterator[tuple[Lines, str]]:
    """A paragraph's lines; one that begins with no term belongs to the one before it."""
    number, held = paragraph.lines[0], ""
    first = number
    for line in paragraph.text.split("\n"):
        if held and (split_term(line) or held.endswith("  ")):
            yield (first, number - 1), held.strip()
            held, first = "", number
        held = f"{held}\n{line}" if held else line
        number += 1
    yield (first, number - 1), held.strip()


def _defined(text: str, place: Place) -> str:
    """The words with which the first paragraph under a heading says what it names, or ""."""
    flat = " ".join(text.split())
    heading = place.path[-1] if place.path else ""
    words = words_of(re.sub(r"\([^()]*\)", "", heading))
    if not 0 < len(words) <= 4 or re.search(r"[?&/]| and | vs\b", heading) or is_generic(heading):
        return ""
    opening = sentences(bare(flat))[0] if bare(flat) else ""
    bold_lead = len(flat) < LONGEST_APPOSITION and _APPOSED.match(flat) and not is_condition(flat)
    if does(heading) and len(words) > 1 and not bold_lead:
        return ""
    if not opening or opening.endswith((":", "?", "!")) or _NO_DEFINITION.search(opening) or len(words_of(opening)) < 4:
        return ""
    stems = [word[:5] if len(word) > 5 else word[:4] for word in words if len(word) > 2]
    begun = " ".join(opening.casefold().split()[:6]) if not _TURNS.match(opening) else ""
    named = any(re.search(rf"\b{re.escape(stem)}", begun) for stem in stems)
    coined = re.search(
        rf"\b(?:known as|called|said to (?:be|have))\b[^.]*\b{re.escape(heading.split(' (')[0].casefold()[:5])}",
        opening.casefold(),
    )
    is_one = re.search(r"\b(?:is|are|was|means)\s+(?:an?|the|one|any)\b", opening)
    return tidy(flat).replace("**", "") if _FRAGMENT.match(opening) or (named and is_one) or coined or bold_lead else ""


def _mentions(text: str, name: str) -> bool:
    mine = {word for word in words_of(name) if len(word) > 2}
    return bool(mine & set(words_of(text)))
