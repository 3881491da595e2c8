"""One deck: its cards a page at a time, a search within, and the scheduler that is chosen for it."""

from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.db import Database
from app.db.database import _Reader
from app.progress.standing import PAGE
from app.review.rebuild import differences
from tests import given
from tests.given import Shown


def deck_page(client: TestClient, deck: int, **query: str | int) -> Shown:
    told = client.get(f"/decks/{deck}", params=query)
    assert told.status_code == 200, told.text
    return given.shown(told.text)


def questions(page: Shown) -> list[str]:
    return [a.get_text() for a in page.soup.select(".cards tbody a")]


def state(page: Shown, question: str) -> str:
    row = next(tr for tr in page.soup.select(".cards tbody tr") if question in tr.get_text())
    return row.select("td")[-1].get_text()


def rows(db: Database, table: str, client: TestClient) -> Any:
    query = f"SELECT * FROM {table} WHERE user_id = {given.user_id(client)} ORDER BY 1, 2"
    return db.read_now(lambda con: con.exec_driver_sql(query).all())


@pytest.fixture
def deck(alice, db):
    return given.a_deck(
        db,
        given.a_note("fruit", front="Apple or pear?", back="A *pear*."),
        given.a_note("rate", front="Is 100% enough?", back="No."),
        given.a_note("path", front=r"Where is C:\docker?", back="On snake_case drives."),
        given.a_note("street", front="Wie heißt die STRASSE?", back="Große Allee."),
    )


def test_all_cards_are_listed_in_the_order_of_the_deck(alice, deck):
    page = deck_page(alice, deck)

    assert [question.split()[0] for question in questions(page)] == ["Apple", "Is", "Where", "Wie"]
    assert "4 cards" in page.text
    assert page.soup.select_one("#pager") is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pear", 1),
        ("PEAR apple", 1),
        ("apple enough", 0),
        ("  apple   ", 1),
        ("app", 1),
        ("%", 1),
        ("_", 1),
        ("\\", 1),
        ("100%", 1),
        ("1_0", 0),
        ("a%e", 0),
        ("snake_case", 1),
        ("snakeXcase", 0),
        ("strasse", 1),
        ("GROSSE", 1),
        ("fruit", 1),
        ("test", 4),
        ("' OR 1=1 --", 0),
        ('"); DROP TABLE card; --', 0),
        ("<script>alert(1)</script>", 0),
        ("/", 0),
        ("a " * 99, 4),
        ("", 4),
    ],
)
def test_a_search_finds_cards_that_have_every_word_whatever_the_case(alice, deck, query, found):
    page = deck_page(alice, deck, q=query)

    assert len(questions(page)) == found
    if not found:
        assert "No card has these words." in page.text


