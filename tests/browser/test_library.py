"""A guide in the browser: sent, watched, decided about, reviewed and read, with and without a mouse or scripts."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Dialog, Locator, Page, ViewportSize, expect

from tests.browser.axe import DESK, PHONE, is_fine
from tests.browser.learners import Learner
from tests.browser.serving import Served, serve
from tests.browser.test_sizes import CUT_OFF, LARGE, TOO_WIDE
from tests.library.guides import a_guide, states

TIDES = """# Tides

## What makes the tides?

The pull of the **moon** and, less, of the sun.

## Why are there two floods a day?

The water bulges on the side near the moon and on the far side:

```sh
docker run --detach --name a-very-long-name-for-a-container --publish 127.0.0.1:8080:80 registry.example/nginx:1.29
```

## What is a spring tide?

The largest range, at full and new moon.
"""
QUESTIONS = ["What makes the tides?", "Why are there two floods a day?", "What is a spring tide?"]

_number = count(1)


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server without decks, so that what is to be reviewed comes from guides alone."""
    folder = tmp_path_factory.mktemp("quiet")
    (folder / "decks").mkdir()
    with serve(folder / "data", EBB_DECKS=str(folder / "decks")) as it:
        yield it


@pytest.fixture
def served(quiet: Served) -> Served:
    return quiet


@pytest.fixture
def owner(learner: Learner) -> Learner:
    learner.has(is_owner=True)
    return learner


def a_file(folder: Path, text: str = TIDES) -> Path:
    """A guide of a name of its own."""
    path = folder / f"tides-{next(_number)}.md"
    path.write_text(text, encoding="utf-8")
    return path


def send(page: Page, path: Path, *, watch: bool = False) -> int:
    """Sends a file, as a hand does, and waits until it has been read, unless that is to be watched; the guide's id."""
    page.goto("/guides")
    page.get_by_label("A file").set_input_files(path)
    page.get_by_role("button", name="Find the cards in it").click()
    page.wait_for_url(re.compile(r"/guides/\d+"))
    guide = int(page.url.rpartition("/")[2].partition("?")[0])
    if not watch:  # the page looks again by itself, with and without scripts
        expect(page.locator("#progress")).to_have_count(0, timeout=60_000)
    return guide


def card(page: Page, question: str) -> Locator:
    """A proposal."""
    return page.locator(".proposal", has_text=question)


def asked(page: Page) -> list[str]:
    return page.locator(".proposal .asked").all_text_contents()


