"""Adding people, which only the owner can."""

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.people import everybody
from app.db import Database
from tests.accounts.door import PASSWORD, is_in, sign_in, visitor


def add(client: TestClient, name: str = "Dora", password: str = PASSWORD):
    """Sends the form for another person."""
    return client.post("/people", data={"name": name, "password": password})


def names(db: Database) -> list[str]:
    """Everybody who has an account."""
    return [person.name for person in db.read_now(everybody)]


def test_the_owner_adds_somebody_who_can_then_sign_in(app: FastAPI, db: Database, alice: TestClient):
    answer = add(alice, " Dora ")

    assert (answer.status_code, "Dora can sign in now." in answer.text) == (200, True)
    dora = visitor(app)
    sign_in(dora, "Dora")
    assert is_in(dora)
    assert [(person.name, person.is_owner) for person in db.read_now(everybody)] == [("Alice", True), ("Dora", False)]


def test_nobody_else_can_add_anybody_or_see_who_is_there(db: Database, bob: TestClient):
    answer = add(bob)

    assert answer.status_code == 404
    assert names(db) == ["Alice", "Bob"]
    page = bob.get("/settings").text
    assert "Alice" not in page
    assert 'action="/people"' not in page


def test_a_stranger_is_sent_to_the_door(db: Database, charlie: TestClient):
    assert add(charlie).headers["location"] == "/sign-in?next=/"
    assert names(db) == ["Alice"]


@pytest.mark.parametrize(
    ("name", "password", "field", "message"),
    [
        ("", PASSWORD, "person-name", "A name has 1 to 40 characters"),
        ("D" * 41, PASSWORD, "person-name", "A name has 1 to 40 characters"),
        ("Do\x00ra", PASSWORD, "person-name", "A name has 1 to 40 characters"),
        ("alice", PASSWORD, "person-name", "Somebody has this name already."),
        ("Dora", "short", "person-password", "A password has 8 to 200 characters"),
    ],
)
def test_a_refused_person_comes_back_filled_in_with_a_message_at_the_field(
    db: Database, alice: TestClient, name: str, password: str, field: str, message: str
):
    answer = add(alice, name, password)

    assert answer.status_code == 422
    soup = BeautifulSoup(answer.text, "html.parser")
    error = soup.select_one(f"#{field}-error")
    assert error is not None
    assert message in error.get_text()
    sent = soup.select_one("#person-name")
    assert sent is not None
    assert sent["value"] == name
    assert names(db) == ["Alice"]


def test_a_double_click_adds_one_person(db: Database, alice: TestClient):
    assert [add(alice).status_code, add(alice).status_code] == [200, 422]
    assert names(db) == ["Alice", "Dora"]


def test_the_owner_sees_everybody(alice: TestClient, bob: TestClient):
    page = BeautifulSoup(alice.get("/settings").text, "html.parser")

    lines = [" ".join(item.get_text(" ").split()) for item in page.select("section[aria-labelledby=people-title] li")]
    assert lines == ["Alice Owner since 24 Nov 2026", "Bob since 24 Nov 2026"]
