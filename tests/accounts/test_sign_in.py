"""Signing in and out."""

from http.cookies import Morsel, SimpleCookie

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from app.accounts import passwords
from app.accounts.people import add_user, everybody
from app.accounts.sessions import hash_token
from app.accounts.tables import Session
from app.db import Database
from tests.accounts.door import PASSWORD, WRONG, count, first_run, holder, is_in, sign_in, token, visitor
from tests.conftest import Serving, Time


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser, where Alice has an account and nobody is signed in."""
    first_run(visitor(app))
    return visitor(app)


@pytest.mark.parametrize("name", ["Alice", "alice", "ALICE", "  Alice "])
def test_a_name_and_its_password_open_the_door_whatever_its_case(client: TestClient, name: str):
    answer = sign_in(client, name)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(client)


def test_signing_in_leads_to_the_page_that_was_wanted(client: TestClient):
    door = client.get("/decks").headers["location"]
    assert door == "/sign-in?next=/decks"
    assert 'name="next" value="/decks"' in client.get(door).text

    assert sign_in(client, next="/decks").headers["location"] == "/decks"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_signing_in_never_leads_to_another_site(client: TestClient, elsewhere: str):
    assert "evil" not in client.get("/sign-in", params={"next": elsewhere}).text
    assert sign_in(client, next=elsewhere).headers["location"] == "/"


def test_a_wanted_page_stays_whole_on_its_way_through_the_door(client: TestClient):
    door = client.get("/cards/1%26x=1").headers["location"]

    assert 'name="next" value="/cards/1&amp;x=1"' in client.get(door).text


@pytest.mark.parametrize("path", ["/cards/%E2%82%AC", "/cards/1%0d%0aSet-Cookie:%20x=y"])
def test_a_strange_address_is_no_trouble_at_the_door(client: TestClient, path: str):
    answer = client.get(path, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["hx-redirect"].startswith("/sign-in?next=/")
    assert "set-cookie" not in answer.headers


def test_a_wrong_password_is_refused_and_the_name_is_kept(client: TestClient):
    answer = sign_in(client, password=WRONG, next="/decks")

    assert answer.status_code == 422
    assert "No account has this name and password." in answer.text
    assert 'name="name"' in answer.text
    assert 'value="Alice"' in answer.text
    assert 'name="next" value="/decks"' in answer.text
    assert WRONG not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_name_with_markup_in_it_comes_back_as_text(client: TestClient):
    answer = sign_in(client, '"><script>alert(1)</script>')

    assert "<script>alert" not in answer.text


class Verifications:
    """Counts what is verified against which hash."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.against: list[str] = []
        verify = passwords._HASHER.verify

        def counted(password: str, stored: str) -> bool:
            self.against.append(stored)
            return verify(password, stored)

        monkeypatch.setattr(passwords._HASHER, "verify", counted)


def test_an_unknown_name_looks_and_costs_the_same_as_a_wrong_password(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    verified = Verifications(monkeypatch)

    known, unknown = sign_in(client, "Alice", WRONG), sign_in(client, "Nobody", WRONG)

    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("Alice", "Nobody") == unknown.text
    assert len(verified.against) == 2
    costs = [stored.split("$")[1:4] for stored in verified.against]
    assert costs[0] == costs[1] == ["argon2id", "v=19", "m=19456,t=2,p=1"]


def test_a_password_too_long_to_be_one_costs_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    verified = Verifications(monkeypatch)

    assert sign_in(client, password="p" * 201).status_code == 422
    assert verified.against == []


@pytest.mark.parametrize("password", ["", "None", "the password of nobody"])
def test_an_account_without_a_password_is_opened_by_none(app: FastAPI, db: Database, time: Time, password: str):
    db.write_now(add_user, "You", None, "", time())
    client = visitor(app)

    assert sign_in(client, "You", password).status_code == 422
    assert not is_in(client)


def test_every_sign_in_starts_a_session_of_its_own(client: TestClient):
    client.cookies.set("ebb", "planted-by-somebody-else", domain="testserver.local")
    sign_in(client)
    first = token(client)
    sign_in(client)

    assert len({"planted-by-somebody-else", first, token(client)}) == 3


def test_only_hashes_of_tokens_and_passwords_are_stored(client: TestClient, db: Database):
    sign_in(client)

    stored = b"".join(path.read_bytes() for path in db.path.parent.glob(f"{db.path.name}*"))

    assert hash_token(token(client)).encode() in stored
    assert token(client).encode() not in stored
    assert PASSWORD.encode() not in stored
    assert db.read_now(everybody)[0].password_hash.startswith("$argon2id$")  # type: ignore[union-attr]


def _cookie(header: str) -> tuple[str, "Morsel[str]"]:
    ((name, morsel),) = SimpleCookie(header).items()
    return name, morsel


def test_over_http_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient):
    name, cookie = _cookie(sign_in(client).headers["set-cookie"])

    assert name == "ebb"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert not cookie["secure"]
    assert not cookie["domain"]