class Hand:
    """What somebody does on her way, counted: taps and fields."""

    def __init__(self) -> None:
        self.taps = self.fields = 0

    def taps_on(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def fills_in(self, field: Locator, text: str | Path) -> None:
        self.fields += 1
        if isinstance(text, Path):
            field.set_input_files(text)
        else:
            field.fill(text)


PARTS = """# The sea

## Tides

### What makes the tides?

The pull of the **moon** and, less, of the sun.

## Waves

### What makes the waves?

The wind.
"""


class TestANewcomer:
    """A fresh installation, with the decks that come with it."""

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[Served]:
        with serve(tmp_path / "data") as it:
            yield it

    @pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
    @pytest.mark.parametrize("way", ["file", "paste"])
    def test_has_reviewed_a_card_of_her_own_guide_after_seven_taps_and_three_fields(
        self, page: Page, tmp_path: Path, size: ViewportSize, way: str, complaints: list[str]
    ) -> None:
        page.set_viewport_size(size)
        hand = Hand()
        page.goto("/")
        hand.fills_in(page.get_by_label("Name"), "Ada")
        hand.fills_in(page.get_by_label("Password", exact=True), "four words of a tide")
        hand.taps_on(page.get_by_role("button", name="Make the account"))
        hand.taps_on(page.get_by_role("link", name="Guides", exact=True))
        if way == "file":
            hand.fills_in(page.get_by_label("A file"), a_file(tmp_path, PARTS))
        else:
            hand.fills_in(page.get_by_label("Or paste it"), PARTS)
        hand.taps_on(page.get_by_role("button", name="Find the cards in it"))
        expect(page.locator(".proposal")).to_have_count(2)
        expect(page.locator("#everything button")).to_be_in_viewport()
        hand.taps_on(page.get_by_role("button", name="Accept this part").first)
        expect(page.locator("#flash")).to_have_text("1 card now in your decks.")
        expect(page.get_by_role("link", name="Start reviewing")).to_be_in_viewport(ratio=1)
        hand.taps_on(page.get_by_role("link", name="Start reviewing"))
        expect(page.locator("#turn .ask:visible")).to_have_text("What makes the tides?")
        hand.taps_on(page.get_by_role("button", name="Show answer"))
        hand.taps_on(page.locator("form.grades button[value=good]"))
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")

        assert (hand.taps, hand.fields) == (7, 3)
        assert [line for line in complaints if "Transition" not in line] == []


def test_a_text_is_pasted_and_comes_back_where_it_is_none(owner: Learner, page: Page) -> None:
    page.goto("/guides")
    page.get_by_label("Or paste it").fill("y" * 100_001)
    page.get_by_role("button", name="Find the cards in it").click()

    expect(page.get_by_text("100,001 characters on line 1; 100,000 is the most.")).to_be_visible()
    if (correct := page.get_by_role("link", name="Correct the text")).count():  # a busy machine took its time
        correct.click()
    else:
        expect(page.get_by_label("Or paste it")).to_have_accessible_description(re.compile("100,000 is the most"))
    expect(page.get_by_label("Or paste it")).to_have_value("y" * 100_001)

    page.get_by_label("Or paste it").fill(TIDES.replace("# Tides", f"# Tides {next(_number)}", 1))
    page.get_by_role("button", name="Find the cards in it").click()
    expect(page.locator(".proposal")).to_have_count(3)


def test_a_file_is_dropped_on_the_field(owner: Learner, page: Page) -> None:
    page.goto("/guides")
    files = page.evaluate_handle(
        """([name, text]) => {
          const moved = new DataTransfer();
          moved.items.add(new File([text], name, { type: "text/markdown" }));
          document.querySelector("#file").files = moved.files;
          return moved;
        }""",
        [f"dropped-{next(_number)}.md", TIDES],
    )
    page.dispatch_event("#file", "drop", {"dataTransfer": files})
    page.get_by_role("button", name="Find the cards in it").click()

    expect(page.locator(".proposal")).to_have_count(3)


def test_a_long_guide_says_how_far_it_is_and_shows_its_cards_by_itself(
    owner: Learner, page: Page, tmp_path: Path
) -> None:
    text = "# Long\n\n" + "".join(
        f"## What is number {number}?\n\nIt is the number {number} of all.\n\n" for number in range(9000)
    )
    send(page, a_file(tmp_path, text), watch=True)

    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#progress").get_by_role("status")).to_have_text(re.compile(r"\d+ % of 36003 lines"))
    expect(page.locator("#progress")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#choices")).to_be_visible(timeout=60_000)
    expect(page.locator(".proposal")).to_have_count(40)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_long_guide_shows_its_cards_by_itself_without_a_script_too(
    owner: Learner, page: Page, tmp_path: Path
) -> None:
    text = "# Long\n\n" + "".join(
        f"## What is number {number}?\n\nIt is the number {number} of all.\n\n" for number in range(5000)
    )
    send(page, a_file(tmp_path, text), watch=True)

    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    expect(page.locator(".proposal")).to_have_count(40, timeout=60_000)


def test_a_card_is_decided_where_it_stands_and_the_counts_follow(owner: Learner, page: Page, tmp_path: Path) -> None:
    guide = send(page, a_file(tmp_path))
    page.evaluate("() => { window.stayed = true }")

    card(page, QUESTIONS[1]).get_by_role("button", name="Accept").click()

    expect(card(page, QUESTIONS[1])).to_have_attribute("data-state", "accepted")
    expect(card(page, QUESTIONS[1])).to_be_focused()
    expect(page.get_by_role("button", name="Accept all 2 cards")).to_be_visible()
    expect(page.locator("#choices li").nth(1)).to_have_text(re.compile(r"Accepted\s+1"))
    card(page, QUESTIONS[1]).get_by_role("button", name="Refuse").click()
    expect(card(page, QUESTIONS[1])).to_have_attribute("data-state", "refused")
    card(page, QUESTIONS[1]).get_by_role("button", name="Accept").dblclick()
    expect(card(page, QUESTIONS[1])).to_have_attribute("data-state", "accepted")
    assert page.evaluate("() => window.stayed") is True
    assert states(owner.served.db, guide) == {
        QUESTIONS[0]: "open",
        QUESTIONS[1]: "accepted",
        QUESTIONS[2]: "open",
    }


def test_accepting_all_twice_counts_once(owner: Learner, page: Page, tmp_path: Path) -> None:
    guide = send(page, a_file(tmp_path))

    page.get_by_role("button", name="Accept all 3 cards").dblclick()

    expect(page.locator("#flash")).to_have_text(re.compile("cards now in your decks|decided already"))
    assert set(states(owner.served.db, guide).values()) == {"accepted"}


def test_a_page_of_a_guide_that_is_gone_does_no_harm(owner: Learner, page: Page, tmp_path: Path) -> None:
    guide = send(page, a_file(tmp_path))
    other = page.context.new_page()
    other.goto(f"/guides/{guide}")
    other.get_by_text("Take this guide from the library").click()
    other.get_by_role("button", name="Take it away").click()
    expect(other.locator("#flash")).to_contain_text("gone from the library")

    card(page, QUESTIONS[0]).get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(80):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab does not reach {target}")


def test_upload_choice_and_review_need_no_mouse(owner: Learner, page: Page, tmp_path: Path) -> None:
    page.goto("/")
    reach(page, page.get_by_role("link", name="Guides"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/guides")
    page.wait_for_load_state()  # a window to choose files in needs a page that stands still
    reach(page, page.get_by_label("A file"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(a_file(tmp_path))
    reach(page, page.get_by_role("button", name="Find the cards in it"))
    page.keyboard.press("Enter")
    expect(page.locator(".proposal")).to_have_count(3)

    reach(page, card(page, QUESTIONS[0]).get_by_role("button", name="Refuse"))
    page.keyboard.press("Enter")
    expect(card(page, QUESTIONS[0])).to_be_focused()
    reach(page, card(page, QUESTIONS[1]).get_by_role("button", name="Accept"))
    page.keyboard.press("Space")
    expect(card(page, QUESTIONS[1])).to_have_attribute("data-state", "accepted")
    reach(page, page.get_by_role("link", name="Start reviewing"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Show answer")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    assert owner.grades() == [4]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_upload_choice_and_review_need_no_script(owner: Learner, page: Page, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    guide = send(page, path)

    card(page, QUESTIONS[0]).get_by_role("button", name="Refuse").click()
    expect(page.locator("#flash")).to_have_text("1 card set aside.")
    card(page, QUESTIONS[1]).get_by_role("link", name="Edit").click()
    page.get_by_label("Answer").fill("Because of two bulges.")
    page.get_by_role("button", name="Save and accept").click()
    expect(page.locator("#flash")).to_have_text("1 card now in your decks.")
    card(page, QUESTIONS[2]).get_by_role("checkbox").check()
    page.locator(".chosen").get_by_role("button", name="Accept").click()
    page.get_by_role("link", name=re.compile("Refused")).click()
    card(page, QUESTIONS[0]).get_by_role("button", name="Decide again").click()
    assert states(owner.served.db, guide) == dict(zip(QUESTIONS, ("open", "accepted", "accepted"), strict=True))

    page.goto("/review")
    page.get_by_role("button", name="Show answer").click()
    page.locator("form.grades button[value=good]").click()
    assert owner.grades() == [4]

    path.write_text(TIDES.replace("at full and new moon", "twice a month"), encoding="utf-8")
    send(page, path)
    expect(page.get_by_text("The guide says this now:")).to_be_visible()
    page.get_by_role("button", name="Take the new text").click()
    expect(page.locator("#flash")).to_have_text("Settled. The schedule is as it was.")


def test_one_click_leads_from_a_card_to_its_lines_and_back(owner: Learner, page: Page, tmp_path: Path) -> None:
    send(page, a_file(tmp_path))
    page.get_by_role("button", name="Accept all 3 cards").click()
    page.get_by_role("link", name=re.compile("Accepted")).click()
    note = card(page, QUESTIONS[2]).locator(".edit").get_attribute("href")
    page.goto(note or "")
    page.get_by_role("link", name=re.compile("card \\d+")).click()

    page.locator(".source a").first.click()

    expect(page.locator("#cited")).to_be_in_viewport()
    expect(page.locator("#cited")).to_contain_text(QUESTIONS[2])
    assert page.locator(".marked").all_inner_texts()[-1].strip().endswith("The largest range, at full and new moon.")
    page.locator("#cited .cards-beside a").click()
    expect(page.get_by_role("heading", name="When it comes back")).to_be_visible()


# What everybody sees


def every_page(page: Page, owner: Learner, folder: Path) -> list[tuple[str, str]]:
    """Every page of the library in every state: its address and a heading of it."""
    path = a_file(folder)
    guide = send(page, path)
    page.locator(".edit").first.click()
    editor = page.url.partition("://")[2].partition("/")[2]
    page.goto(f"/guides/{guide}")
    page.get_by_role("button", name="Accept all 3 cards").click()
    path.write_text(
        TIDES.replace("at full and new", "at half and no").replace(f"## {QUESTIONS[0]}", "## Who sails best?")
        + "\n## What is a neap tide?\n\nThe smallest range, at half moon.\n",
        encoding="utf-8",
    )
    send(page, path)
    return [
        ("guides", "Add a guide"),
        (f"guides/{guide}", "Tides"),
        *(
            (f"guides/{guide}?show={shown}", "Tides")
            for shown in ("open", "changed", "gone", "stale", "accepted", "left")
        ),
        (f"guides/{guide}/read?lines=9-13", "Why are there two floods a day?"),
        (editor, "Edit this card"),
        ("source?guide=missing.md", "Add a guide"),
    ]


@pytest.mark.browser_context_args(bypass_csp=True, reduced_motion="reduce")
def test_axe_finds_nothing(owner: Learner, page: Page, tmp_path: Path) -> None:
    for address, heading in every_page(page, owner, tmp_path):
        page.goto(f"/{address}")
        for details in page.locator("details").all():
            details.evaluate("(element) => { element.open = true }")
        is_fine(page, heading)
    page.goto("/guides")
    page.get_by_role("button", name="Find the cards in it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_fine(page, "Add a guide")


@pytest.mark.parametrize(("width", "large"), [(320, False), (390, False), (640, True), (1280, True)])
def test_no_page_scrolls_sideways(owner: Learner, page: Page, tmp_path: Path, width: int, large: bool) -> None:
    wide = TIDES + f"\n## What is {'long' * 40}?\n\n| {'wide' * 30} | b |\n|---|---|\n| {'x' * 200} | `{'y' * 200}` |\n"
    pages = every_page(page, owner, tmp_path)
    pages.append((f"guides/{send(page, a_file(tmp_path, wide))}", "Tides"))
    pages.append((f"{pages[-1][0]}/read", "Tides"))
    page.set_viewport_size({"width": width, "height": 800})
    for address, _ in pages:
        page.goto(f"/{address}")
        if large:
            page.evaluate(LARGE)
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert page.evaluate(CUT_OFF) == [], address


def test_what_can_be_pressed_on_a_phone_is_large_enough_for_a_finger(
    owner: Learner, page: Page, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)
    send(page, a_file(tmp_path))

    sizes = page.locator("main button:visible, main .tick:visible, main summary:visible, #choices a").evaluate_all(
        "(all) => all.map((e) => [e.innerText, Math.round(Math.min(e.offsetWidth, e.offsetHeight))])"
    )

    assert [name for name, size in sizes if size < 44] == []
    assert len(sizes) > 15


HOSTILE = """# <script>window.hacked = 1</script> {{ 7 * 7 }}

## What is <img src=x onerror="window.hacked = 1">?

It is [a link](javascript:window.hacked=1) and ![a picture](https://evil.example/a.png).
It is <iframe src=/settings></iframe>.

## What is `{{ 7 * 7 }}`?

<svg onload="window.hacked = 1"></svg><style>body { display: none }</style> It is {% include "base.html" %}.

| <script>window.hacked = 1</script> | b |
|---|---|
| **<b onclick="window.hacked = 1">term</b>** | <details open ontoggle="window.hacked = 1">x</details> |

```<script>window.hacked = 1</script>
</code></pre><script>window.hacked = 1</script>
```
"""


def test_nothing_of_a_guide_runs(owner: Learner, page: Page, tmp_path: Path) -> None:
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    path = tmp_path / '"><img src=x onerror=alert(1)>.md'
    path.write_text(HOSTILE, encoding="utf-8")
    guide = send(page, path)
    page.locator("#everything").get_by_role("button").first.click()
    for address in ("/guides", f"/guides/{guide}?show=accepted", f"/guides/{guide}?show=left", "/decks", "/review"):
        page.goto(address)
        assert page.evaluate("() => window.hacked") is None, address
        assert page.locator("main img, main iframe, main script, main style").count() == 0, address
    page.goto(f"/guides/{guide}/read?lines=1-20")
    expect(page.locator("#cited")).to_be_visible()
    assert page.evaluate("() => window.hacked") is None
    assert "49" not in page.locator("#main").inner_text()
    assert said == []


def test_a_file_far_too_large_is_refused_in_words(owner: Learner, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b"word " * 1_200_000)
    page.goto("/guides")
    page.get_by_label("A file").set_input_files(path)
    page.get_by_role("button", name="Find the cards in it").click()

    expect(page.get_by_role("alert")).to_have_text("large.md has 6,000,000 bytes; 5,000,000 is the most. Split it.")


def test_a_learner_who_is_not_the_owner_only_looks(owner: Learner, page: Page, served: Served) -> None:
    guide = a_guide(served.db, name=f"looked-at-{next(_number)}.md")
    owner.has(is_owner=False)

    for address in ("/guides", f"/guides/{guide}", f"/guides/{guide}/read"):
        page.goto(address)
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator("main").get_by_role("button")).to_have_count(0)


def test_a_body_beyond_all_measure_is_told_the_limit_of_a_guide(owner: Learner, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    path.write_bytes(b"word " * 3_000_000)
    page.goto("/guides")
    page.get_by_label("A file").set_input_files(path)
    page.get_by_role("button", name="Find the cards in it").click()

    expect(page.get_by_text("A guide has 5 MB at most")).to_be_visible()
    page.get_by_role("link", name="Back to the guides").click()
    expect(page.get_by_text("5 MB at most").first).to_be_visible()


class TestAServerThatStopsWhileItReads:
    """What was being read then says so, and can be sent again."""

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[Served]:
        """One that has been stopped in the middle of a long guide, and started again."""
        (tmp_path / "decks").mkdir()
        settings = {"EBB_SINGLE_USER": "1", "EBB_DECKS": str(tmp_path / "decks")}
        text = "# Long\n\n" + "".join(f"## What is {number}?\n\nIt is {number}.\n\n" for number in range(40_000))
        with serve(tmp_path / "data", **settings) as before:
            sent = httpx.post(f"{before.url}/guides", files={"file": ("long.md", text.encode())}, timeout=30)
            assert "Being read" in httpx.get(f"{before.url}/guides", timeout=30).text, sent.text
        with serve(tmp_path / "data", **settings) as after:
            yield after

    def test_it_says_so_and_the_guide_can_be_sent_again(self, served: Served, page: Page, tmp_path: Path) -> None:
        page.goto("/guides/1")
        expect(page.locator(".error")).to_have_text("Ebb was stopped while it read this. Upload it again.")

        page.get_by_role("link", name="Upload it again").click()
        send(page, a_file(tmp_path))

        expect(page.locator(".proposal")).to_have_count(3)
