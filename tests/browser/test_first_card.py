"""The first minute: from opening Ebb to a card that is stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.learners import the_only_one
from tests.browser.serving import Served, serve


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """What `make run` serves: one person, the decks of this repository."""
    with serve(tmp_path / "data", EBB_SINGLE_USER="1") as it:
        yield it


def test_the_first_card_is_one_click_away_and_its_answer_is_kept(
    served: Served, page: Page, complaints: list[str]
) -> None:
    page.goto("/")
    page.get_by_role("link", name="Review").and_(page.locator(".primary")).click()
    turn = page.locator("#turn")
    first = turn.get_attribute("data-card")
    question = page.locator("#turn .ask").first
    expect(question).not_to_be_empty()

    page.keyboard.press("Space")
    expect(page.locator("form.grades")).to_be_visible()
    page.keyboard.press("3")

    expect(turn).not_to_have_attribute("data-card", first or "")
    expect(page.locator("form.grades")).to_be_hidden()
    assert the_only_one(served).grades() == [4]
    assert complaints == []
