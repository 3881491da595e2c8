"""The library: guides uploaded and compiled, their proposals decided, and the guides to be read."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from app.accounts.current import CurrentUser, Learner, Owner
from app.db import Database
from app.guide.source import MOST_BYTES
from app.library import choosing, desk, storing
from app.library.beside import reader_page
from app.library.compiling import Readings, Task, Told
from app.library.deciding import decide
from app.library.offered import editor_fields, one_offered
from app.library.uploading import Sent, clean_name, read_form
from app.web.asking import Db, Id, Now
from app.web.errors import not_found
from app.web.forms import lists, texts
from app.web.pages import VARY, page, redirect, render, wants_part

router = APIRouter()

Number = Annotated[int, Query(alias="page", ge=1, le=100_000)]
PartNumber = Annotated[int | None, Query(ge=0, le=100_000)]
SOON = 2.5
"""Seconds that an upload waits for a small guide to be read before it shows the progress instead."""
LONGEST_NUMBER = 15
TOLD = {
    "accepted": "{} now in your decks.",
    "refused": "{} set aside.",
    "reopened": "{} to decide again.",
    "merged": "{} made one, resting on the lines of all.",
    "saved": "Saved.",
    "settled": "Settled. The schedule is as it was.",
    "forgotten": "The guide and its cards are gone from the library.",
    "nothing": "Nothing was ticked, so nothing was changed.",
    "few": "Tick two cards or more to make one of them.",
    "already": "That had been decided already, so nothing was changed.",
}
"""What a page says after a change, by the word in its address; {} is a count of cards."""


@router.get("/guides")
async def show_guides(
    request: Request, db: Db, user: CurrentUser, done: str = "", again: Annotated[int, Query(ge=0, lt=2**63)] = 0
) -> Response:
    """With `again`, the text that was pasted for that guide, and could not be read, is in the form."""
    name, pasted = await db.read_slow(desk.pasted_of, again) if again and user.is_owner else ("", "")
    return await _guides(request, db, user, sent=Sent(typed=name if pasted else "", pasted=pasted), done=done)


@router.post("/guides")
async def upload_guide(request: Request, db: Db, user: Owner, now: Now) -> Response:
    sent = await read_form(request, request.app.state.overlays)
    if sent.errors:
        return await _guides(request, db, user, status=422, sent=sent)
    guide_id = await _read(request, db, sent, now)
    if wrong := await db.write_slow(storing.withdraw, guide_id):
        again = Sent(typed=sent.typed, pasted=sent.pasted, errors={sent.field_of(wrong): wrong})
        return await _guides(request, db, user, status=422, sent=again)
    return redirect(f"/guides/{guide_id}")


@router.get("/guides/{guide_id}")
async def show_guide(
    request: Request,
    db: Db,
    user: CurrentUser,
    guide_id: Id,
    show: Annotated[str, Query(max_length=20)] = "",
    part: PartNumber = None,
    number: Number = 1,
    done: str = "",
    count: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    under_way = _under_way(request, guide_id)  # before its counts: what ends in between is looked at again
    found = await db.read_slow(desk.guide_page, guide_id, show, part, number)
    if found is None:
        raise not_found("guide")
    found |= {"titles": desk.SHOWN, "can_edit": user.is_owner, **under_way}
    return page(request, "library/guide.html", **found, flash=_flash(done, count))


@router.get("/guides/{guide_id}/progress")
async def show_progress(request: Request, db: Db, user: CurrentUser, guide_id: Id) -> Response:
    found = await db.read(desk.reading_of, guide_id)
    if found is None:
        raise not_found("guide")
    guide = {"id": guide_id, "reading": found[0], "title": found[1]}
    under_way = _under_way(request, guide_id)
    answer = page(request, "library/_progress.html", guide=guide, **under_way)
    if found[0] != "running" and not under_way["making"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/guides/{guide_id}/decisions")
async def decide_about_cards(request: Request, db: Db, user: Owner, guide_id: Id) -> Response:
    """One form for all: `do` is an action and what it is for: "accept:all", "refuse:part", "merge:chosen".

    "accept:part-2" is for another part than that of the page.
    """
    sent = await lists(request)
    action, _, target = (sent.get("do") or [""])[0].partition(":")
    part, shown = _int((sent.get("part") or [""])[0]), (sent.get("show") or [""])[0]
    meant = _int(target.removeprefix("part-")) if target.startswith("part-") else part if target == "part" else None
    ids = [number for text in sent.get("chosen", []) if (number := _int(text))] if target == "chosen" else []
    ids = [number] if (number := _int(target)) else ids
    if await db.read(desk.reading_of, guide_id) is None:
        raise not_found("guide")
    done = f"&done={'few' if action == 'merge' else 'nothing'}"
    if ids or target == "all" or meant:
        done = await decide(db, _readings(request).lots, guide_id, action, ids, meant)
    if not done:
        return redirect(f"/guides/{guide_id}")
    if wants_part(request) and len(ids) == 1:
        return await _one(request, db, user, (guide_id, shown, part), ids[0])
    within = f"&part={part}" if part else ""
    return redirect(f"/guides/{guide_id}?show={shown if shown in desk.SHOWN else 'open'}{within}{done}")


@router.get("/proposals/{proposal_id}/edit")
async def show_proposal_editor(request: Request, db: Db, user: Owner, proposal_id: Id) -> Response:
    return await _editor(request, db, proposal_id, None, {})


@router.put("/proposals/{proposal_id}")
async def save_proposal(request: Request, db: Db, user: Owner, proposal_id: Id) -> Response:
    sent = {name: text.replace("\r\n", "\n") for name, text in (await texts(request)).items()}
    one = await db.read_slow(one_offered, proposal_id)
    if one is None:
        raise not_found("proposal")
    names = {field["name"] for field in editor_fields(one["kind"], {}, {})}
    fields = {name: text for name, text in sent.items() if name in names}
    wrong = await db.write_slow(choosing.change, proposal_id, fields)
    if wrong:
        return await _editor(request, db, proposal_id, fields, wrong)
    place = await db.read_slow(desk.place_of, proposal_id)
    if place is None:
        raise not_found("proposal")
    guide_id, number, shown = place
    if sent.get("do") == "accept":
        await db.write_slow(choosing.accept, guide_id, [proposal_id])
        return redirect(f"/guides/{guide_id}?show={shown}&page={number}&done=accepted&count=1")
    return redirect(f"/guides/{guide_id}?show={shown}&page={number}&done=saved#proposal-{proposal_id}")


@router.put("/proposals/{proposal_id}/settlement")
async def settle_proposal(
    request: Request, db: Db, user: Owner, proposal_id: Id, take: Annotated[str, Form(max_length=5)] = ""
) -> Response:
    one = await db.read(choosing.find, proposal_id)
    if one is None:
        raise not_found("proposal")
    settled = await db.write_slow(partial(choosing.settle, proposal_id=proposal_id, take=take == "new"))
    return redirect(f"/guides/{one.guide_id}?done={'settled' if settled else 'already'}")


@router.delete("/guides/{guide_id}")
async def forget_guide(request: Request, db: Db, user: Owner, guide_id: Id) -> Response:
    _readings(request).stop(guide_id)
    if await db.write_slow(storing.forget, guide_id) is None:
        raise not_found("guide")
    return redirect("/guides?done=forgotten")


@router.get("/guides/{guide_id}/read")
async def read_guide(
    request: Request,
    db: Db,
    user: CurrentUser,
    guide_id: Id,
    part: PartNumber = None,
    number: Number = 1,
    lines: Annotated[str, Query(pattern=r"^(\d{1,7}(-\d{1,7})?)?$")] = "",
) -> Response:
    first, _, last = lines.partition("-")
    span = (int(first), max(int(first), int(last or first))) if first else None
    found = await db.read_slow(reader_page, guide_id, part, number, span, request.app.state.overlays)
    if found is None:
        raise not_found("guide")
    return page(request, "library/read.html", **found)


@router.get("/source")
async def show_source(
    request: Request,
    db: Db,
    user: CurrentUser,
    guide: Annotated[str, Query(max_length=1000)],
    lines: Annotated[str, Query(pattern=r"^\d{1,7}(-\d{1,7})?$")] = "1",
) -> Response:
    """Where a card's source leads: to the lines, or to the shelf where the guide is missing."""
    guide_id = await db.read(desk.guide_named, guide)
    if guide_id is None:
        return await _guides(request, db, user, status=404, sent=Sent(typed=clean_name(guide)), missing=guide)
    return redirect(f"/guides/{guide_id}/read?lines={lines}#cited")


