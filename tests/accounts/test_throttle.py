"""How often one account and one address may try to sign in: ten times in five minutes."""

from collections import Counter

import pytest
from fastapi import FastAPI
from sqlalchemy import insert

from app.accounts import throttle
from app.accounts.tables import SignInAttempt
from app.db import Database
from tests.accounts.door import PASSWORD, WRONG, at_once, count, first_run, is_in, sign_in, visitor
from tests.conftest import Serving, Time

TOO_LONG = "p" * 201
"""Counts like any other try, and spares the time of hashing it."""


@pytest.fixture
def tried(app: FastAPI) -> FastAPI:
    """Alice and Bob have accounts, and somebody has tried ten passwords at Alice's."""
    return _try_ten(app)


def _try_ten(app: FastAPI) -> FastAPI:
    alice = visitor(app)
    first_run(alice)
    alice.post("/people", data={"name": "Bob", "password": PASSWORD})
    guesser = visitor(app, "198.51.100.9")
    assert {sign_in(guesser, password=TOO_LONG).status_code for _ in range(10)} == {422}
    return app


def test_the_eleventh_try_has_to_wait(tried: FastAPI):
    answer = sign_in(visitor(tried, "198.51.100.9"), password=WRONG)

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "300"
    assert "Wait 300 seconds, then try again." in answer.text
    assert "set-cookie" not in answer.headers


def test_the_right_password_has_to_wait_as_well(tried: FastAPI):
    assert sign_in(visitor(tried, "198.51.100.9")).status_code == 429


def test_another_address_cannot_go_on_guessing_at_the_same_account(tried: FastAPI):
    for name in ("Alice", "ALICE", "  alice"):
        assert sign_in(visitor(tried, "203.0.113.5"), name, WRONG).status_code == 429


def test_blanks_before_a_name_buy_no_more_guesses(tried: FastAPI):
    assert sign_in(visitor(tried, "203.0.113.5"), " " * 250 + "Alice", WRONG).status_code == 429


def test_the_same_address_cannot_go_on_with_another_account(tried: FastAPI):
    assert sign_in(visitor(tried, "198.51.100.9"), "Bob").status_code == 429


def test_other_people_elsewhere_come_in(tried: FastAPI):
    assert sign_in(visitor(tried, "203.0.113.5"), "Bob").status_code == 303


def test_who_is_signed_in_stays_signed_in(app: FastAPI):
    alice = visitor(app)
    first_run(alice)
    for _ in range(11):
        sign_in(visitor(app), password=TOO_LONG)

    assert is_in(alice)


def test_the_wait_ends_after_five_minutes(tried: FastAPI, time: Time):
    client = visitor(tried, "198.51.100.9")

    time.passes(minutes=4, seconds=59)
    assert sign_in(client).headers["retry-after"] == "1"
    time.passes(seconds=1)
    assert sign_in(client).status_code == 303


def test_tries_while_waiting_do_not_prolong_the_wait(tried: FastAPI, time: Time):
    time.passes(minutes=4)
    sign_in(visitor(tried, "198.51.100.9"), password=WRONG)
    time.passes(minutes=1)

    assert sign_in(visitor(tried, "198.51.100.9")).status_code == 303


def test_coming_in_forgives_the_tries_before(app: FastAPI):
    first_run(visitor(app))
    client = visitor(app)

    for _ in range(3):
        for _ in range(9):
            assert sign_in(client, password=TOO_LONG).status_code == 422
        assert sign_in(client).status_code == 303


def test_coming_in_does_not_forgive_what_somebody_else_tried(app: FastAPI, db: Database):
    first_run(visitor(app))
    for _ in range(9):
        sign_in(visitor(app, "198.51.100.9"), password=TOO_LONG)

    assert sign_in(visitor(app, "192.0.2.1")).status_code == 303
    assert count(db, SignInAttempt) == 9


def test_a_restart_forgives_nothing(serving: Serving):
    _try_ten(serving())

    assert sign_in(visitor(serving(), "198.51.100.9")).status_code == 429


@pytest.mark.parametrize(
    "forms",
    [
        [{"name": "Alice", "password": f"guess number {n}"} for n in range(50)],
        [{"name": f"Guess {n}", "password": "the same for all"} for n in range(50)],
    ],
    ids=["one account", "one address"],
)
def test_of_fifty_tries_at_once_no_more_than_ten_are_looked_at(app: FastAPI, forms: list[dict[str, str]]):
    first_run(visitor(app))

    answers = at_once(app, "/sessions", forms)

    assert Counter(answer.status_code for answer in answers) == {422: 10, 429: 40}


def test_the_right_password_among_fifty_guesses_is_found_only_within_the_first_ten(app: FastAPI):
    first_run(visitor(app))
    guesses = [{"name": "Alice", "password": f"guess number {n}"} for n in range(49)]

    answers = at_once(app, "/sessions", [*guesses, {"name": "Alice", "password": PASSWORD}])

    assert not any("set-cookie" in answer.headers for answer in answers)


def test_a_thousand_tries_from_everywhere_close_the_door_to_everybody(app: FastAPI, db: Database, time: Time):
    spread = [{"name_key": f"name {n}", "client": f"2001:db8::{n:x}", "at": time()} for n in range(999)]
    db.write_now(lambda con: con.execute(insert(SignInAttempt), spread))

    waits = [db.write_now(throttle.claim_try, name, f"host of {name}", time()) for name in ("Alice", "Bob")]

    assert waits == [0, 300]


def test_old_tries_are_not_kept(app: FastAPI, db: Database, time: Time):
    first_run(visitor(app))
    for _ in range(5):
        sign_in(visitor(app), password=TOO_LONG)
    time.passes(minutes=5)
    sign_in(visitor(app), password=WRONG)

    assert count(db, SignInAttempt) == 1


def test_a_name_of_a_megabyte_is_not_kept_whole(app: FastAPI, db: Database):
    first_run(visitor(app))
    sign_in(visitor(app), "n" * 900_000, WRONG)

    kept: int = db.read_now(
        lambda con: con.exec_driver_sql("SELECT max(length(name_key)) FROM sign_in_attempt").scalar()
    )
    assert kept == 200
