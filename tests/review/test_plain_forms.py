"""The review without scripts: a page, a form, a redirect; and with htmx the part alone."""

from typing import Any

import pytest
from bs4 import Tag
from httpx2 import Response
from starlette.testclient import TestClient

from app.db import Database
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


def turned(client: TestClient, **query: Any) -> Shown:
    """The review with its card turned over."""
    return submit(client, given.review_page(client, **query), "form[data-turn-over]")


def is_turned(page: Shown) -> bool:
    """Whether the answer is in sight."""
    return not page.one("form.grades").has_attr("hidden")


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
    page = submit(alice, turned(alice), "form.grades", grade="good")

    back = submit(alice, page, "form[action^='/reviews/latest']")

    assert back.notice.startswith("Undone.")
    assert back.card == given.card_id(db, "one")


def test_the_last_answer_of_a_session_is_undone_by_a_plain_form(alice, db):
    given.a_deck(db, given.a_note("only"))
    done = submit(alice, turned(alice), "form.grades", grade="good")
    assert done.card is None

    assert submit(alice, done, "form[action^='/reviews/latest']").card == given.card_id(db, "only")


def test_a_stale_plain_form_is_told_so_after_the_redirect(alice, db, deck):
    page = turned(alice)
    submit(alice, page, "form.grades", grade="good")

    told = submit(alice, page, "form.grades", grade="good")

    assert "nothing was counted" in told.notice
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


def test_an_undo_too_many_by_plain_form_is_told_so_after_the_redirect(alice, db, deck):
    page = submit(alice, turned(alice), "form.grades", grade="good")
    submit(alice, page, "form[action^='/reviews/latest']")

    told = submit(alice, page, "form[action^='/reviews/latest']")

    assert "nothing was undone" in told.notice


def test_a_plain_form_stays_in_the_deck_it_was_narrowed_to(alice, db, deck):
    page = turned(alice, deck=deck)
    form = page.one("form.grades")

    told = alice.post(str(form["action"]), data=fields(form) | {"grade": "good"})

    assert told.headers["location"] == f"/review?deck={deck}"


def test_turning_the_card_over_keeps_when_it_was_shown(alice, deck, time):
    page = given.review_page(alice)
    shown_at = page.one("input[name=shown]")["value"]
    assert shown_at == str(int(time.now.timestamp() * 1000))
    time.passes(seconds=20)

    page = submit(alice, page, "form[data-turn-over]")

    assert page.one("input[name=shown_at]")["value"] == shown_at


def test_the_answer_is_out_of_sight_until_the_card_is_turned(alice, deck):
    covered, open_ = given.review_page(alice), turned(alice)

    assert covered.one(".answer").has_attr("hidden")
    assert not open_.one(".answer").has_attr("hidden")


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


@pytest.mark.parametrize("query", ["revealed=maybe", "shown=never", "deck=x", "card=x", "of=x", "only=1,2"])
def test_an_address_that_makes_no_sense_is_refused(alice, deck, query):
    assert alice.get(f"/review?{query}").status_code == 422


@pytest.fixture
def waiting(alice, db, deck, time):
    """The question of "two" is in sight, and "one" falls due again before anything is done with it."""
    page = given.grade(alice, given.review_page(alice), "again")
    assert page.card == given.card_id(db, "two")
    page = given.review_page(alice)
    time.passes(minutes=11)
    assert given.review_page(alice).card == given.card_id(db, "one")
    return page


def test_a_repeat_that_falls_due_meanwhile_does_not_take_the_place_of_the_card_turned_over(alice, db, waiting):
    page = submit(alice, waiting, "form[data-turn-over]")

    assert (page.card, is_turned(page)) == (given.card_id(db, "two"), True)


def test_a_reload_shows_the_same_card_with_its_answer_in_sight(alice, db, waiting):
    for _ in range(2):
        page = given.review_page(alice, **fields(waiting.one("form[data-turn-over]")))
        assert (page.card, is_turned(page)) == (given.card_id(db, "two"), True)


def test_another_card_than_the_one_turned_over_comes_covered(alice, db, waiting):
    given.press(alice, f"/cards/{given.card_id(db, 'two')}/burial?_method=put")

    page = submit(alice, waiting, "form[data-turn-over]")

    assert (page.card, is_turned(page)) == (given.card_id(db, "one"), False)


