"""Proposals as pages show them: their faces, what is wrong with them, and the lines they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.cards.kinds import KINDS
from app.cards.markup import render
from app.db import entities
from app.decks.editorpage import box
from app.decks.merging import fields_of
from app.decks.shelf import in_html
from app.decks.tables import Note
from app.library.choosing import authored, problems
from app.library.tables import Fate, Guide, Proposal, State

MOST_CITED = 12
"""Lines of a passage that are shown beside a proposal; the reader shows all."""
MOST_WIDE = 2_000
"""Characters of a line that are shown beside a proposal."""


def offered(
    orm: Session, proposals: Iterable[Proposal], lines: Sequence[str], *, again: bool = False
) -> list[dict[str, Any]]:
    """Proposals as their template wants them; `lines` are the guide's. A card shows what was edited on its own page.

    What is new or changed is told where the guide had been read before, `again`.
    """
    found = list(proposals)
    ids = [one.note_id for one in found if one.note_id]
    notes = {note.id: note for note in orm.exec(select(Note).where(col(Note.id).in_(ids)))} if ids else {}
    return [
        _values(one, notes.get(one.note_id or 0), lines) | {"news": str(one.fate) if again and _waits(one) else ""}
        for one in found
    ]


def _waits(one: Proposal) -> bool:
    return one.state == State.OPEN and one.fate in {Fate.NEW, Fate.CHANGED}


def one_offered(db: Connection, proposal_id: int) -> dict[str, Any] | None:
    """A single proposal as its template wants it, with `stored`, the texts of its editor; None where there is none."""
    with entities(db) as orm:
        one = orm.get(Proposal, proposal_id)
        if one is None:
            return None
        text = orm.exec(select(Guide.text).where(Guide.id == one.guide_id)).one()
        return offered(orm, [one], text.split("\n"))[0] | {"stored": one.fields}


def _values(one: Proposal, note: Note | None, lines: Sequence[str]) -> dict[str, Any]:
    fields = one.fields | note.local if note is not None else one.fields
    wrong = problems(one, fields)
    return {
        "id": one.id,
        "guide_id": one.guide_id,
        "part": one.part,
        "kind": one.kind,
        "kind_title": KINDS[one.kind].TITLE,
        "state": one.state,
        "fate": one.fate,
        "waiting": one.waiting,
        "edited": bool(one.said) and fields != one.said and not one.waiting,
        "reason": one.reason,
        "where": " › ".join(one.path[-2:]),
        "cites": [_cited(cite, lines) for cite in one.cites],
        "faces": [] if wrong else faces(one.kind, fields),
        "problems": list(wrong.values()),
        "newer": faces(one.kind, one.said) if one.waiting and one.said else [],
        "errata": [in_html(erratum) for erratum in one.errata],
        "note_id": one.note_id,
    }


def _cited(cite: Sequence[Any], lines: Sequence[str]) -> dict[str, Any]:
    first, last = int(cite[0]), int(cite[1])
    shown = [
        {"number": number, "text": _narrow(lines[number - 1])} for number in range(first, min(last, len(lines)) + 1)
    ]
    return {"first": first, "last": last, "lines": shown[:MOST_CITED], "more": max(0, len(shown) - MOST_CITED)}


def _narrow(line: str) -> str:
    return line if len(line) <= MOST_WIDE else f"{line[:MOST_WIDE]}…"


def faces(kind: str, fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each face's two sides as safe HTML, and the explanation with the first."""
    module, note = KINDS[kind], authored(kind, fields)
    return [
        {
            "front_html": Markup(module.front_html(face)),  # noqa: S704 - made by app.cards
            "back_html": Markup(module.back_html(face)),  # noqa: S704
            "extra_html": Markup(render(note.explanation)) if note.explanation else "",  # noqa: S704
        }
        for face in module.faces(note)
    ]


def editor_fields(kind: str, values: Mapping[str, str], wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of a proposal's editor, as those of a note's; here each has one problem at most."""
    return [
        box(field, values.get(field.name, ""))
        | {"problems": [{"text": f"{field.label} {wrong[field.name]}", "line": ""}] if field.name in wrong else []}
        for field in fields_of(kind)
    ]
