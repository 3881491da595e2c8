"""The floor: bare Starlette and sqlite3 doing the statements, the arithmetic and the template of one answer, no more.

What Ebb adds (routing by FastAPI, checked forms, access, security headers, the writer and its savepoints) is measured
by the distance to it. The SQL texts and the template are Ebb's own, so the two cannot drift apart.
"""

import argparse
import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import uvicorn
from jinja2 import Template
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from app import clock
from app.accounts import sessions
from app.db import Prepared
from app.db.engines import PRAGMAS
from app.decks.judged import UNJUDGED
from app.decks.shelf import cited, in_html
from app.review import statements as sql
from app.review.outcome import Outcome, buttons, outcome
from app.review.queue import COUNTER, Asked, Counts, Turn
from app.review.tables import Queue
from app.review.totals import totals_of
from app.review.undo import undoable_answer
from app.scheduling.day import study_day
from app.scheduling.grade import Grade
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import dump, load
from app.web.pages import environment

Named = dict[str, Any]


@dataclass(slots=True)
class Standing:
    """A row of a schedule as the arithmetic wants it."""

    card_id: int
    position: int
    scheduler: str
    memory: str
    last_day: date | None
    fuzz: int


class Statement:
    """The text of one of Ebb's statements with the constants in it."""

    def __init__(self, prepared: Prepared) -> None:
        self.sql = prepared.sql
        self.constants: Named = prepared._constants

    def on(self, db: sqlite3.Connection, values: Named) -> sqlite3.Cursor:
        """Runs it."""
        return db.execute(self.sql, {**self.constants, **values} if self.constants else values)


LEARNER = Statement(sessions._LEARNER)
ONE_CARD = Statement(sql.ONE_CARD)
MOVE = Statement(sql.MOVE)
SIBLINGS = Statement(sql.SIBLINGS)
BURY = Statement(sql.BURY)
ADD_REVIEW = Statement(sql.ADD_REVIEW)
ADD_TO_DAY = Statement(sql.ADD_TO_DAY)
STUDY_DAY = Statement(sql.STUDY_DAY)
COUNTS = Statement(sql.COUNTS.everywhere)
CAP = sql.CAP
REPEAT_DUE = Statement(sql.REPEAT_DUE.everywhere)
NEXT_DUE = Statement(sql.NEXT_DUE.everywhere)
NEXT_NEW = Statement(sql.NEXT_NEW.everywhere)
REPEAT_EARLY = Statement(sql.REPEAT_EARLY.everywhere)


