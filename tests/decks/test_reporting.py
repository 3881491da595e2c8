"""Learners say what is wrong with a card, and the owner reads it."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.cards.card import Deck
from app.decks.loading import DeckFile, load_decks
from tests import given
from tests.given import Shown


@pytest.fixture
def note(alice, bob, db):
    """A note that both learn."""
    given.a_deck(db, given.a_note("one", front="What is a pier?"), given.a_pair("pair"))
    for client in (alice, bob):
        given.review_page(client)
    return given.note_id(db, "one")


def send(client: TestClient, note: int, text: str, **more: str | int) -> Response:
    return client.post(f"/notes/{note}/report?_method=put", data={"text": text, **more})


def reports(client: TestClient) -> list[str]:
    """What the owner reads, one report each."""
    soup = given.shown(client.get("/reports").text).soup
    return [" ".join(item.get_text(" ").split()) for item in soup.select(".reports > li")]


def form(client: TestClient, path: str) -> Shown:
    told = client.get(path)
    assert told.status_code == 200
    return given.shown(told.text)


def test_the_form_names_the_card_and_leads_back(bob, db, note):
    card = given.card_id(db, "one")

    page = form(bob, f"/notes/{note}/report?card={card}&back=/cards/{card}")

    assert "What is a pier?" in page.text
    assert page.one(".trail a")["href"] == f"/cards/{card}"
    assert page.one("input[name=back]")["value"] == f"/cards/{card}"


def test_a_report_is_sent_from_a_cards_page_and_she_is_back_there(bob, db, note):
    card = given.card_id(db, "one")
    link = given.shown(bob.get(f"/cards/{card}").text).one("a[href*='/report']")["href"]
    assert link == f"/notes/{note}/report?card={card}&back=/cards/{card}"

    told = send(bob, note, "The answer is out of date.", card=card, back=f"/cards/{card}")

    assert told.headers["location"] == f"/cards/{card}?done=reported"
    assert "Reported." in given.shown(bob.get(told.headers["location"]).text).notice


def test_a_report_is_sent_from_the_review_and_the_card_lies_there_as_it_did(bob, note):
    page = given.review_page(bob, deck=1)
    link = page.one("#menu form[action$='/report']")
    query = {str(field["name"]): str(field["value"]) for field in link.select("input")}
    for revealed in ("", "1"):  # the script of the page fills it in when the card is turned over
        shown = given.shown(bob.get(str(link["action"]), params=query | {"revealed": revealed}).text)
        back = str(shown.one("input[name=back]")["value"])
        assert back == f"/review?card={page.card}&deck=1" + ("&revealed=1" if revealed else "")

    told = send(bob, note, "The answer is out of date.", back=back)

    again = given.shown(bob.get(told.headers["location"]).text)
    assert (again.card, again.notice) == (page.card, "Reported. Whoever owns these decks reads it.")
    assert "hidden" not in again.one("form.grades").attrs


def test_nobody_is_led_elsewhere(bob, db, note):
    card = given.card_id(db, "one")
    for back in ("https://example.org", "//example.org", "/\\example.org", ""):
        told = send(bob, note, "Wrong.", back=back)
        assert told.headers["location"] == f"/cards/{card}?done=reported"


def test_a_report_of_a_note_with_two_cards_says_which(alice, bob, db, note):
    pair = given.note_id(db, "pair")
    second = given.card_id(db, "pair", "reverse")
    page = form(bob, f"/notes/{pair}/report?card={second}")
    assert page.one("input[type=radio][checked]")["value"] == str(second)

    send(bob, pair, "It has two answers.", card=second)

    assert "pair meaning" in reports(alice)[0]


def test_a_report_without_a_card_is_about_the_notes_first(alice, bob, db, note):
    send(bob, given.note_id(db, "pair"), "It has two answers.")

    assert "pair term" in reports(alice)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Say what is wrong"), (" \n ", "Say what is wrong"), ("x" * 1001, "1,001 characters; 1,000 is the most")],
    ids=["empty", "blank", "too long"],
)
def test_a_report_that_says_nothing_or_too_much_comes_back_as_it_was(alice, bob, note, text, message):
    told = send(bob, note, text, back="/decks")

    page = given.shown(told.text)
    assert told.status_code == 422
    assert message in page.one("#text-error").get_text()
    assert page.one("#text").get_text().removeprefix("\n") == text
    assert page.one("input[name=back]")["value"] == "/decks"
    assert reports(alice) == []


def test_a_thousand_characters_are_not_too_much(alice, bob, note):
    assert send(bob, note, "é" * 1000).status_code == 303


def test_sending_again_takes_the_place_of_the_first_and_opens_it(alice, bob, note):
    send(bob, note, "First thought.")
    assert "has not closed it yet" in form(bob, f"/notes/{note}/report").text
    close(alice, bob, note)
    assert "the owner has closed it" in form(bob, f"/notes/{note}/report").text

    send(bob, note, "Second thought.")

    [report] = reports(alice)
    assert "Second thought." in report
    assert "Closed" not in report


def close(alice: TestClient, who: TestClient, note: int, method: str = "put") -> None:
    told = alice.post(f"/notes/{note}/reports/{given.user_id(who)}/closing?_method={method}")
    assert told.headers["location"] == "/reports"


def test_the_owner_reads_who_said_what_and_when_and_goes_on_from_there(alice, bob, db, note):
    send(bob, note, "The answer\r\nis out of date.")

    page = given.shown(alice.get("/reports").text)

    assert "Bob · 24 Nov 2026 12:00 · The deck deck" in page.text
    assert page.one(".said").get_text() == "The answer\nis out of date."
    links = [link["href"] for link in page.soup.select(".reports a")]
    assert links == [f"/cards/{given.card_id(db, 'one')}", f"/notes/{note}/edit"]
    assert "1 report of a card waits for you." in given.shown(alice.get("/decks").text).text


def test_open_reports_come_first_and_a_closed_one_can_be_reopened(alice, bob, db, note, time):
    pair = given.note_id(db, "pair")
    send(bob, note, "Older.")
    time.passes(minutes=5)
    send(bob, pair, "Newer.")
    assert ["Newer." in report for report in reports(alice)] == [True, False]

    close(alice, bob, pair)
    assert ["Newer." in report for report in reports(alice)] == [False, True]
    assert "Closed 24 Nov 2026" in reports(alice)[1]

    close(alice, bob, pair, "delete")
    assert ["Newer." in report for report in reports(alice)] == [True, False]


def test_each_learner_has_a_report_of_her_own_and_sees_no_others(alice, bob, note):
    send(alice, note, "I wrote this badly.")
    send(bob, note, "I do not get it.")

    assert len(reports(alice)) == 2
    assert "badly" not in form(bob, f"/notes/{note}/report").text
    assert "I do not get it." in form(bob, f"/notes/{note}/report").text
    assert bob.get("/reports").status_code == 404
    assert "report" not in given.shown(bob.get("/decks").text).text


@pytest.mark.parametrize("method", ["put", "delete"])
def test_only_the_owner_closes_and_reopens(alice, bob, note, method):
    send(bob, note, "Wrong.")
    path = f"/notes/{note}/reports/{given.user_id(bob)}/closing?_method={method}"

    assert bob.post(path).status_code == 404
    assert alice.post(path.replace(f"/{note}/", "/999/")).status_code == 404


def test_a_hostile_report_is_shown_as_it_was_written(alice, bob, note):
    send(bob, note, "<img src=x onerror=alert(1)> {{ 7 * 7 }}")

    assert "<img src=x" not in alice.get("/reports").text
    assert "<img src=x onerror=alert(1)> {{ 7 * 7 }}" in given.shown(alice.get("/reports").text).text


@pytest.mark.parametrize("query", ["", "?card=999", "?card=x"])
def test_a_card_that_is_not_the_notes_cannot_be_reported(bob, note, query):
    status = {"": 200, "?card=999": 404, "?card=x": 422}[query]

    assert bob.get(f"/notes/{note}/report{query}").status_code == status
    assert send(bob, note, "Wrong.", card=999).status_code == 404
    assert send(bob, 999, "Wrong.").status_code == 404


def test_a_report_stays_readable_when_its_card_has_left_the_file(alice, bob, db, note):
    send(bob, note, "Wrong.")
    file = DeckFile(Deck("deck", "The deck deck", 1, 1, "", (given.a_pair("pair"),)), {})
    db.write_now(lambda con: load_decks(con, [file]))

    [report] = reports(alice)

    assert "the card is no longer in its deck file" in report
    assert given.shown(alice.get("/reports").text).soup.select(".reports a") == []
    assert bob.get(f"/notes/{note}/report").status_code == 404
