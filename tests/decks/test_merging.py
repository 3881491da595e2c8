"""A text that was edited here and that its deck file changes as well."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.cards.card import Deck, Note
from app.cards.kinds import repair
from app.db import Database
from app.decks.loading import DeckFile, load_decks
from app.decks.merging import unsettled
from tests import given
from tests.given import Shown

PATH = "/notes/{}/edits/front?_method={}"


def load(db: Database, *notes: Note) -> None:
    """What the deck file says from now on."""
    db.write_now(lambda con: load_decks(con, [DeckFile(Deck("deck", "The deck", 1, 1, "", notes), {})]))


def opened(client: TestClient, note: int) -> Shown:
    return given.shown(client.get(f"/notes/{note}/edit").text)


def form(page: Shown, **changed: str) -> dict[str, str]:
    """What the editor's form sends once these fields were filled in."""
    sent = {str(box["name"]): box.get_text().removeprefix("\n") for box in page.soup.select("form textarea[name]")}
    sent |= {str(mark["name"]): str(mark["value"]) for mark in page.soup.select("form[aria-label=Text] input")}
    return sent | changed


def save(client: TestClient, note: int, page: Shown, **changed: str) -> Shown:
    told = client.post(f"/notes/{note}?_method=put", data=form(page, **changed))
    if told.status_code == 303:
        told = client.get(told.headers["location"])
    return given.shown(told.text)


def value(page: Shown, field: str) -> str:
    return page.one(f"textarea[name={field}]").get_text().removeprefix("\n")


def versions(page: Shown) -> list[tuple[str, str]]:
    """The texts that are held against each other, with [what is gone] and {what is new}."""
    for old in page.soup.select(".versions del"):
        old.replace_with(f"[{old.get_text()}]")
    for new in page.soup.select(".versions ins"):
        new.replace_with(f"{{{new.get_text()}}}")
    titles = [title.get_text() for title in page.soup.select(".versions p")]
    return list(zip(titles, (text.get_text().strip() for text in page.soup.select(".versions div")), strict=True))


def waiting(db: Database) -> list[tuple[list[str], list[str], bool]]:
    return db.read_now(lambda con: [(note.changed, note.strays, note.misfit) for note in unsettled(con)])


def asked(client: TestClient) -> str:
    return given.review_page(client).one(".ask").get_text(strip=True)


@pytest.fixture
def note(alice, db):
    """The note of a card whose question was edited here."""
    load(db, given.a_note("one", front="What is a pier?", back="A jetty."))
    note = given.note_id(db, "one")
    page = opened(alice, note)
    save(alice, note, page, front="What is a quay?")
    return note


def test_an_edit_of_a_text_that_its_file_leaves_alone_is_no_conflict(alice, db, note):
    load(db, given.a_note("one", front="What is a pier?", back="A landing place."))

    page = opened(alice, note)
    assert (value(page, "front"), value(page, "back")) == ("What is a quay?", "A landing place.")
    assert versions(page) == []
    assert waiting(db) == []


def test_an_edit_that_its_file_takes_up_is_done_with(alice, db, note):
    load(db, given.a_note("one", front=" What is a quay?\n", back="A jetty."))

    assert opened(alice, note).soup.select("label .chip") == []
    load(db, given.a_note("one", front="What is a mole?", back="A jetty."))
    assert asked(alice) == "What is a mole?"


def test_a_text_changed_in_both_places_stays_as_edited_and_is_shown_three_ways(alice, db, note):
    load(db, given.a_note("one", front="What is a long pier?", back="A jetty."))

    page = opened(alice, note)

    assert versions(page) == [
        ("The deck file, when you edited", "What is a pier?"),
        ("The deck file now", "What is a {long }pier?"),
        ("Yours", "What is a [pier]{quay}?"),
    ]
    assert (value(page, "front"), asked(alice)) == ("What is a quay?", "What is a quay?")
    assert waiting(db) == [(["Question"], [], False)]


def test_a_conflict_outlives_further_loading(alice, db, note):
    for front in ("What is a long pier?", "What is a short pier?"):
        load(db, given.a_note("one", front=front, back="A jetty."))

    assert [text for _title, text in versions(opened(alice, note))][:2] == [
        "What is a pier?",
        "What is a {short }pier?",
    ]


def test_a_conflict_is_over_when_the_file_goes_back(alice, db, note):
    for front in ("What is a long pier?", "What is a pier?"):
        load(db, given.a_note("one", front=front, back="A jetty."))

    assert waiting(db) == []
    assert value(opened(alice, note), "front") == "What is a quay?"


@pytest.fixture
def conflict(db, note):
    """The same note, once its deck file has changed the question as well."""
    load(db, given.a_note("one", front="What is a long pier?", back="A jetty."))
    return note


def test_she_may_keep_hers(alice, db, conflict):
    told = alice.post(PATH.format(conflict, "put"), data=form(opened(alice, conflict)))

    assert told.headers["location"] == f"/notes/{conflict}/edit?done=kept"
    assert (asked(alice), waiting(db)) == ("What is a quay?", [])
    load(db, given.a_note("one", front="What is a mole?", back="A jetty."))
    assert versions(opened(alice, conflict))[0][1] == "What is a long pier?"


