"""The search over all cards: what it finds, in which order, and what it shows of it."""

import re

import pytest
from starlette.testclient import TestClient

from app.cards.card import Note
from app.progress.standing import PAGE
from tests import given
from tests.given import Shown


def search(client: TestClient, q: str, **query: str | int) -> Shown:
    told = client.get("/search", params={"q": q, **query})
    assert told.status_code == 200, told.text
    return given.shown(told.text)


def questions(page: Shown) -> list[str]:
    return [a.get_text() for a in page.soup.select(".cards tbody td:first-child > a")]


def firsts(page: Shown) -> list[str]:
    """The first word of each question, sorted."""
    return sorted(question.split()[0] for question in questions(page))


def tagged(name: str, *tags: str) -> Note:
    return Note(name, "basic", {"front": f"{name} with tags?", "back": "Yes."}, tags=tags)


@pytest.fixture
def decks(alice, db):
    fruit = given.a_deck(
        db,
        given.a_note("fruit", front="Apple or pear?", back="A *pear*, from a pear tree."),
        given.a_note("street", front="Wie heißt die STRASSE?", back="Große Allee.", explanation="Near the tree."),
        given.a_cloze("gap", "Gap of {{c1::oak}} and {{c2::elm}}"),
        key="fruit-and-trees",
    )
    sea = given.a_deck(
        db, given.a_note("sea", front="Sea or apple?", back="Salt, --rm."), given.a_pair("Tide"), key="sea"
    )
    given.review_page(alice)
    return fruit, sea


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("apple", ["Apple", "Sea"]),
        ("appl*", ["Apple", "Sea"]),
        ("apple pear", ["Apple"]),
        ('"pear tree"', ["Apple"]),
        ('"tree pear"', []),
        ("tree -pear", ["Wie"]),
        ('-"pear tree" tree', ["Wie"]),
        ("-apple", ["Gap", "Gap", "Tide", "Tide", "Wie"]),
        ("strasse", ["Wie"]),
        ("straße", ["Wie"]),
        ("grosse", ["Wie"]),
        ("allee", ["Wie"]),
        ("near", ["Wie"]),
        ("elm", ["Gap", "Gap"]),
        ("--rm", ["Sea"]),
        ("deck:sea", ["Sea", "Tide", "Tide"]),
        ("deck:trees", ["Apple", "Gap", "Gap", "Wie"]),
        ('deck:"deck fruit"', ["Apple", "Gap", "Gap", "Wie"]),
        ("deck:deck*sea", ["Sea", "Tide", "Tide"]),
        ("deck:nowhere", []),
        ("-deck:sea apple", ["Apple"]),
        ("kind:cloze", ["Gap", "Gap"]),
        ("note:reversed", ["Tide", "Tide"]),
        ("-kind:basic deck:sea", ["Tide", "Tide"]),
        ("tag:test apple", ["Apple", "Sea"]),
        ("tag:tes", []),
        ("tag:TE* apple", ["Apple", "Sea"]),
        ("-tag:test", []),
        ("flag:0 apple", ["Apple", "Sea"]),
    ],
)
def test_a_search_finds_the_cards_that_fit_every_part(alice, decks, q, found):
    page = search(alice, q)

    assert firsts(page) == found
    assert ("No card fits all of this." in page.text) == (not found)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("is:new", ["Gap", "Gap", "Tide", "Tide", "Wie"]),
        ("is:learn", ["Sea"]),
        ("is:review", ["Apple"]),
        ("is:due", []),
        ("is:suspended", ["Tide"]),
        ("is:buried", ["Gap"]),
        ("-is:buried deck:trees", ["Apple", "Gap", "Wie"]),
        ("is:marked", ["Sea"]),
        ("-is:marked apple", ["Apple"]),
        ("flag:3", ["Apple"]),
        ("flag:green", ["Apple"]),
        ("-flag:0", ["Apple"]),
    ],
)
def test_a_search_knows_where_her_cards_stand(alice, db, decks, q, found):
    apple, sea = given.card_id(db, "fruit"), given.card_id(db, "sea")
    given.answer(alice, apple, 0)
    given.answer(alice, sea, 0, "again")
    given.press(alice, f"/cards/{apple}/flag?_method=put", flag=3)
    given.press(alice, f"/notes/{given.note_id(db, 'sea')}/mark?_method=put")
    given.press(alice, f"/cards/{given.card_id(db, 'Tide', 'reverse')}/suspension?_method=put")
    given.press(alice, f"/cards/{given.card_id(db, 'gap', 'c1')}/burial?_method=put")
    if q == "is:new":  # a suspended card has no other state
        found = ["Gap", "Gap", "Tide", "Wie"]

    assert firsts(search(alice, q)) == found


