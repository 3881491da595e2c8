"""The first page and the shelf of decks: what to do now, how far along, how it has been going."""

import pytest
from bs4 import Tag
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.progress.studyplan import parse_plan
from tests import given
from tests.given import Shown

PLAN = """
title = "A plan"

[[day]]
number = 1
title = "Why"
sections = [1, 2]
hours = 1
planned = ["first", "second"]

[[day]]
number = 2
title = "How"
sections = [3]
hours = 2
planned = ["third"]

[[day]]
number = 3
title = "Later"
sections = [4]
hours = 2
planned = ["not-written-yet"]
"""


def today(client: TestClient) -> Shown:
    told = client.get("/")
    assert told.status_code == 200
    return given.shown(told.text)


def numbers(page: Shown) -> list[tuple[str, ...]]:
    """The bars of the last days, as (day, answers)."""
    return [tuple(td.get_text() for td in tr.select("td")) for tr in page.soup.select(".days tbody tr")]


def answer_one(client: TestClient, grade: str = "easy", **form: str | int) -> Shown:
    return given.grade(client, given.review_page(client), grade, **form)


@pytest.fixture
def deck(alice, db):
    return given.a_deck(db, *(given.a_note(f"n{number}") for number in range(5)))


def test_with_no_deck_the_page_says_what_to_do(alice):
    assert "There are no cards yet" in today(alice).text
    assert "No deck is loaded." in given.shown(alice.get("/decks").text).text


def test_the_page_counts_what_is_due_to_be_seen_again_and_new(alice, db, deck, time):
    db.write_now(change_user, given.user_id(alice), {"new_per_day": 3})
    answer_one(alice)
    answer_one(alice)
    time.passes(days=1)
    answer_one(alice, "again")

    page = today(alice)

    assert "1 to repeat, 1 to see again, 3 new cards." in page.text
    assert "Review 5 cards" in page.text
    assert "Wednesday 25 November" in page.text


def test_the_minutes_are_reckoned_at_eleven_seconds_a_card_until_she_has_her_own_figure(alice, db):
    given.a_deck(db, *(given.a_note() for _ in range(40)))
    db.write_now(change_user, given.user_id(alice), {"new_per_day": 40})
    assert "About 8 minutes today" in today(alice).text, "40 x 11 s, rounded up"

    for _ in range(20):
        answer_one(alice, ms=30_000)

    assert "About 10 minutes today" in today(alice).text, "20 x 30 s"


def test_when_all_is_done_the_page_says_so(alice, db):
    given.a_deck(db, given.a_note())
    answer_one(alice)

    page = today(alice)

    assert "Nothing is due now" in page.text
    assert "done today" in page.text
    assert page.soup.select_one("a.primary") is None


def test_the_fourteen_days_end_today_and_say_how_many_answers_each_had(alice, db, deck, time):
    answer_one(alice)
    answer_one(alice)
    time.passes(days=2)
    answer_one(alice)

    page = today(alice)

    assert "3 answers in 14 days" in page.text
    days = numbers(page)
    assert (len(days), days[0][0], days[-1]) == (14, "Fri 13 Nov", ("Thu 26 Nov", "1"))
    assert days[-3:-1] == [("Tue 24 Nov", "2"), ("Wed 25 Nov", "0")]
    time.passes(days=12)
    assert "1 answer in 14 days" in today(alice).text


def test_an_undone_answer_is_no_answer(alice, db, deck):
    given.undo(alice, answer_one(alice))

    assert "No answers yet" in today(alice).text


def test_days_in_a_row_are_counted_up_to_today_or_while_it_is_young_yesterday(alice, db, deck, time):
    for _ in range(3):
        answer_one(alice)
        time.passes(days=1)
    assert "You have reviewed 3 days in a row." in today(alice).text

    answer_one(alice)
    assert "You have reviewed 4 days in a row." in today(alice).text


def test_a_day_left_out_ends_the_row(alice, db, deck, time):
    answer_one(alice)
    time.passes(days=1)
    answer_one(alice)
    time.passes(days=2)
    assert "in a row" not in today(alice).text

    answer_one(alice)

    assert "in a row" not in today(alice).text


def test_an_undone_day_does_not_count_into_the_row(alice, db, deck, time):
    answer_one(alice)
    time.passes(days=1)
    given.undo(alice, answer_one(alice))

    assert "in a row" not in today(alice).text


def test_bobs_answers_are_not_in_alices_days(alice, bob, db, deck):
    answer_one(bob)

    page = today(alice)

    assert "No answers yet" in page.text
    assert "0 of 5 seen" in page.text
    assert "1 of 5 seen" in today(bob).text


