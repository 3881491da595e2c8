"""Deciding about proposals: each decision counts once, and none costs a schedule."""

import pytest

from app.library import choosing, storing
from tests import given
from tests.conftest import NOON
from tests.library.guides import TIDES, a_guide, card_of, decide, fates, page, proposals, states, told

EBB, FLOOD, SPRING, NEAP = "What is ebb?", "What is flood?", "What is a spring tide?", "What is a neap tide?"


@pytest.fixture
def guide_id(alice, db) -> int:
    return a_guide(db)


def cards(db) -> int:
    query = "SELECT count(*) FROM card WHERE retired = 0"
    return int(db.read_now(lambda con: con.exec_driver_sql(query).scalar_one()))


def test_all_are_accepted_at_once(alice, db, guide_id):
    assert decide(alice, guide_id, "accept:all") == "4 cards now in your decks."

    assert set(states(db, guide_id).values()) == {"accepted"}
    assert given.review_page(alice).counts["new"] == 4


def test_accepting_all_twice_makes_each_card_once(alice, db, guide_id):
    decide(alice, guide_id, "accept:all")

    assert decide(alice, guide_id, "accept:all") == "That had been decided already, so nothing was changed."

    assert cards(db) == 4


def test_a_part_is_accepted_or_refused_by_itself(alice, db, guide_id):
    assert decide(alice, guide_id, "accept:part", part="2") == "2 cards now in your decks."
    assert decide(alice, guide_id, "refuse:part", part="1") == "2 cards set aside."

    assert states(db, guide_id) == {EBB: "refused", FLOOD: "refused", SPRING: "accepted", NEAP: "accepted"}


def test_refused_ones_stay_refused_when_all_are_accepted(alice, db, guide_id):
    ids = {question: one.id for question, one in proposals(db, guide_id).items()}
    decide(alice, guide_id, "refuse:chosen", ids[EBB], ids[NEAP])

    decide(alice, guide_id, "accept:all")

    assert states(db, guide_id) == {EBB: "refused", FLOOD: "accepted", SPRING: "accepted", NEAP: "refused"}


def test_a_single_one_is_decided_and_decided_again(alice, db, guide_id):
    one = proposals(db, guide_id)[EBB].id

    assert decide(alice, guide_id, f"refuse:{one}") == "1 card set aside."
    assert decide(alice, guide_id, f"reopen:{one}") == "1 card to decide again."
    assert decide(alice, guide_id, f"accept:{one}") == "1 card now in your decks."
    card = card_of(db, guide_id, EBB)
    assert decide(alice, guide_id, f"refuse:{one}") == "1 card set aside."
    assert alice.get(f"/cards/{card}").status_code == 404


def test_a_card_that_is_refused_and_accepted_again_goes_on_where_it_was(alice, db, guide_id):
    decide(alice, guide_id, "accept:all")
    given.grade(alice, given.review_page(alice), "easy")
    card = card_of(db, guide_id, EBB)
    before = given.schedule_of(db, given.user_id(alice), card)
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[EBB].id}")
    given.review_page(alice)

    decide(alice, guide_id, f"accept:{proposals(db, guide_id)[EBB].id}")
    given.review_page(alice)

    assert card_of(db, guide_id, EBB) == card
    assert given.schedule_of(db, given.user_id(alice), card) == before


def test_an_old_page_that_refuses_what_was_accepted_meanwhile_takes_the_card_and_keeps_what_was_learnt(
    alice, db, guide_id
):
    decide(alice, guide_id, "accept:all")
    given.grade(alice, given.review_page(alice), "good")

    assert decide(alice, guide_id, "refuse:part", part="1") == "That had been decided already, so nothing was changed."
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[EBB].id}")

    assert len(given.reviews_of(db, given.user_id(alice))) == 1
    assert cards(db) == 3