def test_a_card_is_due_when_its_day_has_come(alice, db, decks, time):
    given.answer(alice, given.card_id(db, "fruit"), 0)
    assert firsts(search(alice, "is:due")) == []

    time.passes(days=1)

    assert firsts(search(alice, "is:due")) == ["Apple"]
    assert "due today" in search(alice, "is:due").one(".cards tbody").get_text()


def test_bob_searches_his_own_cards(alice, bob, db, decks):
    given.answer(alice, given.card_id(db, "fruit"), 0)
    given.press(alice, f"/cards/{given.card_id(db, 'sea')}/suspension?_method=put")

    assert firsts(search(bob, "apple is:new")) == ["Apple", "Sea"]
    assert firsts(search(bob, "is:suspended")) == []


def test_cards_that_are_gone_are_not_found(alice, db):
    given.a_deck(db, given.a_note("kept", back="Same."), given.a_note("gone", back="Same."))
    assert len(questions(search(alice, "same"))) == 2
    given.a_deck(db, given.a_note("kept", back="Same."))

    assert questions(search(alice, "same")) == ["What is kept?"]


def test_tags_are_whole_words_of_which_a_star_stands_for_any(alice, db):
    given.a_deck(db, tagged("One", "network"), tagged("Two", "network-debugging", "Mid"), tagged("Three"))

    assert firsts(search(alice, "tag:network")) == ["One"]
    assert firsts(search(alice, "tag:network*")) == ["One", "Two"]
    assert firsts(search(alice, "tag:mid")) == ["Two"]
    assert firsts(search(alice, "-tag:network*")) == ["Three"]


def test_the_best_come_first_and_equals_in_the_order_of_the_decks(alice, db):
    given.a_deck(
        db,
        given.a_note("far", front="Far?", back=f"A lamp {'among many other words ' * 20}"),
        given.a_note("one", front="One", back="A lamp."),
        given.a_note("two", front="Two", back="A lamp."),
        given.a_note("best", front="Lamp lamp", back="A lamp."),
    )

    assert questions(search(alice, "lamp")) == ["Lamp lamp", "One", "Two", "Far?"]
    assert questions(search(alice, "-nothing")) == ["Far?", "One", "Two", "Lamp lamp"]


def test_a_result_shows_the_question_with_marks_the_deck_the_kind_and_the_state(alice, db, decks):
    row = search(alice, "appl pear").one(".cards tbody tr")

    assert [mark.get_text() for mark in row.select("td:first-child > a mark")] == ["Apple", "pear"]
    assert row.select("a")[0]["href"] == f"/cards/{given.card_id(db, 'fruit')}"
    assert [td.get_text(strip=True) for td in row.select("td")[1:]] == ["The deck fruit-and-trees", "Basic", "new"]
    assert row.select_one(".excerpt") is None, "everything stands in the question"


@pytest.mark.parametrize(
    ("q", "excerpt"),
    [
        ("apple tree", "A pear, from a pear [tree]."),
        ("tree -pear", "Near the [tree]."),
        ("wie test", "Tags: [test], day-1"),
        ("street", "Key: [street]"),
        ("elm", "Gap of oak and [elm]"),
    ],
)
def test_what_is_not_in_the_question_is_shown_where_it_stands(alice, decks, q, excerpt):
    found = search(alice, q).one(".excerpt")

    assert re.sub(r"</?p[^>]*>", "", str(found)).replace("<mark>", "[").replace("</mark>", "]") == excerpt


