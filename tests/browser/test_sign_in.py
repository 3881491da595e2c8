"""The first account, and coming in by the door."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlmodel import col

from app.accounts.passwords import hash_password
from app.accounts.tables import User
from tests.browser.learners import Learner, a_learner
from tests.browser.serving import Served, serve

PASSWORD = "slow tide, low lamp"


def fill_in(page: Page, name: str, password: str) -> None:
    """Types a name and a password."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)


@pytest.fixture
def member(served: Served) -> tuple[Learner, str]:
    """Somebody with an account and PASSWORD, and her name; no browser of hers is signed in."""
    her = a_learner(served)
    her.has(password_hash=hash_password(PASSWORD))
    return her, her.account().name


def test_somebody_signs_in_and_comes_to_the_page_she_wanted(page: Page, member: tuple[Learner, str]) -> None:
    page.goto("/decks")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/decks$"))
    fill_in(page, member[1], PASSWORD)

    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile("/decks$"))
    expect(page.locator("footer")).to_contain_text(f"signed in as {member[1]}")


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(page: Page, member: tuple[Learner, str]) -> None:
    page.goto("/sign-in?next=/decks")
    fill_in(page, member[1], "quick tide, high lamp")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_have_text("No account has this name and password. Check both, then try again.")
    expect(page.get_by_label("Name")).to_have_value(member[1])
    expect(page.get_by_label("Password", exact=True)).to_be_empty()

    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/decks$"))


def test_the_password_is_shown_while_the_box_is_ticked(page: Page, member: tuple[Learner, str]) -> None:
    page.goto("/sign-in")
    field, box = page.get_by_label("Password", exact=True), page.get_by_label("Show the password")
    fill_in(page, member[1], PASSWORD)
    expect(field).to_have_attribute("type", "password")

    box.check()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value(PASSWORD)
    box.uncheck()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript_she_signs_in_and_sees_no_box_that_does_nothing(
    page: Page, member: tuple[Learner, str]
) -> None:
    page.goto("/sign-in")
    expect(page.get_by_label("Show the password")).to_be_hidden()
    fill_in(page, member[1], PASSWORD)

    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("today")


@pytest.mark.browser_context_args(timezone_id="Asia/Tokyo")
def test_the_zone_comes_with_the_sign_in(page: Page, member: tuple[Learner, str]) -> None:
    member[0].has(time_zone="")
    page.goto("/sign-in")
    fill_in(page, member[1], PASSWORD)

    page.get_by_role("button", name="Sign in").click()

    expect(page.locator("footer")).to_contain_text("signed in")
    assert member[0].account().time_zone == "Asia/Tokyo"


def test_a_session_that_ends_elsewhere_leads_the_review_to_the_door(page: Page, learner: Learner) -> None:
    page.goto("/review")
    page.keyboard.press("Space")
    expect(page.locator("form.grades")).to_be_visible()
    page.context.clear_cookies()

    page.keyboard.press("3")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert learner.grades() == []


class TestTheFirstRun:
    """A server on which nobody has an account yet."""

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[Served]:
        """It has just been installed."""
        with serve(tmp_path / "data") as it:
            yield it

    @pytest.mark.browser_context_args(timezone_id="Asia/Tokyo")
    def test_the_first_account_is_asked_for_and_owns_the_installation(self, served: Served, page: Page) -> None:
        page.goto("/review")
        expect(page).to_have_url(re.compile("/first-run$"))
        fill_in(page, "Alice", "short")
        page.get_by_role("button", name="Make the account").click()
        expect(page.get_by_label("Name")).to_have_value("Alice")
        expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(re.compile("8 to 200"))

        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()

        expect(page.locator("footer")).to_contain_text("signed in as Alice")
        owner = select(col(User.is_owner), col(User.time_zone))
        assert served.db.read_now(lambda db: db.execute(owner).all()) == [(True, "Asia/Tokyo")]
        page.goto("/first-run")
        expect(page.get_by_role("link", name="Review").first).to_be_visible()
        expect(page).not_to_have_url(re.compile("first-run"))