def test_the_last_card_of_a_deck_takes_the_deck_along_and_brings_it_back(alice, db, guide_id):
    decide(alice, guide_id, "accept:part", part="1")
    ids = [proposals(db, guide_id)[question].id for question in (EBB, FLOOD)]

    decide(alice, guide_id, "refuse:chosen", *ids)
    assert page(alice, "/decks").soup.select(".shelf h3") == []
    decide(alice, guide_id, "accept:chosen", *ids)

    assert len(page(alice, "/decks").soup.select(".shelf h3")) == 1


# Merging


def test_two_that_say_the_same_become_one_that_rests_on_the_lines_of_both(alice, db, guide_id):
    ids = [proposals(db, guide_id)[question].id for question in (FLOOD, EBB)]

    assert decide(alice, guide_id, "merge:chosen", *ids) == "2 cards made one, resting on the lines of all."

    assert states(db, guide_id) == {EBB: "open", FLOOD: "refused", SPRING: "open", NEAP: "open"}
    assert [cite[:2] for cite in proposals(db, guide_id)[EBB].cites] == [[2, 2], [3, 3]]


def test_what_was_merged_stays_so_when_the_guide_is_read_again(alice, db, guide_id):
    ids = [proposals(db, guide_id)[question].id for question in (EBB, FLOOD)]
    decide(alice, guide_id, "merge:chosen", *ids)
    decide(alice, guide_id, "accept:all")

    a_guide(db, "\n" + TIDES)

    assert states(db, guide_id)[FLOOD] == "refused"
    assert [cite[:2] for cite in proposals(db, guide_id)[EBB].cites] == [[3, 3], [4, 4]]
    source = page(alice, f"/cards/{card_of(db, guide_id, EBB)}").one(".source")
    assert source.get_text() == "tides.md: line 3, line 4"


def test_of_several_the_one_that_is_a_card_already_stays_with_its_schedule(alice, db, guide_id):
    ids = {question: one.id for question, one in proposals(db, guide_id).items()}
    decide(alice, guide_id, f"accept:{ids[NEAP]}")
    card = card_of(db, guide_id, NEAP)
    given.answer(alice, card, given.review_page(alice).turn or 0)

    decide(alice, guide_id, "merge:chosen", ids[EBB], ids[SPRING], ids[NEAP])

    assert states(db, guide_id) == {EBB: "refused", FLOOD: "open", SPRING: "refused", NEAP: "accepted"}
    assert card_of(db, guide_id, NEAP) == card
    assert page(alice, f"/cards/{card}").one(".source").get_text() == "tides.md: line 6, line 2, line 5"


def test_refused_ones_that_are_merged_wait_for_a_decision_again(alice, db, guide_id):
    ids = [proposals(db, guide_id)[question].id for question in (EBB, FLOOD)]
    decide(alice, guide_id, "refuse:all")

    decide(alice, guide_id, "merge:chosen", *ids)

    assert states(db, guide_id)[EBB] == "open"
    assert states(db, guide_id)[FLOOD] == "refused"


def test_merging_the_same_twice_changes_nothing_more(alice, db, guide_id):
    ids = [proposals(db, guide_id)[question].id for question in (EBB, FLOOD)]
    decide(alice, guide_id, "merge:chosen", *ids)
    before = proposals(db, guide_id)

    decide(alice, guide_id, "merge:chosen", *ids)

    assert proposals(db, guide_id) == before


@pytest.mark.parametrize("chosen", [0, 1])
def test_one_alone_cannot_be_merged(alice, db, guide_id, chosen):
    before = proposals(db, guide_id)

    told = decide(alice, guide_id, "merge:chosen", *[one.id for one in before.values()][:chosen])

    assert told == "Tick two cards or more to make one of them."
    assert proposals(db, guide_id) == before


# Editing


