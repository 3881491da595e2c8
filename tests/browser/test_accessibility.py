"""axe finds nothing on any page, in light and in dark, on a phone and on a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import given
from tests.browser.axe import found_on, is_fine
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner, too_many_tries
from tests.browser.serving import Served, serve

# axe is a script from nowhere, which our policy would refuse; motion would be measured halfway.
pytestmark = pytest.mark.browser_context_args(bypass_csp=True, reduced_motion="reduce")

RICH = """Run it in the *background*:

```sh
docker run -d --name web nginx  # comes back at once
```

| flag | what |
|:-----|-----:|
| `-d` | detach |

- one
- [two](https://docs.docker.com/)
"""


Visit = Callable[[Page, ReviewOf, Learner], None]


def today(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review = review_of()
    review.press("Space", "3")
    expect(review.page.get_by_role("progressbar")).to_have_attribute("value", "1")
    page.goto("/")
    is_fine(page, "1 answer in 14 days")
    page.locator("details summary").click()
    is_fine(page, "The plan")


def the_question(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review_of(given.a_note(front=RICH))
    is_fine(page, "Review")


def the_answer(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note(back=RICH)
    review = review_of(note)
    for key in ("Control+2", "*"):
        review.press(key)
        expect(page.locator(".where .flag" if "2" in key else ".where .chip")).to_be_visible()
    review.press("Space")
    is_fine(page, "Review")


def an_answer_with_an_erratum(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    page.goto("/decks")
    page.locator("main a[href^='/decks/']").first.click()
    page.locator("#cards tbody a").first.click()
    is_fine(page, "When it comes back")


def a_gap(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review = review_of(given.a_cloze(given.a_note().id, "It is `docker {{c1::run::verb}} -d`, a {{c1::process}}."))
    assert found_on(page) == []
    review.turn_over()
    is_fine(page, "Review")


def the_menu(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    learner.has(is_owner=True)
    review_of()
    page.locator("details.menu summary").click()
    expect(page.locator("#menu")).to_be_visible()
    is_fine(page, "Review")


def the_keys(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review_of().press("?")
    is_fine(page, "Keys")


def a_notice(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review = review_of()
    review.press("-")
    expect(review.notice).to_be_visible()
    is_fine(page, "Review")


def the_end(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review_of(given.a_note()).press("Space", "3")
    is_fine(page, "Done for today")


def decks(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    page.goto("/decks")
    is_fine(page, "Decks")


def a_deck(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    page.goto(f"/decks/{review_of(*(given.a_note() for _ in range(51))).deck}")
    is_fine(page, "How this deck is scheduled")
    page.get_by_role("searchbox").fill("no such words")
    expect(page.locator("#cards")).to_contain_text("No card has these words.")
    is_fine(page, "Cards")


def a_search(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    review_of(given.a_note(front="What is a quokka?"))
    page.goto("/search")
    is_fine(page, "Search")
    page.goto("/search?q=quokka")
    expect(page.locator("#results")).to_contain_text("quokka")
    is_fine(page, "Search")
    page.goto("/search?q=is:nowhere")
    is_fine(page, "Search")


def a_card(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note(back=RICH)
    review = review_of(note)
    review.press("Space", "3")
    review.is_done()
    page.goto(f"/cards/{given.card_id(learner.served.db, note.id)}")
    is_fine(page, "Your answers")


def the_editor(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note(back=RICH)
    review_of(note)
    page.goto(f"/notes/{given.note_id(learner.served.db, note.id)}/edit")
    is_fine(page, "The text of this card")
    learner.has(is_owner=True)
    page.reload()
    page.get_by_label("Question").fill(" ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error").first).to_be_visible()
    is_fine(page, "Edit this card")


def settings(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    learner.has(is_owner=True)
    page.goto("/settings")
    is_fine(page, "People")
    page.get_by_label("Time zone").fill("Middle/Earth")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error").first).to_be_visible()
    is_fine(page, "Settings")


def help_(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    page.goto("/help")
    is_fine(page, "Help")


def signing_in(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    is_fine(page, "Sign in")


@pytest.mark.parametrize(
    "visit",
    [
        *(today, the_question, the_answer, an_answer_with_an_erratum, a_gap, the_menu, the_keys, a_notice, the_end),
        *(decks, a_deck, a_search, a_card, the_editor, settings, help_, signing_in),
    ],
)
def test_axe_finds_nothing(visit: Visit, page: Page, review_of: ReviewOf, learner: Learner) -> None:
    visit(page, review_of, learner)


POST = """([path, name, text]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: path });
  form.append(Object.assign(document.createElement("textarea"), { name, value: text }));
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.parametrize(
    ("heading", "path", "field", "text"),
    [
        ("There is nothing here", "/decks/999999", "", ""),
        ("That was too much at once", "/settings?_method=put", "theme", "x" * 1_100_000),
        ("Ebb could not use that", "/cards/1/reviews", "grade", "fine"),
    ],
)
def test_axe_finds_nothing_on_the_pages_for_what_went_wrong(
    page: Page, learner: Learner, heading: str, path: str, field: str, text: str
) -> None:
    page.goto("/help")
    if field:
        page.evaluate(POST, [path, field, text])
    else:
        page.goto(path)
    is_fine(page, heading)


def test_axe_finds_nothing_on_the_page_for_what_broke(page: Page, review_of: ReviewOf, learner: Learner) -> None:
    note = given.a_note()
    review_of(note)
    learner.has_a_broken(note.id)
    page.reload()
    is_fine(page, "Something broke inside Ebb")


def test_axe_finds_nothing_on_the_page_for_too_many_tries(page: Page, learner: Learner) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    with too_many_tries(learner.served):
        page.get_by_label("Name").fill("Mallory")
        page.get_by_label("Password", exact=True).fill("let me guess")
        page.get_by_role("button", name="Sign in").click()
        is_fine(page, "Too many tries")


class TestWhereNothingIsYet:
    """A server that has just been installed, without a deck."""

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[Served]:
        """Its data folder and its deck folder are empty."""
        (tmp_path / "decks").mkdir()
        with serve(tmp_path / "data", EBB_DECKS=str(tmp_path / "decks")) as it:
            yield it

    def test_axe_finds_nothing_before_and_after_the_first_account(self, page: Page) -> None:
        page.goto("/")
        is_fine(page, "Make the first account")
        page.get_by_label("Name").fill("Alice")
        page.get_by_label("Password", exact=True).fill("slow tide, low lamp")
        page.get_by_role("button", name="Make the account").click()

        is_fine(page, "There are no cards yet")
        page.goto("/decks")
        is_fine(page, "Decks")
        page.goto("/review")
        is_fine(page, "Nothing is due")
