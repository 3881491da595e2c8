"""Editing a card's text."""

from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from app.accounts.current import CurrentUser, Learner, Owner
from app.cards.kinds import KINDS
from app.db import Database
from app.decks import editing
from app.decks.shelf import find_note
from app.web.asking import Db, Id
from app.web.errors import not_found
from app.web.forms import texts
from app.web.pages import page, redirect, wants_part

router = APIRouter()


@router.get("/notes/{note_id}/edit")
async def show_editor(request: Request, db: Db, user: CurrentUser, note_id: Id) -> Response:
    return await _editor(request, db, user, note_id)


@router.put("/notes/{note_id}")
async def save_note(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    sent = await texts(request)
    if await db.read(find_note, note_id) is None:
        raise not_found("card")
    problems = await db.write(editing.save_note, note_id, sent)
    if problems:
        return await _editor(request, db, user, note_id, sent=sent, errors=problems)
    return redirect(f"/notes/{note_id}/edit?saved=1")


@router.post("/notes/{note_id}/preview")
async def preview_note(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    sent = await texts(request)
    found = await db.read(find_note, note_id)
    if found is None:
        raise not_found("card")
    faces, problems = editing.preview(found[0], sent)
    if not wants_part(request):
        return await _editor(request, db, user, note_id, sent=sent, errors=problems)
    return page(
        request,
        "decks/_preview.html",
        status=422 if problems else 200,
        preview=_marked_up(faces),
        fields=editing.editor_fields(found[0], sent),
        errors=problems,
    )


@router.delete("/notes/{note_id}/edits")
async def return_to_file(request: Request, db: Db, user: Owner, note_id: Id) -> Response:
    if await db.read(find_note, note_id) is None:
        raise not_found("card")
    await db.write(editing.return_to_file, note_id)
    return redirect(f"/notes/{note_id}/edit")


async def _editor(
    request: Request,
    db: Database,
    user: Learner,
    note_id: int,
    *,
    sent: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    found = await db.read(find_note, note_id)
    if found is None:
        raise not_found("card")
    note, deck, card_id = found
    faces, _ = editing.preview(note, sent if sent is not None else {**note.fields, **note.local})
    return page(
        request,
        "decks/edit.html",
        status=422 if errors else 200,
        note={
            "id": note.id,
            "key": note.key,
            "kind_title": KINDS[note.kind].TITLE,
            "deck_id": deck.id,
            "deck_title": deck.title,
            "card_id": card_id,
        },
        fields=editing.editor_fields(note, sent),
        errors=errors or {},
        preview=_marked_up(faces),
        can_edit=user.is_owner,
        flash={"kind": "ok", "text": "Saved."} if "saved" in request.query_params and not errors else None,
    )


def _marked_up(faces: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{name: Markup(html) for name, html in face.items()} for face in faces]  # noqa: S704 - made by app.cards.markup
