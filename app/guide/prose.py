"""Sentences that say what something is or does: "The `pull` command fetches an image", "A registry is a server"."""

import re
from collections.abc import Iterator

from app.cards.lint import LONGEST_ANSWER
from app.guide.backs import fitted
from app.guide.blocks import Lines, Paragraph
from app.guide.phrasing import ask_term, is_command, is_condition, strong
from app.guide.places import Place, capital
from app.guide.proposal import Proposal
from app.guide.tasks import ask_which
from app.guide.tidying import bare, sentences, tidy, words_of
from app.guide.verbs import does, is_imperative, third_person

_VERB = (
    r"(?:is|are|means?|refers? to|defines?|provides?|allows?|lets?|enables?|describes?|represents?|contains?|stores?|"
    r"creates?|runs?|manages?|handles?|consists? of|keeps?|holds?|stands for|specif(?:y|ies)|shows?|returns?|tells?|"
    r"removes?|deletes?|ensures?|lists?|displays?|prints?|fetches|pulls?|pushes|starts?|stops?|builds?|sets?|copies|"
    r"converts?|attaches|connects?|gets?|sends?|blocks?|pauses?|turns?|exits?|combines?|checks?|works? (?:as|like)|"
    r"acts? as|will \w+)"
)
_KIND = (
    r"(?:command|option|flag|instruction|directive|keyword|function|method|file|operator|statement|clause|parameter|"
    r"setting|tag|attribute|property|field|type|hook)"
)
_CODE = re.compile(
    rf"^(?:(?:An?|The|And|So|Here,?|In (?:short|fact),)\s+)*(?:{_KIND}\s+)?(?P<term>`[^`\n]{{1,60}}`|"
    rf"\*\*[^*\n]{{2,60}}\*\*)(?P<aside>\s*\([^()]{{1,60}}\))?"
    rf"(?:\s+{_KIND})?\s+(?:(?:simply|also|basically|just|then)\s+)?(?P<said>{_VERB}\b[\s\S]+)$"
)
_NOUN = re.compile(
    r"^An?\s+(?P<term>(?:[\w/-]+ ){0,2}[\w/-]+)\s+(?:is|are)\s+(?P<said>(?:an? (?!bit|lot|little|good|great|must|bad|"
    r"common|kind of\b)|the |one of )[\s\S]+)$"
)
_DEPENDS = re.compile(
    r"\b(?:this|these|that case|above|below|here|previous|earlier|my|our|we|I|you(?:'re|'ll|'ve)?|now|your|next|again|"
    r"following)\b",
    re.IGNORECASE,
)
_EMPTY = {
    "following", "first", "second", "third", "next", "last", "same", "goal", "idea", "point", "reason", "result",
    "problem", "solution", "answer", "example", "difference", "output", "code", "command", "file", "most", "best",
    "only", "other", "advantage", "disadvantage", "purpose", "aim", "way", "thing",
}  # fmt: skip
MOST_OF_ONE = 3
"""Cards of one paragraph; a longer one is told in its own words."""


def from_prose(paragraph: Paragraph, place: Place) -> Iterator[Proposal]:
    """A card for each sentence that stands by itself and says what its subject is or does."""
    made = 0
    for lines, sentence in _placed(paragraph):
        found = _CODE.match(sentence) or _NOUN.match(sentence)
        if found and made < MOST_OF_ONE and (card := _card(found, sentence, place, lines)):
            made += 1
            yield card


def from_entry(text: str, place: Place, lines: Lines) -> Proposal | None:
    """A card for an entry of a list that is such a sentence: "`docker rm` deletes a container"."""
    sentence = tidy(text)
    found = re.match(
        rf"^(?P<term>`[^`\n]{{1,60}}`|\*\*[^*\n]{{2,40}}\*\*)(?P<aside>\s*\([^()]{{1,60}}\))?\s+"
        rf"(?P<said>(?:{_VERB}|to \w+|[a-z]+s)\b[\s\S]+)$",
        sentence,
    )
    if found is None:
        return None
    known = re.match(_VERB, found["said"]) or does(found["said"])
    return _card(found, sentence, place, lines) if known else None


def _placed(paragraph: Paragraph) -> Iterator[tuple[Lines, str]]:
    """The sentences of a paragraph, tidied, each with the lines it stands on."""
    flat = tidy(paragraph.text)
    first, last = paragraph.lines
    rows = flat.count("\n") + 1
    at = 0
    for sentence in sentences(flat):
        start = flat.find(sentence, at)
        at = start + len(sentence) if start >= 0 else at
        whole = start < 0 or rows > last - first + 1
        begins = first if whole else first + flat.count("\n", 0, start)
        ends = last if whole else min(last, begins + sentence.count("\n"))
        yield (begins, ends), " ".join(sentence.split())


def _card(found: "re.Match[str]", sentence: str, place: Place, lines: Lines) -> Proposal | None:
    term = found["term"].strip("*").rstrip(" ,:")
    told = re.sub(r"^(?:is used to|will be used to|to)\s+", "", found["said"])
    told = re.sub(r"^will (\w+)", lambda verb: third_person(verb[1]), told)
    words = words_of(term)
    if _DEPENDS.search(bare(re.sub(r"`[^`]*`", "", told)).split(",")[0][:80]) or not words or len(words_of(told)) < 3:
        return None
    if set(words) & _EMPTY or len(sentence) > LONGEST_ANSWER or sentence.endswith((":", "?")):
        return None
    if re.match(r"(?:is|are)\b", told) and not re.match(
        r"(?:is|are)\s+(?:also\s+)?(?:an?|the|one|known|called|used)\b", told
    ):
        return None
    if is_condition(term):
        fields = {"front": ask_term(term, place, told), "back": capital(told)}
        return Proposal("basic", fields, place.path, (lines,), "what to do in a case") if is_imperative(told) else None
    acts = (term.startswith("`") or does(told)) and not re.match(r"(?:is|are|means?|refers?|consists?|stands)\b", told)
    back, more = fitted(re.sub(r"^(?:is|are)\s+", "", told))
    front = (
        place.asks(f"what does {strong(term)} do?", plain=is_command(term))
        if acts
        else ask_term(term, place, "a thing")
    )
    fields = {"front": front, "back": capital(back)}
    both = is_command(term) and does(told) and not more
    if both:
        fields |= {"reverse_front": ask_which(told, place), "reverse_back": term}
    return Proposal("reversed" if both else "basic", fields, place.path, (lines,), "sentence that defines a term", more)
