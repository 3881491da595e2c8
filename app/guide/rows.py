"""Lines of a block without a language as proposals: a block is often a list, a table or a drawing in other clothes."""

import re
from collections.abc import Iterator, Sequence

from app.guide.blocks import Code
from app.guide.commands import FEWEST, from_drawing, order
from app.guide.lists import MOST_POINTS, Entry, dos_and_donts, pair, points, steps
from app.guide.phrasing import is_command_line, is_empty_label, sober
from app.guide.places import Place, capital
from app.guide.proposal import LeftOut, Offer
from app.guide.terms import from_term, year
from app.guide.tidying import BAD, GOOD, bare, mark_of, tidy, unnumbered, without_emoji, words_of
from app.guide.trees import from_chain, from_tree

Rows = Sequence[tuple[int, str]]

_YEAR = re.compile(r"^\W{0,4}(?P<year>(?:1[5-9]|20)\d\ds?\+?)\s*(?::|[-–—])\s*(?P<event>\S.*)$")
_REMARK = re.compile(r"^(?P<code>[^\s#│├└][^#`│├└]{0,80}?)\s+#\s*(?P<remark>\S.*)$")
_STEP = re.compile(r"^\s*(?:[-*•🔹▶]\s*)?(?P<number>\d{1,2})\s*(?:[.):]|\ufe0f?\u20e3)\s*(?P<text>\S.*)$")
_KEY = re.compile(
    r"^(?P<key>(?:-{1,2}\w[\w-]*(?: \S+)?|[^\W\d_][\w`/.+&#'-]*(?: [\w`/.+&#()'-]+){0,4}))\s*(?P<sign>:|=|→|⇒|->|—|"
    r"–)\s+"
    r"(?P<text>\S.*)$"
)
_PART = re.compile(
    r"^[\s│]*[├└]──?\s*(?P<part>[\w`][\w`/.+ -]{0,40}?)\s*(?:\((?P<role>[^()]{3,160}(?:\([^()]*\))?[^()]*)\))\s*[│|]?$"
)
_LEAF = re.compile(r"[\s│]*[├└]──?")
_DRAWN = re.compile(r"[─│┌┐└┘├┤▼▲◄►═║╔╗╚╝]{2,}|<{4,}|>{4,}|={5,}|-{5,}")


def from_rows(rows: Rows, place: Place) -> Iterator[Offer]:
    """What the lines of a block without a language offer, stretch by stretch."""
    for stretch, lead in _stretches(rows):
        inner = place.under(lead) if lead else place
        hung = _titled(stretch)
        chain = from_chain(stretch, inner)
        if chain:
            yield chain
        elif any(re.search(r"\s-{2,}\s|-{4,}|<{4,}|>{4,}", row) for _, row in stretch):
            yield LeftOut((stretch[0][0], stretch[-1][0]), "a drawing")
        elif hung:
            yield from _from_titled(*hung, inner)
        elif any(re.match(r"^\W*\$ \S", row) for _, row in stretch):
            yield from from_drawing(Code("", tuple(stretch), (stretch[0][0], stretch[-1][0])), inner)
        elif any(_LEAF.match(row) for _, row in stretch):
            yield from _from_drawn(stretch, inner)
        else:
            yield from _from_stretch(stretch, inner)


def _stretches(rows: Rows) -> Iterator[tuple[list[tuple[int, str]], str]]:
    """The stretches between blank lines, each with its title where its first line is one (`🐳 Docker 27:`)."""
    held: list[tuple[int, str]] = []
    for number, row in [*rows, (0, "")]:
        if row.strip():
            held.append((number, row))
            continue
        if held:
            title = re.fullmatch(r"\W*(\w[^:=→]{2,60}?)\s*:\s*", held[0][1])
            yield (held[1:], bare(title[1])) if title and len(held) > 1 else (held, "")
        held = []


def _titled(rows: Rows) -> tuple[tuple[int, str], Rows] | None:
    """A title with the lines that hang below it, indented or with bullets; None where lines are no such thing."""
    if len(rows) < 2 or not _TITLE.match(rows[0][1]) or _DRAWN.search(rows[0][1] + rows[1][1]):
        return None
    below = rows[1:]
    title = without_emoji(unnumbered(mark_of(rows[0][1])[1]))
    shouts = re.sub(r"\([^()]*\)", "", title).isupper() and not any(row[:1] in GOOD + BAD for _, row in below)
    hangs = all(row[:1].isspace() or re.match(r"[-*•+]\s", row) for _, row in below)
    plain = not re.search(r"[:=→$`<>]|->|https?:|[/{(]$", title.rstrip(":")) or (shouts and ": " not in title)
    few = 0 < len(words_of(title)) < (LONGEST_SHOUT if shouts else LONGEST_TITLE)
    return (rows[0], below) if (hangs or shouts) and plain and few else None


_TITLE = re.compile(r"[^\s*•+│├└┌$#-]")
LONGEST_TITLE, LONGEST_SHOUT = 7, 14  # words, less one


def _from_titled(title: tuple[int, str], below: Rows, place: Place) -> Iterator[Offer]:
    """A card that asks for what stands below a title: several points, or what it says."""
    name = " ".join(bare(without_emoji(unnumbered(mark_of(title[1])[1]))).strip(" :!").split())
    name = sober(name)
    name = capital(name.lower()) if name.isupper() and len(name) > 5 else name
    said = [tidy(mark_of(row.strip())[1].lstrip("-*•+ ")) for _, row in below if words_of(row)]
    if len(said) == 1:
        yield from from_term(name, said[0], place, (title[0], below[-1][0]))
    elif not 2 <= len(said) <= MOST_POINTS or not name:
        yield LeftOut((title[0], below[-1][0]), "a list of too many points for one card")
    else:
        entries = [Entry(row, (title[0], below[-1][0])) for row in said]
        yield from points(entries, place.under(name), entries[0].lines)