@pytest.mark.parametrize(
    "q",
    [
        *(
            '"',
            '"""',
            'a"b',
            '"a" "',
            "NEAR(",
            "NEAR(a b, 2)",
            "a AND",
            "OR",
            "NOT",
            "a NOT b",
            "*",
            "a**",
            "^a",
            "a+b",
        ),
        *(
            "note_search:apple",
            "{a b}: c",
            "'",
            "' OR 1=1 --",
            '"); DROP TABLE note; --',
            "%",
            "_",
            "\\",
            "a\x00b",
            "\x00",
        ),
        *(
            "(",
            ")",
            "()",
            "-",
            "--",
            "-*",
            "- apple",
            ":",
            "::",
            "deck:",
            'deck:"',
            "tag:%",
            "tag:'",
            "deck:[",
            "deck:(*",
        ),
        *("\u202e", "\u0301", "日本語", "😀", "a" * 10_000, "a " * 5000, '"a" ' * 200, "-a " * 5000, "is:due " * 300),
    ],
)
def test_a_hostile_search_gets_an_answer(alice, decks, q):
    page = search(alice, q)

    assert page.one("#results")
    assert len(questions(search(alice, "apple"))) == 2, "and nothing is lost"


def test_a_search_comes_back_as_text(alice, decks):
    told = alice.get("/search", params={"q": '"><script>alert(1)</script> is:<b>'})

    assert "<script>alert" not in told.text
    assert "is:<b>" not in told.text
    assert given.shown(told.text).one("#q")["value"] == '"><script>alert(1)</script> is:<b>'


def test_a_question_that_looks_like_html_is_text(alice, db):
    given.a_deck(db, given.a_note("tag", front="What does `<b>bold</b>` do?", back="<script>alert(1)</script>"))

    told = alice.get("/search", params={"q": "bold alert"})

    assert "<script>alert" not in told.text
    assert "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;" in told.text


def test_what_is_not_understood_is_said_and_nothing_is_found(alice, decks):
    page = search(alice, "is:foo apple")

    assert "There is no is:foo. There are is:buried, is:due, is:learn, is:marked," in page.text
    assert questions(page) == []
    assert "No card fits" not in page.text


def test_what_was_left_out_is_said(alice, decks):
    page = search(alice, "apple &&")

    assert "“&&” has no letter and no digit" in page.text
    assert firsts(page) == ["Apple", "Sea"]


@pytest.mark.parametrize("q", ["", "  ", '"'])
def test_with_nothing_to_look_for_the_page_says_what_can_be_written(alice, decks, q):
    page = search(alice, q)

    assert page.soup.select(".cards") == []
    links = [str(a["href"]) for a in page.soup.select(".hints a")]
    assert len(links) > 5
    for link in links:
        assert given.shown(alice.get(link).text).soup.select(".notice") == [], link


def test_htmx_gets_the_results_alone(alice, decks):
    told = alice.get("/search", params={"q": "apple"}, headers={"HX-Request": "true"})

    assert told.text.lstrip().startswith('<div id="results"')
    assert told.headers["vary"] == "HX-Request"


def test_many_results_come_in_pages_that_can_be_turned(alice, db):
    given.a_deck(db, *(given.a_note(f"card-{number:02}") for number in range(PAGE + 1)))

    first = search(alice, '"answer to" -"no such"')
    assert (len(questions(first)), first.one("#pager span").get_text()) == (PAGE, "Page 1 of 2")
    last = given.shown(alice.get(str(first.one("a[rel=next]")["href"])).text)

    assert questions(last) == [f"What is card-{PAGE}?"]
    assert last.one("#q")["value"] == '"answer to" -"no such"'
    assert questions(search(alice, "answer", page=100_000)) == [f"What is card-{PAGE}?"]


def test_no_cards_at_all(alice):
    assert questions(search(alice, "apple")) == []
    assert "No card fits" in search(alice, "is:due").text


def test_every_page_leads_to_the_search_by_a_link_and_by_its_key(alice, decks):
    link = given.shown(alice.get("/decks").text).one("nav a[data-key='/']")
    assert link["href"] == "/search"

    page = search(alice, "apple")
    assert [element.name for element in page.soup.select("[data-key='/']")] == ["label"]
    assert page.one("nav a[aria-current=page]")["href"] == "/search"
