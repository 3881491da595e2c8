"""The review without scripts: a page, a form, a redirect; and with htmx the part alone."""

from typing import Any

import pytest
from bs4 import Tag
from httpx2 import Response
from starlette.testclient import TestClient

from tests import given
from tests.given import Shown


@pytest.fixture
def deck(alice, db):
    return given.a_deck(db, given.a_note("one"), given.a_note("two"))


def fields(form: Tag) -> dict[str, Any]:
    """What a browser would send with the form, less the button pressed."""
    return {str(field["name"]): field.get("value", "") for field in form.select("input[name]")}


def follow(client: TestClient, answer: Response) -> Shown:
    assert answer.status_code == 303
    return given.shown(client.get(answer.headers["location"]).text)


def submit(client: TestClient, page: Shown, selector: str, **pressed: str) -> Shown:
    """Submits a form of the page as a browser without scripts would."""
    form = page.one(selector)
    if form["method"] == "get":
        return given.shown(client.get(str(form["action"]), params=fields(form)).text)
    return follow(client, client.post(str(form["action"]), data=fields(form) | pressed))


def test_a_whole_review_goes_by_forms_and_redirects_alone(alice, db, deck, time):
    page = given.review_page(alice)
    seen = []
    for grade in ("again", "good", "good"):
        seen.append(page.card)
        assert page.one("form.grades").has_attr("hidden")
        page = submit(alice, page, "form[data-turn-over]")
        assert not page.one("form.grades").has_attr("hidden")
        time.passes(seconds=7)
        page = submit(alice, page, "form.grades", grade=grade)

    assert seen == [given.card_id(db, "one"), given.card_id(db, "two"), given.card_id(db, "one")]
    assert "Done for today" in page.text
    log = given.reviews_of(db, given.user_id(alice))
    assert [review.quality for review in log] == [2, 4, 4]
    assert {review.duration_ms for review in log} == {7000}


def test_an_answer_is_undone_by_a_plain_form(alice, db, deck):
    page = submit(alice, given.review_page(alice, revealed=1), "form.grades", grade="good")

    back = submit(alice, page, "form[action^='/reviews/latest']")

    assert back.notice.startswith("Undone.")
    assert back.card == given.card_id(db, "one")


def test_the_last_answer_of_a_session_is_undone_by_a_plain_form(alice, db):
    given.a_deck(db, given.a_note("only"))
    done = submit(alice, given.review_page(alice, revealed=1), "form.grades", grade="good")
    assert done.card is None

    assert submit(alice, done, "form[action^='/reviews/latest']").card == given.card_id(db, "only")


def test_a_stale_plain_form_is_told_so_after_the_redirect(alice, db, deck):
    page = given.review_page(alice, revealed=1)
    submit(alice, page, "form.grades", grade="good")

    told = submit(alice, page, "form.grades", grade="good")

    assert "nothing was counted" in told.notice
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


def test_an_undo_too_many_by_plain_form_is_told_so_after_the_redirect(alice, db, deck):
    page = submit(alice, given.review_page(alice, revealed=1), "form.grades", grade="good")
    submit(alice, page, "form[action^='/reviews/latest']")

    told = submit(alice, page, "form[action^='/reviews/latest']")

    assert "nothing was undone" in told.notice


def test_a_plain_form_stays_in_the_deck_it_was_narrowed_to(alice, db, deck):
    page = given.review_page(alice, deck=deck, revealed=1)
    form = page.one("form.grades")

    told = alice.post(str(form["action"]), data=fields(form) | {"grade": "good"})

    assert told.headers["location"] == f"/review?deck={deck}"


def test_turning_the_card_over_keeps_when_it_was_shown(alice, deck, time):
    page = given.review_page(alice)
    shown_at = page.one("input[name=shown]")["value"]
    assert shown_at == str(int(time.now.timestamp() * 1000))
    time.passes(seconds=20)

    turned = submit(alice, page, "form[data-turn-over]")

    assert turned.one("input[name=shown_at]")["value"] == shown_at


def test_the_answer_is_out_of_sight_until_the_card_is_turned(alice, deck):
    covered, turned = given.review_page(alice), given.review_page(alice, revealed=1)

    assert covered.one(".answer").has_attr("hidden")
    assert not turned.one(".answer").has_attr("hidden")


def test_htmx_gets_the_turn_alone_and_a_browser_a_redirect(alice, db, deck):
    page = given.review_page(alice)
    sent = {"grade": "good", "turn": page.turn, "ms": "1"}
    path = f"/cards/{page.card}/reviews"

    part = alice.post(path, data=sent, headers={"HX-Request": "true"})
    plain = alice.post(path, data=sent)

    assert part.text.lstrip().startswith('<section id="turn"')
    assert "<html" not in part.text
    assert plain.status_code == 303
    assert part.headers["vary"] == plain.headers["vary"] == "HX-Request"


def test_the_review_is_a_whole_page_even_for_htmx(alice, deck):
    told = alice.get("/review", headers={"HX-Request": "true"})

    assert "<html" in told.text
    assert told.headers["vary"] == "HX-Request"


@pytest.mark.parametrize("query", ["revealed=maybe", "shown=never", "deck=x"])
def test_an_address_that_makes_no_sense_is_refused(alice, deck, query):
    assert alice.get(f"/review?{query}").status_code == 422