def _from_drawn(rows: Rows, place: Place) -> Iterator[Offer]:
    """A drawn tree: of files with what they are for, or of the parts of one thing."""
    leaves = [row for _, row in rows if _LEAF.match(row)]
    if any("←" in row for row in leaves) or sum(
        bool(re.search(r"[├└]─*\s*[\w*.-]*[./_]", row)) for row in leaves
    ) * 2 >= len(leaves):
        yield from from_tree(rows, place)
        return
    told = list(_parts(rows, len(leaves), place))
    yield from told
    flat = [(number, re.sub(_LINES, "", row).rstrip(" │|┐┘┤─")) for number, row in rows if re.search(r"\w", row)]
    titles = [at for at, (_, row) in enumerate(flat) if row.endswith(":")]
    start = titles[0] if len(titles) == 1 and titles[0] + 2 < len(flat) else 0
    hung = [flat[start], *((number, f"- {row}") for number, row in flat[start + 1 :])] if flat else []
    hanging = _titled(hung) if len(hung) > FEWEST - bool(start) and (start or not told) else None
    if hanging:
        yield from _from_titled(*hanging, place)
    elif not told:
        yield LeftOut((rows[0][0], rows[-1][0]), "a drawing")


_LINES = re.compile(r"^[\s│├└─┌|┐┘┤]+(?:-\s)?")


def _parts(rows: Rows, leaves: int, place: Place) -> Iterator[Offer]:
    """The leaves of a drawn tree that say in brackets what they are, where most do and in more than a word."""
    told = [(number, found) for number, row in rows if (found := _PART.match(row))]
    lengths = [len(words_of(found["role"])) for _, found in told]
    if (
        len(told) * 3 > leaves * 2
        and sum(lengths) >= SMALL * len(told) // 2
        and min(lengths) > 1
        and not any(is_empty_label(found["part"]) for _, found in told)
    ):
        head = rows[0][1] if not _PART.match(rows[0][1]) and not _DRAWN.search(rows[0][1]) else ""
        lead = bare(without_emoji(head)).strip(" :│")
        for number, found in told:
            yield from from_term(found["part"], found["role"], place.under(lead or place.lead), (number, number))


def _from_stretch(rows: Rows, place: Place) -> Iterator[Offer]:
    """Lines of one form: ticks and crosses, numbered steps, pairs."""
    told = [(number, row.strip()) for number, row in rows]
    marked = [Entry(mark_of(row)[1], (number, number), mark_of(row)[0]) for number, row in told]
    if sum(entry.good is not None for entry in marked) * 2 >= len(told) and len(told) > 1:
        yield from dos_and_donts(
            [entry for entry in marked if entry.good is not None], place, (told[0][0], told[-1][0])
        )
        return
    numbered = [(number, found) for number, row in told if (found := _STEP.match(row))]
    if len(numbered) >= FEWEST and (len(numbered) * 3 >= len(told) * 2 or _counted(numbered)):
        texts = [without_emoji(found["text"]) for _, found in numbered]
        yield from _numbered(texts, place, (numbered[0][0], numbered[-1][0]))
        yield from _pairs([(number, found["text"]) for number, found in numbered], place)
        return
    made = list(_pairs(told, place))
    yield from made or [LeftOut((told[0][0], told[-1][0]), "lines of no form that could be asked")]


def _counted(numbered: Sequence[tuple[int, "re.Match[str]"]]) -> bool:
    """Whether the numbers count up from one, line by line."""
    return [int(found["number"]) for _, found in numbered] == list(range(1, len(numbered) + 1))


def _numbered(texts: Sequence[str], place: Place, lines: tuple[int, int]) -> Iterator[Offer]:
    """The order of numbered lines; commands among them are shown as code with the remark behind them."""
    coded = [(found["code"].strip(), found["remark"]) for text in texts if (found := _REMARK.match(text))]
    if len(coded) == len(texts) and place.about:
        yield order([f"`{code}` – {remark}" for code, remark in coded], place, lines, "numbered steps")
    else:
        yield from steps(texts, place, lines)


def _pairs(told: Rows, place: Place) -> Iterator[Offer]:
    """Lines of one form, `key: what it is` or `year: event`, where at least two are."""
    years = [(number, found) for number, row in told if (found := _YEAR.match(without_emoji(row).replace("**", "")))]
    if len(years) > 1:
        for number, found in years:
            yield from year(found["year"], bare(found["event"]), place, (number, number))
        return
    coded = [(number, found) for number, row in told if (found := _REMARK.match(row))]
    if len(coded) > 1:
        for number, found in coded:
            yield from from_term(f"`{found['code'].strip()}`", found["remark"], place, (number, number))
        return
    pairs = [(number, found) for number, row in told if (found := _KEY.match(without_emoji(row).lstrip("-•* ")))]
    if len(pairs) > 2 and len(pairs) == len(told) <= MOST_POINTS and all(_is_small(found) for _, found in pairs):
        entries = [Entry(without_emoji(row).lstrip("-•* "), (number, number)) for number, row in told]
        yield from points(entries, place, (told[0][0], told[-1][0]))
    elif len(pairs) > 1 and len(pairs) * 2 >= len(told):
        for number, found in pairs:
            yield from pair(found["key"], found["sign"], found["text"], place, (number, number))


def _is_small(found: "re.Match[str]") -> bool:
    """Whether a pair says too little for a card of its own: two names, as in "PROD: EKS"."""
    coded = found["key"].startswith(("-", "`")) or is_command_line(found["key"])
    return not coded and len(words_of(found["text"])) < SMALL and found["sign"] not in {"→", "⇒", "->"}


SMALL = 6  # words
