"""The folder of deck files, and what a slip in one of them does to the others."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.cards.card import Deck, Erratum, Overlay
from app.cards.deckfile import write
from app.cards.kinds import KINDS
from app.cards.lint import lint
from app.cards.overlayfile import write_overlay
from app.decks.folder import Found, read_folder
from app.decks.loading import DeckFile, load_decks
from app.main import create_app
from app.settings import ROOT
from tests import given

BOOT = Erratum("boot", (3, 3), "", "a VM boots in an hour", "it boots in a minute", "The manual", "high", "guide.md")
SHIPPED = ROOT / "decks"


@pytest.fixture
def folder(tmp_path):
    """Two decks that name an erratum, and their errata."""
    for key in ("one", "two"):
        note = replace(given.a_note(key), errata=("boot",))
        (tmp_path / f"{key}.toml").write_text(write(Deck(key, f"Deck {key}", 1, 1, "guide.md", (note,))))
    (tmp_path / "errata.toml").write_text(write_overlay(Overlay("guide.md", {"boot": BOOT})))
    return tmp_path


def keys(found: Found) -> list[str]:
    return sorted(file.deck.id for file in found.decks.values())


def test_every_deck_below_the_folder_is_read_with_the_errata_beside_it(folder):
    (folder / "more").mkdir()
    (folder / "more" / "three.toml").write_text(write(Deck("three", "Deck three", notes=(given.a_note(),))))

    found = read_folder(folder)

    assert (keys(found), found.problems) == (["one", "three", "two"], [])
    assert [dict(file.errata) for file in found.decks.values()] == [{}, {"boot": BOOT}, {"boot": BOOT}]


def test_one_file_can_be_read_alone(folder):
    assert keys(read_folder(folder / "two.toml")) == ["two"]


def test_a_folder_that_is_not_there_is_a_problem_and_not_a_crash(tmp_path):
    [problem] = read_folder(tmp_path / "nowhere").problems

    assert "nowhere" in problem


def test_a_folder_without_a_deck_file_is_a_problem(tmp_path):
    (tmp_path / "plan.toml").write_text("title = 'A plan'\nday = []\n")

    found = read_folder(tmp_path)

    assert (found.decks, found.problems) == ({}, [f"{tmp_path}: there is no deck file here"])


def test_two_files_with_one_deck_id_are_a_problem_and_the_first_is_loaded(folder):
    (folder / "three.toml").write_text(write(Deck("one", "Not deck one", notes=(given.a_note("other"),))))

    found = read_folder(folder)

    assert sorted(path.name for path in found.decks) == ["one.toml", "two.toml"]
    assert found.problems == [f"{folder / 'three.toml'}:id: “one” is the id of the deck in {folder / 'one.toml'} too"]


def test_two_decks_with_one_note_id_are_a_problem_and_the_first_is_loaded(folder):
    notes = tuple(given.a_note(key) for key in ("two", "fresh", "one"))
    (folder / "zebra.toml").write_text(write(Deck("zebra", "Zebra", notes=notes)))

    found = read_folder(folder)

    assert keys(found) == ["one", "two"]
    later = folder / "zebra.toml"
    assert found.problems == [
        f"{later}:two:id: is the id of a note in {folder / 'two.toml'} too",
        f"{later}:one:id: is the id of a note in {folder / 'one.toml'} too",
    ]


def test_what_only_a_deck_that_was_left_out_has_is_free_for_the_next(folder):
    (folder / "v.toml").write_text(write(Deck("one", "Left out", notes=(given.a_note("fresh"),))))
    (folder / "w.toml").write_text(write(Deck("w", "W", notes=(given.a_note("fresh"),))))

    assert keys(read_folder(folder)) == ["one", "two", "w"]


@pytest.mark.parametrize("text", [b"format = ", b"\xff\xfe\x00", b'format = 1\nid = "Bad Id"\ntitle = "T"\n'])
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_loaded(folder, text):
    (folder / "one.toml").write_bytes(text)

    found = read_folder(folder)

    assert keys(found) == ["two"]
    assert found.problems
    assert all("one.toml" in problem for problem in found.problems)


@pytest.mark.parametrize("text", [b"format = ", b"\xff\xfe\x00"])
def test_while_the_errata_cannot_be_read_no_deck_that_names_one_is_loaded(folder, text):
    (folder / "errata.toml").write_bytes(text)
    (folder / "plain.toml").write_text(write(Deck("plain", "Deck plain", notes=(given.a_note(),))))

    found = read_folder(folder)

    assert keys(found) == ["plain"]
    assert len([problem for problem in found.problems if "errata.toml:" in problem]) == 1, "told once"


def test_a_deck_that_names_an_erratum_nobody_wrote_is_left_out_with_a_word_about_it(folder):
    (folder / "errata.toml").unlink()

    found = read_folder(folder)

    assert keys(found) == []
    assert found.problems[0].endswith("one.toml:one:errata: there is no erratum “boot” in errata.toml")


def test_a_slip_made_between_two_starts_takes_no_cards_away(settings, time, folder):
    settings = settings.model_copy(update={"decks": folder, "single_user": True})
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        page = given.grade(client, given.review_page(client))
        assert page.counts["new"] == 1
    (folder / "one.toml").write_text("format = ")
    (folder / "errata.toml").write_text("format = ")
    time.passes(days=1)

    with TestClient(create_app(settings), base_url="http://localhost") as client:
        page = given.review_page(client)

    assert page.counts == {"new": 1, "learning": 0, "due": 1}
    assert "It boots in a minute." in page.text


def test_an_empty_folder_takes_no_cards_away(settings, time, folder):
    settings = settings.model_copy(update={"decks": folder, "single_user": True})
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert given.review_page(client).counts["new"] == 2
    for path in folder.glob("*.toml"):
        path.unlink()

    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert given.review_page(client).counts["new"] == 2


def test_a_plan_that_cannot_be_read_keeps_nobody_from_the_cards(settings, time, folder):
    (folder / "plan.toml").write_text('title = "A plan"\n[[day]]\nnumber = 1\n')
    settings = settings.model_copy(update={"decks": folder, "single_user": True})

    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert "The plan" not in client.get("/").text
        assert given.review_page(client).counts["new"] == 2


def test_the_shipped_decks_are_in_order():
    found = read_folder(SHIPPED)

    assert found.problems == []
    [overlay] = found.overlays.values()
    assert lint([file.deck for file in found.decks.values()], overlay.errata) == []
    assert len(found.plans) == 1


def test_every_shipped_card_is_loaded_and_can_be_shown(alice, db):
    found = read_folder(SHIPPED)
    files: list[DeckFile] = list(found.decks.values())
    db.write_now(lambda con: load_decks(con, files))
    expected = sum(len(KINDS[note.kind].faces(note)) for file in files for note in file.deck.notes)
    assert expected >= 73

    alice.get("/review")
    query = "SELECT id, note_id, front_html, back_html FROM card"
    cards = db.read_now(lambda con: con.exec_driver_sql(query).all())

    assert len(cards) == expected
    assert all(card.front_html.strip() and card.back_html.strip() for card in cards)
    for card in cards[::10]:
        assert alice.get(f"/cards/{card.id}").status_code == 200
        assert alice.get(f"/notes/{card.note_id}/edit").status_code == 200
