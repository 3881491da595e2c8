"""Doing what the form on a guide's page asks for; many cards are made in lots, while the page shows how far that is."""

import asyncio
from collections.abc import Sequence
from functools import partial

from app.db import Database
from app.library import choosing
from app.library.lots import LOT, Lots

A_MOMENT = 1.5
"""Seconds that a page waits for its cards before it shows the progress instead."""


async def decide(db: Database, lots: Lots, guide_id: int, action: str, ids: list[int], part: int | None) -> str:
    """Does what a button says; how it went, for the address of the page that says so. Empty while it is being done."""
    if action == "merge":
        count = await db.write_slow(choosing.merge, guide_id, ids)
        return f"&done=merged&count={count}" if count else "&done=few"
    if action == "accept":
        done, found = "accepted", await _accept(db, lots, guide_id, ids, part)
        if found is None:
            return ""
        count = found
    elif action == "refuse":
        done, count = "refused", await db.write_slow(choosing.refuse, guide_id, ids, part)
    elif action == "reopen":
        done, count = "reopened", await db.write_slow(choosing.reopen, guide_id, ids)
    else:
        return "&done=nothing"
    return f"&done={done}&count={count}" if count else "&done=already"


async def _accept(db: Database, lots: Lots, guide_id: int, ids: list[int], part: int | None) -> int | None:
    """How many became cards; None where that is still going on."""
    wanted = await db.read_slow(choosing.acceptable, guide_id, ids, part)
    what = (guide_id, part, tuple(ids))
    if len(wanted) <= LOT and what not in lots.runs:
        if ids:
            return await db.write_slow(choosing.accept, guide_id, wanted)
        return await db.write_slow(
            partial(choosing.accept_lot, guide_id=guide_id, ids=wanted, refused=False, last=True)
        )

    async def make(lot: Sequence[int], last: bool) -> int:
        work = partial(choosing.accept_lot, guide_id=guide_id, ids=lot, refused=bool(ids), last=last)
        return await db.write_slow(work)

    run = lots.start(what, wanted, make)
    done, _ = await asyncio.wait({run}, timeout=A_MOMENT)
    return run.result() if done else None
