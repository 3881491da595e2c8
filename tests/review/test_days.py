"""Where one study day ends and the next begins, for learners in many places and on the move."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from app.accounts.people import change_user
from app.db import Database
from app.review.rebuild import differences
from tests import given

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"]


def lives_in(db: Database, client: TestClient, zone: str, **changes: object) -> None:
    db.write_now(change_user, given.user_id(client), {"time_zone": zone, "fuzz": False, **changes})


def local(zone: str, moment: str) -> datetime:
    """A local time as the clock of the application tells it."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days(db: Database, client: TestClient) -> dict[date, int]:
    """Her study days and how many answers each has."""
    query = f"SELECT day, answers FROM study_day WHERE user_id = {given.user_id(client)} AND answers ORDER BY day"
    return {date.fromisoformat(day): answers for day, answers in db.read_now(lambda c: c.exec_driver_sql(query).all())}


def wrong(db: Database, client: TestClient) -> list[str]:
    return db.read_now(lambda con: list(differences(con, given.user_id(client))))


@pytest.fixture
def card(alice, db):
    """The only card there is; Alice has not seen it."""
    given.a_deck(db, given.a_note("one"))
    given.review_page(alice)
    return given.card_id(db, "one")


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_ends_at_four_in_the_morning_where_she_is(alice, db, card, time, zone):
    lives_in(db, alice, zone)
    time.now = local(zone, "2027-01-12 09:00")
    given.answer(alice, card, 0)

    time.now = local(zone, "2027-01-13 03:59:59")
    assert given.review_page(alice).card is None
    time.now = local(zone, "2027-01-13 04:00")
    assert given.review_page(alice).card == card


@pytest.mark.parametrize("zone", ZONES)
def test_an_answer_after_midnight_belongs_to_the_evening_before(alice, db, card, time, zone):
    lives_in(db, alice, zone)
    time.now = local(zone, "2027-01-13 03:59")
    given.answer(alice, card, 0)

    assert days(db, alice) == {date(2027, 1, 12): 1}
    time.now = local(zone, "2027-01-13 04:00")
    assert given.review_page(alice).card == card


def test_the_hour_at_which_her_day_starts_is_hers(alice, db, card, time):
    lives_in(db, alice, "Europe/Berlin", day_starts_at=0)
    time.now = local("Europe/Berlin", "2027-01-12 23:59")
    given.answer(alice, card, 0)

    time.now = local("Europe/Berlin", "2027-01-13 00:00")

    assert given.review_page(alice).card == card


