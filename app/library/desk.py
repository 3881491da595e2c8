"""What the library's pages show: every guide, and one guide with the cards that it offers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import Session, col, func, select

from app.db import entities
from app.decks.tables import Deck
from app.library.offered import offered
from app.library.resting import stale_cards
from app.library.tables import Fate, Guide, Proposal, Reading, State

SHOWN = {
    "open": "To decide",
    "changed": "Changed",
    "gone": "Gone",
    "stale": "Stale",
    "accepted": "Accepted",
    "refused": "Refused",
    "left": "Left out",
}
"""What a guide's page can show, each with its title."""
FIRST = ("changed", "gone", "open", "accepted")
"""What it shows unasked: the first of these that there is any of."""
A_PAGE = 40
MOST_LEFT_OUT = 400
MOST_STALE = 400


def all_guides(db: Connection, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Every guide, by its title, with how many proposals stand where."""
    counting = select(Proposal.guide_id, Proposal.state, func.count()).group_by(
        col(Proposal.guide_id), col(Proposal.state)
    )
    with entities(db) as orm:
        counts: dict[int, dict[str, int]] = {}
        for guide_id, state, count in orm.exec(counting):
            counts.setdefault(guide_id, {})[state] = count
        columns = (Guide.id, Guide.name, Guide.title, Guide.reading, Guide.uploaded_at, func.length(Guide.text))
        rows = orm.exec(select(*columns).order_by(col(Guide.title), col(Guide.id)))  # type: ignore[call-overload]
        return [
            {
                "id": guide_id,
                "name": name,
                "title": title,
                "reading": reading,
                "uploaded": f"{at.astimezone(zone):%-d %b %Y %H:%M}",
                "size": size,
                "counts": {state: counts.get(guide_id, {}).get(state, 0) for state in State},
            }
            for guide_id, name, title, reading, at, size in rows
        ]


def guide_page(db: Connection, guide_id: int, shown: str, part: int | None, number: int) -> dict[str, Any] | None:
    """A guide with one page of what `shown` names (a key of SHOWN), else of the first of FIRST that there is any of.

    None where there is no such guide.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None:
            return None
        lines = guide.text.split("\n")
        stale = stale_cards(orm, guide.name, lines) if guide.text else []
        counts = counts_of(orm, guide_id) | {"stale": len(stale), "left": guide.told.get("left", 0)}
        shown = shown if shown in SHOWN else next((name for name in FIRST if counts[name]), "open")
        query = wanted(guide_id, shown, part)
        total = orm.exec(select(func.count()).select_from(query.subquery())).one()
        pages = max(1, -(-total // A_PAGE))
        number = min(number, pages)
        page = orm.exec(in_order(query).offset((number - 1) * A_PAGE).limit(A_PAGE)).all()
        return {
            "guide": _head(guide),
            "counts": counts,
            "shown": shown,
            "part": part,
            "parts": _parts(orm, guide, shown),
            "plan": _plan(orm, guide),
            "deck_id": _first_deck(orm, guide_id, part),
            "proposals": offered(orm, page, lines, again=guide.told.get("again", False)),
            "left_out": _left_out(guide, lines, part) if shown == "left" else [],
            "stale": stale[:MOST_STALE] if shown == "stale" else [],
            "pager": {"number": number, "pages": pages, "total": total},
        }


def in_order(query: Any) -> Any:
    """As the guide has them."""
    return query.order_by(col(Proposal.position), col(Proposal.id))


def wanted(guide_id: int, shown: str, part: int | None) -> Any:
    """The proposals that a name of SHOWN stands for."""
    query = select(Proposal).where(Proposal.guide_id == guide_id)
    if shown in {"changed", "gone"}:
        gone = Proposal.fate == Fate.GONE if shown == "gone" else Proposal.fate != Fate.GONE
        query = query.where(col(Proposal.waiting), gone)
    else:
        query = query.where(Proposal.state == shown)
    return query.where(Proposal.part == part) if part else query


def counts_of(orm: Session, guide_id: int) -> dict[str, int]:
    """How many proposals there are of each of SHOWN."""
    found: Counter[str] = Counter()
    rows = select(Proposal.state, Proposal.fate, Proposal.waiting, func.count()).where(Proposal.guide_id == guide_id)
    for state, fate, waiting, count in orm.exec(
        rows.group_by(col(Proposal.state), col(Proposal.fate), col(Proposal.waiting))
    ):
        found[state] += count
        if waiting:
            found["gone" if fate == Fate.GONE else "changed"] += count
    return {name: found[name] for name in SHOWN}


def _head(guide: Guide) -> dict[str, Any]:
    told = guide.told
    return {
        "id": guide.id,
        "name": guide.name,
        "title": guide.title,
        "reading": guide.reading,
        "problems": guide.problems,
        "pasted": bool(told.get("pasted")),
        "patched": bool(guide.overlay),
        "lines": guide.text.count("\n") + 1 if guide.text else 0,
        "remarks": [{"line": line, "text": text} for line, text in told.get("remarks", [])],
        "halfway": told.get("halfway", False),
        "again": told.get("counts", {}) if told.get("again") else None,
    }


def _parts(orm: Session, guide: Guide, shown: str) -> list[dict[str, Any]]:
    """The guide's parts, each with how many proposals of the kind that is shown it has."""
    query = wanted(guide.id, shown, None).subquery()
    counts = dict(orm.exec(select(query.c.part, func.count()).group_by(query.c.part)).all())
    parts = guide.told.get("parts", [])
    return [
        {"number": part["number"], "title": part["title"], "count": counts.get(part["number"], 0)} for part in parts
    ]


def _plan(orm: Session, guide: Guide) -> dict[str, Any]:
    """The study plan, with the decks that there are for each day."""
    decks = {
        deck.section: deck
        for deck in orm.exec(select(Deck).where(Deck.guide_id == guide.id, col(Deck.retired).is_(False)))
    }
    titles = {part["number"]: part["title"] for part in guide.told.get("parts", [])}
    days = [
        {
            "number": day["number"],
            "title": day["title"],
            "takes": _takes(day["hours"]),
            "parts": [
                {"title": titles.get(number, ""), "deck_id": decks[number].id if number in decks else None}
                for number in day["parts"]
            ],
        }
        for day in guide.told.get("days", [])
    ]
    return {"read": guide.told.get("planned", False), "days": days, "checklist": guide.told.get("checklist", [])}


def _takes(hours: float) -> str:
    if not hours:
        return ""
    return f"about {hours:g} h" if hours >= 1 else f"about {max(1, round(hours * 60))} min"


def _first_deck(orm: Session, guide_id: int, part: int | None) -> int | None:
    """The deck that a review of a guide's cards, or of those of a part, begins with; None where there is no card."""
    query = select(Deck.id).where(Deck.guide_id == guide_id, col(Deck.retired).is_(False))
    query = query.where(Deck.section == part) if part else query
    return orm.exec(query.order_by(col(Deck.position))).first()


def _left_out(guide: Guide, lines: Sequence[str], part: int | None) -> list[dict[str, Any]]:
    bounds = next((it["lines"] for it in guide.told.get("parts", []) if it["number"] == part), (1, len(lines)))
    rows = [row for row in guide.told.get("left_out", []) if bounds[0] <= row[0] <= bounds[1]]
    return [
        {"first": first, "last": last, "why": why, "text": " ".join(" ".join(lines[first - 1 : last]).split())[:160]}
        for first, last, why in rows[:MOST_LEFT_OUT]
    ]


def standing(db: Connection, guide_id: int, shown: str, part: int | None) -> Mapping[str, Any]:
    """What changes on a guide's page when one of its proposals is decided: its counts, and how many are shown."""
    with entities(db) as orm:
        total = orm.exec(select(func.count()).select_from(wanted(guide_id, shown, part).subquery())).one()
        deck_id = _first_deck(orm, guide_id, part)
        return {"counts": counts_of(orm, guide_id), "pager": {"total": total}, "deck_id": deck_id}


def place_of(db: Connection, proposal_id: int) -> tuple[int, int, str] | None:
    """Where a proposal is shown: the guide's id, the page, and which of SHOWN."""
    with entities(db) as orm:
        one = orm.get(Proposal, proposal_id)
        if one is None:
            return None
        query = wanted(one.guide_id, one.state, None).where(Proposal.position < one.position)
        before = orm.exec(select(func.count()).select_from(query.subquery())).one()
        return one.guide_id, before // A_PAGE + 1, one.state


def reading_of(db: Connection, guide_id: int) -> tuple[str, str] | None:
    """How the reading of a guide stands, and its title; None where there is no such guide."""
    with entities(db) as orm:
        row = orm.exec(select(Guide.reading, Guide.title).where(Guide.id == guide_id)).first()
        return (Reading(row[0]).value, row[1]) if row else None


def pasted_of(db: Connection, guide_id: int) -> tuple[str, str]:
    """The name and the pasted text of an upload that could not be read; both empty where there is none."""
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        return (guide.name, guide.told.get("pasted", "")) if guide else ("", "")


def guide_named(db: Connection, name: str) -> int | None:
    """The id of the guide of that name, or None."""
    with entities(db) as orm:
        return orm.exec(select(Guide.id).where(Guide.name == name)).first()
