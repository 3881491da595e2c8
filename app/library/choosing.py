"""Deciding about proposals: accept, refuse, open again, edit, merge, and take or leave what a changed guide says."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.cards.card import Note as Authored
from app.cards.kinds import EXPLANATION, KINDS
from app.db import entities
from app.decks.tables import Note
from app.library.shelving import drop_cards, shelve
from app.library.storing import rest_on_all
from app.library.tables import Fate, Guide, Proposal, State

Ids = Sequence[int]


def chosen(orm: Session, guide_id: int, ids: Ids, part: int | None) -> Sequence[Proposal]:
    """The proposals meant: those of `ids`, else the open ones of a part, else every open one."""
    found: Sequence[Proposal] = orm.exec(_meant(select(Proposal), guide_id, ids, part)).all()
    return found


def _meant(query: Any, guide_id: int, ids: Ids, part: int | None) -> Any:
    query = query.where(Proposal.guide_id == guide_id).order_by(col(Proposal.position), col(Proposal.id))
    if ids:
        return query.where(col(Proposal.id).in_(ids))
    query = query.where(Proposal.state == State.OPEN)
    return query.where(Proposal.part == part) if part else query


def acceptable(db: Connection, guide_id: int, ids: Ids, part: int | None) -> list[int]:
    """The proposals meant that have no card yet, as the guide has them."""
    query = _meant(select(Proposal.id), guide_id, ids, part).where(Proposal.state != State.ACCEPTED)
    with entities(db) as orm:
        return list(orm.exec(query))


def accept(db: Connection, guide_id: int, ids: Ids) -> int:
    """Makes cards of proposals; how many. One that has its card already is passed over."""
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        return _accept(orm, guide, chosen(orm, guide_id, ids, None)) if guide and ids else 0


def accept_lot(db: Connection, guide_id: int, ids: Ids, *, refused: bool, last: bool) -> int:
    """The same for some of many, which may have been decided meanwhile; `refused` ones are taken only if asked for.

    Until the `last` lot the guide says that it is accepted in part, whatever happens to the server between two.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None or not ids:
            return 0
        if guide.told.get("halfway", False) == last:
            guide.told = {**guide.told, "halfway": not last}
            orm.add(guide)
        wanted = chosen(orm, guide_id, ids, None)
        return _accept(orm, guide, [one for one in wanted if refused or one.state == State.OPEN])


def _accept(orm: Session, guide: Guide, proposals: Sequence[Proposal]) -> int:
    wanted = [one for one in proposals if one.state != State.ACCEPTED]
    for one in wanted:
        one.state = State.ACCEPTED
    if wanted:
        shelve(orm, guide, wanted)
    return len(wanted)


def refuse(db: Connection, guide_id: int, ids: Ids, part: int | None) -> int:
    """Sets proposals aside; how many. The card that was made of one goes, and what was learnt of it stays stored."""
    with entities(db) as orm:
        wanted = [one for one in chosen(orm, guide_id, ids, part) if one.state != State.REFUSED]
        _refuse(orm, guide_id, wanted)
        return len(wanted)


def _refuse(orm: Session, guide_id: int, proposals: Sequence[Proposal]) -> None:
    """What the guide says no more is not kept to be decided again."""
    drop_cards(orm, guide_id, proposals)
    for one in proposals:
        one.state, one.waiting = State.REFUSED, False
        if one.fate == Fate.GONE:
            orm.delete(one)


def reopen(db: Connection, guide_id: int, ids: Ids) -> int:
    """Lets refused proposals wait for a decision again; how many."""
    with entities(db) as orm:
        wanted = [one for one in chosen(orm, guide_id, ids, None) if ids and one.state == State.REFUSED]
        for one in wanted:
            one.state = State.OPEN
            orm.add(one)
        return len(wanted)


def merge(db: Connection, guide_id: int, ids: Ids) -> int:
    """Makes one of several proposals that say the same, resting on the lines of all; how many were merged.

    It is the first that is a card already, so that no schedule is lost, else the first; the others are refused.
    0, with nothing changed, where fewer than two are meant.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        wanted = list(chosen(orm, guide_id, ids, None)) if ids else []
        if guide is None or len(wanted) < 2:
            return 0
        kept = next((one for one in wanted if one.state == State.ACCEPTED), wanted[0])
        others = [one for one in wanted if one is not kept]
        kept.state = State.ACCEPTED if kept.state == State.ACCEPTED else State.OPEN
        kept.joined = list(dict.fromkeys([*kept.joined, *(id_ for one in others for id_ in (one.id, *one.joined))]))
        _refuse(orm, guide_id, others)
        rest_on_all([kept, *others])
        orm.add(kept)
        if kept.state == State.ACCEPTED:
            shelve(orm, guide, [kept])
        return len(wanted)


def authored(kind: str, fields: Mapping[str, str]) -> Authored:
    """The texts of a proposal as their kind wants them."""
    texts = dict(fields)
    explanation = texts.pop(EXPLANATION.name, "")
    return Authored("", kind, texts, explanation)


def problems(one: Proposal, fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a proposal's texts: field to message, the first for each."""
    found = KINDS[one.kind].problems(authored(one.kind, fields))
    told: dict[str, str] = {}
    for name, message in found:
        told.setdefault(name, message)
    return told


def change(db: Connection, proposal_id: int, fields: Mapping[str, str]) -> dict[str, str]:
    """Gives a proposal other texts, and its card too; or says what is wrong with them, and changes nothing."""
    with entities(db) as orm:
        one = orm.get(Proposal, proposal_id)
        if one is None:
            return {}
        wrong = problems(one, fields)
        if not wrong:
            one.fields = {name: text for name, text in fields.items() if text.strip()}
            _rewrite(orm, one)
        return wrong


def settle(db: Connection, proposal_id: int, *, take: bool) -> bool:
    """Lets what the changed guide says stand on the card, or leaves the card as it is; its schedule stays either way.

    What was edited on the card's own page gives way with it. A card that is kept though the guide says this no more
    cites no lines. False where nothing waits to be decided.
    """
    with entities(db) as orm:
        one = orm.get(Proposal, proposal_id)
        if one is None or not one.waiting:
            return False
        one.waiting = False
        if take and one.said:
            one.fields = dict(one.said)
            note = orm.get(Note, one.note_id) if one.note_id else None
            if note is not None:
                note.local, note.base = {}, None
                orm.add(note)
        elif one.fate == Fate.GONE:
            one.cites = []
        _rewrite(orm, one)
        return True


def _rewrite(orm: Session, one: Proposal) -> None:
    orm.add(one)
    guide = orm.get(Guide, one.guide_id)
    if guide is not None and one.state == State.ACCEPTED:
        shelve(orm, guide, [one])


def find(db: Connection, proposal_id: int) -> Proposal | None:
    """A proposal."""
    with entities(db) as orm:
        return orm.get(Proposal, proposal_id)
