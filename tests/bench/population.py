"""The database that the load runs on: signed-in learners, each with her own schedule of a real deck's cards."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from app import clock
from app.cards.card import Deck
from app.cards.deckfile import write
from app.cards.kinds import KINDS
from app.db import NAME, open_folder
from app.decks.folder import read_folder
from app.decks.loading import load_decks
from app.scheduling import sm2
from app.scheduling.day import study_day
from app.scheduling.schedulers import dump
from app.settings import ROOT

REVIEW = json.dumps(
    {
        "queue": 0,
        "due_day": "0001-01-01",
        "memory": dump(sm2.NEW),
        "last_day": None,
        "fuzz": 0,
        "buried_until": None,
    }
)

# A learner may answer 600 cards a day, more than a run gets round to; the default of 200 would end it early.
# Each card was seen once, 1 to 30 days ago, answered Good, and has been due since the day after.
FILL = (
    """INSERT INTO user (id, name, name_key, is_owner, created_at, time_zone, day_starts_at, new_per_day,
           reviews_per_day, fuzz, theme)
       SELECT value, 'Learner ' || value, 'learner ' || value, value = 1, :now, 'UTC', 4, 20, 600, 1, 'auto'
       FROM json_each(:learners)""",
    """INSERT INTO enrolment (user_id, deck_id, revision, scheduler)
       SELECT user.id, deck.id, deck.revision, 'sm2' FROM user CROSS JOIN deck""",
    """INSERT INTO schedule (user_id, card_id, deck_id, note_id, queue, due_day, rank, turn, scheduler, memory,
           last_day, fuzz, flag, marked)
       SELECT user.id, card.id, card.deck_id, card.note_id, 2, date(:today, '-' || (card.id % 30) || ' days'),
           card.position, 1, 'sm2', :memory, date(:today, '-' || (card.id % 30 + 1) || ' days'), 0, 0, 0
       FROM user CROSS JOIN card WHERE user.id <= :many OR card.id = 1 ORDER BY user.id, card.id""",
    """INSERT INTO review (user_id, id, card_id, turn, at, time_zone, day, quality, elapsed_days, duration_ms,
           scheduler, queue, interval_days, fuzz, due_day, before)
       SELECT user_id, row_number() OVER (PARTITION BY user_id ORDER BY last_day, card_id), card_id, 0,
           last_day || ' 12:00:00.000000', 'UTC', last_day, 4, 0, 4000, 'sm2', 0, 1, 0, due_day, :before
       FROM schedule""",
    """INSERT INTO study_day (user_id, day, answers, new, reviews, again, duration_ms)
       SELECT user_id, day, count(*), count(*), 0, 0, sum(duration_ms) FROM review GROUP BY user_id, day""",
)


@dataclass(frozen=True)
class Population:
    """`learners` with `cards` each, all due; and one more learner who has a single card, for the race on it."""

    folder: Path
    learners: int
    cards: int

    @property
    def database(self) -> Path:
        """The file to copy for each run."""
        return self.folder / "data" / NAME

    @property
    def decks(self) -> Path:
        """The deck folder that it was loaded from."""
        return self.folder / "decks"

    @property
    def racer(self) -> int:
        """The learner with the single card, whose id is 1."""
        return self.learners + 1


def token_of(user_id: int) -> str:
    """The session token of a learner, as long as real ones."""
    return f"{user_id:043d}"


def populate(folder: Path, learners: int, cards: int) -> Population:
    """Builds the database and the deck folder."""
    made = Population(folder, learners, cards)
    made.decks.mkdir(parents=True)
    (made.decks / "bench.toml").write_text(write(_deck(cards)), encoding="utf-8")
    found = read_folder(made.decks)
    assert not found.problems, found.problems
    now = clock.now()
    database, lock = open_folder(made.database.parent, now)
    database.write_now(load_decks, list(found.decks.values()))
    database.write_now(_fill, made, now)
    database.close()
    lock.release()
    return made


def _deck(cards: int) -> Deck:
    """As many cards as asked for, from the shipped notes that make one card each, over and over."""
    shipped = [note for file in read_folder(ROOT / "decks").decks.values() for note in file.deck.notes]
    single = [note for note in shipped if len(list(KINDS[note.kind].faces(note))) == 1]
    notes = [
        replace(note, id=f"bench-{number}", errata=()) for number, note in enumerate(islice(cycle(single), cards), 1)
    ]
    return Deck("bench", "The cards of the benchmark", section=1, day=1, guide="DockerDeepDive.md", notes=tuple(notes))


def _fill(db: Connection, made: Population, now: datetime) -> None:
    learners = list(range(1, made.racer + 1))
    values: dict[str, Any] = {
        "now": _stored(now),
        "today": study_day(now, ZoneInfo("UTC")).isoformat(),
        "learners": json.dumps(learners),
        "many": made.learners,
        "memory": dump(sm2.answer(sm2.NEW, 4, 0)),
        "before": REVIEW,
    }
    for statement in FILL:
        db.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})
    session = text(
        "INSERT INTO session (token_hash, user_id, created_at, seen_at, expires_at, agent)"
        " VALUES (:hash, :user_id, :now, :now, :end, 'bench')"
    )
    end = _stored(now + timedelta(days=1))
    db.execute(
        session,
        [
            {
                "hash": hashlib.sha256(token_of(user).encode()).hexdigest(),
                "user_id": user,
                "now": _stored(now + timedelta(hours=6)),  # so that no run stops to note that she was seen
                "end": end,
            }
            for user in learners
        ],
    )


def _stored(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")[:26]
