"""Guides as tests need them: made of plain lines, without the compiler, so that each test says what it is about."""

import re
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import Connection, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.cards.card import line_hash
from app.db import Database, entities
from app.decks.tables import Card
from app.guide.proposal import Proposal as Offered
from app.library import storing
from app.library.identity import keys_of
from app.library.tables import Guide, Proposal
from tests import given
from tests.conftest import NOON

TIDES = """# Ebb and flood
What is ebb? The tide going out.
What is flood? The tide coming in.
# Springs and neaps
What is a spring tide? The largest range.
What is a neap tide? The smallest range.
"""
"""A guide of two parts and four cards."""


def told(text: str, **more: Any) -> dict[str, Any]:
    """What a worker tells of a text: each `# heading` begins a part and a day, each `Question? Answer` is a card."""
    lines = text.split("\n")
    parts: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    offered: list[Offered] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("# "):
            parts.append({"number": len(parts) + 1, "title": line[2:], "lines": [number, len(lines)]})
            if len(parts) > 1:
                parts[-2]["lines"][1] = number - 1
        elif found := re.fullmatch(r"(.+?\?) (.+)", line):
            fields = {"front": found[1], "back": found[2]}
            offered.append(Offered("basic", fields, (), ((number, number),), "test"))
            cites = [[number, number, line_hash([line])]]
            row = {"kind": "basic", "fields": fields, "path": [parts[-1]["title"]], "cites": cites}
            rows.append(row | {"part": len(parts), "errata": [], "reason": "test"})
    days = [{"number": part["number"], "title": "", "parts": [part["number"]], "hours": 1.5} for part in parts]
    keyed = [row | {"key": key} for row, key in zip(rows, keys_of(offered), strict=True)]
    about = {"remarks": [], "left_out": [], "left": 0, "checklist": ["Tides are no mystery."], "planned": True}
    return {"text": text, "title": "Tides", "proposals": keyed, "parts": parts, "days": days} | about | more


def a_guide(db: Database, text: str = TIDES, name: str = "tides.md", now: datetime = NOON, **more: Any) -> int:
    """Keeps a guide as it was read, for the first time or again; its id."""
    guide_id, overlay = db.write_now(storing.begin, name, "", now)
    db.write_now(storing.keep, guide_id, told(text, **more), overlay, now)
    return guide_id


def guide(db: Database, guide_id: int) -> Guide:
    """What is stored of a guide."""
    return db.read_now(_guide, guide_id)


def _guide(con: Connection, guide_id: int) -> Guide:
    with entities(con) as orm:
        return orm.get_one(Guide, guide_id)


def proposals(db: Database, guide_id: int) -> dict[str, Proposal]:
    """A guide's proposals by their questions, as the guide has them; those that it makes no more at their old place."""
    found: list[Proposal] = db.read_now(_proposals, guide_id)
    return {one.fields.get("front") or one.fields["text"]: one for one in found}


def _proposals(con: Connection, guide_id: int) -> list[Proposal]:
    query = select(Proposal).where(col(Proposal.guide_id) == guide_id)
    with entities(con) as orm:
        return list(orm.execute(query.order_by(col(Proposal.position), col(Proposal.id))).scalars())


def states(db: Database, guide_id: int) -> dict[str, str]:
    """Question to what was decided."""
    return {question: str(one.state) for question, one in proposals(db, guide_id).items()}


def fates(db: Database, guide_id: int) -> dict[str, str]:
    """Question to what became of it, with a star where somebody has to decide."""
    return {question: one.fate + ("*" if one.waiting else "") for question, one in proposals(db, guide_id).items()}


def decide(client: TestClient, guide_id: int, what: str, *chosen: int, **form: str) -> str:
    """Presses a button of a guide's page; what the next page tells."""
    sent = {"do": what, "show": "open", "part": "", "chosen": [str(one) for one in chosen]} | form
    answer = client.post(f"/guides/{guide_id}/decisions", data=sent)
    assert answer.status_code == 303, answer.text
    return flash(client.get(answer.headers["location"]).text)


def flash(html: str) -> str:
    """What a page tells of the last thing that was done."""
    found = BeautifulSoup(html, "html.parser").select_one("#flash")
    return found.get_text(strip=True) if found else ""


def card_of(db: Database, guide_id: int, question: str) -> int:
    """The card that was made of a proposal."""
    note = proposals(db, guide_id)[question].note_id
    assert note is not None
    query = select(col(Card.id)).where(col(Card.note_id) == note, col(Card.retired).is_(False))
    found: int = db.read_now(lambda con: con.execute(query).scalar_one())
    return found


def page(client: TestClient, path: str) -> given.Shown:
    """A page that is there, as soup."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return given.shown(answer.text)
