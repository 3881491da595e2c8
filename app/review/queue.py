"""What a learner is shown now: the next card, and how many are left."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from app.accounts.current import Learner
from app.db import Row
from app.decks.shelf import cited, in_html
from app.review import statements as sql
from app.review.notices import Notice
from app.review.outcome import Button, buttons
from app.review.showing import asked_parts
from app.review.tables import Queue
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import load

COUNTER = {Queue.NEW: "new", Queue.LEARNING: "learning", Queue.REVIEW: "due"}
"""Queue to the counter it is counted in."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is left today; 1,000 stands for more."""

    new: int
    learning: int
    due: int

    @property
    def left(self) -> int:
        """Cards in all."""
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Asked:
    """The card on the table."""

    id: int
    note_id: int
    deck_title: str
    section: int | None
    kind: str
    front_html: Markup
    back_html: Markup
    extra_html: Markup
    errata: list[dict[str, Markup | str]]
    guide: str
    source: list[dict[str, str]]
    turn: int
    flag: int
    marked: bool
    leech: bool
    buttons: list[Button]
    judged: bool
    """Whether Ebb grades an answer that is given in a form."""
    parts: list[dict[str, Any]]
    """Options, steps, a file, key points: what the kind's page shows by itself."""
    given: dict[str, list[str]]
    """Her answer in this turn, where Ebb judges."""
    verdict: dict[str, Any] | None
    """What it was worth; None before it is given."""
    missed: list[str]
    """The keys of key points that were not in her last answer."""
    qualities: list[int]
    """With key points: what no tick, one tick, … are worth, before misconceptions are taken off."""
    proposed: str
    """The grade that is offered first."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to say when nothing is left."""

    answered: int
    again: int
    minutes: int
    new_seen: int
    tomorrow_due: int
    tomorrow_new: int
    next_day: str


@dataclass(frozen=True, slots=True)
class Undoable:
    """The answer that can be taken back, and a token that names it, so that asking twice takes back one."""

    token: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a review, as its page shows it."""

    card: Asked | None
    counts: Counts
    current: str
    done: int
    undo: Undoable | None
    notice: Notice | None
    deck_id: int | None
    shown_at: int
    can_edit: bool
    summary: Summary | None
    revealed: bool = False

    @property
    def left(self) -> int:
        """Cards still to answer."""
        return self.counts.left


@dataclass(frozen=True, slots=True)
class Sitting:
    """A learner at a moment, with the deck she has narrowed her review to."""

    learner: Learner
    now: datetime
    today: date
    deck_id: int | None = None


def sitting_of(user: Learner, now: datetime, deck: str = "") -> Sitting:
    """The learner at this moment, and the deck if it is one."""
    return Sitting(user, now, user.today(now), int(deck) if deck else None)


def next_turn(
    db: Connection,
    sitting: Sitting,
    *,
    undo: Undoable | None = None,
    notice: Notice | None = None,
    first: int | None = None,
) -> Turn:
    """What she sees now: a repeat whose time has come, else a due card, else a new one, else a repeat before its time.

    `undo` names the answer that can be taken back (read `undoable` where it is not known); `first` is a card to put
    before all others if it may be asked today.
    """
    learner = sitting.learner
    day = sql.STUDY_DAY.one(db, user_id=learner.id, day=sitting.today)
    counts = count_left(db, sitting, day)
    row = _askable(db, sitting, first) or _next_row(db, sitting, counts)
    card = None if row is None else _asked(db, row, sitting)
    return Turn(
        card=card,
        counts=counts,
        current="" if row is None else COUNTER[Queue(row.queue)],
        done=day.answers if day else 0,
        undo=undo,
        notice=notice,
        deck_id=sitting.deck_id,
        shown_at=int(sitting.now.timestamp() * 1000),
        can_edit=learner.is_owner,
        summary=None if row is not None else _summary(db, sitting, day),
        revealed=card is not None and card.verdict is not None,
    )


def count_left(db: Connection, sitting: Sitting, day: Row | None) -> Counts:
    """What is left of today's cards, within her daily limits."""
    learner = sitting.learner
    new_left = max(0, learner.new_per_day - (day.new if day else 0))
    due_left = max(0, learner.reviews_per_day - (day.reviews if day else 0))
    most = {"most_new": min(new_left, sql.CAP), "most_learning": sql.CAP, "most_due": min(due_left, sql.CAP)}
    counted = sql.COUNTS.pick(sitting.deck_id).one(db, **most, **_scope(sitting))
    assert counted is not None  # noqa: S101 - a SELECT without FROM has one row
    return Counts(*counted)


def _next_row(db: Connection, sitting: Sitting, counts: Counts) -> Row | None:
    scope = _scope(sitting)
    row = None
    if counts.learning:
        row = sql.REPEAT_DUE.pick(sitting.deck_id).one(db, now=int(sitting.now.timestamp()), **scope)
    if row is None and counts.due:
        row = sql.NEXT_DUE.pick(sitting.deck_id).one(db, **scope)
    if row is None and counts.new:
        row = sql.NEXT_NEW.pick(sitting.deck_id).one(db, **scope)
    if row is None and counts.learning:
        row = sql.REPEAT_EARLY.pick(sitting.deck_id).one(db, **scope)
    return row


def _askable(db: Connection, sitting: Sitting, card_id: int | None) -> Row | None:
    row = None if card_id is None else sql.ONE_CARD.one(db, user_id=sitting.learner.id, card_id=card_id)
    return row if row is not None and row.queue in COUNTER and row.due_day <= sitting.today else None


def _scope(sitting: Sitting) -> dict[str, Any]:
    scope: dict[str, Any] = {"user_id": sitting.learner.id, "today": sitting.today}
    if sitting.deck_id is not None:
        scope["deck_id"] = sitting.deck_id
    return scope


def _asked(db: Connection, row: Row, sitting: Sitting) -> Asked:
    return Asked(
        id=row.card_id,
        note_id=row.note_id,
        deck_title=row.deck_title,
        section=row.section,
        kind=row.kind,
        front_html=Markup(row.front_html),  # noqa: S704 - made by app.cards.markup
        back_html=Markup(row.back_html),  # noqa: S704
        extra_html=Markup(row.extra_html),  # noqa: S704
        errata=[in_html(erratum) for erratum in row.errata],
        guide=row.guide,
        source=cited(row.guide, row.cites),
        turn=row.turn,
        flag=row.flag,
        marked=row.marked,
        leech=is_leech(load(row.scheduler, row.memory).lapses),
        buttons=buttons(row, sitting.today, sitting.now, fuzz=sitting.learner.fuzz),
        **asked_parts(db, row, sitting.learner.id, sitting.today.isoformat()),
    )


def _summary(db: Connection, sitting: Sitting, day: Row | None) -> Summary:
    tomorrow = sitting.today + timedelta(days=1)
    counts = count_left(db, replace(sitting, today=tomorrow), None)
    return Summary(
        answered=day.answers if day else 0,
        again=day.again if day else 0,
        minutes=-(-day.duration_ms // 60_000) if day else 0,
        new_seen=day.new if day else 0,
        tomorrow_due=counts.due,
        tomorrow_new=counts.new,
        next_day=_next_day(db, sitting, counts),
    )


def _next_day(db: Connection, sitting: Sitting, tomorrow: Counts) -> str:
    if tomorrow.left:
        return "tomorrow"
    found = sql.NEXT_DAY.pick(sitting.deck_id).one(db, **_scope(sitting))
    return f"{found.due_day:%a %-d %b}" if found and found.due_day else ""