def test_a_proposal_is_edited_and_accepted(alice, db, guide_id):
    one = proposals(db, guide_id)[SPRING].id
    shown = page(alice, f"/proposals/{one}/edit")
    assert shown.one("textarea[name=front]").get_text() == f"\n{SPRING}"
    assert "What is a spring tide? The largest range." in shown.one(".cited code").get_text()

    sent = {"front": SPRING, "back": "A `tide` of the *largest* range.\r\nTwice a month.", "do": "accept"}
    answer = alice.put(f"/proposals/{one}", data=sent | {"explanation": "Sun and moon pull together."})

    assert "1 card now in your decks." in alice.get(answer.headers["location"]).text
    card = page(alice, f"/cards/{card_of(db, guide_id, SPRING)}")
    assert "<code>tide</code>" in str(card.one(".answer"))
    assert "Sun and moon pull together." in card.text


def test_a_text_that_makes_no_card_comes_back_with_what_is_wrong(alice, db, guide_id):
    one = proposals(db, guide_id)[SPRING].id

    answer = alice.put(f"/proposals/{one}", data={"front": " ", "back": "kept as typed", "do": "accept"})

    assert answer.status_code == 422
    shown = given.shown(answer.text)
    assert shown.one("#field-front")["aria-invalid"] == "true"
    assert shown.one("#field-front-error").get_text(strip=True).startswith("Question ")
    assert shown.one("#field-back").get_text() == "\nkept as typed"
    assert states(db, guide_id)[SPRING] == "open"


def test_an_edit_leads_back_to_the_page_that_shows_it(alice, db):
    text = "# A\n" + "".join(f"What is {number:03}? It is {number:03}.\n" for number in range(100))
    guide_id = a_guide(db, text)
    one = proposals(db, guide_id)["What is 090?"].id

    answer = alice.put(f"/proposals/{one}", data={"front": "Which is it?", "back": "This.", "do": "save"})

    assert answer.headers["location"] == f"/guides/{guide_id}?show=open&page=3&done=saved#proposal-{one}"
    shown = page(alice, answer.headers["location"])
    assert "Edited" in shown.one(f"#proposal-{one}").get_text()


def test_an_accepted_card_is_edited_on_its_own_page(alice, db, guide_id):
    decide(alice, guide_id, "accept:all")
    one = proposals(db, guide_id)[EBB]

    link = page(alice, f"/guides/{guide_id}?show=accepted").one(f"#proposal-{one.id} .edit")

    assert link["href"] == f"/notes/{one.note_id}/edit"


def test_an_old_editor_of_a_card_that_was_accepted_meanwhile_changes_its_card(alice, db, guide_id):
    decide(alice, guide_id, "accept:all")

    sent = {"front": EBB, "back": "Late words.", "do": "accept"}
    assert alice.put(f"/proposals/{proposals(db, guide_id)[EBB].id}", data=sent).status_code == 303

    assert "Late words." in page(alice, f"/cards/{card_of(db, guide_id, EBB)}").text
    assert cards(db) == 4


# Old pages, strange forms


def test_what_was_taken_away_meanwhile_is_not_found(alice, db, guide_id):
    one = proposals(db, guide_id)[EBB].id
    alice.delete(f"/guides/{guide_id}")

    for what in ("accept:all", "accept:part", f"accept:{one}", "refuse:all", "merge:chosen", "reopen:chosen"):
        assert alice.post(f"/guides/{guide_id}/decisions", data={"do": what, "chosen": one}).status_code == 404
    assert alice.put(f"/proposals/{one}", data={"front": "a", "back": "b"}).status_code == 404
    assert alice.get(f"/proposals/{one}/edit").status_code == 404
    assert alice.put(f"/proposals/{one}/settlement", data={"take": "new"}).status_code == 404
    assert alice.delete(f"/guides/{guide_id}").status_code == 404


