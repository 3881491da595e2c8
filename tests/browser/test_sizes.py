"""Every page fits every screen: narrow, magnified, in forced colours, without motion, on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner

WIDE = """Run it:

```sh
docker run --detach --name a-very-long-name-for-a-container --publish 127.0.0.1:8080:80 registry.example/nginx:1.29
```

| flag | what it does when it is given | what it does when it is not given |
|------|------|------|
| `--detach-keys=a-very-long-value` | yes | no |

averyveryveryveryveryveryveryveryveryveryveryveryverylongwordwithoutanyplacetobreakit
"""
LARGE = "() => { document.documentElement.style.fontSize = '200%' }"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll("#main *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const clipped = element.closest("pre, .scroll, .unseen, svg, thead");
  return box.width > 0 && !clipped && box.right > innerWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120))"""


def addresses(learner: Learner, note: str, deck: int) -> list[str]:
    """Every page of a learner, her card's among them."""
    db = learner.served.db
    card, of_note = given.card_id(db, note), given.note_id(db, note)
    return [
        *("/", "/decks", f"/decks/{deck}", f"/cards/{card}", f"/notes/{of_note}/edit", "/settings", "/help"),
        *("/search", "/search?q=is:new", "/guides"),
        *(f"/review?deck={deck}", f"/review?deck={deck}&card={card}&revealed=1", "/nowhere"),
    ]


# 1280 pixels at 200 % are 640, at 400 % they are 320.
@pytest.mark.parametrize("width", [320, 640])
def test_no_page_scrolls_sideways(page: Page, review_of: ReviewOf, learner: Learner, width: int) -> None:
    learner.has(is_owner=True)
    note = given.a_note(front=WIDE, back=WIDE)
    deck = review_of(note).deck
    page.set_viewport_size({"width": width, "height": 640})
    for address in addresses(learner, note.id, deck):
        page.goto(address)
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert page.evaluate(CUT_OFF) == [], address


def test_the_grades_stay_within_reach_on_a_phone(page: Page, review_of: ReviewOf) -> None:
    page.set_viewport_size({"width": 390, "height": 664})
    review = review_of(given.a_note(back="\n\n".join("A long answer." for _ in range(60))))
    review.turn_over()

    for grade in ("Again", "Hard", "Good", "Easy"):
        box = review.grade(grade).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 664
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_what_can_be_pressed_on_a_phone_is_large_enough_for_a_finger(page: Page, review_of: ReviewOf) -> None:
    page.set_viewport_size({"width": 390, "height": 664})
    review = review_of()
    page.locator("details.menu summary").click()

    sizes = page.locator(".top a:visible, #menu button, #menu a, .answers button:visible").evaluate_all(
        "(all) => all.map((e) => [e.innerText, Math.min(e.offsetWidth, e.offsetHeight)])"
    )

    assert [name for name, size in sizes if size < 44] == []
    assert len(sizes) > 15
    review.press("Escape")


@pytest.mark.parametrize("width", [640, 1280])
def test_no_page_with_letters_twice_as_large_scrolls_sideways(
    page: Page, review_of: ReviewOf, learner: Learner, width: int
) -> None:
    learner.has(is_owner=True)
    note = given.a_note(front=WIDE, back=WIDE)
    deck = review_of(note).deck
    page.set_viewport_size({"width": width, "height": 800})
    for address in addresses(learner, note.id, deck):
        page.goto(address)
        page.evaluate(LARGE)
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert page.evaluate(CUT_OFF) == [], address


@pytest.mark.parametrize("width", [640, 1280])
def test_the_menu_and_the_grades_are_there_with_letters_twice_as_large(
    page: Page, review_of: ReviewOf, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    review = review_of(given.a_note(back=WIDE))
    page.evaluate(LARGE)

    page.locator("details.menu summary").click()
    expect(page.get_by_role("button", name="Mark the note")).to_be_in_viewport(ratio=1)
    assert page.evaluate(TOO_WIDE) <= 0
    review.press("Escape")
    review.turn_over()

    assert page.evaluate(TOO_WIDE) <= 0
    expect(review.grade("Easy")).to_be_in_viewport(ratio=1)


@pytest.mark.browser_context_args(reduced_motion="reduce")
def test_nothing_moves_for_whoever_asked_for_stillness(page: Page, review_of: ReviewOf) -> None:
    review = review_of()
    review.turn_over()

    assert page.evaluate("() => document.getAnimations().map((animation) => animation.animationName)") == []


def test_the_answer_appears_softly_for_everybody_else(page: Page, review_of: ReviewOf) -> None:
    review = review_of()

    names = page.evaluate("""() => {
      document.querySelector("[data-first]").click();
      return document.getAnimations().map((animation) => animation.animationName);
    }""")

    assert "surface" in names
    expect(review.grade("Good")).to_be_visible()


@pytest.mark.browser_context_args(forced_colors="active")
def test_in_forced_colours_every_edge_is_drawn(page: Page, review_of: ReviewOf, complaints: list[str]) -> None:
    review = review_of(given.a_cloze(given.a_note().id, "It is {{c1::this}}."))
    review.turn_over()

    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    for selector in (".card", ".grades button", "progress"):
        assert page.locator(selector).first.evaluate("(element) => getComputedStyle(element).borderStyle") == "solid"
    underline = page.locator(".gap:visible").evaluate("(element) => getComputedStyle(element).textDecorationLine")
    assert underline == "underline"
    assert complaints == []


def test_on_paper_a_card_is_without_buttons_and_its_answer_is_there(
    page: Page, review_of: ReviewOf, learner: Learner
) -> None:
    note = given.a_note()
    review_of(note)
    page.goto(f"/cards/{given.card_id(learner.served.db, note.id)}")

    page.emulate_media(media="print")

    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("button:visible")).to_have_count(0)
    assert page.pdf().startswith(b"%PDF")