def test_an_address_that_turns_over_no_card_in_particular_turns_none(alice, deck):
    assert not is_turned(given.review_page(alice, revealed=1))


def change(client: TestClient, page: Shown, htmx: bool, selector: str, pressed: str, **sent: str) -> Shown:
    """Presses a button of the menu that leads elsewhere than its form, with scripts or without."""
    form, path = page.one(selector), str(page.one(pressed).get("formaction", page.one(selector)["action"]))
    data = fields(form) | sent
    return given.press(client, path, **data) if htmx else follow(client, client.post(path, data=data))


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize(
    ("selector", "pressed", "sent"),
    [
        ("form[action^='/reviews/latest']", "[data-key='*']", {}),
        ("form[action*='/flag']", "[data-flag='3']", {"flag": "3"}),
    ],
)
def test_a_mark_or_a_flag_stays_on_the_card_whatever_falls_due(
    alice, db, waiting, htmx: bool, turn: bool, selector: str, pressed: str, sent: dict[str, str]
):
    page = submit(alice, waiting, "form[data-turn-over]") if turn else waiting

    page = change(alice, page, htmx, selector, pressed, **sent)

    assert (page.card, is_turned(page)) == (given.card_id(db, "two"), turn)
    assert page.one(".where .chip, .where .flag")


@pytest.mark.parametrize("htmx", [False, True])
def test_a_flag_on_a_card_that_is_gone_leaves_the_next_one_covered(alice, db, waiting, htmx):
    page = submit(alice, waiting, "form[data-turn-over]")
    given.press(alice, f"/cards/{given.card_id(db, 'two')}/burial?_method=put")

    page = change(alice, page, htmx, "form[action*='/flag']", "[data-flag='3']", flag="3")

    assert (page.card, is_turned(page)) == (given.card_id(db, "one"), False)


def test_a_plain_undo_shows_the_card_it_took_back_and_not_a_repeat_that_fell_due(alice, db, waiting):
    page = submit(alice, submit(alice, waiting, "form[data-turn-over]"), "form.grades", grade="good")
    assert page.card == given.card_id(db, "one")

    back = submit(alice, page, "form[action^='/reviews/latest']")

    assert back.notice.startswith("Undone.")
    assert (back.card, is_turned(back)) == (given.card_id(db, "two"), False)


def test_a_plain_undo_too_many_stays_on_the_card(alice, db, waiting):
    given.undo(alice, waiting)

    told = submit(alice, waiting, "form[action^='/reviews/latest']")

    assert "nothing was undone" in told.notice
    assert told.card == given.card_id(db, "two")


def slip(client: TestClient, db: Database, time: Any, times: int) -> Shown:
    """The card "one" is forgotten on each of so many days, and answered by plain forms; what is shown then."""
    card = given.card_id(db, "one")
    given.review_page(client)
    given.answer(client, card, 0)
    for turn in range(1, times):
        time.passes(days=1)
        given.answer(client, card, turn, "again")
    time.passes(days=1)
    told = client.post(f"/cards/{card}/reviews", data={"grade": "again", "turn": times, "ms": ""})
    return follow(client, told)


def test_a_leech_is_named_over_the_next_card_and_its_page_is_one_click_away(alice, db, deck, time):
    page = slip(alice, db, time, 8)

    assert page.card != given.card_id(db, "one")
    assert page.notice.startswith("“What is one?” has slipped 8 times.")
    assert page.one(".notice a")["href"] == f"/cards/{given.card_id(db, 'one')}"


def test_a_leech_in_an_address_is_told_of_only_if_it_is_hers_and_one(alice, bob, db, deck, time):
    slip(alice, db, time, 8)
    given.review_page(bob)
    leech, other = given.card_id(db, "one"), given.card_id(db, "two")

    assert given.review_page(alice, done="leech", of=leech).notice
    for told in (given.review_page(alice, done="leech", of=of) for of in (other, 9999, "")):
        assert told.notice == ""
    assert given.review_page(bob, done="leech", of=leech).notice == ""