NIGHTS = [
    ("Europe/Berlin", "2027-03-28"),
    ("Europe/Berlin", "2027-10-31"),
    ("America/New_York", "2027-03-14"),
    ("America/New_York", "2027-11-07"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Australia/Lord_Howe", "2027-10-03"),
]
"""Nights in which the clocks change."""


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_a_night_when_the_clocks_change_ends_at_four_and_asks_each_card_once(signed_in, db, time, zone, night):
    noon = local(zone, f"{night} 12:00")
    time.now = noon - timedelta(days=1)
    alice = signed_in("Alice")
    given.a_deck(db, given.a_note("one"))
    lives_in(db, alice, zone)
    page = given.grade(alice, given.review_page(alice), "again")
    given.grade(alice, page, "good")

    asked = []
    for hour in ("01:59", "03:00", "03:59", "04:00", "04:01", "12:00", "23:59"):
        time.now = local(zone, f"{night} {hour}")
        page = given.review_page(alice)
        if page.card:
            asked.append(hour)
            given.grade(alice, given.grade(alice, page, "again"), "good")
    assert asked == ["04:00"]
    time.now = noon + timedelta(days=1)
    assert given.review_page(alice).counts["due"] == 1
    assert list(days(db, alice).values()) == [2, 2]
    assert wrong(db, alice) == []


def test_who_flies_east_has_her_cards_a_day_sooner_and_only_once(alice, db, card, time):
    time.now = datetime(2027, 1, 12, 16, 0, tzinfo=UTC)
    lives_in(db, alice, "UTC")
    given.answer(alice, card, 0)
    assert given.review_page(alice).card is None

    lives_in(db, alice, "Pacific/Kiritimati")  # already 06:00 on the 13th
    given.grade(alice, given.review_page(alice), "good")

    assert given.reviews_of(db, given.user_id(alice))[-1].elapsed_days == 1
    for zone in ("Pacific/Kiritimati", "UTC", "Pacific/Honolulu"):
        lives_in(db, alice, zone)
        assert given.review_page(alice).card is None
    time.now = datetime(2027, 1, 13, 12, 0, tzinfo=UTC)
    assert given.review_page(alice).card is None, "it was asked on her 13th"
    assert wrong(db, alice) == []


def test_who_flies_west_gets_no_card_twice(alice, db, card, time):
    time.now = datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
    lives_in(db, alice, "UTC")
    given.answer(alice, card, 0)

    lives_in(db, alice, "Pacific/Honolulu")  # still 19:00 on the 11th
    assert given.review_page(alice).card is None
    time.now = local("Pacific/Honolulu", "2027-01-13 03:59")
    assert given.review_page(alice).card is None
    time.now = local("Pacific/Honolulu", "2027-01-13 04:00")
    given.grade(alice, given.review_page(alice), "good")

    assert [row.day.day for row in given.reviews_of(db, given.user_id(alice))] == [12, 13]
    assert wrong(db, alice) == []


def test_a_card_answered_in_yesterday_again_counts_as_the_same_day(alice, db, time):
    given.a_deck(db, given.a_note("one"), given.a_note("two"))
    time.now = datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
    lives_in(db, alice, "UTC")
    given.grade(alice, given.review_page(alice), "again")

    lives_in(db, alice, "Pacific/Honolulu")
    page = given.review_page(alice)
    assert page.card == given.card_id(db, "two"), "the repeat waits for the day on which it was set"
    given.grade(alice, page, "good")

    assert days(db, alice) == {date(2027, 1, 11): 1, date(2027, 1, 12): 1}
    assert wrong(db, alice) == []


def test_a_new_card_brought_back_from_burial_is_not_buried_again_by_flying_west(alice, db, card, time):
    time.now = datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
    given.press(alice, f"/cards/{card}/burial?_method=put")
    given.press(alice, f"/cards/{card}/burial?_method=delete")

    lives_in(db, alice, "Pacific/Honolulu")

    assert given.review_page(alice).card == card
    assert "Unbury the card" not in alice.get(f"/cards/{card}").text


def test_an_undo_from_farther_west_corrects_the_day_of_the_answer(alice, db, card, time):
    time.now = datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
    lives_in(db, alice, "UTC")
    given.answer(alice, card, 0)
    lives_in(db, alice, "Pacific/Honolulu")

    page = given.undo(alice, given.review_page(alice))

    assert page.card == card
    assert days(db, alice) == {}
    assert wrong(db, alice) == []


def test_each_answer_remembers_the_zone_it_was_given_in(alice, db, card, time):
    lives_in(db, alice, "Asia/Kathmandu")

    given.answer(alice, card, 0)

    [review] = given.reviews_of(db, given.user_id(alice))
    assert (review.time_zone, review.at) == ("Asia/Kathmandu", time.now)


def test_two_learners_in_two_places_are_in_two_days(alice, bob, db, time):
    given.a_deck(db, given.a_note("one"))
    lives_in(db, alice, "Pacific/Kiritimati")
    lives_in(db, bob, "Pacific/Honolulu")
    time.now = datetime(2027, 1, 12, 16, 0, tzinfo=UTC)

    for client in (alice, bob):
        given.grade(client, given.review_page(client), "good")

    assert list(days(db, alice)) == [date(2027, 1, 13)]
    assert list(days(db, bob)) == [date(2027, 1, 12)]
