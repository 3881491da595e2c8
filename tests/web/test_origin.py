"""Changes that another site asked for are refused; forms may ask for PUT and DELETE; foreign names open nothing."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.people import find_user
from app.db import Database
from tests.conftest import Serving
from tests.given import user_id

OWN = "http://testserver"
EVIL = "https://evil.example"


def zone(db: Database, client: TestClient) -> str:
    """Her stored time zone, which the tests try to change."""
    return db.read_now(find_user, user_id(client)).time_zone


def change(client: TestClient, headers: dict[str, str], method: str = "PUT") -> int:
    """Sends a change with these headers; the status."""
    form = {
        "time_zone": "Asia/Tokyo",
        "day_starts_at": "4",
        "new_per_day": "1",
        "reviews_per_day": "1",
        "theme": "auto",
    }
    return client.request(method, "/settings", data=form, headers=headers).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": OWN},
        {"Sec-Fetch-Site": "none"},
        {"Origin": OWN},
        {},
    ],
    ids=["from our page", "typed by hand", "from our page over plain http", "from no browser"],
)
def test_a_change_from_our_own_pages_passes(db: Database, alice: TestClient, headers: dict[str, str]):
    assert change(alice, headers) == 303
    assert zone(db, alice) == "Asia/Tokyo"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": EVIL},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "SAME-ORIGIN"},
        {"Sec-Fetch-Site": ""},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://testserver@evil.example"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
    ],
    ids=str,
)
def test_a_change_from_another_site_is_refused_and_changes_nothing(
    db: Database, alice: TestClient, headers: dict[str, str]
):
    before = zone(db, alice)

    assert change(alice, headers) == 403
    assert zone(db, alice) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_no_method_that_could_change_something_passes_from_another_site(alice: TestClient, method: str):
    assert change(alice, {"Sec-Fetch-Site": "cross-site", "Origin": EVIL}, method) == 403


def test_a_link_from_another_site_opens_a_page(alice: TestClient):
    assert alice.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_refusal_says_what_happened_and_what_to_do(alice: TestClient):
    page = alice.post("/people", headers={"Origin": EVIL}).text

    assert "The request came from another site, so nothing was changed." in page
    assert "open that page again and repeat it" in page


@pytest.mark.parametrize(
    "public", ["https://ebb.example.org", "https://ebb.example.org/", "https://EBB.example.org:443"]
)
def test_the_public_address_is_our_own_where_a_proxy_changes_the_host(serving: Serving, public: str):
    app = serving(public_url=public)
    behind = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)

    passed = behind.post("/users", data={"name": "A"}, headers={"Origin": "https://ebb.example.org"})
    refused = behind.post("/users", data={"name": "A"}, headers={"Origin": "http://ebb.example.org"})

    assert (passed.status_code, refused.status_code) == (422, 403)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("ebb.example.org", 303),
        ("EBB.EXAMPLE.ORG:443", 303),
        ("127.0.0.1:8000", 303),  # the container's health command
        ("localhost", 303),
        ("evil.example", 403),
        ("ebb.example.org.evil.example", 403),
        ("", 403),
        ("[", 403),
        ("[::1", 403),
    ],
)
def test_behind_a_public_address_only_known_names_are_answered(serving: Serving, host: str, status: int):
    client = TestClient(serving(public_url="https://ebb.example.org"), follow_redirects=False)

    assert client.get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("changes", [{"public_url": "https://ebb.example.org"}, {"single_user": True}])
def test_a_name_that_is_not_answered_gets_a_page_that_says_what_to_check(serving: Serving, changes, method: str):
    client = TestClient(serving(**changes), follow_redirects=False)

    answer = client.request(method, "/", headers={"Host": "ebb.lan"})

    assert answer.status_code == 403
    assert "does not answer to the name in this address" in answer.text
    assert "<code>EBB_PUBLIC_URL</code>" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "another site" not in answer.text


@pytest.mark.parametrize("host", ["ebb.lan", "192.168.1.5:8000", "[fe80::1]:8000", "["])
def test_without_a_public_address_any_name_will_do_at_the_door(charlie: TestClient, host: str):
    answer = charlie.get("/decks", headers={"Host": host})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/decks")


@pytest.mark.parametrize("wanted", ["put", "PUT", "Put"])
def test_a_form_can_ask_for_put(db: Database, alice: TestClient, wanted: str):
    answer = alice.post(f"/settings/time-zone?_method={wanted}", data={"time_zone": "Asia/Tokyo"})

    assert answer.status_code == 204


def test_a_form_can_ask_for_delete(alice: TestClient):
    assert alice.post("/sessions/current?_method=delete").headers["location"] == "/sign-in"


@pytest.mark.parametrize("wanted", ["get", "patch", "trace", "connect", "", "delete%00", "%ff"])
def test_a_form_can_ask_for_nothing_else(alice: TestClient, wanted: str):
    assert alice.post(f"/settings?_method={wanted}").status_code == 405


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_only_a_form_can_ask(alice: TestClient, method: str):
    """A link that deletes would pass from another site."""
    answer = alice.request(method, "/sessions/current?_method=delete")

    assert answer.status_code in {404, 405}
    assert alice.get("/settings").status_code == 200


def test_asking_for_another_method_gets_nobody_past_the_origin(app: FastAPI, alice: TestClient):
    answer = alice.post("/sessions/current?_method=delete", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert alice.get("/settings").status_code == 200
