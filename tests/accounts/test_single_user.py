"""Ebb for one: no sign-in, on this machine alone."""

import pytest
from starlette.testclient import TestClient

from app.accounts.people import everybody
from app.db import Database
from tests.accounts.door import PASSWORD, first_run, sign_in, visitor
from tests.conftest import Serving

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def alone(serving: Serving) -> TestClient:
    """The one person's browser."""
    return visitor(serving(single_user=True), base_url=HERE)


def test_the_first_page_opens_at_once_to_the_owner_of_a_ready_account(alone: TestClient):
    assert alone.get("/").status_code == 200

    database: Database = alone.app.state.database  # type: ignore[attr-defined]
    (you,) = database.read_now(everybody)
    assert (you.name, you.is_owner, you.password_hash) == ("You", True, None)


def test_starting_again_makes_no_second_account(serving: Serving):
    serving(single_user=True)
    app = serving(single_user=True)

    database: Database = app.state.database
    assert len(database.read_now(everybody)) == 1


def test_an_account_that_was_there_before_is_the_one_that_learns(serving: Serving):
    first_run(visitor(serving()))

    client = visitor(serving(single_user=True), base_url=HERE)

    database: Database = client.app.state.database  # type: ignore[attr-defined]
    assert client.get("/settings").status_code == 200
    assert [person.name for person in database.read_now(everybody)] == ["Alice"]


@pytest.mark.parametrize("path", ["/", "/review", "/settings", "/static/css/base.css", "/healthz"])
@pytest.mark.parametrize(
    "host", ["ebb.evil.example", "192.168.1.5:8000", "127.0.0.1.evil.example", "", "[", "@127.0.0.1x"]
)
def test_a_foreign_name_pointed_at_this_machine_opens_nothing(alone: TestClient, path: str, host: str):
    answer = alone.get(path, headers={"Host": host})

    assert answer.status_code == 403
    assert "Study" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:9", "[::1]:8000"])
def test_every_name_of_this_machine_opens(alone: TestClient, host: str):
    assert alone.get("/", headers={"Host": host}).status_code == 200


def test_nothing_about_signing_in_is_offered(alone: TestClient):
    page = alone.get("/settings").text

    for word in ("password", "sessions-title", "people-title", "signed in as"):
        assert word not in page.replace("js/password.js", "")


def test_the_account_cannot_be_signed_in_to_when_there_is_a_door(serving: Serving):
    serving(single_user=True)
    client = visitor(serving())

    assert sign_in(client, "You", PASSWORD).status_code == 422
    assert client.get("/").headers["location"] == "/sign-in?next=/"


def test_another_site_can_change_nothing_here(alone: TestClient):
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}

    assert alone.put("/settings/time-zone", data={"time_zone": "Asia/Tokyo"}, headers=foreign).status_code == 403
