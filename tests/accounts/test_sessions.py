"""Signed-in browsers: listed, revoked, prolonged, and over in the end."""

import re

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.sessions import hash_token
from app.accounts.tables import Session
from app.db import Database
from tests.accounts.door import PASSWORD, WRONG, count, first_run, is_in, sign_in, token, visitor
from tests.conftest import Time

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
NEW = "long ebb, wide shore"


@pytest.fixture
def laptop(app: FastAPI) -> TestClient:
    """Alice's laptop, signed in."""
    client = visitor(app)
    first_run(client)
    return client


@pytest.fixture
def phone(app: FastAPI, laptop: TestClient, time: Time) -> TestClient:
    """Her phone, signed in an hour later."""
    time.passes(hours=1)
    client = visitor(app)
    client.headers["User-Agent"] = SAFARI
    sign_in(client)
    return client


@pytest.fixture
def bobs(app: FastAPI, laptop: TestClient) -> TestClient:
    """Bob's browser, signed in."""
    laptop.post("/people", data={"name": "Bob", "password": PASSWORD})
    client = visitor(app)
    sign_in(client, "Bob")
    return client


def listed(client: TestClient) -> list[str]:
    """The sessions on the settings page, each on one line."""
    soup = BeautifulSoup(client.get("/settings").text, "html.parser")
    section = soup.select_one("section[aria-labelledby=sessions-title]")
    assert section is not None
    return [" ".join(re.sub(r"\s+", " ", item.get_text(" ")).split()) for item in section.select("li")]


def revoke(client: TestClient, other: TestClient) -> int:
    """Signs another browser out, by its button; the status."""
    return client.post(f"/sessions/{hash_token(token(other))}?_method=delete").status_code


def test_the_settings_list_every_browser_the_last_used_first(laptop: TestClient, phone: TestClient):
    assert listed(phone) == [
        "Safari on iPhone This one Sign out",
        "Firefox on Linux Last seen 1 hour ago Sign it out",
    ]


def test_the_list_holds_no_key_to_a_session(laptop: TestClient, phone: TestClient):
    page = laptop.get("/settings").text

    assert token(laptop) not in page
    assert token(phone) not in page
    assert hash_token(token(phone)) in page


def test_a_revoked_browser_is_out_with_its_next_request(laptop: TestClient, phone: TestClient):
    assert is_in(phone)

    answer = laptop.post(f"/sessions/{hash_token(token(phone))}?_method=delete")

    assert (answer.status_code, "That browser is signed out." in answer.text) == (200, True)
    assert not is_in(phone)
    assert is_in(laptop)


def test_revoking_twice_finds_nothing_the_second_time(laptop: TestClient, phone: TestClient):
    assert [revoke(laptop, phone), revoke(laptop, phone)] == [200, 404]


def test_somebody_elses_session_is_not_found(laptop: TestClient, bobs: TestClient):
    assert revoke(bobs, laptop) == 404
    assert is_in(laptop)
    assert revoke(laptop, bobs) == 404
    assert is_in(bobs)


def test_nobody_sees_somebody_elses_sessions(laptop: TestClient, phone: TestClient, bobs: TestClient):
    assert listed(bobs) == ["Firefox on Linux This one Sign out"]


def test_signing_out_everywhere_else_leaves_this_browser_and_other_people(
    laptop: TestClient, phone: TestClient, bobs: TestClient
):
    answer = laptop.post("/sessions/others?_method=delete")

    assert "Signed out of 1 other browser" in answer.text
    assert (is_in(laptop), is_in(phone), is_in(bobs)) == (True, False, True)
    assert "signed in nowhere else" in laptop.post("/sessions/others?_method=delete").text


def change_password(client: TestClient, current: str = PASSWORD, new: str = NEW):
    """Sends the form for another password."""
    return client.post("/settings/password?_method=put", data={"current": current, "new": new})