def test_what_goes_between_the_look_and_the_change_does_no_harm(db, alice, guide_id):
    assert db.write_now(choosing.accept, 404, [1]) == 0
    assert db.write_now(choosing.merge, 404, [1, 2]) == 0
    assert db.write_now(choosing.refuse, 404, [], None) == 0
    assert db.write_now(choosing.change, 404, {"front": "a"}) == {}
    assert db.write_now(lambda con: choosing.settle(con, 404, take=True)) is False
    assert db.write_now(storing.forget, 404) is None


def test_the_page_of_one_guide_does_not_decide_about_another(alice, db, guide_id):
    other = a_guide(db, name="other.md")

    told = decide(alice, guide_id, f"accept:{proposals(db, other)[EBB].id}")

    assert told == "That had been decided already, so nothing was changed."
    assert set(states(db, other).values()) == {"open"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Nothing was ticked, so nothing was changed."),
        ({"do": "accept:chosen"}, "Nothing was ticked, so nothing was changed."),
        ({"do": "accept"}, "Nothing was ticked, so nothing was changed."),
        ({"do": "accept:-1"}, "Nothing was ticked, so nothing was changed."),
        ({"do": "dance:all"}, "Nothing was ticked, so nothing was changed."),
        ({"do": "accept:chosen", "chosen": ["x", "²", "9" * 40]}, "Nothing was ticked, so nothing was changed."),
        ({"do": "accept:99999999999999"}, "That had been decided already, so nothing was changed."),
        ({"do": "accept:part", "part": "999"}, "That had been decided already, so nothing was changed."),
        ({"do": "reopen:all"}, "That had been decided already, so nothing was changed."),
    ],
)
def test_a_strange_form_changes_nothing(alice, db, guide_id, form, says):
    answer = alice.post(f"/guides/{guide_id}/decisions", data=form | {"show": "<script>"})

    assert answer.status_code == 303
    assert says in alice.get(answer.headers["location"]).text
    assert set(states(db, guide_id).values()) == {"open"}


def test_accepting_a_part_without_saying_which_accepts_no_more_than_that(alice, db, guide_id):
    decide(alice, guide_id, "accept:part")

    assert set(states(db, guide_id).values()) == {"open"}


# By htmx: the proposal alone, with the counts of its page


def test_a_decision_by_htmx_brings_the_proposal_and_the_counts(alice, db, guide_id):
    one = proposals(db, guide_id)[EBB].id
    sent = {"do": f"accept:{one}", "show": "open", "part": ""}

    answer = alice.post(f"/guides/{guide_id}/decisions", data=sent, headers={"HX-Request": "true"})

    shown = given.shown(answer.text)
    assert answer.headers["vary"] == "HX-Request"
    assert shown.one(f"#proposal-{one}")["data-state"] == "accepted"
    assert shown.one(f"#proposal-{one}").has_attr("autofocus")
    assert " ".join(shown.one("#choices").get_text(" ").split()) == "To decide 3 Accepted 1"
    assert "Accept all 3 cards" in shown.one("#everything").get_text()


def test_a_card_of_a_guide_that_says_it_no_more_goes_by_htmx_too(alice, db, guide_id):
    decide(alice, guide_id, "accept:all")
    a_guide(db, TIDES.replace(f"{EBB} The tide going out.\n", ""))
    one = proposals(db, guide_id)[EBB].id

    sent = {"do": f"refuse:{one}", "show": "gone"}
    answer = alice.post(f"/guides/{guide_id}/decisions", data=sent, headers={"HX-Request": "true"})

    assert given.shown(answer.text).soup.select(".proposal") == []
    assert EBB not in fates(db, guide_id)


def test_deciding_while_the_guide_is_being_read_again_is_kept(alice, db, guide_id):
    _, overlay = db.write_now(storing.begin, "tides.md", "", NOON)
    decide(alice, guide_id, f"accept:{proposals(db, guide_id)[EBB].id}")
    db.write_now(storing.keep, guide_id, told(TIDES), overlay, NOON)

    assert states(db, guide_id)[EBB] == "accepted"
