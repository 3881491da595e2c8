"""The pages for what went wrong: they say what to do and hold no insides."""

import json
import logging
import re
import sqlite3

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, HTTPException
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.db import Database
from app.web.requestlog import JsonLines
from tests.given import a_deck

SECRET = "the inside of the machine"


@pytest.fixture
def client(app: FastAPI, db: Database, alice: TestClient) -> TestClient:
    """Alice's browser, which gets the page of a mistake as a real one does."""
    a_deck(db)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, cookies=dict(alice.cookies))


def words(html: str) -> str:
    """What the page says in its main part."""
    main = BeautifulSoup(html, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


@pytest.mark.parametrize(
    ("status", "method", "path", "says"),
    [
        (404, "GET", "/nowhere", "The address may be mistyped"),
        (404, "GET", "/cards/999", "There is no such card."),
        (404, "GET", "/cards/abc", "There is no such page."),
        (404, "GET", "/cards/0", "There is no such page."),
        (404, "GET", "/cards/-1", "There is no such page."),
        (404, "GET", "/cards/9223372036854775807", "There is no such card."),
        (404, "GET", "/cards/9223372036854775808", "There is no such page."),
        (404, "GET", f"/decks/{'9' * 5000}", "There is no such page."),
        (404, "PUT", "/decks/1/scheduler?x=%00", "scheduler"),
        (404, "GET", "/static/../app/main.py", "The address may be mistyped"),
        (404, "GET", "/static/%2e%2e/app/main.py", "The address may be mistyped"),
        (405, "DELETE", "/decks", "The address may be mistyped"),
        (422, "GET", "/review?deck=x", "Ebb could not use what was sent as “deck”."),
        (422, "GET", "/decks/1?page=0", "Go back, check what you entered"),
        (422, "GET", f"/decks/1?q={'q' * 201}", "Go back, check what you entered"),
    ],
)
def test_an_error_page_says_what_to_do(client: TestClient, status: int, method: str, path: str, says: str):
    answer = client.request(method, path, data={"scheduler": "none"} if method == "PUT" else None)

    assert answer.status_code == status
    said = words(answer.text)
    assert said.startswith(str(status))
    assert says in said
    assert "Go to today" in said
    assert f"Request {answer.headers['x-request-id']}" in said
    for filler in ("Not Found", "Method Not Allowed", "Unprocessable", "{", "Traceback", "pydantic"):
        assert filler not in said


def test_the_page_for_too_many_tries_leads_back_to_the_door(app: FastAPI, charlie: TestClient):
    for _ in range(10):
        charlie.post("/sessions", data={"name": "Nobody", "password": "p" * 201})

    answer = charlie.post("/sessions", data={"name": "Nobody", "password": "p" * 201})

    assert answer.status_code == 429
    assert words(answer.text).startswith("429 Too many tries")
    assert 'href="/sign-in"' in answer.text


def _broken(error: Exception):
    def work(*_: object) -> None:
        raise error

    return work


def _sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(SECRET)
    error.sqlite_errorcode = code
    return error


def _through_sqlalchemy(code: int) -> OperationalError:
    error = OperationalError("SELECT full_name", {"full": "full"}, _sqlite(code))
    error.__cause__ = error.orig
    return error


IOERR_FSYNC = 10 | 4 << 8
BUSY_SNAPSHOT = 5 | 2 << 8


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (RuntimeError(SECRET), 500, "give the request number to whoever runs this Ebb"),
        (AssertionError(SECRET), 500, "give the request number to whoever runs this Ebb"),
        (_sqlite(sqlite3.SQLITE_FULL), 507, "The disk is full, so nothing was saved. Free some space, then try again."),
        (_through_sqlalchemy(sqlite3.SQLITE_FULL), 507, "Free some space, then try again."),
        (_sqlite(sqlite3.SQLITE_BUSY), 503, "The database is busy, so nothing was saved. Try again in a moment."),
        (_sqlite(BUSY_SNAPSHOT), 503, "Try again in a moment."),
        (_through_sqlalchemy(sqlite3.SQLITE_BUSY), 503, "Try again in a moment."),
        (_through_sqlalchemy(sqlite3.SQLITE_LOCKED), 503, "Try again in a moment."),
        (_through_sqlalchemy(sqlite3.SQLITE_ERROR), 500, "give the request number to whoever runs this Ebb"),
        (_sqlite(IOERR_FSYNC), 500, "give the request number to whoever runs this Ebb"),
        (HTTPException(403, "Not yours."), 403, "Not yours."),
        (HTTPException(418, ""), 418, "Something broke inside Ebb"),
    ],
    ids=repr,
)
def test_what_breaks_is_told_without_its_insides_and_logged_with_its_request(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
    says: str,
):
    monkeypatch.setattr("app.progress.routes.today_page", _broken(error))

    answer = client.get("/")

    assert answer.status_code == status
    said = words(answer.text)
    assert said.startswith(str(status))
    assert says in said
    assert f"Request {answer.headers['x-request-id']}" in said
    for inside in (SECRET, "Traceback", "SELECT", "sqlite", "RuntimeError", "today_page", ".py"):
        assert inside not in answer.text
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert bool(told) == (status in {500, 503, 507})
    if status == 500:
        assert told[0].getMessage() == "GET / failed"
        assert told[0].exc_info is not None
        assert told[0].exc_info[1] is error


def test_a_write_that_finds_the_disk_full_says_so_and_is_undone(
    client: TestClient, db: Database, monkeypatch: pytest.MonkeyPatch
):
    def half_done(con: Connection, *_: object) -> None:
        con.exec_driver_sql("UPDATE user SET name = 'Somebody else'")
        raise _sqlite(sqlite3.SQLITE_FULL)

    monkeypatch.setattr("app.progress.routes.choose_scheduler", half_done)

    answer = client.put("/decks/1/scheduler", data={"scheduler": "sm2"})

    assert answer.status_code == 507
    assert "signed in as Alice" in client.get("/decks").text


def test_a_disk_that_is_really_full_is_told_and_nothing_is_half_done(client: TestClient, db: Database):
    long = {"front": "f" * 4000, "back": "b" * 4000, "explanation": "e" * 4000}
    db.write_now(lambda con: con.exec_driver_sql("PRAGMA max_page_count = 1").all())  # it may grow no more

    answers = [client.put(f"/notes/{note}", data=long) for note in (1, 2, 1, 2)]

    assert 507 in {answer.status_code for answer in answers}
    assert client.get("/notes/1/edit").status_code == 200
    db.write_now(lambda con: con.exec_driver_sql("PRAGMA max_page_count = 1000000").all())  # room again
    assert client.put("/notes/1", data=long).status_code == 303


def test_an_error_page_knows_who_is_signed_in(client: TestClient):
    assert "signed in as Alice" in client.get("/cards/999").text


def test_the_request_number_in_the_log_is_the_one_on_the_page(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    monkeypatch.setattr("app.progress.routes.today_page", _broken(RuntimeError(SECRET)))
    handler = Kept()
    logging.getLogger("app.web.errors").addHandler(handler)
    try:
        answer = client.get("/")
    finally:
        logging.getLogger("app.web.errors").removeHandler(handler)

    (line,) = lines
    entry = json.loads(line)
    shown = re.search(r"<code>(\w+)</code>", answer.text)
    assert shown is not None
    assert entry["request"] == shown[1] == answer.headers["x-request-id"]
    assert SECRET in entry["traceback"]
    assert (entry["level"], entry["message"]) == ("error", "GET / failed")
