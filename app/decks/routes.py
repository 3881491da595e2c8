"""Editing a card's text, settling it with its deck file's, and reporting what is wrong with it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.accounts.current import CurrentUser, Learner, Owner
from app.db import Database
from app.decks import editing, reporting
from app.decks.editorpage import editor_page, preview
from app.decks.merging import fields_of, unsettled
from app.decks.shelf import find_note
from app.decks.tables import Note
from app.web.asking import Db, Id, Now, id_or_none
from app.web.errors import not_found
from app.web.forms import texts
from app.web.pages import own_path, page, redirect, wants_part, with_query

router = APIRouter()

_CARD = r"^[0-9]{0,15}$"
CardId = Annotated[str, Query(pattern=_CARD)]
"""The card that is meant; empty for the note's first."""

TOLD = {
    "saved": "Saved.",
    "kept": "Your text stands, beside what the deck file says now.",
    "taken": "The deck file's text stands again.",
    "reported": "Reported. Whoever owns these decks reads it.",
}
"""What the editor says after a change, by the word in its address."""


@router.get("/notes/{note_id}/edit")
async def show_editor(request: Request, db: Db, user: CurrentUser, note_id: Id, done: str = "") -> Response:
    return await _editor(request, db, user, note_id, told=TOLD.get(done, ""))


@router.put("/notes/{note_id}")
async def save_note(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    sent = await texts(request)
    await _note(db, note_id)
    if not await db.write(editing.save_note, note_id, sent):
        return await _editor(request, db, user, note_id, sent=sent)
    return redirect(f"/notes/{note_id}/edit?done=saved")


@router.post("/notes/{note_id}/preview")
async def preview_note(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    sent = await texts(request)
    note = await _note(db, note_id)
    if not wants_part(request):
        return await _editor(request, db, user, note_id, sent=sent)
    shown = preview(note, editing.meant(note, sent))
    return page(request, "decks/_preview.html", status=422 if shown["problems"] else 200, **shown)


@router.delete("/notes/{note_id}/edits")
async def return_to_file(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    sent = await texts(request)
    await _note(db, note_id)
    if not await db.write(editing.return_to_file, note_id, sent):
        return await _editor(request, db, user, note_id, stale=True)
    return redirect(f"/notes/{note_id}/edit?done=taken")


@router.put("/notes/{note_id}/edits/{field}")
async def keep_edit(request: Request, db: Db, user: Owner, note_id: Id, field: str) -> Response:
    sent = await texts(request)
    await _field_of(db, note_id, field)
    stale = not await db.write(editing.keep_edit, note_id, field, sent)
    return await _settled(request, db, user, note_id, sent, "kept", stale=stale)


@router.delete("/notes/{note_id}/edits/{field}")
async def drop_edit(request: Request, db: Db, user: Owner, note_id: Id, field: str) -> Response:
    sent = await texts(request)
    await _field_of(db, note_id, field)
    stale = not await db.write(editing.drop_edit, note_id, field, sent)
    rest = sent if stale else {name: text for name, text in sent.items() if name not in {field, f"seen-{field}"}}
    return await _settled(request, db, user, note_id, rest, "taken", stale=stale)


@router.get("/conflicts")
async def show_conflicts(request: Request, db: Db, user: Owner) -> Response:
    return page(request, "decks/conflicts.html", conflicts=await db.read_slow(unsettled))


@router.get("/notes/{note_id}/report")
async def show_report(
    request: Request,
    db: Db,
    user: CurrentUser,
    note_id: Id,
    card: CardId = "",
    back: Annotated[str, Query(max_length=500)] = "",
    revealed: str = "",
) -> Response:
    """`back` is where she came from; there, `revealed`, the answer was in sight."""
    way = with_query(back, "revealed=1") if revealed and back else back
    return await _report(request, db, user, note_id, card, way)


@router.put("/notes/{note_id}/report")
async def save_report(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    note_id: Id,
    text: Annotated[str, Form()] = "",
    card: Annotated[str, Form(pattern=_CARD)] = "",
    back: Annotated[str, Form(max_length=600)] = "",
) -> Response:
    if refused := reporting.refusal(text):
        return await _report(request, db, user, note_id, card, back, sent=text, error=refused)
    card_id = await db.write(reporting.keep_report, user.id, note_id, id_or_none(card), text, now)
    if card_id is None:
        raise not_found("card")
    return redirect(with_query(own_path(back, f"/cards/{card_id}"), "done=reported"))


@router.get("/reports")
async def show_reports(request: Request, db: Db, user: Owner) -> Response:
    return page(request, "decks/reports.html", **await db.read_slow(reporting.all_reports, user.zone))


@router.put("/notes/{note_id}/reports/{reporter_id}/closing")
async def close_report(request: Request, db: Db, user: Owner, now: Now, note_id: Id, reporter_id: Id) -> Response:
    return await _set_closed(db, note_id, reporter_id, now)


@router.delete("/notes/{note_id}/reports/{reporter_id}/closing")
async def open_report(request: Request, db: Db, user: Owner, note_id: Id, reporter_id: Id) -> Response:
    return await _set_closed(db, note_id, reporter_id, None)


async def _set_closed(db: Database, note_id: int, reporter_id: int, closed_at: datetime | None) -> Response:
    if not await db.write(reporting.set_closed, reporter_id, note_id, closed_at):
        raise not_found("report")
    return redirect("/reports")


async def _report(
    request: Request,
    db: Database,
    user: Learner,
    note_id: int,
    card: str,
    back: str,
    *,
    sent: str | None = None,
    error: str = "",
) -> Response:
    found = await db.read(reporting.report_page, user.id, note_id, id_or_none(card))
    if found is None:
        raise not_found("card")
    found |= {"back": own_path(back, f"/cards/{found['card_id']}"), "most": reporting.LONGEST}
    found |= {} if sent is None else {"text": sent}
    return page(request, "decks/report.html", status=422 if error else 200, report=found, error=error)


async def _note(db: Database, note_id: int) -> Note:
    found = await db.read(find_note, note_id)
    if found is None:
        raise not_found("card")
    return found[0]


async def _field_of(db: Database, note_id: int, field: str) -> None:
    """Refuses a field that the note neither has nor had when it was edited."""
    note = await _note(db, note_id)
    if field not in {known.name for known in fields_of(note.kind)} | note.local.keys():
        raise not_found("field")


async def _settled(
    request: Request, db: Database, user: Learner, note_id: int, sent: dict[str, str], done: str, *, stale: bool
) -> Response:
    """The editor after one field was settled; what else its form holds is not saved by that, and must not be lost."""
    if stale:
        return await _editor(request, db, user, note_id, sent=sent, stale=True)
    if editing.unsaved(await _note(db, note_id), sent):
        told = f"{TOLD[done]} The rest of the form is not saved yet."
        return await _editor(request, db, user, note_id, sent=sent, told=told)
    return redirect(f"/notes/{note_id}/edit?done={done}")


async def _editor(
    request: Request,
    db: Database,
    user: Learner,
    note_id: int,
    *,
    sent: dict[str, str] | None = None,
    told: str = "",
    stale: bool = False,
) -> Response:
    """`stale`: somebody else changed the note since the form's page was opened, and so nothing was done."""
    found = await db.read_slow(editor_page, note_id, sent)
    if found is None:
        raise not_found("card")
    found["stale"] |= stale
    refused = sent is not None and not told and bool(found["problems"])
    return page(
        request,
        "decks/edit.html",
        status=409 if found["stale"] else 422 if refused else 200,
        can_edit=user.is_owner,
        flash={"kind": "ok", "text": told} if told else None,
        **found,
    )
