"""Cards taken out of the way and cards picked out: burying, suspending, marks, flags."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.review.rebuild import differences
from app.review.tables import NEVER_SEEN, Queue
from tests import given
from tests.given import Shown


@pytest.fixture
def cards(alice, db):
    """The ids of two siblings and another card, which Alice has not seen."""
    given.a_deck(db, given.a_pair("pair"), given.a_note("other"))
    given.review_page(alice)
    return {
        "forward": given.card_id(db, "pair", "forward"),
        "reverse": given.card_id(db, "pair", "reverse"),
        "other": given.card_id(db, "other"),
    }


def standing(db: Database, client: TestClient, card: int) -> dict[str, object]:
    return given.schedule_of(db, given.user_id(client), card)


def rows(db: Database, client: TestClient) -> list[tuple[Any, ...]]:
    query = f"SELECT * FROM schedule WHERE user_id = {given.user_id(client)} ORDER BY card_id"
    return [tuple(row) for row in db.read_now(lambda con: con.exec_driver_sql(query).all())]


def actions(db: Database, cards: dict[str, int]) -> list[tuple[str, str]]:
    """Every button: its path, and the word that a plain form's page is told."""
    note, card = given.note_id(db, "pair"), cards["forward"]
    return [
        (f"/cards/{card}/burial?_method=put", "buried"),
        (f"/cards/{card}/burial?_method=delete", "unburied"),
        (f"/notes/{note}/burial?_method=put", "buried-note"),
        (f"/notes/{note}/burial?_method=delete", "unburied-note"),
        (f"/cards/{card}/suspension?_method=put", "suspended"),
        (f"/cards/{card}/suspension?_method=delete", "unsuspended"),
        (f"/notes/{note}/suspension?_method=put", "suspended-note"),
        (f"/notes/{note}/suspension?_method=delete", "unsuspended-note"),
        (f"/notes/{note}/mark?_method=put", "marked"),
        (f"/notes/{note}/mark?_method=delete", "unmarked"),
        (f"/cards/{card}/flag?_method=put", "flagged"),
    ]


def test_a_buried_card_stays_away_until_tomorrow(alice, db, cards, time):
    page = given.press(alice, f"/cards/{cards['forward']}/burial?_method=put")

    assert (page.card, page.counts["new"]) == (cards["reverse"], 2)
    assert page.notice == "Buried until tomorrow."
    time.passes(days=1)
    assert given.review_page(alice).counts["new"] == 3


def test_a_buried_card_can_be_brought_back_today(alice, db, cards):
    given.press(alice, f"/cards/{cards['forward']}/burial?_method=put")

    page = given.press(alice, f"/cards/{cards['forward']}/burial?_method=delete")

    assert (page.card, page.counts["new"], page.notice) == (cards["forward"], 3, "Back in today's cards.")
    assert standing(db, alice, cards["forward"])["due_day"] == NEVER_SEEN


def test_a_buried_due_card_that_is_brought_back_is_due_today_again(alice, db, cards, time):
    given.answer(alice, cards["other"], 0)
    time.passes(days=1)
    given.press(alice, f"/cards/{cards['other']}/burial?_method=put")
    assert given.review_page(alice).counts["due"] == 0

    page = given.press(alice, f"/cards/{cards['other']}/burial?_method=delete")

    assert (page.card, page.counts["due"]) == (cards["other"], 1)


def test_burying_a_note_buries_its_siblings_and_no_other_card(alice, db, cards):
    page = given.press(alice, f"/notes/{given.note_id(db, 'pair')}/burial?_method=put")

    assert (page.card, page.counts["new"]) == (cards["other"], 1)


def test_burying_changes_nothing_that_the_scheduler_knows(alice, db, cards, time):
    given.answer(alice, cards["other"], 0)
    time.passes(days=1)
    before = standing(db, alice, cards["other"])

    given.press(alice, f"/cards/{cards['other']}/burial?_method=put")

    after = standing(db, alice, cards["other"])
    assert {name for name in before if before[name] != after[name]} == {"due_day", "buried_until"}


def test_burying_a_card_that_is_not_due_does_not_move_it(alice, db, cards, time):
    given.answer(alice, cards["other"], 0)
    before = standing(db, alice, cards["other"])

    given.press(alice, f"/cards/{cards['other']}/burial?_method=put")

    assert standing(db, alice, cards["other"]) == before


def test_a_buried_repeat_comes_tomorrow_and_not_in_ten_minutes(alice, db, cards, time):
    given.answer(alice, cards["other"], 0, "again")
    given.press(alice, f"/cards/{cards['other']}/burial?_method=put")
    time.passes(minutes=11)
    assert given.review_page(alice).counts["learning"] == 0
    time.passes(days=1)

    page = given.review_page(alice)

    assert (page.card, page.counts["due"]) == (cards["other"], 1)