def test_she_may_take_the_files(alice, db, conflict):
    told = alice.post(PATH.format(conflict, "delete"), data=form(opened(alice, conflict)))

    assert told.headers["location"] == f"/notes/{conflict}/edit?done=taken"
    assert (asked(alice), waiting(db)) == ("What is a long pier?", [])
    assert opened(alice, conflict).soup.select("label .chip") == []


def test_she_may_write_a_third_text(alice, db, conflict):
    page = save(alice, conflict, opened(alice, conflict), front="What is a long quay?")

    assert "Saved." in page.text
    assert (asked(alice), waiting(db)) == ("What is a long quay?", [])


def test_saving_another_field_leaves_the_conflict_open(alice, db, conflict):
    save(alice, conflict, opened(alice, conflict), back="A wharf.")

    assert waiting(db) == [(["Question"], [], False)]


def test_what_else_is_written_in_the_form_is_not_lost_by_settling_one_field(alice, conflict):
    sent = form(opened(alice, conflict), back="A wharf.")

    told = alice.post(PATH.format(conflict, "delete"), data=sent)

    page = given.shown(told.text)
    assert "not saved yet" in page.text
    assert (value(page, "front"), value(page, "back")) == ("What is a long pier?", "A wharf.")


def test_the_owner_is_told_on_the_decks_page_and_finds_the_list(alice, bob, conflict):
    page = given.shown(alice.get("/decks").text)
    assert "1 card was changed both here and in the deck file." in page.text
    assert page.one("#waiting a")["href"] == "/conflicts"
    listed = given.shown(alice.get("/conflicts").text)
    assert listed.one(".lines a")["href"] == f"/notes/{conflict}/edit"
    assert "changed too: Question" in listed.text

    assert "changed both" not in bob.get("/decks").text
    assert bob.get("/conflicts").status_code == 404
    assert given.shown(bob.get(f"/notes/{conflict}/edit").text).soup.select(".versions") == []


def test_the_list_says_when_nothing_waits(alice, note):
    assert "Nothing waits here." in alice.get("/conflicts").text
    assert given.shown(alice.get("/decks").text).soup.select("#waiting") == []


def test_a_file_that_changes_under_an_open_page_is_told_and_nothing_is_lost(alice, db, note):
    page = opened(alice, note)
    load(db, given.a_note("one", front="What is a long pier?", back="A jetty."))

    told = alice.post(f"/notes/{note}?_method=put", data=form(page, front="What is a wharf?"))

    shown = given.shown(told.text)
    assert told.status_code == 409
    assert "Nothing was saved" in shown.text
    assert value(shown, "front") == "What is a wharf?"
    assert versions(shown)[1:] == [
        ("The deck file now", "What is a {long }pier?"),
        ("Saved here", "What is a [pier]{quay}?"),
        ("Yours, not saved yet", "What is a [quay]{wharf}?"),
    ]
    assert "Saved." in save(alice, note, shown).text
    assert (asked(alice), waiting(db)) == ("What is a wharf?", [])


@pytest.mark.parametrize("method", ["put", "delete"])
def test_a_choice_made_before_the_file_changed_again_is_not_taken(alice, db, conflict, method):
    page = opened(alice, conflict)
    load(db, given.a_note("one", front="What is a short pier?", back="A jetty."))

    told = alice.post(PATH.format(conflict, method), data=form(page))

    assert told.status_code == 409
    assert waiting(db) == [(["Question"], [], False)]
    assert asked(alice) == "What is a quay?"


def test_two_tabs_that_edit_one_field_are_told_apart(alice, note):
    first, second = opened(alice, note), opened(alice, note)
    save(alice, note, first, front="What is a mole?")

    told = alice.post(f"/notes/{note}?_method=put", data=form(second, front="What is a wharf?"))

    shown = given.shown(told.text)
    assert told.status_code == 409
    assert ("Yours, not saved yet", "What is a [mole]{wharf}?") in versions(shown)
    assert (value(shown, "front"), asked(alice)) == ("What is a wharf?", "What is a mole?")


def test_two_tabs_that_edit_two_fields_both_get_their_way(alice, note):
    first, second = opened(alice, note), opened(alice, note)
    save(alice, note, first, front="What is a mole?")

    page = save(alice, note, second, back="A breakwater.")

    assert (value(page, "front"), value(page, "back")) == ("What is a mole?", "A breakwater.")


def test_two_tabs_that_write_the_same_agree(alice, note):
    first, second = opened(alice, note), opened(alice, note)
    for tab in (first, second):
        assert "Saved." in save(alice, note, tab, front="What is a mole?").text


