"""Keeping a guide and what it offers: for the first time, or again after it has changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlmodel import Session, col, delete, select

from app.cards.card import Erratum
from app.db import entities
from app.decks.loading import shown_erratum
from app.library.identity import compared
from app.library.shelving import drop_all, reshelve
from app.library.tables import Fate, Guide, Proposal, Reading, State

MOST_PROBLEMS = 50


def begin(db: Connection, name: str, overlay: str, now: datetime) -> tuple[int, str]:
    """Marks a guide as being read, and adds it where there is none of that name; its id, and the overlay in force."""
    with entities(db) as orm:
        guide = orm.exec(select(Guide).where(Guide.name == name)).first()
        if guide is None:
            guide = Guide(name=name, title=name, text="", overlay="", reading="", problems=[], uploaded_at=now, told={})
        guide.reading, guide.problems = Reading.RUNNING, []
        orm.add(guide)
        orm.flush()
        return guide.id, overlay or guide.overlay


def fail(db: Connection, guide_id: int, problems: Sequence[str], pasted: str = "") -> None:
    """Says why a guide could not be read; what was read of it before stays, and so does a text that was pasted."""
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is not None:
            guide.reading, guide.problems = Reading.FAILED, list(problems[:MOST_PROBLEMS])
            guide.told = {**guide.told, "pasted": pasted}
            orm.add(guide)


def withdraw(db: Connection, guide_id: int) -> list[str]:
    """Takes back an upload that failed while its sender waited: the guide is as it was before; why it failed.

    Nothing is taken back where it has not failed.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None or guide.reading != Reading.FAILED:
            return []
        problems = guide.problems
        if guide.text:
            guide.reading, guide.problems = Reading.READY, []
            guide.told = {name: told for name, told in guide.told.items() if name != "pasted"}
            orm.add(guide)
        else:
            orm.delete(guide)
        return problems


def fail_interrupted(db: Connection) -> None:
    """Guides that were being read when the server stopped."""
    values = {"reading": Reading.FAILED, "problems": ["Ebb was stopped while it read this. Upload it again."]}
    db.execute(update(Guide).where(col(Guide.reading) == Reading.RUNNING).values(values))


def keep(db: Connection, guide_id: int, result: Mapping[str, Any], overlay: str, now: datetime) -> None:
    """Stores what was read of a guide, patched by `overlay`.

    Proposals keep what was decided about them, cards keep their schedules.
    """
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None:
            return
        stored = {one.key: one for one in orm.exec(select(Proposal).where(Proposal.guide_id == guide_id))}
        fates = _take_over(orm, guide_id, stored, result["proposals"])
        guide.text, guide.title, guide.reading = result["text"], result["title"] or guide.name, Reading.READY
        guide.problems, guide.overlay, guide.uploaded_at = [], overlay, now
        names = ("remarks", "left_out", "left", "parts", "days", "checklist", "planned")
        guide.told = {name: result[name] for name in names} | {"counts": dict(fates), "again": bool(stored)}
        orm.add(guide)
        orm.flush()
        reshelve(orm, guide)


def _take_over(
    orm: Session, guide_id: int, stored: Mapping[str, Proposal], made: Sequence[Mapping[str, Any]]
) -> Counter[str]:
    """Makes the proposals of a guide those that were made of it now; how many were new, the same, changed and gone."""
    old = [_told(one) for one in stored.values()]
    found = compared(old, made)
    taken = {before["key"] for _, before, _ in found if before}
    fates: Counter[str] = Counter(fate for _, _, fate in found)
    for one in [one for key, one in stored.items() if key not in taken]:
        fates[Fate.GONE] += _let_go(orm, one)
    orm.flush()
    kept: list[Proposal] = []
    for place, (said, before, fate) in enumerate(sorted(found, key=lambda it: it[0]["cites"][0][:2])):
        one = stored[before["key"]] if before else _blank(guide_id)
        _update(one, said, fate, place)
        orm.add(one)
        kept.append(one)
    orm.flush()
    rest_on_all(kept)
    return fates


def _told(one: Proposal) -> dict[str, Any]:
    """A stored proposal as the worker tells of one."""
    return {"key": one.key, "kind": one.kind, "fields": one.said, "path": one.path, "cites": one.cites}


def _blank(guide_id: int) -> Proposal:
    return Proposal(
        guide_id=guide_id,
        key="",
        position=0,
        part=1,
        kind="",
        fields={},
        said={},
        path=[],
        cites=[],
        errata=[],
        joined=[],
        reason="",
        state=State.OPEN,
        fate=Fate.NEW,
        waiting=False,
    )


def _let_go(orm: Session, one: Proposal) -> int:
    """A proposal that the guide makes no more: an accepted one stays until its owner has decided about the card."""
    if one.state == State.ACCEPTED and one.note_id is not None:
        known = not one.said
        one.fate, one.said, one.waiting = Fate.GONE, {}, one.waiting or not known
        orm.add(one)
        return int(not known)
    orm.delete(one)
    return int(one.state == State.OPEN)


def _update(one: Proposal, made: Mapping[str, Any], fate: Fate, place: int) -> None:
    one.key, one.kind, one.position, one.part = made["key"], made["kind"], place, made["part"]
    one.path, one.cites, one.reason, one.fate = list(made["path"]), made["cites"], made["reason"], fate
    one.errata = [shown_erratum(Erratum(**erratum)) for erratum in made["errata"]]
    mine = one.fields != one.said or one.state == State.ACCEPTED
    if not mine or fate == Fate.NEW:
        one.fields = made["fields"]
    elif fate == Fate.CHANGED:
        one.waiting = made["fields"] != one.fields
    one.said = made["fields"]
    if fate == Fate.CHANGED and one.state == State.REFUSED:
        one.state = State.OPEN


def rest_on_all(proposals: Sequence[Proposal]) -> None:
    """Lets proposals that others were merged into rest on the lines of these too, and carry their errata."""
    by_id = {one.id: one for one in proposals}
    for one in proposals:
        others = [by_id[id_] for id_ in one.joined if id_ in by_id and by_id[id_].state == State.REFUSED]
        one.cites = [*one.cites, *(cite for other in others for cite in other.cites if cite not in one.cites)]
        one.errata = [*one.errata, *(it for other in others for it in other.errata if it not in one.errata)]


def forget(db: Connection, guide_id: int) -> str | None:
    """Takes a guide from the library, and its cards from everybody's shelf; its name, or None where there is none."""
    with entities(db) as orm:
        guide = orm.get(Guide, guide_id)
        if guide is None:
            return None
        drop_all(db, guide_id)
        orm.exec(delete(Proposal).where(col(Proposal.guide_id) == guide_id))
        orm.delete(guide)
        return guide.name