def test_a_suspended_card_stays_away_until_it_is_brought_back(alice, db, cards, time):
    page = given.press(alice, f"/cards/{cards['forward']}/suspension?_method=put")
    assert (page.card, page.counts["new"]) == (cards["reverse"], 2)
    time.passes(days=40)
    assert given.review_page(alice).counts["new"] == 2

    page = given.press(alice, f"/cards/{cards['forward']}/suspension?_method=delete")

    assert (page.card, page.counts["new"], page.notice) == (cards["forward"], 3, "Back in your cards.")


def test_a_suspended_card_comes_back_with_the_schedule_it_had(alice, db, cards, time):
    given.answer(alice, cards["other"], 0)
    before = standing(db, alice, cards["other"])

    given.press(alice, f"/cards/{cards['other']}/suspension?_method=put")
    given.press(alice, f"/cards/{cards['other']}/suspension?_method=delete")

    assert standing(db, alice, cards["other"]) == before


def test_a_repeat_that_was_to_come_today_is_dropped_by_suspending(alice, db, cards, time):
    given.answer(alice, cards["other"], 0, "again")
    given.press(alice, f"/cards/{cards['other']}/suspension?_method=put")
    time.passes(minutes=11)

    page = given.press(alice, f"/cards/{cards['other']}/suspension?_method=delete")

    assert page.counts["learning"] == 0
    time.passes(days=1)
    assert given.review_page(alice).counts["due"] == 1


def test_suspending_a_note_suspends_its_siblings_even_a_buried_one(alice, db, cards, time):
    given.press(alice, f"/cards/{cards['reverse']}/burial?_method=put")

    page = given.press(alice, f"/notes/{given.note_id(db, 'pair')}/suspension?_method=put")

    assert page.card == cards["other"]
    time.passes(days=1)
    assert given.review_page(alice).counts["new"] == 1


def test_bringing_back_a_card_that_is_not_suspended_changes_nothing(alice, db, cards):
    given.answer(alice, cards["other"], 0, "again")
    before = rows(db, alice)

    given.press(alice, f"/cards/{cards['other']}/suspension?_method=delete")
    given.press(alice, f"/cards/{cards['other']}/burial?_method=delete")

    assert rows(db, alice) == before


def test_setting_a_card_aside_twice_does_it_once(alice, db, cards):
    for kind in ("burial", "suspension"):
        given.press(alice, f"/cards/{cards['other']}/{kind}?_method=put")
        once = rows(db, alice)
        given.press(alice, f"/cards/{cards['other']}/{kind}?_method=put")
        assert rows(db, alice) == once


def test_setting_aside_gives_no_answer_and_costs_no_turn(alice, db, cards):
    for path, _ in actions(db, cards):
        given.press(alice, path, flag=3)

    assert given.reviews_of(db, given.user_id(alice)) == []
    assert standing(db, alice, cards["forward"])["turn"] == 0


def test_a_mark_is_on_the_whole_note_and_can_be_taken_off(alice, db, cards):
    note = given.note_id(db, "pair")

    page = given.press(alice, f"/notes/{note}/mark?_method=put")
    assert page.one(".where .chip").get_text() == "Marked"
    assert standing(db, alice, cards["reverse"])["marked"] is True
    assert standing(db, alice, cards["other"])["marked"] is False

    page = given.press(alice, f"/notes/{note}/mark?_method=delete")
    assert page.soup.select_one(".where .chip") is None
    assert standing(db, alice, cards["reverse"])["marked"] is False


@pytest.mark.parametrize("flag", range(1, 8))
def test_a_flag_is_shown_and_pressing_it_again_takes_it_off(alice, db, cards, flag):
    path = f"/cards/{cards['forward']}/flag?_method=put"

    page = given.press(alice, path, flag=flag)

    assert page.one(".where .flag")["data-flag"] == str(flag)
    [pressed] = page.soup.select("#flags button[aria-pressed=true]")
    assert (pressed["data-flag"], pressed["value"]) == (str(flag), "0")
    page = given.press(alice, path, flag=str(pressed["value"]))
    assert page.soup.select_one(".where .flag") is None
    assert page.soup.select("#flags button[aria-pressed=true]") == []


@pytest.mark.parametrize("flag", ["8", "-1", "red", "", "1.5"])
def test_a_flag_that_is_none_is_refused(alice, db, cards, flag):
    told = alice.post(f"/cards/{cards['forward']}/flag?_method=put", data={"flag": flag})

    assert told.status_code == 422
    assert standing(db, alice, cards["forward"])["flag"] == 0


