"""The first run: nobody has an account yet, and the first to ask becomes the owner."""

import pytest
from fastapi import FastAPI

from app.accounts.people import everybody
from app.accounts.tables import User
from app.db import Database
from tests.accounts.door import PASSWORD, at_once, count, first_run, is_in, visitor


@pytest.mark.parametrize("path", ["/", "/review", "/decks", "/decks/1", "/cards/1", "/settings", "/help", "/sign-in"])
def test_until_there_is_an_account_every_page_leads_to_the_first_run(app: FastAPI, path: str):
    answer = visitor(app).get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/first-run")


def test_a_part_asked_for_by_htmx_leads_there_too(app: FastAPI):
    answer = visitor(app).get("/review", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"], answer.text) == (204, "/first-run", "")


def test_the_first_account_owns_the_installation_and_is_signed_in(app: FastAPI, db: Database):
    client = visitor(app)

    answer = first_run(client, " Alice ", time_zone="Europe/Berlin")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(client)
    (owner,) = db.read_now(everybody)
    assert (owner.name, owner.is_owner, owner.time_zone) == ("Alice", True, "Europe/Berlin")
    assert (owner.day_starts_at, owner.new_per_day, owner.reviews_per_day) == (4, 20, 200)


def test_a_time_zone_that_nobody_knows_is_left_open(app: FastAPI, db: Database):
    first_run(visitor(app), time_zone="Moon/Tranquility")

    assert db.read_now(everybody)[0].time_zone == ""


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("", PASSWORD, "A name has 1 to 40 characters"),
        ("   ", PASSWORD, "A name has 1 to 40 characters"),
        ("A" * 41, PASSWORD, "A name has 1 to 40 characters"),
        ("Al\x00ice", PASSWORD, "A name has 1 to 40 characters"),
        ("Al\nice", PASSWORD, "A name has 1 to 40 characters"),
        ("Alice", "seven77", "A password has 8 to 200 characters"),
        ("Alice", "", "A password has 8 to 200 characters"),
        ("Alice", "p" * 201, "A password has 8 to 200 characters"),
    ],
)
def test_a_refused_account_comes_back_filled_in_without_its_password(
    app: FastAPI, db: Database, name: str, password: str, message: str
):
    answer = first_run(visitor(app), name, password)

    assert answer.status_code == 422
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{name}"' in answer.text
    assert not password or password not in answer.text
    assert count(db, User) == 0


@pytest.mark.parametrize("password", ["p" * 8, "p" * 200, "пароль из слов", "🌊🌊🌊🌊🌊🌊🌊🌊"])
def test_a_password_of_8_to_200_characters_of_any_script_will_do(app: FastAPI, password: str):
    client = visitor(app)

    first_run(client, password=password)

    assert is_in(client)


def test_a_second_first_account_is_not_to_be_had(app: FastAPI, db: Database):
    first_run(visitor(app))
    stranger = visitor(app)

    assert first_run(stranger, "Mallory").status_code == 404
    assert stranger.get("/first-run").headers["location"] == "/"
    assert not is_in(stranger)
    assert [person.name for person in db.read_now(everybody)] == ["Alice"]


def test_two_first_runs_at_once_make_one_owner(app: FastAPI, db: Database):
    answers = at_once(app, "/users", [{"name": name, "password": PASSWORD} for name in ("Alice", "Bob")])

    places = sorted(answer.headers["location"] for answer in answers)
    assert places == ["/", "/sign-in"]
    assert sum("set-cookie" in answer.headers for answer in answers) == 1
    assert [person.is_owner for person in db.read_now(everybody)] == [True]


def test_a_double_click_on_the_first_account_makes_one(app: FastAPI, db: Database):
    at_once(app, "/users", [{"name": "Alice", "password": PASSWORD}] * 2)

    assert count(db, User) == 1