def test_another_password_signs_every_other_browser_out(
    app: FastAPI, laptop: TestClient, phone: TestClient, bobs: TestClient
):
    answer = change_password(laptop)

    assert (answer.status_code, "Your password is changed" in answer.text) == (200, True)
    assert (is_in(laptop), is_in(phone), is_in(bobs)) == (True, False, True)
    assert sign_in(visitor(app), password=PASSWORD).status_code == 422
    assert sign_in(visitor(app), password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "message"),
    [
        (WRONG, NEW, "That is not your password."),
        ("", NEW, "That is not your password."),
        ("p" * 201, NEW, "That is not your password."),
        (PASSWORD, "short", "A password has 8 to 200 characters"),
        (PASSWORD, "", "A password has 8 to 200 characters"),
        (PASSWORD, "p" * 201, "A password has 8 to 200 characters"),
    ],
)
def test_a_refused_password_changes_nothing_and_says_why(
    app: FastAPI, laptop: TestClient, phone: TestClient, current: str, new: str, message: str
):
    answer = change_password(laptop, current, new)

    assert (answer.status_code, message in answer.text) == (422, True)
    assert is_in(phone)
    assert sign_in(visitor(app), password=PASSWORD).status_code == 303


def test_ten_wrong_passwords_shut_the_form_for_another_one_for_five_minutes(
    laptop: TestClient, app: FastAPI, time: Time
):
    """Whoever sits down at a browser left open gets no more tries than at the door."""
    assert [change_password(laptop, WRONG).status_code for _ in range(10)] == [422] * 10

    answer = change_password(laptop)

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "300")
    assert "Too many tries" in answer.text
    assert sign_in(visitor(app, "192.0.2.99")).status_code == 429, "the door counts with it"
    time.passes(minutes=5)
    assert change_password(laptop).status_code == 200


def test_the_right_password_forgives_the_wrong_ones_before_it(laptop: TestClient):
    for new in (NEW, PASSWORD):
        old = PASSWORD if new == NEW else NEW
        assert [change_password(laptop, WRONG).status_code for _ in range(9)] == [422] * 9
        assert change_password(laptop, old, new).status_code == 200


def test_a_new_password_that_is_too_short_is_no_try_at_the_old_one(laptop: TestClient):
    assert [change_password(laptop, new="short").status_code for _ in range(12)] == [422] * 12


def test_a_session_ends_60_days_after_the_last_visit(laptop: TestClient, time: Time):
    time.passes(days=60)

    assert not is_in(laptop)


def test_a_session_lasts_as_long_as_its_browser_comes_back(laptop: TestClient, time: Time):
    for _ in range(5):
        time.passes(days=59)
        assert is_in(laptop)


def test_a_visit_is_written_down_at_most_every_ten_minutes(laptop: TestClient, db: Database, time: Time):
    def writes() -> int:
        return int(db.write_now(lambda con: con.exec_driver_sql("SELECT total_changes()").scalar_one()))

    before = writes()
    for _ in range(10):
        time.passes(minutes=1)
        laptop.get("/settings")
    assert writes() == before
    time.passes(seconds=1)
    laptop.get("/settings")
    assert writes() == before + 1


def test_sessions_that_are_over_are_forgotten_at_the_next_sign_in(
    app: FastAPI, laptop: TestClient, phone: TestClient, db: Database, time: Time
):
    time.passes(days=60)
    sign_in(visitor(app))

    assert count(db, Session) == 1


def test_a_session_that_is_over_is_not_listed(laptop: TestClient, phone: TestClient, time: Time):
    time.passes(days=59)
    assert len(listed(laptop)) == 2
    time.passes(days=1)

    assert listed(laptop) == ["Firefox on Linux This one Sign out"]


def test_a_program_that_says_nothing_of_itself_is_listed_all_the_same(app: FastAPI, laptop: TestClient):
    quiet = visitor(app)
    quiet.headers["User-Agent"] = ""
    sign_in(quiet)

    assert "an unknown program" in listed(laptop)[-1] + listed(laptop)[0]


def test_what_a_browser_says_of_itself_is_shown_as_text(app: FastAPI, laptop: TestClient):
    rude = visitor(app)
    rude.headers["User-Agent"] = "<script>alert(1)</script>" * 100
    sign_in(rude)

    assert "<script>alert" not in laptop.get("/settings").text