def test_a_mark_or_a_flag_leaves_the_answer_in_sight(alice, db, cards):
    note, card = given.note_id(db, "pair"), cards["forward"]
    for path in (f"/notes/{note}/mark?_method=put", f"/cards/{card}/flag?_method=put"):
        turned = given.press(alice, path, flag=1, card=card, revealed=1)
        assert not turned.one("form.grades").has_attr("hidden")
        covered = given.press(alice, path, flag=1, card=card, revealed="")
        assert covered.one("form.grades").has_attr("hidden")


def test_the_next_card_comes_covered_after_a_burial(alice, db, cards):
    page = given.press(alice, f"/cards/{cards['forward']}/burial?_method=put", revealed=1)

    assert page.one("form.grades").has_attr("hidden")


def test_each_button_answers_htmx_with_the_turn_alone(alice, db, cards):
    for path, _ in actions(db, cards):
        told = alice.post(path, data={"flag": 1}, headers={"HX-Request": "true"})
        assert told.status_code == 200
        assert told.text.lstrip().startswith('<section id="turn"')
        assert told.headers["vary"] == "HX-Request"


def test_each_button_sends_a_plain_form_back_to_the_review_with_a_word_about_it(alice, db, cards):
    for path, done in actions(db, cards):
        told = alice.post(path, data={"flag": 1, "deck": "1", "card": cards["forward"]})
        assert told.status_code == 303
        address = urlsplit(told.headers["location"])
        query = dict(parse_qsl(address.query))
        assert (address.path, query["deck"], query["card"]) == ("/review", "1", str(cards["forward"]))
        stays = done in ("marked", "unmarked", "flagged")
        assert query.get("done") == (None if stays else done)
        assert bool(given.shown(alice.get(told.headers["location"]).text).notice) != stays


def test_each_button_on_a_cards_own_page_goes_back_there_with_a_word_about_it(alice, db, cards):
    back = f"/cards/{cards['forward']}"
    for path, done in actions(db, cards):
        told = alice.post(path, data={"flag": 1, "back": back})
        assert told.headers["location"] == f"{back}?done={done}"
        assert given.shown(alice.get(told.headers["location"]).text).notice


def test_the_word_is_added_to_a_way_back_that_has_a_query(alice, cards):
    told = alice.post(f"/cards/{cards['forward']}/burial?_method=put", data={"back": "/decks/1?q=mount&page=2"})

    assert told.headers["location"] == "/decks/1?q=mount&page=2&done=buried"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil",
    ],
)
def test_the_way_back_never_leads_to_another_site(alice, cards, back):
    told = alice.post(f"/cards/{cards['forward']}/burial?_method=put", data={"back": back})

    assert told.headers["location"] == "/?done=buried"


def test_a_word_that_nobody_said_is_not_repeated(alice, cards):
    assert given.review_page(alice, done="You owe me money").notice == ""


def test_a_card_or_note_that_is_not_there_is_not_found(alice, db, cards):
    for path, _ in actions(db, cards):
        kind, rest = path.split("/")[1], path.split("/", 3)[3]
        told = alice.post(f"/{kind}/9999/{rest}", data={"flag": 1})
        assert told.status_code == 404, path


def test_a_retired_card_is_not_found(alice, db, cards):
    paths = actions(db, cards)
    given.a_deck(db, given.a_note("other"))
    given.review_page(alice)

    assert [alice.post(path, data={"flag": 1}).status_code for path, _ in paths] == [404] * len(paths)


def test_bob_moves_only_his_own_cards(alice, bob, db, cards):
    given.review_page(bob)
    alices, bobs = rows(db, alice), rows(db, bob)

    for path, _ in actions(db, cards):
        if "delete" not in path:
            given.press(bob, path, flag=1)

    assert rows(db, alice) == alices
    assert rows(db, bob) != bobs


def test_bob_cannot_move_a_card_before_it_is_his(alice, bob, db, cards):
    for path, _ in actions(db, cards):
        assert bob.post(path, data={"flag": 1}).status_code == 404
    assert rows(db, bob) == []


def test_a_suspended_card_that_was_seen_is_a_due_card_when_it_comes_back_late(alice, db, cards, time):
    given.answer(alice, cards["other"], 0)
    given.press(alice, f"/cards/{cards['other']}/suspension?_method=put")
    time.passes(days=30)

    page = given.press(alice, f"/cards/{cards['other']}/suspension?_method=delete")

    assert (page.card, page.counts["due"]) == (cards["other"], 1)
    assert standing(db, alice, cards["other"])["queue"] == Queue.REVIEW


