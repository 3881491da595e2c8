"""Changing a card's text here, beside the deck file's own."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from httpx2 import Response
from starlette.testclient import TestClient

from app.cards.card import Deck, Note
from app.cards.kinds import JUDGES, choice, repair
from app.db import Database
from app.decks.loading import DeckFile, load_decks
from tests import given
from tests.given import Shown


def editor(client: TestClient, note: int) -> Shown:
    told = client.get(f"/notes/{note}/edit")
    assert told.status_code == 200
    return given.shown(told.text)


def value(page: Shown, field: str) -> str:
    return page.one(f"textarea[name={field}]").get_text().removeprefix("\n")


def save(client: TestClient, note: int, **sent: str) -> Response:
    return client.post(f"/notes/{note}?_method=put", data=sent)


def stored(db: Database, table: str) -> Any:
    return db.read_now(lambda con: con.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all())


def reload(db: Database, *notes: Note) -> None:
    db.write_now(lambda con: load_decks(con, [DeckFile(Deck("deck", "The deck", 1, 1, "", notes), {})]))


@pytest.fixture
def note(alice, db):
    """The note of a basic card that asks for the front and answers with the back."""
    given.a_deck(db, given.a_note("one", front="Old question?", back="Old answer."), given.a_note("two"))
    given.review_page(alice)
    return given.note_id(db, "one")


def test_the_editor_shows_what_is_stored_and_what_it_looks_like(alice, note):
    page = editor(alice, note)

    assert (value(page, "front"), value(page, "back"), value(page, "explanation")) == (
        "Old question?",
        "Old answer.",
        "",
    )
    assert page.one("#preview .ask").get_text(strip=True) == "Old question?"
    assert "Return to the deck file" not in page.text


def test_an_edited_card_is_asked_in_its_new_words_and_keeps_its_schedule(alice, db, note):
    given.grade(alice, given.review_page(alice), "again")
    before = given.schedule_of(db, given.user_id(alice), given.card_id(db, "one"))

    told = save(alice, note, front="New **question**?", back="Old answer.", explanation="Because.")

    assert (told.status_code, told.headers["location"]) == (303, f"/notes/{note}/edit?done=saved")
    after = given.schedule_of(db, given.user_id(alice), given.card_id(db, "one"))
    assert "<strong>question</strong>" in str(after["front_html"])
    assert "Because." in str(after["extra_html"])
    assert {name for name in before if before[name] != after[name]} == {"front_html", "extra_html", "question"}


def test_only_the_fields_that_differ_are_kept_here(alice, db, note):
    save(alice, note, front="New question?", back=" Old answer.\r\n", explanation="")

    page = editor(alice, note)
    assert [label.get_text() for label in page.soup.select("label:has(.chip)")] == ["Question Edited"]
    reload(db, given.a_note("one", front="File question?", back="File answer."), given.a_note("two"))
    page = editor(alice, note)
    assert (value(page, "front"), value(page, "back")) == ("New question?", "File answer.")


def test_an_edit_stands_when_the_file_is_loaded_anew_and_can_be_returned_to_it(alice, db, note):
    save(alice, note, front="New question?", back="New answer.", explanation="")
    reload(db, given.a_note("one", front="File question?", back="File answer."), given.a_note("two"))
    assert "New question?" in given.review_page(alice).text

    told = alice.post(f"/notes/{note}/edits?_method=delete")

    assert told.status_code == 303
    page = editor(alice, note)
    assert (value(page, "front"), value(page, "back")) == ("File question?", "File answer.")
    assert "Return to the deck file" not in page.text
    assert "File question?" in given.review_page(alice).text


def test_writing_the_files_own_words_again_is_no_edit(alice, note):
    save(alice, note, front="New question?", back="Old answer.", explanation="")
    save(alice, note, front="Old question?", back="Old answer.", explanation="")

    assert editor(alice, note).soup.select("label .chip") == []


def test_windows_line_ends_are_stored_as_plain_ones(alice, note):
    save(alice, note, front="Old question?", back="a\r\nb", explanation="")

    assert value(editor(alice, note), "back") == "a\nb"


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"front": "", "back": "A."}, "front", "is missing"),
        ({"front": "Q?", "back": "   "}, "back", "is missing"),
        ({"front": "Q?", "back": "x" * 4001}, "back", "4,000 is the most"),
        ({"front": "Q?", "back": "A.", "explanation": "x" * 4001}, "explanation", "4,000 is the most"),
    ],
    ids=["no question", "blank answer", "long answer", "long explanation"],
)
def test_a_bad_edit_is_refused_with_the_form_as_it_was_filled_in(alice, db, note, sent, field, message):
    before = stored(db, "note"), stored(db, "card"), stored(db, "deck")

    told = save(alice, note, **sent)

    page = given.shown(told.text)
    assert told.status_code == 422
    assert message in page.one(f"#field-{field}-error").get_text()
    assert {name: value(page, name) for name in sent} == sent
    assert (stored(db, "note"), stored(db, "card"), stored(db, "deck")) == before


def test_a_gap_text_without_gaps_is_refused(alice, db):
    given.a_deck(db, given.a_cloze("gap", "A {{c1::gap}}."))

    told = save(alice, given.note_id(db, "gap"), text="No gap.", explanation="")

    assert told.status_code == 422
    assert "mark what is asked" in told.text


def test_fields_that_the_kind_does_not_have_are_left_out(alice, db, note):
    save(alice, note, front="New question?", back="Old answer.", explanation="", text="{{c1::x}}", retired="1")

    [local] = db.read_now(lambda con: con.exec_driver_sql(f"SELECT local FROM note WHERE id = {note}").one())
    assert local == '{"front": "New question?"}'


def test_a_gap_added_by_an_edit_makes_a_card_for_every_learner(alice, bob, db):
    given.a_deck(db, given.a_cloze("gap", "A {{c1::gap}}."))
    for client in (alice, bob):
        assert given.review_page(client).counts["new"] == 1

    save(alice, given.note_id(db, "gap"), text="A {{c1::gap}} and {{c2::another}}.", explanation="")

    for client in (alice, bob):
        assert given.review_page(client).counts["new"] == 2


def test_a_gap_taken_away_by_an_edit_comes_back_with_the_files_text(alice, db):
    given.a_deck(db, given.a_cloze("gap", "A {{c1::gap}} and {{c2::another}}."))
    note = given.note_id(db, "gap")
    given.review_page(alice)
    save(alice, note, text="A {{c1::gap}} and another.", explanation="")
    assert given.review_page(alice).counts["new"] == 1

    alice.post(f"/notes/{note}/edits?_method=delete")

    assert given.review_page(alice).counts["new"] == 2


def test_an_edited_card_is_found_by_its_new_words(alice, note):
    save(alice, note, front="Which zebra?", back="Old answer.", explanation="")

    assert "1 card with" in alice.get("/decks/1", params={"q": "ZEBRA"}).text
    assert "No card has these words" in alice.get("/decks/1", params={"q": "old question"}).text


def test_a_preview_shows_the_cards_and_keeps_nothing(alice, db, note):
    before = stored(db, "note"), stored(db, "card")
    sent = {"front": "What is *this*?", "back": "That."}

    part = alice.post(f"/notes/{note}/preview", data=sent, headers={"HX-Request": "true"})
    plain = alice.post(f"/notes/{note}/preview", data=sent)

    assert part.text.lstrip().startswith('<section id="preview"')
    assert "<em>this</em>" in part.text
    assert (plain.status_code, value(given.shown(plain.text), "front")) == (200, "What is *this*?")
    assert "<em>this</em>" in plain.text
    assert (stored(db, "note"), stored(db, "card")) == before


def test_a_preview_of_a_hostile_text_is_harmless(alice, note):
    told = alice.post(
        f"/notes/{note}/preview",
        data={"front": "<script>alert(1)</script>", "back": "[x](javascript:alert(1))"},
        headers={"HX-Request": "true"},
    )

    assert "<script" not in told.text
    assert 'href="javascript' not in told.text


def test_a_preview_of_what_makes_no_card_says_why(alice, note):
    told = alice.post(f"/notes/{note}/preview", data={"front": "", "back": "That."})

    assert told.status_code == 422
    assert "is missing" in given.shown(told.text).one("#field-front-error").get_text()


def test_a_preview_of_what_makes_no_card_says_why_where_only_the_preview_changes(alice, note):
    part = alice.post(f"/notes/{note}/preview", data={"front": "", "back": "That."}, headers={"HX-Request": "true"})

    assert part.status_code == 422
    assert part.text.lstrip().startswith('<section id="preview"')
    assert "Question: " in (said := given.shown(part.text).one("#preview .error").get_text())
    assert "is missing" in said


@pytest.mark.parametrize("kind", JUDGES)
def test_a_preview_of_a_card_that_ebb_judges_shows_its_pieces_and_its_answer(alice, db, kind):
    example = JUDGES[kind].EXAMPLE
    given.a_deck(db, example)

    shown = editor(alice, given.note_id(db, example.id)).one("#preview")

    words = " ".join(shown.get_text(" ").split())
    for part in JUDGES[kind].parts(example):
        assert " ".join(BeautifulSoup(part.html + part.why_html, "html.parser").get_text(" ").split()) in words
    [face] = JUDGES[kind].faces(example)
    assert " ".join(BeautifulSoup(JUDGES[kind].back_html(face), "html.parser").get_text(" ").split()) in words
    assert not [
        field for field in shown.select("input, textarea, button") if not field.find_parent("fieldset", disabled=True)
    ]


def test_a_preview_of_a_choice_says_which_options_are_right_and_why_not(alice, db):
    given.a_deck(db, choice.EXAMPLE)

    page = editor(alice, given.note_id(db, choice.EXAMPLE.id))

    shown = [" ".join(item.get_text(" ").split()) for item in page.soup.select("#preview .answer .options > li")]
    assert shown[:2] == [
        "Right ENTRYPOINT",
        "Wrong CMD It gives defaults, which arguments after the image replace.",
    ]


def test_a_preview_shows_a_file_that_learners_get_in_a_form_as_a_block_of_code(alice, db, monkeypatch):
    marked = tuple(replace(field, block=field.name == "broken") for field in repair.FIELDS)
    monkeypatch.setattr(repair, "FIELDS", marked)
    given.a_deck(db, repair.EXAMPLE)

    page = editor(alice, given.note_id(db, repair.EXAMPLE.id))

    block = page.one("#preview pre[aria-label='Broken file']")
    assert block.get_text() == repair.EXAMPLE.fields["broken"]


def test_lists_and_files_are_edited_line_by_line_and_prose_is_not(alice, db):
    given.a_deck(db, choice.EXAMPLE)

    page = editor(alice, given.note_id(db, choice.EXAMPLE.id))

    assert [box["name"] for box in page.soup.select("textarea.lines-matter")] == ["options"]
    assert int(str(page.one("textarea[name=options]")["rows"])) >= 8


def test_every_problem_is_shown_at_its_field_with_its_line(alice, db):
    given.a_deck(db, choice.EXAMPLE)
    options = "- [ ] `CMD`\nnothing of a list\n- [ ] `RUN`\n  It runs while the image is built."

    told = save(alice, given.note_id(db, choice.EXAMPLE.id), front="Which?", options=options)

    page = given.shown(told.text)
    assert told.status_code == 422
    assert [" ".join(item.get_text().split()) for item in page.soup.select("#field-options-error li")] == [
        "line 2 begins no entry: “nothing of a list”",
        "line 1 is wrong, but does not say why: write the reason under it, indented by two spaces: - [ ] `CMD`",
        "has no right option: mark it as - [x]",
    ]


def test_bob_sees_the_text_and_cannot_change_it(bob, db, note):
    before = stored(db, "note"), stored(db, "card"), stored(db, "deck")

    page = editor(bob, note)
    assert "Only the owner edits shared cards." in page.text
    assert page.soup.select("textarea:not([readonly])") == []
    assert page.soup.select_one("button.primary") is None
    sent = {"front": "Bob's?", "back": "Bob's.", "explanation": ""}
    assert save(bob, note, **sent).status_code == 404
    assert bob.post(f"/notes/{note}/preview", data=sent).status_code == 404
    assert bob.post(f"/notes/{note}/edits?_method=delete").status_code == 404

    assert (stored(db, "note"), stored(db, "card"), stored(db, "deck")) == before


def test_editing_a_card_moves_no_learners_schedule_or_history(alice, bob, db, note):
    for client in (alice, bob):
        given.grade(client, given.review_page(client))
    before = stored(db, "schedule"), stored(db, "review"), stored(db, "study_day")

    save(alice, note, front="New question?", back="New answer.", explanation="")
    for client in (alice, bob):
        given.review_page(client)

    assert (stored(db, "schedule"), stored(db, "review"), stored(db, "study_day")) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "edit"), ("put", ""), ("post", "preview"), ("delete", "edits")],
    ids=str,
)
def test_a_note_that_is_not_there_is_not_found(alice, note, method, path):
    assert alice.request(method, f"/notes/9999/{path}".rstrip("/")).status_code == 404
