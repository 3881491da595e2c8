"""A guide kept, kept again when it has changed, and taken away: what becomes of its cards and their schedules."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from app.db import Database
from app.decks.loading import load_decks
from app.library import storing
from app.library.shelving import render_anew, slug
from tests import given
from tests.conftest import NOON
from tests.library.guides import TIDES, a_guide, card_of, decide, fates, guide, page, proposals, states, told

EBB, FLOOD, SPRING, NEAP = "What is ebb?", "What is flood?", "What is a spring tide?", "What is a neap tide?"


@pytest.fixture
def accepted(alice, db) -> int:
    """A guide all of whose cards are Alice's, the first of them learnt."""
    guide_id = a_guide(db)
    decide(alice, guide_id, "accept:all")
    given.grade(alice, given.review_page(alice), "easy")
    return guide_id


def standing(db, alice, card: int) -> dict[str, object]:
    """A card's schedule, but for its words and its place among the new."""
    found = given.schedule_of(db, given.user_id(alice), card)
    return {
        name: value
        for name, value in found.items()
        if name
        not in {"front_html", "back_html", "question", "cites", "rank", "position", "deck_id", "deck_title", "section"}
    }


def count(db: Database, table: str, where: str = "retired = 0") -> int:
    query = f"SELECT count(*) FROM {table} WHERE {where}"
    return int(db.read_now(lambda con: con.exec_driver_sql(query).scalar_one()))


# Read for the first time


def test_what_is_read_is_proposed_and_nothing_is_a_card_yet(alice, db):
    guide_id = a_guide(db)

    assert states(db, guide_id) == dict.fromkeys((EBB, FLOOD, SPRING, NEAP), "open")
    assert set(fates(db, guide_id).values()) == {"new"}
    assert count(db, "note") == count(db, "deck") == 0
    assert "Read again" not in page(alice, f"/guides/{guide_id}").text


def test_accepted_cards_stand_in_a_deck_for_each_part_with_its_day(alice, db, accepted):
    shelf = page(alice, "/decks")

    assert [a.get_text() for a in shelf.soup.select(".shelf h3 a")] == ["Ebb and flood", "Springs and neaps"]
    assert shelf.one("main section h2 a")["href"] == f"/guides/{accepted}"
    decks = db.read_now(lambda con: con.exec_driver_sql("SELECT day, guide, section FROM deck ORDER BY id").all())
    assert [tuple(deck) for deck in decks] == [(1, "tides.md", 1), (2, "tides.md", 2)]
    tags = db.read_now(lambda con: con.exec_driver_sql("SELECT tags FROM note ORDER BY id").scalars().all())
    assert tags == ['["day-1"]', '["day-1"]', '["day-2"]', '["day-2"]']


def test_decks_of_files_come_first_and_keep_their_sections(alice, db, accepted):
    given.a_deck(db, given.a_note("one"), key="file")

    headings = [" ".join(h2.get_text(" ").split()) for h2 in page(alice, "/decks").soup.select("main section h2")]

    assert headings == ["Section 1 day 1", "tides.md"]


def test_accepted_cards_are_found_by_their_words_and_refused_ones_are_not(alice, db):
    guide_id = a_guide(db)
    assert "1 card" not in page(alice, "/search?q=largest").text
    decide(alice, guide_id, "accept:all")
    assert FLOOD not in page(alice, "/search?q=largest").text
    assert SPRING in page(alice, "/search?q=largest").text

    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[SPRING].id}")

    assert SPRING not in page(alice, "/search?q=largest").text


def test_loading_the_deck_files_again_does_not_take_a_guides_decks_away(alice, db, accepted):
    db.write_now(lambda con: load_decks(con, []))

    assert given.review_page(alice).counts["new"] == 3
    assert count(db, "deck") == 2