def bring_back(client: TestClient, page: Shown, htmx: bool = True) -> Shown:
    """Presses "Bring it back", with scripts or without; what she sees next."""
    form = page.one(".told form")
    data = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    if htmx:
        return given.press(client, str(form["action"]), **data)
    return given.shown(client.get(client.post(str(form["action"]), data=data).headers["location"]).text)


def set_aside(client: TestClient, path: str, htmx: bool, **data: Any) -> Shown:
    """Presses a button of the menu, with scripts or without; what she sees next."""
    if htmx:
        return given.press(client, path, **data)
    return given.shown(client.get(client.post(path, data=data).headers["location"]).text)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("kind", ["burial", "suspension"])
@pytest.mark.parametrize("whole", [False, True])
def test_what_was_just_set_aside_is_brought_back_onto_the_table(alice, db, cards, htmx: bool, kind: str, whole: bool):
    given.answer(alice, cards["other"], 0)
    before = rows(db, alice)
    of = f"/notes/{given.note_id(db, 'pair')}" if whole else f"/cards/{cards['forward']}"
    page = set_aside(alice, f"{of}/{kind}?_method=put", htmx, card=cards["forward"])
    assert page.card == (None if whole else cards["reverse"])
    assert page.one("[data-key=u]").get_text(" ", strip=True) == "Bring it back u"

    page = bring_back(alice, page, htmx)

    assert page.card == cards["forward"]
    assert "back" in page.notice.lower()
    assert rows(db, alice) == before
    assert page.soup.select(".told form") == []


def test_while_a_card_can_be_brought_back_the_last_answer_is_undone_without_the_key(alice, db, cards):
    given.answer(alice, cards["other"], 0)
    for path in (f"/cards/{cards['forward']}/burial?_method=put", f"/cards/{cards['reverse']}/suspension?_method=put"):
        page = given.press(alice, path)
        [form] = page.soup.select("form:has([data-key=u])")
        assert form["action"] == path.replace("put", "delete")
    assert "Done for today" in page.text

    undone = given.undo(alice, page)

    assert (undone.card, undone.notice) == (cards["other"], "Undone. Here is the card again.")
    assert given.review_page(alice).soup.select("[data-key=u]") == []


def test_only_what_this_button_set_aside_is_brought_back(alice, db, cards):
    note = given.note_id(db, "pair")
    for kind in ("burial", "suspension"):
        given.press(alice, f"/cards/{cards['reverse']}/{kind}?_method=put")
        before = standing(db, alice, cards["reverse"])
        page = given.press(alice, f"/notes/{note}/{kind}?_method=put", card=cards["forward"])

        page = bring_back(alice, page)

        assert page.card == cards["forward"]
        assert standing(db, alice, cards["reverse"]) == before


def test_a_repeat_that_was_suspended_is_asked_today_when_it_is_brought_back_at_once(alice, db, cards):
    given.answer(alice, cards["other"], 0, "again")
    page = given.press(alice, f"/cards/{cards['other']}/suspension?_method=put", card=cards["other"])

    page = bring_back(alice, page)

    assert (page.card, page.counts["due"]) == (cards["other"], 1)
    assert db.read_now(lambda con: list(differences(con, given.user_id(alice)))) == []


@pytest.mark.parametrize("of", ["cards", "notes"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("burial?_method=delete", "nothing was changed"),
        ("suspension?_method=delete", "nothing was changed"),
        ("burial?_method=put", "nothing was buried"),
        ("suspension?_method=put", "suspended already"),
    ],
)
def test_what_changed_nothing_says_so_and_offers_nothing_back(alice, db, cards, of: str, path: str, said: str):
    thing = f"/cards/{cards['other']}" if of == "cards" else f"/notes/{given.note_id(db, 'other')}"
    if "put" in path:
        given.press(alice, f"{thing}/suspension?_method=put")

    page = given.press(alice, f"{thing}/{path}")

    assert said in page.notice
    assert page.soup.select(".told form") == []


def test_a_note_of_which_a_sibling_was_put_off_already_is_brought_back_by_its_number_alone(alice, db, cards):
    note = given.note_id(db, "pair")
    given.press(alice, f"/notes/{note}/burial?_method=put")

    page = given.press(alice, f"/notes/{note}/burial?_method=delete")

    assert (page.counts["new"], page.notice) == (3, "The note's cards are back in today's.")


def test_cards_of_another_note_are_not_brought_back_with_this_one(alice, db, cards):
    given.press(alice, f"/cards/{cards['other']}/burial?_method=put")

    told = alice.post(f"/notes/{given.note_id(db, 'pair')}/burial?_method=delete", data={"only": cards["other"]})

    assert told.status_code == 404
    assert given.review_page(alice).counts["new"] == 2
