"""Cards that attack: nothing in them runs, and nothing is fetched for them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Frame, Page, expect
from sqlalchemy import Connection, select, update
from sqlmodel import col

from app.cards.card import Deck, Note
from app.cards.deckfile import write
from app.cards.kinds import KINDS
from app.decks.tables import Card
from app.decks.tables import Deck as StoredDeck
from tests import given
from tests.browser.conftest import ReviewOf
from tests.browser.learners import Learner
from tests.browser.serving import Served, serve
from tests.cards.hostile import HOSTILE

RAW = [
    "<script>window.hacked = 1; oracle()</script>",
    "<img src=x onerror='window.hacked = 1; oracle()'>",
    "<img src='https://evil.example/pixel.png'>",
    "<svg onload='window.hacked = 1'></svg><details open ontoggle='window.hacked = 1'>x</details>",
    "<style>body { display: none } #main { background: url(https://evil.example/a) }</style>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<iframe src='https://evil.example/'></iframe><object data='https://evil.example/'></object>",
    "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
    "<base href='https://evil.example/'><form action='https://evil.example/'><button id=lure>x</button></form>",
    "<audio src='https://evil.example/a.ogg' autoplay></audio>",
]
"""What no sanitiser of ours would let through, and the policy of the page must stop by itself."""


def hostile_deck(kind: str, turn: int) -> Deck:
    """A deck of one kind with every payload in every field; every third comes first, and which ones is for `turn`."""
    notes = []
    for number, payload in sorted(enumerate(HOSTILE), key=lambda pair: (pair[0] - turn) % 3):
        text = payload.replace("\x00", "")  # TOML knows no such character
        note = Note(f"{kind}-{number}", kind, hostile_fields(kind, text), text)
        notes += [] if list(KINDS[kind].problems(note)) else [note]
    return Deck(f"hostile-{kind}", f"{kind} </title><script>window.hacked=1</script>", day=turn + 1, notes=tuple(notes))


def hostile_fields(kind: str, text: str) -> dict[str, str]:
    """A payload in every text of a note; on one line where the kind reads a list line by line."""
    line = " ".join(text.split())
    fields = {
        "cloze": {"text": text if "{{c1::" in text else f"{{{{c1::gap}}}} {text}"},
        "choice": {"front": text, "options": f"- [x] right {line}\n- [ ] wrong {line}\n  {line}"},
        "order": {"front": text, "steps": f"1. one {line}\n2. two {line}\n3. three {line}"},
        "command": KINDS["command"].EXAMPLE.fields | {"front": text},
        "repair": KINDS["repair"].EXAMPLE.fields | {"front": text, "broken": f"FROM x\n# {line}\nCOPY . ."},
        "interview": {
            "front": text,
            "back": text,
            "points": f"- {line}\n  + kernel shared",
            "red_flags": f"- wrong {line}\n  + kernel own",
            "follow_ups": f"- {line}",
        },
    }
    return fields.get(kind) or {field.name: text for field in KINDS[kind].FIELDS}


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose deck folder an attacker has filled."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "decks").mkdir()
    for turn, kind in enumerate(KINDS):
        (folder / "decks" / f"{kind}.toml").write_text(write(hostile_deck(kind, turn)), encoding="utf-8")
    with serve(folder / "data", EBB_DECKS=str(folder / "decks")) as it:
        yield it


@pytest.fixture
def served(attacked: Served) -> Served:
    """The attacked one."""
    return attacked


def is_foreign(page: Page, frame: Frame) -> bool:
    """Whether a frame inside the page, or the page itself, has come to show something of the web."""
    return frame.url.startswith("http") and (frame != page.main_frame or "evil" in frame.url)


@pytest.fixture
def harm(page: Page, new_context: object) -> Iterator[list[str]]:
    """What ran though it should not have; checked when the test is over. Other hosts are watched by `new_context`."""
    done: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        done.append(dialog.message)
        dialog.dismiss()

    page.expose_function("oracle", lambda: done.append("oracle"))
    page.on("dialog", dismiss)
    page.on("popup", lambda popup: done.append(popup.url))
    page.on("framenavigated", lambda frame: done.append(frame.url) if is_foreign(page, frame) else None)
    yield done
    assert done == []


def is_unharmed(page: Page) -> None:
    """No script of a card has run here, and the page is still ours to use."""
    assert page.evaluate("() => window.hacked") is None
    assert page.evaluate("() => document.baseURI").startswith(page.url.split("?")[0])
    expect(page.locator("#main")).to_be_visible()


def cards(db: Connection, kind: str) -> list[int]:
    """Every card of a kind, in the order of its deck."""
    found = select(col(Card.id)).where(col(Card.kind) == kind, ~col(Card.retired)).order_by(col(Card.position))
    return list(db.execute(found).scalars())


@pytest.mark.parametrize("kind", KINDS)
def test_the_decks_are_full_of_attacks(kind: str) -> None:
    assert len(hostile_deck(kind, 0).notes) >= 60


HOVER = """() => {
  for (const element of document.querySelectorAll("#main *")) {
    for (const name of ["mouseover", "pointerover", "focus", "toggle", "animationend", "beginEvent"]) {
      element.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }
}"""
"""What a hand on the mouse might set off."""


A_THIRD = len(HOSTILE) // 3
"""How many each kind shows on a page of its own; together they show every attack."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("harm")
def test_nothing_runs_on_the_review_page(served: Served, page: Page, learner: Learner, kind: str) -> None:
    learner.has(new_per_day=9999)
    seen = set()
    page.goto(f"/review?deck={deck_id(served, kind)}")
    for _ in range(A_THIRD):
        shown = page.locator("#turn").get_attribute("data-card")
        seen.add(shown)
        page.locator("[data-turn-over] button").click()
        page.evaluate(HOVER)
        page.keyboard.press("!")
        expect(page.locator("#turn")).not_to_have_attribute("data-card", shown or "")
    is_unharmed(page)
    assert len(seen) == A_THIRD


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("harm")
def test_nothing_runs_on_card_pages(served: Served, page: Page, learner: Learner, kind: str) -> None:
    for card in served.db.read_now(cards, kind)[:A_THIRD]:
        page.goto(f"/cards/{card}", wait_until="domcontentloaded")
        page.evaluate(HOVER)
        is_unharmed(page)


@pytest.mark.usefixtures("harm")
def test_nothing_runs_in_the_lists(served: Served, page: Page, learner: Learner) -> None:
    page.goto("/decks")
    is_unharmed(page)
    for kind in KINDS:
        page.goto(f"/decks/{deck_id(served, kind)}?page=1")
        page.evaluate(HOVER)
        is_unharmed(page)
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("link", name="Previous")).to_be_visible()
        page.evaluate(HOVER)
        is_unharmed(page)


