"""What tests begin with: decks, cards, and answers already given."""

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlalchemy import Connection, Select, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.cards.card import Deck, Erratum, Note
from app.db import Database
from app.decks.loading import DeckFile, load_decks
from app.decks.tables import Card
from app.decks.tables import Deck as StoredDeck
from app.decks.tables import Note as StoredNote
from app.review import statements as sql
from app.review.tables import Review

_number = count(1)


def a_note(name: str = "", **fields: str) -> Note:
    """A basic note; `a_note("mount", front="…", back="…")`."""
    key = name or f"note-{next(_number)}"
    texts = {"front": f"What is {key}?", "back": f"The answer to {key}."} | fields
    return Note(key, "basic", texts, tags=("test",))


def a_pair(name: str) -> Note:
    """A note of two cards, which are siblings."""
    return Note(name, "reversed", {"front": f"{name} term", "back": f"{name} meaning"}, tags=("test",))


def a_cloze(name: str, text: str) -> Note:
    """A note with gaps."""
    return Note(name, "cloze", {"text": text}, tags=("test",))


def a_deck(db: Database, *notes: Note, key: str = "deck", errata: dict[str, Erratum] | None = None) -> int:
    """Loads a deck with these notes (two basic ones if none are given), beside those already there; its id."""
    deck = Deck(key, f"The deck {key}", section=1, day=1, guide="guide.md", notes=notes or (a_note(), a_note()))
    db.write_now(_load, DeckFile(deck, errata or {}))
    return _one(db, select(col(StoredDeck.id)).where(col(StoredDeck.key) == key))


def _one(db: Database, query: Select[Any]) -> int:
    found: int = db.read_now(lambda con: con.execute(query).scalar_one())
    return found


def _load(con: Connection, file: DeckFile) -> None:
    load_decks(con, [file], incomplete=True)


def card_id(db: Database, note: str, face: str = "") -> int:
    """The id of a card by its note's key and its face."""
    query = select(col(Card.id)).join(StoredNote, col(StoredNote.id) == col(Card.note_id))
    query = query.where(col(StoredNote.key) == note, col(Card.face) == face)
    return _one(db, query)


def note_id(db: Database, key: str) -> int:
    """The id of a note by its key."""
    return _one(db, select(col(StoredNote.id)).where(col(StoredNote.key) == key))


def user_id(client: TestClient) -> int:
    """Whose browser it is."""
    return int(client.headers["x-user"])


@dataclass
class Shown:
    """What a review page shows, read from its HTML."""

    soup: BeautifulSoup
    card: int | None = None
    turn: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All words on the page, on one line."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def notice(self) -> str:
        """What the page tells, if anything."""
        found = self.soup.select_one(".notice")
        return found.get_text(strip=True) if found else ""

    def one(self, selector: str) -> Tag:
        """The first element that fits the selector, which must be there."""
        found = self.soup.select_one(selector)
        assert found is not None, f"nothing on the page fits {selector}"
        return found

    @property
    def intervals(self) -> list[str]:
        """What the four buttons promise."""
        return [small.get_text(strip=True) for small in self.soup.select("form.grades small")]

    @property
    def undo_token(self) -> str:
        """What the undo form carries; empty where there is nothing to undo."""
        found = self.soup.select_one("input[name=latest]")
        return str(found["value"]) if isinstance(found, Tag) else ""


def shown(html: str) -> Shown:
    """Reads a review page or its part."""
    soup = BeautifulSoup(html, "html.parser")
    page = Shown(soup)
    form = soup.select_one("form.grades")
    if form is not None:
        found = re.fullmatch(r"/cards/(\d+)/reviews", str(form["action"]))
        assert found is not None
        page.card = int(found[1])
        turn = form.select_one("input[name=turn]")
        assert turn is not None
        page.turn = int(str(turn["value"]))
    for counter in soup.select("[data-count]"):
        number = counter.select_one("b")
        assert number is not None
        page.counts[str(counter["data-count"])] = int(number.get_text())
    return page


def review_page(client: TestClient, **query: str | int) -> Shown:
    """What she sees when she opens the review."""
    answer = client.get("/review", params=query)
    assert answer.status_code == 200, answer.text
    return shown(answer.text)


def grade(client: TestClient, page: Shown, grade: str = "good", **form: str | int) -> Shown:
    """Answers the card that `page` shows, as htmx would; what she sees next."""
    assert page.card is not None, "no card is shown"
    sent = {"grade": grade, "turn": page.turn, "shown_at": 0, "ms": "3000", "deck": ""} | form
    answer = client.post(f"/cards/{page.card}/reviews", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return shown(answer.text)


def undo(client: TestClient, page: Shown) -> Shown:
    """Presses undo on `page`, as htmx would."""
    sent = {"latest": page.undo_token, "deck": ""}
    answer = client.post("/reviews/latest?_method=delete", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return shown(answer.text)


def schedule_of(db: Database, user: int, card: int) -> dict[str, object]:
    """A card's schedule as stored."""
    row = db.read_now(lambda con: sql.ONE_CARD.one(con, user_id=user, card_id=card))
    assert row is not None
    return dict(row._asdict())


def reviews_of(db: Database, user: int) -> list[Review]:
    """Every row of her log, undos too, oldest first."""
    query = select(sql.table(Review)).where(sql.R.user_id == user).order_by(sql.R.id)
    return [Review(**row) for row in db.read_now(lambda con: con.execute(query).mappings().all())]


def answer(client: TestClient, card: int, turn: int, grade: str = "good") -> Shown:
    """Answers a card by its id, whether it is the one that is shown or not; what she sees next."""
    sent = {"grade": grade, "turn": turn, "ms": "3000"}
    told = client.post(f"/cards/{card}/reviews", data=sent, headers={"HX-Request": "true"})
    assert told.status_code == 200, told.text
    return shown(told.text)


def press(client: TestClient, path: str, **form: str | int) -> Shown:
    """Presses a button of the review's menu, as htmx would; `press(alice, "/cards/1/burial?_method=put")`."""
    told = client.post(path, data=form, headers={"HX-Request": "true"})
    assert told.status_code == 200, told.text
    return shown(told.text)