async def _read(request: Request, db: Database, sent: Sent, now: datetime) -> int:
    """Begins to read a guide, and waits a moment: most are read by then; its id."""
    guide_id, overlay = await db.write(storing.begin, sent.name, sent.overlay, now)

    async def finish(told: Told) -> None:
        if "result" in told:
            await db.write_slow(storing.keep, guide_id, told["result"], overlay, now)
        else:
            await db.write(storing.fail, guide_id, told["problems"], sent.pasted)

    reading = _readings(request).start(guide_id, Task(sent.name, sent.data, overlay, sent.strict), finish)
    await asyncio.wait({reading}, timeout=SOON)
    return guide_id


def _readings(request: Request) -> Readings:
    readings: Readings = request.app.state.readings
    return readings


def _under_way(request: Request, guide_id: int) -> dict[str, Any]:
    """`progress` of reading a guide, and `making`, that of its cards, or None."""
    readings = _readings(request)
    making = readings.lots.progress(guide_id)
    return {
        "progress": _percent(*readings.progress.get(guide_id, (0, 0))),
        "making": _percent(*making) if making[1] else None,
    }


def _percent(done: int, of: int) -> dict[str, int]:
    return {"done": done, "of": of, "percent": round(100 * done / of) if of else 0}


async def _guides(
    request: Request,
    db: Database,
    user: Learner,
    *,
    sent: Sent,
    status: int = 200,
    done: str = "",
    missing: str = "",
) -> Response:
    return page(
        request,
        "library/guides.html",
        status=status,
        guides=await db.read_slow(desk.all_guides, user.zone),
        can_edit=user.is_owner,
        sent=sent,
        missing=missing,
        most=MOST_BYTES // 1_000_000,
        flash=_flash(done, 0),
    )