def test_cards_whose_html_an_older_version_made_are_rendered_again_at_the_next_start(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    before = standing(db, alice, card)

    def age(con: Connection) -> None:
        con.exec_driver_sql("UPDATE card SET back_html = '<b>old</b>'")
        con.exec_driver_sql("UPDATE deck SET fingerprint = '1' WHERE id = 1")

    db.write_now(age)
    assert db.write_now(render_anew) == 1
    assert db.write_now(render_anew) == 0

    assert "The tide going out." in page(alice, f"/cards/{card}").text
    assert count(db, "card", "back_html = '<b>old</b>'") == 2, "the other deck is of this version"
    assert {**standing(db, alice, card), "back_html": ""} == {**before, "back_html": ""}


# Read again


def test_the_same_file_again_changes_nothing(alice, db, accepted):
    before = standing(db, alice, card_of(db, accepted, EBB))
    rows = db.read_now(lambda con: con.exec_driver_sql("SELECT id, note_id, face, question FROM card").all())

    assert a_guide(db) == accepted

    assert set(fates(db, accepted).values()) == {"same"}
    assert standing(db, alice, card_of(db, accepted, EBB)) == before
    assert db.read_now(lambda con: con.exec_driver_sql("SELECT id, note_id, face, question FROM card").all()) == rows
    assert "0 new, 0 changed, 0 gone, 4 as before" in page(alice, f"/guides/{accepted}").text


def test_lines_that_moved_take_their_cards_along(alice, db, accepted):
    before = standing(db, alice, card_of(db, accepted, EBB))

    a_guide(db, "\n\n" + TIDES)

    assert set(fates(db, accepted).values()) == {"same"}
    card = card_of(db, accepted, EBB)
    assert standing(db, alice, card) == before
    source = page(alice, f"/cards/{card}").one(".source")
    assert source.get_text() == "tides.md: line 4"
    assert page(alice, f"/guides/{accepted}").soup.select("#choices a[href*=stale]") == []


def test_a_card_whose_words_changed_waits_and_keeps_its_words_and_schedule(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    before = standing(db, alice, card)

    a_guide(db, TIDES.replace("The tide going out.", "The falling tide."))

    assert fates(db, accepted) == {EBB: "changed*", FLOOD: "same", SPRING: "same", NEAP: "same"}
    assert "0 new, 1 changed, 0 gone, 3 as before" in page(alice, f"/guides/{accepted}").text
    assert "The tide going out." in page(alice, f"/cards/{card}").text
    assert standing(db, alice, card) == before


@pytest.mark.parametrize(("take", "says"), [("new", "The falling tide."), ("mine", "The tide going out.")])
def test_the_owner_takes_the_new_text_or_leaves_it(alice, db, accepted, take, says):
    card = card_of(db, accepted, EBB)
    before = standing(db, alice, card)
    a_guide(db, TIDES.replace("The tide going out.", "The falling tide."))
    proposal = proposals(db, accepted)[EBB].id

    answer = alice.put(f"/proposals/{proposal}/settlement", data={"take": take})

    assert "Settled. The schedule is as it was." in alice.get(answer.headers["location"]).text
    assert fates(db, accepted)[EBB] == "changed"
    assert says in page(alice, f"/cards/{card}").text
    assert standing(db, alice, card) == before
    again = alice.put(f"/proposals/{proposal}/settlement", data={"take": "new"})
    assert "had been decided already" in alice.get(again.headers["location"]).text
    assert says in page(alice, f"/cards/{card}").text


def test_a_text_that_changed_and_changed_back_needs_no_decision(alice, db, accepted):
    a_guide(db, TIDES.replace("The tide going out.", "The falling tide."))

    a_guide(db)

    assert fates(db, accepted)[EBB] == "changed"
    assert page(alice, f"/guides/{accepted}").soup.select("#choices a[href*=changed]") == []


def test_a_card_that_the_guide_says_no_more_stays_until_somebody_decides(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    before = standing(db, alice, card)

    a_guide(db, TIDES.replace(f"{EBB} The tide going out.\n", ""))
    a_guide(db, TIDES.replace(f"{EBB} The tide going out.\n", ""))

    assert fates(db, accepted)[EBB] == "gone*"
    shown = page(alice, f"/guides/{accepted}")
    assert "The guide says this no more." in shown.text
    assert standing(db, alice, card) == before


def test_a_card_that_is_kept_though_its_lines_are_gone_cites_none_and_is_known_when_they_return(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    a_guide(db, TIDES.replace(f"{EBB} The tide going out.\n", ""))

    alice.put(f"/proposals/{proposals(db, accepted)[EBB].id}/settlement", data={"take": "mine"})

    assert page(alice, f"/cards/{card}").soup.select(".source") == []
    a_guide(db)
    assert fates(db, accepted)[EBB] == "changed"
    assert card_of(db, accepted, EBB) == card
    assert page(alice, f"/cards/{card}").one(".source").get_text() == "tides.md: line 2"


def test_a_card_that_is_gone_can_be_taken_away(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    a_guide(db, TIDES.replace(f"{EBB} The tide going out.\n", ""))

    decide(alice, accepted, f"refuse:{proposals(db, accepted)[EBB].id}")

    assert EBB not in proposals(db, accepted)
    assert alice.get(f"/cards/{card}").status_code == 404
    assert len(given.reviews_of(db, given.user_id(alice))) == 1


def test_open_and_refused_proposals_follow_the_guide_and_a_refused_one_that_changed_is_asked_about_again(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[EBB].id}")
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[NEAP].id}")

    a_guide(db, TIDES.replace("going out", "that goes").replace("coming in", "that comes"))

    assert states(db, guide_id) == {EBB: "open", FLOOD: "open", SPRING: "open", NEAP: "refused"}
    assert fates(db, guide_id) == {EBB: "changed", FLOOD: "changed", SPRING: "same", NEAP: "same"}
    assert proposals(db, guide_id)[FLOOD].fields["back"] == "The tide that comes."


def test_an_open_proposal_that_goes_is_counted_and_a_refused_one_is_not(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[EBB].id}")

    a_guide(db, TIDES.split("# Springs")[0].replace(f"{EBB} The tide going out.\n", ""))

    assert guide(db, guide_id).told["counts"] == {"same": 1, "gone": 2}


def test_what_was_edited_here_stands_until_somebody_decides(alice, db):
    guide_id = a_guide(db)
    one = proposals(db, guide_id)[EBB].id
    alice.put(f"/proposals/{one}", data={"front": EBB, "back": "My words.", "do": "save"})

    a_guide(db)
    assert (proposals(db, guide_id)[EBB].fields["back"], fates(db, guide_id)[EBB]) == ("My words.", "same")
    a_guide(db, TIDES.replace("The tide going out.", "The falling tide."))

    assert (proposals(db, guide_id)[EBB].fields["back"], fates(db, guide_id)[EBB]) == ("My words.", "changed*")


def test_an_edit_on_the_cards_own_page_survives_another_reading_and_gives_way_to_the_new_text(alice, db, accepted):
    note = proposals(db, accepted)[EBB].note_id
    card = card_of(db, accepted, EBB)
    assert alice.put(f"/notes/{note}", data={"front": EBB, "back": "Edited here."}).status_code == 303

    a_guide(db, "\n" + TIDES)
    assert "Edited here." in page(alice, f"/cards/{card}").text
    assert "Edited here." in page(alice, f"/guides/{accepted}?show=accepted").text
    a_guide(db, TIDES.replace("The tide going out.", "The falling tide."))
    assert "Edited here." in page(alice, f"/cards/{card}").text

    alice.put(f"/proposals/{proposals(db, accepted)[EBB].id}/settlement", data={"take": "new"})

    assert "The falling tide." in page(alice, f"/cards/{card}").text
    assert "Edited here." not in page(alice, "/conflicts").text


def test_parts_that_move_take_their_cards_and_schedules_along(alice, db, accepted):
    before = standing(db, alice, card_of(db, accepted, EBB))

    a_guide(db, "# Words first\nWhat is a tide? Water that comes and goes.\n" + TIDES)
    decide(alice, accepted, "accept:all")

    titles = [a.get_text() for a in page(alice, "/decks").soup.select(".shelf h3 a")]
    assert titles == ["Words first", "Ebb and flood", "Springs and neaps"]
    assert standing(db, alice, card_of(db, accepted, EBB)) == before
    given.review_page(alice)
    wrong = "schedule.deck_id <> (SELECT deck_id FROM card WHERE card.id = card_id)"
    assert count(db, "schedule", wrong) == 0


def test_a_part_that_is_gone_leaves_no_empty_deck(alice, db, accepted):
    a_guide(db, TIDES.replace("# Springs and neaps\n", ""))

    assert [a.get_text() for a in page(alice, "/decks").soup.select(".shelf h3 a")] == ["Ebb and flood"]
    assert given.review_page(alice).counts["new"] == 3


def test_an_overlay_that_was_in_force_stays_so(alice, db):
    guide_id, overlay = db.write_now(storing.begin, "tides.md", "mine", NOON)
    db.write_now(storing.keep, guide_id, told(TIDES), overlay, NOON)

    assert db.write_now(storing.begin, "tides.md", "", NOON) == (guide_id, "mine")
    assert db.write_now(storing.begin, "tides.md", "other", NOON) == (guide_id, "other")
    assert guide(db, guide_id).overlay == "mine", "an overlay is in force when a guide has been read with it"


def test_a_reading_that_fails_leaves_all_as_it_was(alice, db, accepted):
    before = proposals(db, accepted)

    db.write_now(storing.begin, "tides.md", "", NOON)
    db.write_now(storing.fail, accepted, ["It is no text."])

    assert proposals(db, accepted) == before
    shown = page(alice, f"/guides/{accepted}?show=accepted")
    assert "It is no text." in shown.text
    assert "the cards are as they were" in shown.text
    assert EBB in shown.text


def test_guides_that_were_being_read_when_the_server_stopped_say_so(alice, db, accepted, serving):
    db.write_now(storing.begin, "tides.md", "", NOON)
    db.write_now(storing.begin, "other.md", "", NOON)

    db.write_now(storing.fail_interrupted)

    assert guide(db, accepted).text == TIDES
    assert [guide(db, one).reading for one in (accepted, accepted + 1)] == ["failed", "failed"]
    assert "Ebb was stopped while it read this" in page(alice, f"/guides/{accepted + 1}").text


# Taken away


def test_a_guide_that_is_taken_away_and_comes_again_brings_the_schedules_back(alice, db, accepted):
    card = card_of(db, accepted, EBB)
    before = standing(db, alice, card)

    assert alice.delete(f"/guides/{accepted}").headers["location"] == "/guides?done=forgotten"
    assert given.review_page(alice).counts == {"new": 0, "learning": 0, "due": 0}
    assert page(alice, "/decks").soup.select(".shelf h3") == []
    assert alice.get(f"/guides/{accepted}").status_code == alice.get(f"/cards/{card}").status_code == 404

    again = a_guide(db)
    assert again != accepted, "an old page must not act on another guide"
    decide(alice, again, "accept:all")
    given.review_page(alice)

    assert card_of(db, again, EBB) == card
    assert standing(db, alice, card) == before


def test_taking_one_guide_away_leaves_the_others(alice, db, accepted):
    other = a_guide(db, name="other.md")
    decide(alice, other, "accept:all")

    alice.delete(f"/guides/{accepted}")

    assert given.review_page(alice).counts["new"] == 4
    assert set(states(db, other).values()) == {"accepted"}


def test_what_is_read_of_a_guide_that_was_taken_away_meanwhile_is_dropped(alice, db, accepted):
    guide_id, overlay = db.write_now(storing.begin, "tides.md", "", NOON)
    alice.delete(f"/guides/{guide_id}")

    db.write_now(storing.keep, guide_id, told(TIDES), overlay, NOON)
    db.write_now(storing.fail, guide_id, ["No."])

    assert count(db, "guide", "1") == count(db, "proposal", "1") == 0


NAMES = [
    "a b.md",
    "a-b.md",
    "A-b.md",
    "a_b",
    "指南.md",
    "ガイド.md",
    "…",
    "x" * 60 + ".md",
    "x" * 61 + ".md",
    "lib-.md",
]


def test_no_two_guides_share_a_deck_or_a_note(alice, db):
    assert len({slug(name) for name in NAMES}) == len(NAMES)
    for name in NAMES:
        assert re.fullmatch(r"lib(-[a-z0-9]+)+", slug(name))
        decide(alice, a_guide(db, name=name), "accept:all")

    assert count(db, "note") == 4 * len(NAMES)
    assert count(db, "deck") == 2 * len(NAMES)


def test_when_it_was_uploaded_is_told_in_the_learners_zone(alice, db, time):
    alice.post("/settings?_method=put", data={"time_zone": "Asia/Tokyo"})
    a_guide(db)
    a_guide(db, now=NOON + timedelta(hours=2))

    assert "24 Nov 2026 14:00" in page(alice, "/guides").text
