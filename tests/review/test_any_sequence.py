"""Whatever a learner does, in whatever order: what is stored of her is what her reviews say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from shutil import copy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from app.accounts.current import Learner
from app.accounts.people import add_user
from app.cards.card import Deck, Note
from app.db import NAME
from app.db.engines import driver, open_engine
from app.decks.editing import return_to_file, save_note
from app.decks.loading import DeckFile, load_decks
from app.review.answer import Answer
from app.review.enrolment import catch_up
from app.review.grading import grade_card
from app.review.judging import judge_answer, keep_answer
from app.review.queue import Sitting, Turn, next_turn
from app.review.rebuild import choose_scheduler, differences
from app.review.setting_aside import Which, bury, mark, one_card, set_flag, suspend, unbury, unsuspend, whole_note
from app.review.tables import Queue
from app.review.undo import undo_last, undoable
from app.scheduling.grade import Grade
from app.scheduling.schedulers import SCHEDULERS

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOTES = (
    Note("pair", "reversed", {"front": "term", "back": "meaning"}),
    Note("gaps", "cloze", {"text": "{{c1::one}} and {{c2::two}}"}),
    Note("plain", "basic", {"front": "What?", "back": "That."}),
    Note("last", "basic", {"front": "Who?", "back": "She."}),
    Note("which", "choice", {"front": "Which?", "options": "- [x] this\n- [ ] that\n  It is not."}),
)
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Honolulu", "Europe/Berlin")
CARDS = range(1, 8)
SEEDS = range(8)
STEPS = 100
LEARNER = Learner(
    id=0,
    name="Alice",
    is_owner=True,
    zone=ZoneInfo("UTC"),
    zone_known=True,
    day_starts_at=4,
    new_per_day=20,
    reviews_per_day=200,
    fuzz=True,
    theme="auto",
)


def an_answer(grade: Grade, turn: int) -> Answer:
    return Answer(grade, turn, shown_at=0, ms=None, deck="")


class Learning:
    """A learner at her cards, who does what comes into her head: `chance` decides."""

    def __init__(self, con: Connection, chance: Random) -> None:
        self.con, self.chance, self.now = con, chance, START
        user_id = add_user(con, "Alice", None, "UTC", START)
        assert user_id is not None
        most = chance.choice([2, 20])
        fuzz = chance.random() < 0.5
        self.learner = replace(LEARNER, id=user_id, new_per_day=most, reviews_per_day=most, fuzz=fuzz)
        self.log: list[tuple[Any, ...]] = []
        self.turns: dict[int, int] = {}
        self.reload(NOTES)

    @property
    def sitting(self) -> Sitting:
        return Sitting(self.learner, self.now, self.learner.today(self.now))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in driver(self.con).execute(query)]

    def reload(self, notes: Sequence[Note]) -> None:
        load_decks(self.con, [DeckFile(Deck("deck", "The deck", 1, 1, "", tuple(notes)), {})])
        catch_up(self.con, self.learner.id, self.sitting.today)

    def one(self) -> Which:
        return one_card(self.learner.id, self.chance.choice(CARDS))

    def step(self) -> None:
        """One thing she does."""
        weighted = {
            self.answers_what_is_shown: 12,
            self.answers_from_a_stale_tab: 1,
            self.undoes: 5,
            self.sets_something_aside: 4,
            self.takes_a_card_back: 3,
            self.picks_a_card_out: 1,
            self.chooses_a_scheduler: 1,
            self.lets_time_pass: 5,
            self.travels: 1,
            self.gets_another_deck_file: 2,
            self.edits_the_gaps: 1,
        }
        [act] = self.chance.choices(list(weighted), list(weighted.values()))
        act()

    def answers_what_is_shown(self) -> None:
        card = next_turn(self.con, self.sitting).card
        if card is None:
            return
        grade = self.chance.choice([Grade.AGAIN, Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.GOOD, Grade.EASY])
        if card.judged and self.chance.random() < 0.8:
            sent = {"option": [self.chance.choice(card.parts)["key"]]} if self.chance.random() < 0.7 else {}
            verdict = judge_answer(self.con, self.sitting, card.id, sent)
            assert isinstance(verdict, dict)
            keep_answer(self.con, self.sitting, card.id, card.turn, sent, verdict)
            grade = self.chance.choice([grade, Grade.of_quality(verdict["quality"])])
        grade_card(self.con, self.sitting, card.id, an_answer(grade, card.turn), self.chance.randrange(90_000))

    def answers_from_a_stale_tab(self) -> None:
        card, turn = self.chance.choice(CARDS), self.chance.randrange(4)
        grade_card(self.con, self.sitting, card, an_answer(self.chance.choice(list(Grade)), turn), 1000)

    def undoes(self) -> None:
        last = undoable(self.con, self.learner.id)
        if last is not None:
            undo_last(self.con, self.sitting, last.token)
            once = self.rows("SELECT count(*) FROM review")
            undo_last(self.con, self.sitting, last.token)
            assert self.rows("SELECT count(*) FROM review") == once

    def sets_something_aside(self) -> None:
        note = whole_note(self.learner.id, self.chance.randrange(1, 5))
        self.chance.choice([bury, suspend])(self.con, self.chance.choice([note, self.one()]), self.sitting.today)

    def takes_a_card_back(self) -> None:
        unsuspend(self.con, self.one(), self.sitting.today)
        unbury(self.con, self.one(), self.sitting.today)

    def picks_a_card_out(self) -> None:
        set_flag(self.con, self.one(), self.chance.randrange(8))
        mark(self.con, self.one())

    def chooses_a_scheduler(self) -> None:
        choose_scheduler(self.con, self.learner.id, 1, self.chance.choice(list(SCHEDULERS)), self.sitting.today)

    def lets_time_pass(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 11, 1440, 1440, 1440, 2880, 10_080]))

    def travels(self) -> None:
        self.learner = replace(self.learner, zone=ZoneInfo(self.chance.choice(ZONES)))

    def gets_another_deck_file(self) -> None:
        told = {"front": f"What is {self.chance.random()}?", "back": "That."}
        kept = self.chance.sample(NOTES[:3], self.chance.choice([2, 3, 3]))
        self.reload([*kept, replace(NOTES[3], fields=told)])

    def edits_the_gaps(self) -> None:
        [(note, retired)] = self.rows("SELECT id, retired FROM note WHERE key = 'gaps'")
        text = self.chance.choice(["{{c1::one}}", "{{c2::two}} {{c3::three}}", ""])
        if not retired and text:
            assert save_note(self.con, note, {"text": text})
        elif not retired:
            return_to_file(self.con, note, {})
        catch_up(self.con, self.learner.id, self.sitting.today)

    def check(self) -> None:
        """What holds whatever she did."""
        assert list(differences(self.con, self.learner.id)) == []
        self.check_what_is_shown(next_turn(self.con, self.sitting))
        self.check_that_the_log_only_grows()

    def check_what_is_shown(self, turn: Turn) -> None:
        today = self.sitting.today
        waiting = [queue for (queue,) in self.rows(f"SELECT queue FROM schedule WHERE due_day <= '{today}'")]
        done = self.rows(f"SELECT new, reviews FROM study_day WHERE day = '{today}'") or [(0, 0)]
        new_left, due_left = (max(0, self.learner.new_per_day - used) for used in done[0])
        assert turn.counts.new == min(new_left, waiting.count(Queue.NEW))
        assert turn.counts.learning == waiting.count(Queue.LEARNING)
        assert turn.counts.due == min(due_left, waiting.count(Queue.REVIEW))
        assert (turn.card is not None) == (turn.left > 0)
        if turn.card is not None:
            [(queue, buried)] = self.rows(f"SELECT queue, buried_until FROM schedule WHERE card_id = {turn.card.id}")
            assert queue in (Queue.NEW, Queue.LEARNING, Queue.REVIEW)
            assert buried is None or buried <= today.isoformat()
            assert self.rows(f"SELECT retired FROM card WHERE id = {turn.card.id}") == [(0,)]

    def check_that_the_log_only_grows(self) -> None:
        log = self.rows("SELECT * FROM review ORDER BY id")
        assert log[: len(self.log)] == self.log
        assert [row[1] for row in log] == list(range(1, len(log) + 1))
        turns: dict[int, int] = dict(self.rows("SELECT card_id, turn FROM schedule"))
        assert all(turns[card] >= turn for card, turn in self.turns.items())
        answered: dict[int, int] = dict(self.rows("SELECT card_id, max(turn) FROM review GROUP BY card_id"))
        assert all(turns[card] > turn for card, turn in answered.items())
        self.log, self.turns = log, turns


@pytest.fixture
def con(built, tmp_path):
    """The writing connection of a database that the migrations have built, in a transaction that is never committed."""
    copy(built, tmp_path / NAME)
    engine = open_engine(tmp_path / NAME, writes=True)
    with engine.connect() as opened:
        opened.begin()
        driver(opened).execute("BEGIN")
        yield opened
        driver(opened).execute("ROLLBACK")
    engine.dispose()


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_learner_does_what_is_stored_is_what_her_reviews_say(con, seed):
    learning = Learning(con, Random(seed))
    for _ in range(STEPS):
        learning.step()
        learning.check()

    assert len(learning.log) > 15, "she did learn something"
