"""A learner's own settings."""

from datetime import UTC, date, datetime
from functools import lru_cache

import pytest
from bs4 import BeautifulSoup, Tag
from starlette.testclient import TestClient

from app.accounts.current import Learner, learner_of
from app.accounts.people import find_user
from app.accounts.zones import ZONES
from app.db import Database
from tests.conftest import SignIn, Time
from tests.given import user_id

GOOD = {
    "time_zone": "Europe/Lisbon",
    "day_starts_at": "6",
    "new_per_day": "12",
    "reviews_per_day": "90",
    "fuzz": "1",
    "theme": "dark",
}


def save(client: TestClient, **changed: str | None):
    """Sends the form; None leaves a field out."""
    sent = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return client.post("/settings?_method=put", data=sent)


def stored(db: Database, client: TestClient) -> Learner:
    """The person whose browser it is, as stored."""
    return learner_of(db.read_now(find_user, user_id(client)), "UTC")


@lru_cache(2)
def parsed(html: str) -> BeautifulSoup:
    """The page; it lists hundreds of zones, so that reading it once is enough."""
    return BeautifulSoup(html, "html.parser")


def field(html: str, name: str) -> Tag:
    """A field of the page's form."""
    found = parsed(html).select_one(f"form[action^='/settings?'] [name={name}]")
    assert found is not None
    return found


def error_at(html: str, name: str) -> str:
    """The message that a field names as its description."""
    described = str(field(html, name).get("aria-describedby", "")).split()
    return " ".join(tag.get_text() for ref in described for tag in parsed(html).select(f"#{ref}.error"))


def test_good_settings_are_kept_and_said_so(db: Database, alice: TestClient):
    answer = save(alice)

    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?saved=1")
    page = alice.get("/settings?saved=1").text
    assert "Saved." in page
    assert field(page, "time_zone")["value"] == "Europe/Lisbon"
    assert field(page, "new_per_day")["value"] == "12"
    assert 'value="6" selected' in page
    kept = stored(db, alice)
    assert (str(kept.zone), kept.zone_known, kept.day_starts_at) == ("Europe/Lisbon", True, 6)
    assert (kept.new_per_day, kept.reviews_per_day, kept.fuzz, kept.theme) == (12, 90, True, "dark")


def test_a_box_that_is_not_ticked_is_not_sent_and_means_no(db: Database, alice: TestClient):
    save(alice, fuzz=None)

    assert stored(db, alice).fuzz is False
    assert "checked" not in field(alice.get("/settings").text, "fuzz").attrs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Middle/Earth"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "UTC\x00"),
        ("day_starts_at", "24"),
        ("day_starts_at", "-1"),
        ("day_starts_at", "noon"),
        ("new_per_day", "-1"),
        ("new_per_day", "10000"),
        ("new_per_day", "9223372036854775808"),
        ("new_per_day", "1e3"),
        ("new_per_day", ""),
        ("reviews_per_day", "2.5"),
        ("reviews_per_day", "many"),
    ],
)
def test_a_bad_value_comes_back_filled_in_with_a_message_at_its_field(
    db: Database, alice: TestClient, name: str, value: str
):
    before = stored(db, alice)

    answer = save(alice, **{name: value})

    assert answer.status_code == 422
    assert field(answer.text, name)["aria-invalid"] == "true"
    assert len(error_at(answer.text, name)) > 10
    if name != "day_starts_at":  # a list to choose from shows no value that is not on it
        assert field(answer.text, name)["value"] == value
    for other in {"time_zone", "new_per_day", "reviews_per_day"} - {name}:
        assert field(answer.text, other)["value"] == GOOD[other]
        assert error_at(answer.text, other) == ""
    assert stored(db, alice) == before


@pytest.mark.parametrize("missing", ["time_zone", "day_starts_at", "new_per_day", "reviews_per_day", "theme"])
def test_a_form_with_a_field_missing_changes_nothing(db: Database, alice: TestClient, missing: str):
    before = stored(db, alice)

    assert save(alice, **{missing: None}).status_code == 422
    assert stored(db, alice) == before