class Floor:
    """One connection and one template; every answer is committed by itself before it is sent."""

    def __init__(self, path: Path, synchronous: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        for pragma in (*PRAGMAS, f"synchronous={synchronous}"):
            self.db.execute(f"PRAGMA {pragma}")
        self.template: Template = environment(htmx="vendored", single_user=False).get_template("review/_turn.html")

    async def create_review(self, request: Request) -> Response:
        """Takes an answer and shows the next card."""
        form = dict(parse_qsl((await request.body()).decode("latin-1")))
        now = clock.now()
        token_hash = sessions.hash_token(request.cookies["ebb"])
        learner = LEARNER.on(self.db, {"token_hash": token_hash, "now": _stored(now)}).fetchone()
        if learner is None:
            return PlainTextResponse("sign in", 401)
        today = study_day(now, ZoneInfo(learner["time_zone"]), learner["day_starts_at"])
        self.db.execute("BEGIN IMMEDIATE")
        try:
            turn = self._grade(learner, request.path_params["card_id"], form, now, today)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        if turn is None:
            return PlainTextResponse("stale", 409)
        return HTMLResponse(self.template.render(path=request.url.path, user=learner, turn=turn))

    def _grade(self, learner: sqlite3.Row, card_id: int, form: Named, now: datetime, today: date) -> Turn | None:
        user_id, seen = learner["id"], int(form["turn"])
        row = ONE_CARD.on(self.db, {"user_id": user_id, "card_id": card_id}).fetchone()
        if row is None or row["turn"] != seen or row["queue"] not in COUNTER or row["due_day"] > today.isoformat():
            return None
        quality, standing = Grade(form["grade"]).quality, _standing(row)
        memory = load(standing.scheduler, standing.memory)
        after = outcome(standing, memory, quality, today, now, fuzz=bool(learner["fuzz"]))
        self._move(user_id, row, after)
        buried = self._bury_siblings(user_id, row, today)
        self._log(learner, row, after, quality, min(int(form["ms"]), 60_000), buried, now, today)
        undo = undoable_answer(card_id, seen, quality, row["question"])
        return self._next_turn(learner, now, today, undo)

    def _move(self, user_id: int, row: sqlite3.Row, after: Outcome) -> None:
        MOVE.on(
            self.db,
            {
                "user_id": user_id,
                "of_card": row["card_id"],
                "seen_turn": row["turn"],
                "turn": row["turn"] + 1,
                "queue": int(after.queue),
                "due_day": after.due_day.isoformat(),
                "rank": after.rank,
                "memory": dump(after.memory),
                "last_day": after.last_day.isoformat(),
                "fuzz": after.fuzz,
                "buried_until": None,
            },
        )

    def _bury_siblings(self, user_id: int, row: sqlite3.Row, today: date) -> list[Any]:
        of_note = {
            "user_id": user_id,
            "note_id": row["note_id"],
            "card_id": row["card_id"],
            "today": today.isoformat(),
        }
        siblings = SIBLINGS.on(self.db, of_note).fetchall()
        until = (today + timedelta(days=1)).isoformat()
        for sibling in siblings:
            BURY.on(self.db, {"user_id": user_id, "of_card": sibling["card_id"], "until": until})
        return [list(sibling) for sibling in siblings]

    def _log(
        self,
        learner: sqlite3.Row,
        row: sqlite3.Row,
        after: Outcome,
        quality: int,
        duration_ms: int,
        buried: list[Any],
        now: datetime,
        today: date,
    ) -> None:
        before: Named = {name: row[name] for name in ("queue", "due_day", "memory", "last_day", "fuzz", "buried_until")}
        if buried:
            before["siblings"] = buried
        review = {
            "user_id": learner["id"],
            "card_id": row["card_id"],
            "turn": row["turn"],
            "undoes": None,
            "at": _stored(now),
            "time_zone": learner["time_zone"],
            "day": today.isoformat(),
            "quality": quality,
            "elapsed_days": after.elapsed_days,
            "duration_ms": duration_ms,
            "scheduler": row["scheduler"],
            "queue": row["queue"],
            "interval_days": after.memory.interval_days,
            "fuzz": after.fuzz,
            "due_day": after.due_day.isoformat(),
            "before": json.dumps(before),
            "judged": None,
        }
        ADD_REVIEW.on(self.db, review)
        totals = totals_of(row["queue"], quality, duration_ms)
        ADD_TO_DAY.on(self.db, {"user_id": learner["id"], "day": today.isoformat(), **totals})

    def _next_turn(self, learner: sqlite3.Row, now: datetime, today: date, undo: Any) -> Turn:
        scope = {"user_id": learner["id"], "today": today.isoformat()}
        day = STUDY_DAY.on(self.db, {"user_id": learner["id"], "day": today.isoformat()}).fetchone()
        most = {
            "most_new": min(max(0, learner["new_per_day"] - day["new"]), CAP),
            "most_learning": CAP,
            "most_due": min(max(0, learner["reviews_per_day"] - day["reviews"]), CAP),
        }
        counts = Counts(*COUNTS.on(self.db, {**scope, **most}).fetchone())
        row = self._next_row(scope, counts, now)
        return Turn(
            card=None if row is None else _asked(row, today, now, fuzz=bool(learner["fuzz"])),
            counts=counts,
            current="" if row is None else COUNTER[Queue(row["queue"])],
            done=day["answers"],
            undo=undo,
            notice=None,
            deck_id=None,
            shown_at=int(now.timestamp() * 1000),
            can_edit=bool(learner["is_owner"]),
            summary=None,
        )

    def _next_row(self, scope: Named, counts: Counts, now: datetime) -> Any:
        row = None
        if counts.learning:
            row = REPEAT_DUE.on(self.db, {**scope, "now": int(now.timestamp())}).fetchone()
        if row is None and counts.due:
            row = NEXT_DUE.on(self.db, scope).fetchone()
        if row is None and counts.new:
            row = NEXT_NEW.on(self.db, scope).fetchone()
        if row is None and counts.learning:
            row = REPEAT_EARLY.on(self.db, scope).fetchone()
        return row


def _standing(row: sqlite3.Row) -> Standing:
    last_day = row["last_day"]
    return Standing(
        row["card_id"],
        row["position"],
        row["scheduler"],
        row["memory"],
        None if last_day is None else date.fromisoformat(last_day),
        row["fuzz"],
    )


def _asked(row: sqlite3.Row, today: date, now: datetime, *, fuzz: bool) -> Asked:
    return Asked(
        id=row["card_id"],
        note_id=row["note_id"],
        deck_title=row["deck_title"],
        section=row["section"],
        kind=row["kind"],
        front_html=Markup(row["front_html"]),
        back_html=Markup(row["back_html"]),
        extra_html=Markup(row["extra_html"]),
        errata=[in_html(erratum) for erratum in json.loads(row["errata"])],
        guide=row["guide"],
        source=cited(row["guide"], json.loads(row["cites"])),
        turn=row["turn"],
        flag=row["flag"],
        marked=bool(row["marked"]),
        leech=is_leech(load(row["scheduler"], row["memory"]).lapses),
        buttons=buttons(_standing(row), today, now, fuzz=fuzz),
        **UNJUDGED,
    )


def _stored(now: datetime) -> str:
    """A moment in UTC as Ebb stores it."""
    return now.isoformat(" ", "microseconds")[:26]


async def _answer_health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def main() -> None:
    """Serves the floor on one worker, on the loop and parser that Ebb uses."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("database", type=Path)
    told.add_argument("--port", type=int, required=True)
    told.add_argument("--synchronous", choices=("NORMAL", "FULL"), required=True)
    asked = told.parse_args()
    floor = Floor(asked.database, asked.synchronous)
    routes = [
        Route("/cards/{card_id:int}/reviews", floor.create_review, methods=["POST"]),
        Route("/healthz", _answer_health),
    ]
    uvicorn.run(
        Starlette(routes=routes),
        host="127.0.0.1",
        port=asked.port,
        loop="asyncio",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