def test_a_preview_does_not_make_a_stale_form_fresh(alice, note):
    first, second = opened(alice, note), opened(alice, note)
    save(alice, note, first, front="What is a mole?")

    told = alice.post(f"/notes/{note}/preview", data=form(second, front="What is a wharf?"))

    assert told.status_code == 409
    assert "changed after you opened the page" in told.text


def test_returning_to_the_file_from_an_old_page_drops_no_newer_edit(alice, note):
    old = opened(alice, note)
    save(alice, note, opened(alice, note), front="What is a mole?")
    marks = {name: text for name, text in form(old).items() if name.startswith("seen-")}

    assert alice.post(f"/notes/{note}/edits?_method=delete", data=marks).status_code == 409
    assert asked(alice) == "What is a mole?"


def test_an_edit_from_before_ebb_kept_its_base_is_held_against_the_files_last_text(alice, db, note):
    db.write_now(lambda con: con.exec_driver_sql("UPDATE note SET base = NULL") and None)
    assert waiting(db) == []

    load(db, given.a_note("one", front="What is a long pier?", back="A jetty."))

    assert versions(opened(alice, note))[0][1] == "What is a pier?"


def test_a_field_that_the_file_drops_is_a_conflict_with_nothing(alice, db, note):
    written = replace(given.a_note("one", front="What is a pier?", back="A jetty."), explanation="Of wood.")
    load(db, written)
    save(alice, note, opened(alice, note), explanation="Of stone.")

    load(db, replace(written, explanation=""))

    assert ("The deck file now", "[Of wood.]") in versions(opened(alice, note))
    assert waiting(db) == [(["Explanation"], [], False)]


class TestANoteOfAnotherKind:
    """The deck file has made a gap text of the note."""

    @pytest.fixture(autouse=True)
    def _changed(self, db, note):
        load(db, given.a_cloze("one", "A {{c1::pier}}."))

    def test_its_new_cards_are_asked_and_the_edited_text_is_kept_aside(self, alice, db, note):
        page = opened(alice, note)

        assert asked(alice) == "A[…]."
        assert page.one("#stray-front").get_text().strip() == "What is a quay?"
        assert "which has no such field" in page.text
        assert waiting(db) == [([], ["Question"], False)]

    def test_saving_it_keeps_the_old_text_until_it_is_dropped(self, alice, db, note):
        save(alice, note, opened(alice, note), text="A {{c1::quay}}.")
        assert waiting(db) == [([], ["Question"], False)]

        told = alice.post(PATH.format(note, "delete"), data=form(opened(alice, note)))

        assert told.status_code == 303
        assert waiting(db) == []

    def test_the_edit_is_in_force_again_with_the_old_kind(self, alice, db, note):
        load(db, given.a_note("one", front="What is a pier?", back="A jetty."))

        assert (asked(alice), waiting(db)) == ("What is a quay?", [])


def test_a_form_for_a_note_that_became_another_kind_is_told_and_its_text_shown(alice, db, note):
    page = opened(alice, note)
    load(db, given.a_cloze("one", "A {{c1::pier}}."))

    told = alice.post(f"/notes/{note}?_method=put", data=form(page, back="A wharf, after all."))

    shown = given.shown(told.text)
    assert told.status_code == 409
    assert "Answer, as you wrote it" in shown.text
    assert "A wharf, after all." in shown.text
    assert "What is a quay?" in shown.one("#stray-front").get_text()


def test_an_edit_that_no_longer_fits_its_file_gives_way_to_it_and_says_so(alice, db):
    before = replace(repair.EXAMPLE, id="fix")
    load(db, before)
    note = given.note_id(db, "fix")
    fixed = before.fields["fixed"]
    save(alice, note, opened(alice, note), fixed=fixed.replace("server.js", "main.js"))
    assert "main.js" in given.review_page(alice).one(".answer").get_text()

    rules, exposed = f"{before.fields['rules']}\nexposes(8080)", fixed.replace("CMD", "EXPOSE 8080\nCMD")
    load(db, replace(before, fields=before.fields | {"rules": rules, "fixed": exposed}))

    page = opened(alice, note)
    assert waiting(db) == [(["Repaired file"], [], True)]
    assert "no longer goes together with the deck file" in page.text
    assert "breaks exposes(8080)" in page.one("#field-fixed-error").get_text()
    answer = given.review_page(alice).one(".answer").get_text()
    assert ("EXPOSE" in answer, "main.js" in answer) == (True, False)


def test_hostile_words_in_a_conflict_are_shown_as_they_are(alice, db, note):
    load(db, given.a_note("one", front="<script>alert(1)</script>", back="A jetty."))

    told = alice.get(f"/notes/{note}/edit").text

    assert "<script>alert" not in told
    assert ("The deck file now", "[What is a pier?]{<script>alert(1)</script>}") in versions(given.shown(told))


@pytest.mark.parametrize("field", ["nothing", "id", "seen-front"])
def test_a_field_that_the_note_does_not_have_cannot_be_settled(alice, note, field):
    for method in ("put", "delete"):
        assert alice.post(f"/notes/{note}/edits/{field}?_method={method}").status_code == 404
