"""Who may go where: every route is tried by a stranger, and by somebody else."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.testclient import TestClient

import app.library.routes
from app.accounts.sessions import hash_token
from app.db import Database
from tests.given import a_deck, a_note, card_id, grade, note_id, review_page, user_id
from tests.house.routes import Route, routes
from tests.library.guides import a_guide, proposals

OPEN = {
    "GET /sign-in",
    "POST /sessions",
    "GET /first-run",
    "POST /users",
    "GET /healthz",
    "GET /static/{file}",
}
"""What a stranger may reach."""

FORM = {
    "grade": "good",
    "turn": "0",
    "flag": "3",
    "scheduler": "anki-sm2",
    "front": "Changed",
    "back": "Changed",
    "name": "Mallory",
    "password": "a password of mine",
    "current": "no",
    "new": "another password",
    "time_zone": "Asia/Tokyo",
    "day_starts_at": "9",
    "new_per_day": "1",
    "reviews_per_day": "1",
    "theme": "dark",
    "text": "It is wrong",
    "do": "accept:all",
    "take": "new",
}
"""Good values for every form."""

OWN = frozenset({200, 204, 303})
NOT_FOUND = frozenset({404})
OTHERS = {
    "GET /cards/{card_id}": OWN,
    "POST /cards/{card_id}/reviews": OWN,
    "POST /cards/{card_id}/attempts": NOT_FOUND,
    "PUT /cards/{card_id}/burial": OWN,
    "DELETE /cards/{card_id}/burial": OWN,
    "PUT /cards/{card_id}/suspension": OWN,
    "DELETE /cards/{card_id}/suspension": OWN,
    "PUT /cards/{card_id}/flag": OWN,
    "PUT /notes/{note_id}/burial": OWN,
    "DELETE /notes/{note_id}/burial": OWN,
    "PUT /notes/{note_id}/suspension": OWN,
    "DELETE /notes/{note_id}/suspension": OWN,
    "PUT /notes/{note_id}/mark": OWN,
    "DELETE /notes/{note_id}/mark": OWN,
    "GET /decks/{deck_id}": OWN,
    "PUT /decks/{deck_id}/scheduler": OWN,
    "GET /notes/{note_id}/edit": OWN,
    "PUT /notes/{note_id}": NOT_FOUND,
    "POST /notes/{note_id}/preview": NOT_FOUND,
    "DELETE /notes/{note_id}/edits": NOT_FOUND,
    "PUT /notes/{note_id}/edits/{field}": NOT_FOUND,
    "DELETE /notes/{note_id}/edits/{field}": NOT_FOUND,
    "GET /notes/{note_id}/report": OWN,
    "PUT /notes/{note_id}/report": OWN,
    "PUT /notes/{note_id}/reports/{reporter_id}/closing": NOT_FOUND,
    "DELETE /notes/{note_id}/reports/{reporter_id}/closing": NOT_FOUND,
    "DELETE /sessions/{session_id}": NOT_FOUND,
    "GET /guides/{guide_id}": OWN,
    "GET /guides/{guide_id}/progress": OWN,
    "GET /guides/{guide_id}/read": OWN,
    "POST /guides/{guide_id}/decisions": NOT_FOUND,
    "DELETE /guides/{guide_id}": NOT_FOUND,
    "GET /proposals/{proposal_id}/edit": NOT_FOUND,
    "PUT /proposals/{proposal_id}": NOT_FOUND,
    "PUT /proposals/{proposal_id}/settlement": NOT_FOUND,
}
"""What Bob gets who asks for a thing by its id: his own copy of what is shared, or nothing."""

OWNERS = {
    "PUT /notes/{note_id}",
    "POST /notes/{note_id}/preview",
    "DELETE /notes/{note_id}/edits",
    "PUT /notes/{note_id}/edits/{field}",
    "DELETE /notes/{note_id}/edits/{field}",
    "GET /conflicts",
    "GET /reports",
    "PUT /notes/{note_id}/reports/{reporter_id}/closing",
    "DELETE /notes/{note_id}/reports/{reporter_id}/closing",
    "POST /people",
    "POST /guides",
    "POST /guides/{guide_id}/decisions",
    "DELETE /guides/{guide_id}",
    "GET /proposals/{proposal_id}/edit",
    "PUT /proposals/{proposal_id}",
    "PUT /proposals/{proposal_id}/settlement",
}

HERS = ("schedule", "review", "study_day", "enrolment", "session", "report")
SHARED = ("deck", "note", "card", "guide", "proposal")


def named(wanted: set[str] | dict[str, Any] | None = None) -> list[Any]:
    """The routes, or those of these names, for parametrize."""
    return [pytest.param(route, id=str(route)) for route in routes() if wanted is None or str(route) in wanted]


def test_there_are_routes_to_be_seen():
    assert len(routes()) > 30
    assert {str(route) for route in routes()} >= OPEN


@pytest.mark.parametrize("route", [param for param in named() if param.id not in OPEN])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_a_stranger_gets_nowhere(db: Database, charlie: TestClient, route: Route, htmx: bool):
    a_deck(db)
    before = everything(db)

    answer = charlie.request(
        route.method,
        route.address(),
        data=FORM if route.method != "GET" else None,
        headers={"HX-Request": "true"} if htmx else {},
    )

    assert answer.status_code == (204 if htmx else 303)
    assert answer.headers["hx-redirect" if htmx else "location"].startswith("/sign-in?next=/")
    assert answer.text == ""
    assert everything(db) == before


def everything(db: Database) -> list[tuple[Any, ...]]:
    """Every row of what people have and share."""
    return [row for table in (*HERS, *SHARED, "user") for row in _rows(db, table)]


def _rows(db: Database, table: str, where: str = "") -> list[tuple[Any, ...]]:
    return db.read_now(lambda con: [(table, *row) for row in con.exec_driver_sql(f"SELECT * FROM {table} {where}")])


def hers(db: Database, owner: int) -> list[tuple[Any, ...]]:
    """Every row that is Alice's or everybody's."""
    mine = [row for table in HERS for row in _rows(db, table, f"WHERE user_id = {owner}")]
    return [*mine, *_rows(db, "user", f"WHERE id = {owner}"), *(row for table in SHARED for row in _rows(db, table))]


@pytest.fixture
def learnt(db: Database, alice: TestClient, bob: TestClient, monkeypatch: pytest.MonkeyPatch) -> Callable[[Route], str]:
    """Alice has learnt, set aside and uploaded; `learnt(route)` is the address of her thing behind a route."""
    monkeypatch.setattr(app.library.routes, "SOON", 60)  # no worker outlives a test
    guide = a_guide(db)
    deck = a_deck(db, a_note("one"), a_note("two"), a_note("three"))
    grade(alice, review_page(alice))
    alice.put(f"/cards/{card_id(db, 'two')}/flag", data={"flag": "1"})
    alice.put(f"/cards/{card_id(db, 'three')}/suspension")
    alice.put(f"/notes/{note_id(db, 'two')}/report", data={"text": "It is out of date"})
    review_page(bob)
    ids = {
        "{card_id}": str(card_id(db, "two")),
        "{note_id}": str(note_id(db, "two")),
        "{deck_id}": str(deck),
        "{field}": "front",
        "{reporter_id}": str(user_id(alice)),
        "{session_id}": hash_token(alice.cookies["ebb"]),
        "{guide_id}": str(guide),
        "{proposal_id}": str(next(iter(proposals(db, guide).values())).id),
    }

    def address(route: Route) -> str:
        path = route.path
        for place, value in ids.items():
            path = path.replace(place, value)
        assert "{" not in path, f"what stands in {route}?"
        return path

    return address


def test_every_route_to_a_thing_is_tried_by_somebody_else():
    with_ids = {str(route) for route in routes() if "{" in route.path and str(route) not in OPEN}

    assert with_ids == set(OTHERS)


@pytest.mark.parametrize("route", named(OTHERS))
def test_bob_gets_his_own_or_nothing_and_alices_things_stay_as_they_are(
    db: Database, alice: TestClient, bob: TestClient, learnt: Callable[[Route], str], route: Route
):
    before = hers(db, user_id(alice))
    assert {row[0] for row in before} == {*HERS, *SHARED, "user"}

    answer = bob.request(route.method, learnt(route), data=FORM if route.method != "GET" else None)

    assert answer.status_code in OTHERS[str(route)]
    assert hers(db, user_id(alice)) == before


@pytest.mark.parametrize("route", [p for p in named() if p.id not in OPEN and p.id not in OTHERS])
def test_what_bob_does_to_his_own_changes_nothing_of_alices(
    db: Database, alice: TestClient, bob: TestClient, learnt: Callable[[Route], str], route: Route
):
    before = hers(db, user_id(alice))

    bob.request(route.method, learnt(route), data=FORM if route.method != "GET" else None)

    assert hers(db, user_id(alice)) == before


@pytest.mark.parametrize("route", named(OWNERS))
def test_what_only_the_owner_may_is_not_found_by_others_and_works_for_her(
    alice: TestClient, bob: TestClient, learnt: Callable[[Route], str], route: Route
):
    assert bob.request(route.method, learnt(route), data=FORM).status_code == 404
    assert alice.request(route.method, learnt(route), data=FORM).status_code in OWN


def _dependencies(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for below in dependant.dependencies:
        assert below.call is not None
        yield below.call
        yield from _dependencies(below)


@pytest.mark.parametrize("route", [param for param in named() if param.id != "GET /static/{file}"])
def test_neither_a_route_nor_what_it_depends_on_needs_a_thread(route: Route):
    """A plain function, and so a class, is run in a thread, which costs more than grading a card."""
    calls = [route.endpoint, *(_dependencies(route.dependant) if route.dependant else ())]

    assert [call for call in calls if not inspect.iscoroutinefunction(call)] == []


def test_no_middleware_costs_a_task_of_its_own(app: FastAPI):
    layers = [layer.cls for layer in app.user_middleware]

    assert len(layers) >= 3
    assert not [layer for layer in layers if isinstance(layer, type) and issubclass(layer, BaseHTTPMiddleware)]
