"""The pages of the library: what they show of every state, and what they cost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from app.db import Database
from app.library import storing
from tests import given
from tests.conftest import NOON
from tests.library.guides import TIDES, a_guide, decide, guide, page, proposals, told

EBB, FLOOD, SPRING, NEAP = "What is ebb?", "What is flood?", "What is a spring tide?", "What is a neap tide?"


def tabs(shown: given.Shown) -> list[str]:
    return [" ".join(a.get_text(" ").split()) for a in shown.soup.select("#choices a")]


def questions(shown: given.Shown) -> list[str]:
    return [front.get_text(strip=True) for front in shown.soup.select(".proposal .sides .asked")]


def test_a_newcomer_finds_the_form_alone(alice):
    shown = page(alice, "/guides")

    assert shown.one("h2").get_text() == "Turn a guide into cards"
    assert shown.soup.select(".books") == []


def test_guides_are_listed_with_what_stands_where(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, "accept:part", part="1")
    decide(alice, guide_id, f"refuse:{proposals(db, guide_id)[NEAP].id}")

    (book,) = page(alice, "/guides").soup.select(".books > li")

    assert book.select_one("h2").get_text() == "Tides"  # type: ignore[union-attr]
    assert [b.get_text() for b in book.select(".tally b")] == ["1", "2", "1"]


def test_a_guide_shows_what_is_to_be_decided_then_what_is_a_card(alice, db):
    guide_id = a_guide(db)
    shown = page(alice, f"/guides/{guide_id}")
    assert tabs(shown) == ["To decide 4", "Accepted 0"]
    assert questions(shown) == [EBB, FLOOD, SPRING, NEAP]
    assert "Accept all 4 cards" in shown.text

    decide(alice, guide_id, "accept:all")
    shown = page(alice, f"/guides/{guide_id}")

    assert tabs(shown) == ["To decide 0", "Accepted 4"]
    assert questions(shown) == [EBB, FLOOD, SPRING, NEAP]
    assert "Everything is decided." in page(alice, f"/guides/{guide_id}?show=open").text


def test_after_another_reading_what_waits_for_a_decision_is_shown_first(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, "accept:all")
    a_guide(db, TIDES.replace("going out", "falling").replace(f"{NEAP} The smallest range.", "What is slack? Still."))

    shown = page(alice, f"/guides/{guide_id}")

    assert tabs(shown) == ["To decide 1", "Changed 1", "Gone 1", "Accepted 4"]
    assert questions(shown) == [EBB]
    assert "The guide says this now:" in shown.text
    assert "The tide falling." in shown.one(".newer").get_text()
    assert "New" in page(alice, f"/guides/{guide_id}?show=open").one(".proposal .chip[data-fate]").get_text()
    gone = page(alice, f"/guides/{guide_id}?show=gone")
    assert questions(gone) == [NEAP]
    assert gone.soup.select(".proposal .cited a") == [], "its lines say something else now"


def test_a_part_shows_its_own(alice, db):
    guide_id = a_guide(db)

    shown = page(alice, f"/guides/{guide_id}?part=2")

    assert questions(shown) == [SPRING, NEAP]
    assert "Accept all 2 cards of this part" in shown.text
    assert [day.get_text() for day in shown.soup.select(".parts .day")] == ["2", "2"]
    assert questions(page(alice, f"/guides/{guide_id}?part=99")) == []


def test_forty_are_shown_on_a_page(alice, db):
    text = "# A\n" + "".join(f"What is {number:03}? It is {number:03}.\n" for number in range(90))
    guide_id = a_guide(db, text)

    first, last = page(alice, f"/guides/{guide_id}"), page(alice, f"/guides/{guide_id}?page=99")

    assert (len(questions(first)), len(questions(last))) == (40, 10)
    assert "Page 3 of 3" in last.text
    assert "Accept all 90 cards" in first.text
    assert questions(page(alice, str(first.one("[rel=next]")["href"])))[0] == "What is 040?"


def test_the_plan_names_the_days_with_their_decks_and_the_checklist(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, "accept:part", part="2")

    plan = page(alice, f"/guides/{guide_id}").one("[aria-labelledby=plan-title]")

    assert [" ".join(li.get_text(" ").split()) for li in plan.select(".days-of-plan li")] == [
        "Day 1 about 1.5 h Ebb and flood",
        "Day 2 about 1.5 h Springs and neaps",
    ]
    assert [a.get_text() for a in plan.select(".days-of-plan a")] == ["Springs and neaps"]
    assert "Tides are no mystery." in plan.get_text()


def test_what_was_left_out_is_told_with_its_lines_and_why(alice, db):
    rows = [[number, number, "no fact"] for number in range(1, 6)] * 100
    guide_id = a_guide(db, left_out=rows, left=12_345, remarks=[[3, "odd"], [None, "a correction"]])

    shown = page(alice, f"/guides/{guide_id}?show=left")

    assert tabs(shown)[-1] == "Left out 12345"
    assert len(shown.soup.select(".left-out li")) == 400
    assert "These are the first 400 of 12345." in shown.text
    assert [li.get_text() for li in shown.soup.select("details.panel .prose li")] == ["Line 3: odd", "a correction"]
    assert len(page(alice, f"/guides/{guide_id}?show=left&part=1").soup.select(".left-out li")) == 300


def test_a_guide_that_is_being_read_says_so_and_asks_again_by_itself(alice, db):
    guide_id, _ = db.write_now(storing.begin, "tides.md", "", NOON)

    progress = page(alice, f"/guides/{guide_id}").one("#progress")

    assert progress["hx-get"] == f"/guides/{guide_id}/progress"
    assert progress.select_one("[role=status]") is not None
    assert progress.select_one("a")["href"] == f"/guides/{guide_id}", "the way to look again without a script"  # type: ignore[index]
    assert page(alice, "/guides").one(".books .chip").get_text() == "Being read"


def test_the_progress_is_told_and_when_it_is_done_the_page_is_fetched_anew(app, alice, db):
    guide_id, _ = db.write_now(storing.begin, "tides.md", "", NOON)
    app.state.readings.progress[guide_id] = (300, 1200)

    answer = alice.get(f"/guides/{guide_id}/progress")
    assert "25 % of 1200 lines" in given.shown(answer.text).text
    assert "hx-refresh" not in answer.headers

    db.write_now(storing.keep, guide_id, told(TIDES), "", NOON)
    assert alice.get(f"/guides/{guide_id}/progress").headers["hx-refresh"] == "true"
    assert alice.get("/guides/999/progress").status_code == 404


def test_a_pasted_text_that_took_long_to_fail_is_offered_again(alice, bob, db):
    guide_id, _ = db.write_now(storing.begin, "mine.md", "", NOON)
    db.write_now(storing.fail, guide_id, ["It took too long.", "Truly."], "my <b>words</b>")

    shown = page(alice, f"/guides/{guide_id}")
    assert [li.get_text() for li in shown.soup.select(".wrong li")] == ["It took too long.", "Truly."]
    form = page(alice, str(shown.one(".panel a")["href"]))
    assert form.one("#text").get_text() == "\nmy <b>words</b>"
    assert form.one("#name")["value"] == "mine.md"
    assert "words" not in bob.get(f"/guides?again={guide_id}").text


def test_what_was_pasted_is_forgotten_when_the_guide_has_been_read(alice, db):
    guide_id, _ = db.write_now(storing.begin, "mine.md", "", NOON)
    db.write_now(storing.fail, guide_id, ["No."], "my words")

    a_guide(db, name="mine.md")

    assert "pasted" not in guide(db, guide_id).told


@pytest.mark.parametrize(
    "query", ["show=<script>", "show=", "part=0", "page=100000", "done=<b>", "count=7&done=merged"]
)
def test_whatever_stands_in_its_address_a_guide_is_shown(alice, db, query):
    guide_id = a_guide(db)

    shown = page(alice, f"/guides/{guide_id}?{query}")

    assert shown.soup.select("main script, #flash b") == []


def test_a_hostile_guide_is_shown_and_does_nothing(alice, db):
    text = (
        "# <script>alert(1)</script> {{ 7 * 7 }}\n"
        "What is <img src=x onerror=alert(1)>? [x](javascript:alert(1)) `{{ 7*7 }}`\n"
    )
    guide_id = a_guide(
        db, text, name="<b>{{ 7*7 }}</b>.md", title="<script>{{ 7*7 }}", checklist=["<script>1</script>"]
    )
    decide(alice, guide_id, "accept:all")

    for path in (
        "/guides",
        f"/guides/{guide_id}",
        f"/guides/{guide_id}?show=accepted",
        f"/guides/{guide_id}/read",
        "/decks",
    ):
        shown = page(alice, path)
        assert shown.soup.select("main script, main img, main [onerror], main a[href^=javascript]") == [], path
        assert "49" not in shown.text, path


# What it costs


@pytest.fixture
def asked(db: Database) -> Iterator[list[str]]:
    """Every statement that is sent for a page."""
    statements: list[str] = []

    def note(_con: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db._reading, "before_cursor_execute", note)
    yield statements
    event.remove(db._reading, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["", "?show=accepted", "?show=left", "?show=stale", "/read"])
def test_ten_times_the_cards_cost_no_more_queries(alice, db, asked, path):
    counts = []
    for cards in (3, 30):
        text = "# A\n" + "".join(f"What is {number}? It is {number}.\n" for number in range(cards))
        guide_id = a_guide(db, text, name=f"{cards}.md")
        decide(alice, guide_id, "accept:chosen", *[one.id for one in list(proposals(db, guide_id).values())[::2]])
        asked.clear()
        page(alice, f"/guides/{guide_id}{path}")
        counts.append(len(asked))

    assert counts[0] == counts[1] > 3


def test_more_guides_cost_no_more_queries(alice, db, asked):
    counts = []
    for number in range(11):
        a_guide(db, name=f"{number}.md")
        asked.clear()
        page(alice, "/guides")
        counts.append(len(asked))

    assert counts[0] == counts[-1]