async def _one(
    request: Request, db: Database, user: Learner, where: tuple[int, str, int | None], proposal_id: int
) -> Response:
    """A single proposal after a decision, for htmx, with the counts of its page; `where` is guide, shown and part."""
    guide_id, shown, part = where
    context = await db.read_slow(desk.standing, guide_id, shown, part)
    context = {**context, "guide": {"id": guide_id}, "shown": shown, "part": part, "titles": desk.SHOWN}
    one = await db.read_slow(one_offered, proposal_id)
    html = [render(request, f"library/_{name}.html", context) for name in ("choices", "everything")]
    if one is not None:
        more = {"proposal": one, "can_edit": user.is_owner, "touched": True}
        html.insert(0, render(request, "library/_proposal.html", more))
    return HTMLResponse("".join(html), headers=VARY)


async def _editor(
    request: Request, db: Database, proposal_id: int, sent: dict[str, str] | None, wrong: dict[str, str]
) -> Response:
    one = await db.read_slow(one_offered, proposal_id)
    if one is None:
        raise not_found("proposal")
    fields = editor_fields(one["kind"], one["stored"] if sent is None else sent, wrong)
    return page(request, "library/edit.html", status=422 if wrong else 200, proposal=one, fields=fields)


def _flash(done: str, count: int) -> dict[str, Any] | None:
    told = TOLD.get(done)
    return {"kind": "ok", "text": told.format(f"{count} card{'s' if count != 1 else ''}")} if told else None


def _int(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else None
