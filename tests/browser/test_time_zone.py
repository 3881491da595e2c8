"""The browser says where it is; a choice stands before what it says."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.learners import Learner, a_learner
from tests.browser.serving import Served

pytestmark = pytest.mark.browser_context_args(timezone_id="Asia/Tokyo")


@pytest.fixture
def newcomer(served: Served, page: Page) -> Learner:
    """Somebody whose zone is not known yet."""
    her = a_learner(served, time_zone="")
    her.comes_in(page.context)
    return her


def open_today(page: Page) -> list[str]:
    """Opens the first page; the zones it has told by the time it is still."""
    told: list[str] = []
    page.on("request", lambda asked: told.append(asked.post_data or "") if asked.method == "PUT" else None)
    page.goto("/", wait_until="networkidle")
    return told


def test_the_browsers_zone_is_stored_on_the_first_visit_and_shown(newcomer: Learner, page: Page) -> None:
    assert open_today(page) == ["time_zone=Asia%2FTokyo"]

    assert newcomer.account().time_zone == "Asia/Tokyo"
    page.goto("/settings")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


def test_it_is_told_once(newcomer: Learner, page: Page) -> None:
    open_today(page)

    assert open_today(page) == []


def test_a_choice_is_never_overruled(learner: Learner, page: Page) -> None:
    learner.has(time_zone="America/Lima")

    told = open_today(page)

    assert told == []
    assert learner.account().time_zone == "America/Lima"