def test_behind_https_the_cookie_insists_on_it_and_on_this_host(serving: Serving):
    client = visitor(serving(public_url="https://ebb.example.org"), base_url="https://ebb.example.org")

    name, cookie = _cookie(first_run(client).headers["set-cookie"])

    assert name == "__Host-ebb"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert cookie["secure"] is True
    assert not cookie["domain"]
    assert is_in(client)


def test_behind_plain_http_the_cookie_does_not_insist(serving: Serving):
    client = visitor(serving(public_url="http://ebb.lan"), base_url="http://ebb.lan")

    assert _cookie(first_run(client).headers["set-cookie"])[0] == "ebb"


def test_the_cookie_outlives_the_session_which_every_visit_prolongs(client: TestClient):
    _, cookie = _cookie(sign_in(client).headers["set-cookie"])

    assert int(cookie["max-age"]) == 400 * 24 * 3600


def test_signing_out_ends_the_session_for_good(client: TestClient, app: FastAPI, db: Database):
    sign_in(client)
    old = token(client)

    answer = client.post("/sessions/current?_method=delete")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not is_in(client)
    assert not is_in(holder(app, old))
    assert count(db, Session) == 1  # the one that made the first account


@pytest.mark.parametrize("public", [None, "https://ebb.example.org"])
def test_signing_out_takes_the_cookie_away_under_the_terms_it_was_given(serving: Serving, public: str | None):
    client = visitor(serving(public_url=public), base_url=public or "http://localhost")
    given_name, given = _cookie(first_run(client).headers["set-cookie"])

    name, taken = _cookie(client.post("/sessions/current?_method=delete").headers["set-cookie"])

    assert (name, taken.value, taken["max-age"]) == (given_name, "", "0")
    for term in ("path", "secure", "httponly", "samesite", "domain"):
        assert taken[term] == given[term]
    assert bool(taken["secure"]) is bool(public)


def test_a_browser_says_its_time_zone_on_the_way_in_where_none_is_known(client: TestClient, db: Database):
    sign_in(client, time_zone="Asia/Kolkata")
    sign_in(client, time_zone="America/Lima")

    assert db.read_now(everybody)[0].time_zone == "Asia/Kolkata"


@pytest.mark.parametrize("planted", ["", "x", "é", "a" * 4000, "' OR 1=1 --"])
def test_a_made_up_cookie_opens_nothing(client: TestClient, planted: str):
    answer = client.get("/settings", headers={b"Cookie": f"ebb={planted}".encode()})

    assert answer.headers["location"] == "/sign-in?next=/settings"


def test_the_hash_of_a_session_is_no_key_to_it(client: TestClient, app: FastAPI, db: Database):
    sign_in(client)
    hashes = db.read_now(lambda con: con.execute(text("SELECT token_hash FROM session")).scalars().all())

    assert len(hashes) == 2
    assert not any(is_in(holder(app, stored)) for stored in hashes)