def deck_id(served: Served, kind: str) -> int:
    """The deck of a kind."""
    query = select(col(StoredDeck.id)).where(col(StoredDeck.key) == f"hostile-{kind}")
    found: int = served.db.read_now(lambda db: db.execute(query).scalar_one())
    return found


@pytest.mark.usefixtures("harm")
def test_nothing_runs_in_the_editors_preview(served: Served, page: Page, learner: Learner) -> None:
    learner.has(is_owner=True)
    note = given.note_id(served.db, "basic-0")
    page.goto(f"/notes/{note}/edit")
    for start in range(0, len(HOSTILE), 20):
        text = "\n\n".join(payload.replace("\x00", "") for payload in HOSTILE[start : start + 20])[:3900]
        page.get_by_label("Question").fill(text)
        with page.expect_response("**/preview"):
            page.get_by_role("button", name="Preview").click()
        expect(page.locator("#preview .ask")).to_be_visible()
        page.evaluate(HOVER)
    is_unharmed(page)


class TestThePolicyAlone:
    """Should a card's HTML ever get past the sanitiser, the page's policy stops what is in it."""

    @pytest.fixture
    def served(self, shared: Served) -> Served:
        """Any server."""
        return shared

    @pytest.mark.parametrize("by_htmx", [False, True], ids=["pages", "parts"])
    @pytest.mark.usefixtures("harm")
    def test_raw_html_runs_nothing_and_fetches_nothing(
        self, review_of: ReviewOf, served: Served, page: Page, by_htmx: bool
    ) -> None:
        review = review_of(harmless := given.a_note(), *(notes := [given.a_note() for _ in RAW]))
        for note, html in zip(notes, RAW, strict=True):
            poison(served, given.card_id(served.db, note.id), html)
        review.asks(harmless.id)
        for _ in RAW:
            shown = page.locator("#turn").get_attribute("data-card")
            review.press("Space", "3")
            expect(page.locator("#turn")).not_to_have_attribute("data-card", shown or "")
            if not by_htmx:
                page.reload()
            expect(review.question).to_contain_text("Poisoned.")
            review.press("Space")
            page.evaluate(HOVER)
            is_unharmed(page)

    @pytest.mark.usefixtures("harm")
    def test_a_form_in_a_card_sends_nothing_elsewhere(self, review_of: ReviewOf, served: Served, page: Page) -> None:
        note = given.a_note()
        review_of(note)
        poison(served, given.card_id(served.db, note.id), next(html for html in RAW if "lure" in html))
        page.reload()

        with page.expect_console_message(lambda said: "form-action" in said.text):
            page.evaluate("() => document.getElementById('lure').click()")

        assert page.evaluate("() => location.href").startswith(served.url)


def poison(served: Served, card_id: int, html: str) -> None:
    """Puts HTML into a card as no way in would let it."""
    values = {"front_html": f"<p>Poisoned.</p>{html}", "back_html": html, "extra_html": html}
    served.db.write_now(lambda db: db.execute(update(Card).where(col(Card.id) == card_id).values(**values)) and None)
