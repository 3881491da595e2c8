"""Servers that are killed, learners who answer meanwhile, and a ledger of every answer that was acknowledged."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from app import clock
from app.accounts.people import add_user
from app.accounts.sessions import open_session
from app.cards.card import Deck
from app.cards.deckfile import write
from app.db import NAME, open_folder
from app.decks.loading import DeckFile, load_decks
from app.review.enrolment import catch_up
from app.settings import ROOT, Settings
from tests import given

PATIENCE = 60
"""Seconds after which a server is given up; it is there for a test that hangs, not for one that is slow."""

Key = tuple[int, int, int]
"""An answer: whose, to which card, at which of its turns."""


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a server process on the data and decks of `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EBB_")}
    return kept | {"EBB_DATA": str(settings.data), "EBB_DECKS": str(settings.decks), "EBB_HTMX": "vendored"}


def address_in(log: IO[str]) -> str:
    """Where a server says that it listens."""
    read = []
    for line in log:
        read.append(line)
        if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
            return found[1]
        if "the server is gone" in line:
            break
    raise AssertionError("the server did not start:\n" + "".join(read))


class Servers:
    """Real server processes on one data folder, one after another."""

    def __init__(self, settings: Settings, *, too_early: bool = False) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery", *(["too-early"] if too_early else [])],
            cwd=ROOT,
            env=environment(settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._server = 0

    def __enter__(self) -> "Servers":
        return self

    def start(self) -> str:
        """Starts one; its address."""
        assert self._nursery.stdin
        assert self._nursery.stdout
        assert self._nursery.stderr
        self._nursery.stdin.write("one more\n")
        self._nursery.stdin.flush()
        self._server = int(self._nursery.stdout.readline())
        return address_in(self._nursery.stderr)

    def kill(self) -> None:
        """Ends it as a power switch would end it."""
        assert self._end(signal.SIGKILL) == -signal.SIGKILL

    def stop(self) -> None:
        """Ends it as an operator would."""
        assert self._end(signal.SIGTERM) in {0, -signal.SIGTERM}

    def _end(self, how: signal.Signals) -> int:
        assert self._nursery.stdout
        assert self._nursery.stderr
        server, self._server = self._server, 0
        os.kill(server, how)
        ended = int(self._nursery.stdout.readline())
        while "the server is gone" not in self._nursery.stderr.readline():
            pass  # what the server still had to say
        return ended

    def __exit__(self, *_: object) -> None:
        if self._server:
            os.kill(self._server, signal.SIGKILL)
        self._nursery.communicate()


@dataclass
class Learner:
    """Somebody who answers as fast as she can, and never answers a card again after she was left without an answer."""

    user_id: int
    token: str
    cards: Iterator[int]
    acknowledged: list[Key] = field(default_factory=list)
    in_doubt: list[Key] = field(default_factory=list)
    """What she sent and heard nothing of: at most one a server."""

    def study(self, address: str, acknowledgements: threading.Semaphore) -> None:
        """Answers until the server is gone."""
        with self._browser(address) as browser:
            card, turn = next(self.cards), 0
            while True:
                key = (self.user_id, card, turn)
                try:
                    self._answer(browser, key)
                except httpx.TransportError:
                    self.in_doubt.append(key)
                    return
                self.acknowledged.append(key)  # only now: this is what the server has promised to keep
                acknowledgements.release()
                turn += 1

    def send_again(self, address: str) -> None:
        """Sends what she is in doubt of once more, and twice, as somebody does who clicks again."""
        with self._browser(address) as browser:
            for key in self.in_doubt * 2:
                self._answer(browser, key)

    def _browser(self, address: str) -> httpx.Client:
        return httpx.Client(base_url=address, cookies={"ebb": self.token}, timeout=PATIENCE, trust_env=False)

    @staticmethod
    def _answer(browser: httpx.Client, key: Key) -> None:
        _, card, turn = key
        form = {"grade": "again", "turn": str(turn), "ms": "1000"}
        answer = browser.post(f"/cards/{card}/reviews", data=form, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.text


def enrol(settings: Settings, learners: int, cards: int) -> list[Learner]:
    """Makes a deck of so many cards and so many people who learn it, each signed in."""
    deck = Deck("deck", "A deck", notes=tuple(given.a_note(f"card-{number}") for number in range(cards)))
    (settings.decks / "deck.toml").write_text(write(deck), encoding="utf-8")
    now = clock.now()
    database, lock = open_folder(settings.data, now)
    database.write_now(load_decks, [DeckFile(deck, {})])
    enrolled = []
    for number in range(learners):
        user = database.write_now(add_user, f"Learner {number}", None, "UTC", now)
        token = database.write_now(open_session, user, "httpx", now)
        database.write_now(catch_up, user, now.date())
        assert user is not None
        enrolled.append(Learner(user, token, iter(range(1, cards + 1))))
    database.close()
    lock.release()
    return enrolled


def study_until(acknowledged: int, learners: Iterable[Learner], servers: Servers) -> None:
    """Starts a server and kills it once so many answers were acknowledged; everybody answers at once meanwhile."""
    address = servers.start()
    acknowledgements = threading.Semaphore(0)
    crowd = [threading.Thread(target=learner.study, args=(address, acknowledgements)) for learner in learners]
    for thread in crowd:
        thread.start()
    heard = all(acknowledgements.acquire(timeout=PATIENCE) for _ in range(acknowledged))
    servers.kill()
    for thread in crowd:
        thread.join()
    assert heard, "nobody was answered any more"


@dataclass
class Stored:
    """What a database that nobody has open holds of the answers."""

    path: Path
    keys: list[Key]

    @classmethod
    def at(cls, settings: Settings) -> "Stored":
        """Reads it, after checking that it hangs together and its totals are those of its reviews."""
        path = settings.data / NAME
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            keys = db.execute("SELECT user_id, card_id, turn FROM review WHERE undoes IS NULL").fetchall()
            ((undone,),) = db.execute("SELECT count(*) FROM review WHERE undoes IS NOT NULL")
            ((answers,),) = db.execute("SELECT total(answers) FROM study_day")
            ((turns,),) = db.execute("SELECT total(turn) FROM schedule")
        assert answers == len(keys) - undone
        assert turns == len(keys) + undone
        return cls(path, keys)

    def lost(self, learners: Iterable[Learner]) -> set[Key]:
        """Answers that were acknowledged and are not there."""
        return {key for learner in learners for key in learner.acknowledged} - set(self.keys)

    def doubled(self) -> bool:
        """Whether an answer is there twice."""
        return len(self.keys) != len(set(self.keys))