def test_a_search_term_comes_back_as_text(alice, deck):
    told = alice.get(f"/decks/{deck}", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in told.text
    assert given.shown(told.text).one("#q")["value"] == '"><script>alert(1)</script>'


def test_a_search_that_is_too_long_is_refused(alice, deck):
    assert alice.get(f"/decks/{deck}", params={"q": "x" * 201}).status_code == 422


def test_a_search_stays_within_its_deck(alice, db, deck):
    given.a_deck(db, given.a_note("pear-tree"), key="other")

    assert questions(deck_page(alice, deck, q="pear")) == ["Apple or pear?"]


def test_htmx_gets_the_cards_alone(alice, deck):
    told = alice.get(f"/decks/{deck}", params={"q": "pear"}, headers={"HX-Request": "true"})

    assert told.text.lstrip().startswith('<div id="cards"')
    assert told.headers["vary"] == "HX-Request"


def test_many_cards_come_in_pages_that_can_be_turned(alice, db):
    deck = given.a_deck(db, *(given.a_note(f"card-{number}") for number in range(PAGE + 1)))

    first = deck_page(alice, deck, q="answer to")
    assert (len(questions(first)), first.one("#pager span").get_text()) == (PAGE, "Page 1 of 2")
    assert first.soup.select_one("a[rel=prev]") is None
    last = given.shown(alice.get(str(first.one("a[rel=next]")["href"])).text)

    assert questions(last) == [f"What is card-{PAGE}?"]
    assert last.soup.select_one("a[rel=next]") is None
    assert last.one("#q")["value"] == "answer to"
    assert questions(deck_page(alice, deck, page=100_000)) == [f"What is card-{PAGE}?"], "beyond the end is the end"


@pytest.mark.parametrize("number", ["0", "-1", "100001", "x", ""])
def test_a_page_number_out_of_bounds_is_refused(alice, deck, number):
    assert alice.get(f"/decks/{deck}", params={"page": number}).status_code == 422


@pytest.mark.parametrize("number", ["999", "0", "x"])
def test_a_deck_that_is_not_there_is_not_found(alice, deck, number):
    assert alice.get(f"/decks/{number}").status_code == 404


def test_each_card_says_where_it_stands(alice, db, deck, time):
    given.review_page(alice)
    cards = [given.card_id(db, name) for name in ("fruit", "rate", "path", "street")]
    given.answer(alice, cards[0], 0)
    given.answer(alice, cards[1], 0, "again")
    given.press(alice, f"/cards/{cards[2]}/burial?_method=put")
    given.press(alice, f"/cards/{cards[3]}/suspension?_method=put")
    given.press(alice, f"/cards/{cards[0]}/flag?_method=put", flag=3)
    given.press(alice, f"/notes/{given.note_id(db, 'rate')}/mark?_method=put")

    page = deck_page(alice, deck)

    assert [state(page, word) for word in ("Apple", "Is", "Where", "Wie")] == [
        "due 25 Nov",
        "learning",
        "buried",
        "suspended",
    ]
    assert [flag["data-flag"] for flag in page.soup.select(".cards .flag")] == ["3"]
    assert [chip.get_text() for chip in page.soup.select(".cards .chip")] == ["Marked"]
    assert page.counts == {"learning": 1, "later": 1, "buried": 1, "suspended": 1}
    time.passes(days=1)
    page = deck_page(alice, deck)
    assert [state(page, word) for word in ("Apple", "Where")] == ["due today", "new"]


def test_bob_sees_his_own_standing_in_the_list(alice, bob, db, deck):
    given.review_page(alice)
    given.press(alice, f"/cards/{given.card_id(db, 'fruit')}/suspension?_method=put")

    page = deck_page(bob, deck)

    assert state(page, "Apple") == "new"
    assert page.counts == {"new": 4}


def chips(page: Shown) -> list[str]:
    """What the list may be narrowed to; what is chosen stands in brackets."""
    links = page.soup.select(".choices a")
    return [f"[{a.get_text()}]" if a.get("aria-current") else a.get_text() for a in links]


def press(client: TestClient, page: Shown, name: str) -> Shown:
    """Follows the link of what the list may be narrowed to."""
    link = next(a for a in page.soup.select(".choices a") if name in a.get_text())
    return given.shown(client.get(str(link["href"])).text)


@pytest.fixture
def mixed(alice, db):
    """Four kinds of standing and two kinds of card."""
    deck = given.a_deck(db, given.a_note("one"), given.a_note("two"), given.a_note("three"), given.a_pair("pair"))
    given.review_page(alice)
    given.answer(alice, given.card_id(db, "one"), 0)
    given.press(alice, f"/cards/{given.card_id(db, 'two')}/suspension?_method=put")
    given.press(alice, f"/cards/{given.card_id(db, 'pair', 'forward')}/suspension?_method=put")
    return deck


def test_the_cards_can_be_narrowed_by_state_and_kind_and_each_choice_says_how_many_it_leaves(alice, mixed):
    page = deck_page(alice, mixed)
    assert chips(page) == ["2 new", "1 later", "2 suspended", "3 Basic", "2 Both ways"]

    page = press(alice, page, "suspended")
    assert chips(page) == ["2 new", "1 later", "[2 suspended]", "1 Basic", "1 Both ways"]
    assert questions(page) == ["What is two?", "pair term"]

    page = press(alice, page, "Both ways")
    assert chips(page) == ["1 new", "[1 suspended]", "1 Basic", "[1 Both ways]"]
    assert questions(page) == ["pair term"]
    assert "1 card" in page.text

    page = press(alice, page, "suspended")
    assert chips(page) == ["1 new", "1 suspended", "3 Basic", "[2 Both ways]"], "choosing again lets go"
    assert questions(page) == ["pair term", "pair meaning"]


def test_a_search_and_a_choice_keep_each_other(alice, mixed):
    page = deck_page(alice, mixed, q="what", state="new")
    assert questions(page) == ["What is three?"]
    assert page.one("input[name=state]")["value"] == "new"
    assert page.soup.select_one("input[name=kind]") is None

    page = press(alice, page, "later")

    assert questions(page) == ["What is one?"]
    assert page.one("#q")["value"] == "what"


def test_a_deck_of_one_kind_offers_no_choice_of_kinds(alice, deck):
    assert chips(deck_page(alice, deck)) == ["4 new"]


def test_a_choice_that_leaves_nothing_says_so_and_can_be_let_go(alice, mixed):
    page = deck_page(alice, mixed, state="due")

    assert "No card of this deck is like that." in page.text
    assert chips(page)[:3] == ["2 new", "[0 due]", "1 later"]
    assert len(questions(press(alice, page, "due"))) == 5


@pytest.mark.parametrize(
    ("field", "value"), [("state", "foo"), ("kind", "poem"), ("kind", "' OR 1=1 --"), ("state", "\x00")]
)
def test_a_choice_that_there_is_not_leaves_nothing(alice, mixed, field, value):
    assert questions(deck_page(alice, mixed, **{field: value})) == []


def test_choices_stay_while_pages_are_turned(alice, db):
    deck = given.a_deck(db, *(given.a_note(f"n{number}") for number in range(PAGE + 1)), given.a_pair("pair"))

    first = deck_page(alice, deck, kind="basic", state="new")
    last = given.shown(alice.get(str(first.one("a[rel=next]")["href"])).text)

    assert questions(last) == [f"What is n{PAGE}?"]
    assert "[51 Basic]" in chips(last)


def choose(client: TestClient, deck: int, scheduler: str) -> Response:
    return client.post(f"/decks/{deck}/scheduler?_method=put", data={"scheduler": scheduler})


def test_choosing_a_scheduler_works_out_every_due_day_again_and_keeps_the_answers(alice, db, deck, time):
    user, card = given.user_id(alice), given.card_id(db, "fruit")
    given.review_page(alice)
    given.answer(alice, card, 0, "easy")
    given.answer(alice, given.card_id(db, "rate"), 0, "again")
    log = rows(db, "review", alice)

    told = choose(alice, deck, "anki-sm2")

    assert (told.status_code, told.headers["location"]) == (303, f"/decks/{deck}")
    stored = given.schedule_of(db, user, card)
    assert (stored["scheduler"], (stored["due_day"] - time.now.date()).days, stored["turn"]) == ("anki-sm2", 4, 2)
    assert rows(db, "review", alice) == log
    page = deck_page(alice, deck)
    assert page.one("input[name=scheduler][checked]")["value"] == "anki-sm2"
    assert page.counts["learning"] == 1
    assert db.read_now(lambda con: list(differences(con, user))) == []


def test_a_page_from_before_the_change_of_scheduler_counts_nothing(alice, db, deck):
    page = given.review_page(alice)
    choose(alice, deck, "anki-sm2")

    assert "nothing was counted" in given.grade(alice, page).notice


def test_choosing_the_scheduler_a_deck_already_has_changes_nothing(alice, db, deck, time):
    given.review_page(alice)
    for turn, days in ((0, 1), (1, 6)):
        for name in ("fruit", "rate", "path"):
            given.answer(alice, given.card_id(db, name), turn)
        time.passes(days=days)
    given.press(alice, f"/cards/{given.card_id(db, 'street')}/burial?_method=put")
    before = rows(db, "schedule", alice)

    choose(alice, deck, "sm2")

    assert rows(db, "schedule", alice) == before


def test_a_deck_can_go_to_the_other_scheduler_and_back(alice, db, deck, time):
    user, card = given.user_id(alice), given.card_id(db, "fruit")
    given.review_page(alice)
    given.answer(alice, card, 0, "hard")
    before = given.schedule_of(db, user, card)

    choose(alice, deck, "anki-sm2")
    choose(alice, deck, "sm2")

    after = given.schedule_of(db, user, card)
    assert after | {"turn": 0} == before | {"turn": 0}


def test_suspended_cards_stay_suspended_under_another_scheduler(alice, db, deck):
    given.review_page(alice)
    given.press(alice, f"/cards/{given.card_id(db, 'fruit')}/suspension?_method=put")

    choose(alice, deck, "anki-sm2")

    page = deck_page(alice, deck)
    assert (state(page, "Apple"), page.counts["suspended"], page.counts["new"]) == ("suspended", 1, 3)


def test_bobs_choice_is_his_alone(alice, bob, db, deck):
    for client in (alice, bob):
        given.grade(client, given.review_page(client), "easy")
    alices = rows(db, "schedule", alice), rows(db, "enrolment", alice)

    choose(bob, deck, "anki-sm2")

    assert (rows(db, "schedule", alice), rows(db, "enrolment", alice)) == alices
    assert deck_page(alice, deck).one("input[name=scheduler][checked]")["value"] == "sm2"
    assert deck_page(bob, deck).one("input[name=scheduler][checked]")["value"] == "anki-sm2"


def test_other_decks_of_hers_keep_their_scheduler(alice, db, deck):
    other = given.a_deck(db, given.a_note(), key="other")
    given.review_page(alice)

    choose(alice, deck, "anki-sm2")

    assert deck_page(alice, other).one("input[name=scheduler][checked]")["value"] == "sm2"


@pytest.mark.parametrize(("deck_id", "scheduler"), [(1, "fsrs"), (1, "SM2"), (1, "../sm2"), (999, "sm2")])
def test_a_scheduler_or_deck_that_is_not_there_is_not_found(alice, db, deck, deck_id, scheduler):
    given.review_page(alice)
    before = rows(db, "schedule", alice)

    assert choose(alice, deck_id, scheduler).status_code == 404

    assert rows(db, "schedule", alice) == before


@pytest.fixture
def statements(monkeypatch):
    """Every statement that SQLite is asked to read with, in order; not those by which FTS5 reads its own tables."""
    asked: list[str] = []
    run = _Reader.run

    def note(statement: str) -> None:
        if not statement.startswith("-- "):  # so SQLite shows what runs within another statement
            asked.append(statement)

    def traced(self, work, *args):
        self._raw.set_trace_callback(note)
        try:
            return run(self, work, *args)
        finally:
            self._raw.set_trace_callback(None)

    monkeypatch.setattr(_Reader, "run", traced)
    return asked


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/decks", "/decks/1", "/decks/1?q=what", "/decks/1?state=new&kind=basic"),
        *(
            "/search",
            "/search?q=what",
            "/search?q=what+-else+is:new+tag:test+deck:deck+-flag:1",
            "/search?q=kind:basic",
        ),
        *("/review", "/cards/1", "/notes/1/edit"),
    ],
)
def test_ten_more_cards_cost_no_more_queries(alice, db, statements, path):
    notes = [given.a_note() for _ in range(12)]
    given.a_deck(db, *notes[:2])
    alice.get(path)
    statements.clear()
    assert alice.get(path).status_code == 200
    few = len(statements)
    assert few > 0

    given.a_deck(db, *notes)
    alice.get(path)
    statements.clear()
    assert alice.get(path).status_code == 200

    assert len(statements) == few


def test_ten_more_answers_cost_a_cards_page_no_more_queries(alice, db, statements, time):
    given.a_deck(db, given.a_note("one"))
    card = given.card_id(db, "one")
    given.review_page(alice)
    given.answer(alice, card, 0, "again")
    statements.clear()
    alice.get(f"/cards/{card}")
    few = len(statements)

    for turn in range(1, 11):
        given.answer(alice, card, turn, "again")
    statements.clear()
    alice.get(f"/cards/{card}")

    assert len(statements) == few > 0
