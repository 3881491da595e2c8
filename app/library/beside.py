"""A guide to be read: stretch by stretch, each passage with the cards that rest on it and the errors that it makes."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from app.cards.card import Erratum, Overlay, line_hash
from app.cards.overlayfile import parse_overlay
from app.db import entities
from app.decks.loading import shown_erratum
from app.decks.shelf import in_html
from app.library.passages import Passage, Span, passages
from app.library.resting import resting_on
from app.library.tables import Guide

Overlays = Mapping[str, Overlay]
"""Guide name to the overlay that the folder of decks holds for it."""

A_STRETCH = 400
"""Lines after which a long part goes on on another page, as soon as a blank line outside of code comes."""
LONGEST_STRETCH = 1_000
_FENCE = re.compile(r"\s*(```|~~~)")


def reader_page(
    db: Connection, guide_id: int, number: int | None, page: int, cited: Span | None, overlays: Overlays
) -> dict[str, Any] | None:
    """One page of a guide: of the part of that number, else that of the first of the `cited` lines, which are marked.

    None where there is no such guide, or nothing has been read of it.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None or not guide.text:
            return None
        rows = guide.text.split("\n")
        first = cited[0] if cited else 1
        parts = _parts(guide, len(rows))
        part = next((it for it in parts if it["number"] == number), None) or _holding(parts, first)
        pages = list(_stretches(rows, part["lines"]))
        place = next((at for at, (_, last) in enumerate(pages) if first <= last), 0) if cited else page - 1
        place = min(place, len(pages) - 1)
        shown = passages(rows, pages[place], cited)
        _put_right(shown, overlays.get(guide.name), guide.overlay, rows)
        return {
            "guide": {"id": guide.id, "name": guide.name, "title": guide.title},
            "parts": parts,
            "part": part,
            **_neighbours(parts, part, place + 1, len(pages)),
            "pager": {"number": place + 1, "pages": len(pages)},
            "passages": shown,
            "lines": cited,
            "found": cited is None or any(it.marked for it in shown),
            "stale": _beside(orm, guide.name, rows, shown),
        }


def _parts(guide: Guide, lines: int) -> list[dict[str, Any]]:
    """The parts, and what stands before the first of them."""
    parts = guide.told.get("parts") or [{"number": 1, "title": guide.title, "lines": [1, lines]}]
    start = parts[0]["lines"][0]
    return [{"number": 0, "title": "Before the first part", "lines": [1, start - 1]}, *parts] if start > 1 else parts


def _holding(parts: Sequence[dict[str, Any]], line: int) -> dict[str, Any]:
    return next((it for it in parts if it["lines"][0] <= line <= it["lines"][1]), parts[0])


def _stretches(rows: Sequence[str], span: Sequence[int]) -> Iterator[Span]:
    """A part in stretches that fit on a page."""
    first, last = span
    in_code, start = False, first
    for number in range(first, last + 1):
        in_code ^= bool(_FENCE.match(rows[number - 1]))
        length = number - start + 1
        at_rest = not in_code and not rows[number - 1].strip()
        if number < last and ((length >= A_STRETCH and at_rest) or length >= LONGEST_STRETCH):
            yield start, number
            start = number + 1
    yield start, last


def _neighbours(parts: Sequence[dict[str, Any]], part: dict[str, Any], page: int, pages: int) -> dict[str, Any]:
    """Where the pages before and after lead: `part`, `page` and a `title`."""
    at = parts.index(part)
    before = after = None
    if page > 1:
        before = {"part": part["number"], "page": page - 1, "title": "Back"}
    elif at:
        before = {"part": parts[at - 1]["number"], "page": 1, "title": parts[at - 1]["title"]}
    if page < pages:
        after = {"part": part["number"], "page": page + 1, "title": "Read on"}
    elif at + 1 < len(parts):
        after = {"part": parts[at + 1]["number"], "page": 1, "title": parts[at + 1]["title"]}
    return {"before": before, "after": after}


def _home(shown: Sequence[Passage], lasts: Sequence[int], span: Span) -> Passage | None:
    """The first passage that some of these lines stand in; `lasts` are the last lines of all."""
    at = bisect_left(lasts, span[0])
    return shown[at] if at < len(shown) and shown[at].first <= span[1] else None


def _beside(orm: Session, name: str, rows: Sequence[str], shown: Sequence[Passage]) -> int:
    """Puts each card beside the first passage that it rests on; how many notes of deck files rest on changed lines."""
    lasts = [it.last for it in shown]
    stale: set[int] = set()
    for card in resting_on(orm, name, rows):
        if card.stale and not card.made_here:
            stale.add(card.note_id)
        home = next(filter(None, (_home(shown, lasts, span) for span in card.fresh)), None)
        if home is not None:
            home.cards = [*home.cards, {"id": card.card_id, "question": card.question}]
    return len(stale)


@lru_cache(maxsize=8)
def _errata_of(overlay: str) -> Mapping[str, Erratum]:
    """A guide's own errata; reading them takes longer than all else of its page."""
    return parse_overlay(overlay, "corrections").errata


def _put_right(shown: Sequence[Passage], known: Overlay | None, own: str, rows: Sequence[str]) -> None:
    """Puts each error of the guide beside the last passage that makes it, where the guide still reads so.

    The guide's own overlay says what it was patched with; the one in the folder of decks may know more by now.
    """
    errata = {**(known.errata if known else {}), **(_errata_of(own) if own else {})}
    for erratum in errata.values():
        first, last = erratum.lines
        if line_hash(rows[first - 1 : last]) != erratum.hash:
            continue
        home = next((it for it in reversed(shown) if it.first <= last and first <= it.last), None)
        if home is not None:
            home.errata = [*home.errata, in_html(shown_erratum(erratum))]