def test_the_plan_stands_at_the_first_day_with_cards_not_yet_seen(alice, app, db):
    app.state.plan = parse_plan(PLAN, "plan.toml")
    for key in ("first", "second", "third"):
        given.a_deck(db, given.a_note(key), key=key)

    def steps() -> dict[str, Tag]:
        page = today(alice).soup
        return dict(zip((h3.get_text() for h3 in page.select(".plan h3")), page.select(".plan li"), strict=True))

    def present() -> list[str]:
        return [name for name, li in steps().items() if li.get("aria-current")]

    assert present() == ["Why"]
    assert "Day 1 · sections 1, 2" in given.shown(str(steps()["Why"])).text
    assert "0 of 2 cards seen" in given.shown(str(steps()["Why"])).text
    assert "No deck for this day yet" in steps()["Later"].get_text()
    links = [a["href"] for a in today(alice).soup.select(".plan a")]
    assert links == ["/decks", "/decks/3"]
    answer_one(alice)
    answer_one(alice)
    assert present() == ["How"]
    answer_one(alice)
    assert present() == []


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "title = 'x'",
        "[[day]]\nnumber = 1",
        "title = 'x'\nday = 3",
        "title = 'x'\n[[day]]\nnumber = 1",
        "[[day]]\nnumber = 'a'\ntitle = 'x'\nsections = []\nplanned = []",
        "[[day]]\nnumber = inf\ntitle = 'x'\nsections = []\nplanned = []",
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_by_its_name(text):
    with pytest.raises(ValueError, match=r"plan\.toml"):
        parse_plan(text, "plan.toml")


def test_the_shelf_says_what_waits_in_each_deck_and_how_much_of_it_was_seen(alice, db, time):
    given.a_deck(db, given.a_note("a"), given.a_note("b"), key="first")
    given.a_deck(db, given.a_note("c"), key="second")
    answer_one(alice)
    time.passes(days=1)

    page = given.shown(alice.get("/decks").text)

    first, second = page.soup.select(".shelf > li")
    told = [given.shown(str(deck)).counts for deck in (first, second)]
    assert told == [{"new": 1, "due": 1}, {"new": 1}]
    assert [a.get_text() for a in page.soup.select(".shelf .button")] == ["Review 2 today", "Review 1 today"]
    assert [(bar["value"], bar["max"]) for bar in page.soup.select(".shelf progress")] == [("1", "2"), ("0", "1")]


def test_every_deck_shares_the_days_limit_of_new_cards(alice, db):
    for key in ("first", "second"):
        given.a_deck(db, given.a_note(), given.a_note(), key=key)
    db.write_now(change_user, given.user_id(alice), {"new_per_day": 2})
    answer_one(alice)

    page = given.shown(alice.get("/decks").text)

    assert [a.get_text() for a in page.soup.select(".shelf .button")] == ["Review 1 today", "Review 1 today"]
    assert [b.get_text() for b in page.soup.select("[data-count=new] b")] == ["1", "2"], "all that are new"
    assert "1 new card." in today(alice).text


def test_suspended_cards_count_as_part_of_the_deck_and_not_as_waiting(alice, db, deck):
    given.review_page(alice)
    given.press(alice, f"/cards/{given.card_id(db, 'n0')}/suspension?_method=put")

    page = today(alice)

    assert "4 new cards." in page.text
    assert "0 of 5 seen" in page.text


def test_the_help_page_lists_the_keys(alice):
    told = given.shown(alice.get("/help").text)

    assert "Undo the last answer" in told.text


def test_decks_come_by_section_with_their_counts_by_state_and_kind(alice, db, time):
    first = [given.a_note("a"), given.a_note("b"), given.a_pair("pair")]
    for key, section, notes in (("one", 1, first), ("more", 1, [given.a_note()]), ("two", 2, [given.a_note()])):
        given.a_deck(db, *notes, key=key)
        db.write_now(lambda con, key=key, section=section: _move(con, key, section))
    given.review_page(alice)
    given.answer(alice, given.card_id(db, "a"), 0)
    given.press(alice, f"/cards/{given.card_id(db, 'b')}/suspension?_method=put")

    page = given.shown(alice.get("/decks").text)

    told = [
        (section.select("h2")[0].get_text(" ", strip=True), [h3.get_text() for h3 in section.select("h3")])
        for section in page.soup.select(".shelves > section")
    ]
    assert told == [("Section 1 day 1", ["The deck one", "The deck more"]), ("Section 2 day 1", ["The deck two"])]
    counts = [li.get_text() for li in page.soup.select(".shelf > li")[0].select(".tally li")]
    assert counts == ["2 new", "1 later", "1 suspended", "2 Basic", "2 Both ways"]


def test_decks_without_a_section_have_their_own_place(alice, db, deck):
    given.a_deck(db, given.a_note(), key="loose")
    db.write_now(lambda con: _move(con, "loose", None))

    page = given.shown(alice.get("/decks").text)

    assert [h2.get_text().strip() for h2 in page.soup.select(".shelves h2")] == ["Section 1 day 1", "Other decks day 1"]


def _move(con: Connection, key: str, section: int | None) -> None:
    con.exec_driver_sql("UPDATE deck SET section = ? WHERE key = ?", (section, key))