@pytest.mark.parametrize("extra", ["errors", "is_owner", "name", "password_hash", "id", "message"])
def test_a_field_that_the_form_does_not_have_does_nothing(
    db: Database, signed_in: SignIn, alice: TestClient, extra: str
):
    bob = signed_in("Bob")

    assert save(bob, **{extra: "1"}).status_code == 303
    assert save(bob, theme="pink", **{extra: "1"}).status_code == 422
    kept = stored(db, bob)
    assert (kept.id, kept.name, kept.is_owner) == (user_id(bob), "Bob", False)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_look_is_on_every_page(alice: TestClient, theme: str):
    save(alice, theme=theme)

    for path in ("/", "/review", "/settings"):
        assert f'data-theme="{theme}"' in alice.get(path).text


def test_without_a_choice_the_device_decides_the_look(alice: TestClient):
    save(alice, theme="auto")

    assert "data-theme" not in alice.get("/").text


def test_one_learners_settings_are_no_one_elses(db: Database, alice: TestClient, bob: TestClient):
    before = stored(db, bob)
    save(alice)

    assert stored(db, bob) == before
    assert field(bob.get("/settings").text, "new_per_day")["value"] == "20"


def test_the_zones_offered_are_places_and_utc():
    assert {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"} <= set(ZONES)
    assert not [name for name in ZONES if name.startswith(("Etc/", "posix/", "right/"))]
    assert len(ZONES) == len(set(ZONES)) > 400


def test_every_zone_offered_can_be_chosen(alice: TestClient):
    offered = BeautifulSoup(alice.get("/settings").text, "html.parser").select("#zones option")

    assert [option["value"] for option in offered] == ZONES
    assert save(alice, time_zone=ZONES[0]).status_code == 303


def told(client: TestClient, zone: str) -> int:
    """What a page's script says once, where the zone is unknown; the status."""
    return client.put("/settings/time-zone", data={"time_zone": zone}).status_code


@pytest.fixture
def anywhere(db: Database, alice: TestClient) -> TestClient:
    """Alice, whose zone nobody knows yet."""
    db.write_now(lambda con: con.exec_driver_sql("UPDATE user SET time_zone = ''"))
    return alice


def test_a_page_asks_the_browser_for_its_zone_only_where_it_is_unknown(anywhere: TestClient):
    assert 'data-zone-url="/settings/time-zone"' in anywhere.get("/").text
    told(anywhere, "Pacific/Auckland")
    assert "data-zone-url" not in anywhere.get("/").text


def test_the_browsers_zone_fills_a_gap(db: Database, anywhere: TestClient):
    assert told(anywhere, "Pacific/Auckland") == 204
    assert str(stored(db, anywhere).zone) == "Pacific/Auckland"


def test_the_browsers_zone_never_overrules_a_choice(db: Database, anywhere: TestClient):
    save(anywhere, time_zone="Europe/Lisbon")
    told(anywhere, "Pacific/Auckland")

    assert str(stored(db, anywhere).zone) == "Europe/Lisbon"


def test_the_browsers_zone_never_overrules_what_it_said_before(db: Database, anywhere: TestClient):
    told(anywhere, "Pacific/Auckland")
    told(anywhere, "Europe/Lisbon")

    assert str(stored(db, anywhere).zone) == "Pacific/Auckland"


@pytest.mark.parametrize("zone", ["Moon/Base", "\x00", "../UTC", "z" * 100_000])
def test_a_browser_with_a_zone_of_its_own_invention_changes_nothing(db: Database, anywhere: TestClient, zone: str):
    assert told(anywhere, zone) == 204
    assert stored(db, anywhere).zone_known is False


def test_the_zone_and_the_hour_decide_which_day_it_is(db: Database, alice: TestClient, time: Time):
    time.now = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)
    save(alice, time_zone="Pacific/Auckland", day_starts_at="6")  # 05:59 on the 25th there

    learner = stored(db, alice)

    assert learner.today(time()) == date(2026, 11, 24)
    time.passes(minutes=1)
    assert learner.today(time()) == date(2026, 11, 25)
    assert "Wednesday 25 November" in alice.get("/").text
