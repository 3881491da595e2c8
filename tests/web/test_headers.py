"""The headers that every answer carries."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.db import Database
from app.web.pages import HTMX, STATIC, integrity, static
from tests.conftest import Serving
from tests.given import a_deck

CSS = static("css/base.css")

SORTS: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "page": (200, "GET", "/decks", {}),
    "part": (200, "GET", "/decks/1", {"headers": {"HX-Request": "true"}}),
    "redirect": (303, "PUT", "/decks/1/scheduler", {"data": {"scheduler": "sm2"}}),
    "nothing": (204, "PUT", "/settings/time-zone", {"data": {"time_zone": "?"}}),
    "health": (200, "GET", "/healthz", {}),
    "static": (200, "GET", CSS, {}),
    "static, unchanged": (304, "GET", CSS, {"headers": {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}}),
    "static, missing": (404, "GET", "/static/css/none.css", {}),
    "403": (403, "POST", "/people", {"headers": {"Origin": "https://evil.example"}}),
    "404": (404, "GET", "/nowhere", {}),
    "405": (405, "PATCH", "/decks", {}),
    "413": (413, "POST", "/people", {"data": {"name": "n" * 1_000_001}}),
    "422": (422, "GET", "/review?deck=x", {}),
    "500": (500, "GET", "/", {}),
}


def _breaks(*_: object) -> None:
    raise RuntimeError


@pytest.fixture
def answers(app: FastAPI, db: Database, alice: TestClient, monkeypatch: pytest.MonkeyPatch):
    """`answers("404")` is an answer of that sort; the first page is broken."""
    a_deck(db)
    monkeypatch.setattr("app.progress.routes.today_page", _breaks)
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False, cookies=dict(alice.cookies))

    def ask(sort: str):
        status, method, path, more = SORTS[sort]
        answer = client.request(method, path, **more)
        assert answer.status_code == status
        return answer

    return ask


@pytest.mark.parametrize("sort", SORTS)
def test_every_answer_tells_the_browser_what_it_may_do(answers, sort: str):
    headers = answers(sort).headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["script-src"] == f"'self' '{integrity(STATIC / HTMX)}'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 12
    assert "server" not in headers
    assert "x-powered-by" not in headers


@pytest.mark.parametrize("sort", [sort for sort in SORTS if sort not in {"static", "static, unchanged"}])
def test_nothing_is_kept_by_the_browser(answers, sort: str):
    assert answers(sort).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("sort", ["static", "static, unchanged"])
def test_but_files_which_change_their_address_when_they_change(answers, sort: str):
    assert answers(sort).headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("sort", ["page", "part", "redirect", "404", "413", "422", "500"])
def test_a_page_says_that_htmx_gets_another_answer(answers, sort: str):
    assert answers(sort).headers["vary"] == "HX-Request"


def test_no_two_requests_have_one_id(alice: TestClient):
    assert len({alice.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("public", "told"), [(None, None), ("http://ebb.lan", None), ("https://ebb.example.org", "max-age=31536000")]
)
def test_only_behind_https_are_browsers_told_to_stay_there(serving: Serving, public: str | None, told: str | None):
    client = TestClient(serving(public_url=public), base_url=public or "http://testserver")

    assert client.get("/healthz").headers.get("strict-transport-security") == told
