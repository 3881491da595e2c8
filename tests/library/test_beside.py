"""A guide to be read: its exact lines marked, its cards and its errors beside them, and nothing of it runs."""

import time as wall

import pytest

from app.cards.card import Cite, Erratum, Note, Overlay, Patch, line_hash
from app.library.beside import A_STRETCH, LONGEST_STRETCH
from app.library.passages import Passage, passages
from tests import given
from tests.library.guides import TIDES, a_guide, decide, page
from tests.test_commands import GUIDE as CONTAINERS

MIXED = """# Title #

First line of *text*,
second **line**,
third line.

- one
- two
  - inner
    - deepest

  more of two
3. three
- [x] done
- [ ] not

| a | b |
|---|---|
| 1 | `x`<br>y |
| 2 | z |

```sh
docker run
docker stop
```

> quoted
> more

<details><summary>What is hidden?</summary>

The answer.

</details>

<!-- a remark of its author -->

An *emphasis that
spans lines*.
"""


def read(text: str = MIXED, cited: tuple[int, int] | None = None, span: tuple[int, int] | None = None) -> list[Passage]:
    rows = text.split("\n")
    return passages(rows, span or (1, len(rows)), cited)


def marked(text: str, *cited: int) -> list[str]:
    """The words that are marked where these lines are cited: single lines, else whole passages."""
    first, last = cited[0], cited[-1]
    found = []
    for passage in read(text, (first, last)):
        soup = given.shown(str(passage.html)).soup
        lines = [line.get_text(" ") for line in soup.select(".cited")]
        found += lines or ([soup.get_text(" ")] if passage.marked else [])
    return [" ".join(text.split()) for text in found]


def words(passage: Passage) -> str:
    return given.shown(str(passage.html)).text


def test_every_line_of_a_guide_is_there_in_its_order():
    text = " ".join(words(passage) for passage in read())

    for word in (
        *("Title", "First line of", "third line.", "inner", "deepest", "more of two", "three", "☑ done"),
        *("☐ not", "docker stop", "quoted", "What is hidden?", "The answer.", "spans lines"),
    ):
        assert word in text, word
    firsts = [passage.first for passage in read()]
    assert firsts == sorted(firsts)
    assert "Title #" not in text


def test_lists_in_lists_are_set_in():
    depths = {words(passage): passage.depth for passage in read()}

    assert (depths["one"], depths["inner"], depths["deepest"]) == (0, 1, 2)


def test_headings_lead_down_one_level_at_a_time_from_the_pages_own():
    text = "### a\n\n##### b\n\n# c\n\n## d\n\n###### e\n"

    assert [given.shown(str(passage.html)).soup.contents[0].name for passage in read(text)] == [  # type: ignore[attr-defined]
        *("h2", "h3", "h2", "h3", "h4")
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((1,), ["Title"]),
        ((4,), ["second line ,"]),
        ((3, 4), ["First line of text ,", "second line ,"]),
        ((7,), ["one"]),
        ((9,), ["inner"]),
        ((10,), ["deepest"]),
        ((12,), ["more of two"]),
        ((19,), ["1 x y"]),
        ((19, 20), ["1 x y", "2 z"]),
        ((24,), ["docker stop"]),
        ((27,), ["quoted"]),
        ((30,), ["What is hidden?"]),
        ((32,), ["The answer."]),
        ((36,), ["<!-- a remark of its author -->"]),
        ((38,), ["An emphasis that spans lines ."]),
        ((21,), []),
        ((999,), []),
    ],
)
def test_the_very_lines_are_marked(lines, says):
    assert marked(MIXED, *lines) == says


def test_lines_count_from_the_start_of_the_guide_in_every_part_of_it():
    rows = ["", "", *MIXED.split("\n")]

    (found,) = [passage for passage in passages(rows, (9, 20), (11, 11)) if passage.marked]

    assert (found.first, found.last, words(found)) == (11, 11, "inner")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/a.png)",
    "# <svg onload=alert(1)>",
    "| <b onclick=x> | b |\n|---|---|\n| <script>1</script> | [a](data:text/html,x) |",
    "```<script>\n<script>alert(1)</script>\n```",
    "<details><summary><img src=x onerror=alert(1)>?</summary>\n\n<iframe src=x></iframe>\n\n</details>",
    "- <style>body{}</style>\n  - <base href=//evil>",
    "> <form action=//evil>",
    "{{ 7 * 7 }} {% include 'base.html' %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("cited", [None, (3, 3)])
def test_what_a_guide_holds_is_shown_and_does_nothing(attack, cited):
    html = "".join(str(passage.html) for passage in read(f"# a\n\n{attack}\n", cited))

    soup = given.shown(html).soup
    allowed = {
        *("p", "h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "div", "pre", "code", "span", "strong", "a"),
        *("ul", "ol", "li", "em"),
    }
    assert {tag.name for tag in soup.find_all()} <= allowed
    for tag in soup.find_all():
        assert not [name for name in tag.attrs if name.startswith("on") or name in {"style", "src", "id"}]
        assert str(tag.get("href", "https:")).startswith("https:")


@pytest.mark.parametrize(
    "line", ["[" * 99_999, "*a " * 33_000, "x `" * 33_000, "a." * 49_000, "(" * 99_999, "![" * 40_000]
)
@pytest.mark.parametrize("around", ["{}", "- {}", "```js\n{}\n```", "|a|\n|-|\n|{}|"])
def test_a_line_that_would_take_markdown_minutes_is_shown_as_it_is(line, around):
    started = wall.monotonic()

    html = "".join(str(passage.html) for passage in read(around.format(line)))

    assert wall.monotonic() - started < 5
    assert len(html) > 40_000


# The page


def errata_overlay(text: str, line: int) -> Overlay:
    hash_ = line_hash([text.split("\n")[line - 1]])
    erratum = Erratum("out", (line, line), hash_, "it is `so`", "it is **not**", "The almanac", "certain", "tides.md")
    return Overlay("tides.md", {"out": erratum}, (Patch("drop", (line, line), hash_, "out"),))


def test_the_part_with_the_cited_lines_is_shown_with_its_cards_beside_them(alice, db):
    guide_id = a_guide(db)
    decide(alice, guide_id, "accept:all")

    shown = page(alice, f"/guides/{guide_id}/read?lines=5-5")

    assert shown.one("h1").get_text() == "Springs and neaps"
    passage = shown.one("#cited")
    assert "What is a spring tide?" in passage.get_text()
    links = [a.get_text() for a in shown.soup.select(".cards-beside a")]
    assert links == ["What is a spring tide?", "What is a neap tide?"]
    assert len(shown.soup.select("#cited")) == 1
    back = page(alice, str(shown.one("#cited .cards-beside a")["href"]))
    assert back.one(".source a")["href"] == "/source?guide=tides.md&lines=5"
    there = alice.get("/source?guide=tides.md&lines=5")
    assert there.headers["location"] == f"/guides/{guide_id}/read?lines=5#cited"


def test_parts_are_read_one_after_the_other(alice, db):
    guide_id = a_guide(db, f"Words before.\n{TIDES}")

    first = page(alice, f"/guides/{guide_id}/read")
    assert first.one("h1").get_text() == "Before the first part"
    assert "Words before." in first.text
    second = page(alice, f"/guides/{guide_id}/read{str(first.one('[rel=next]')['href']).rpartition('read')[2]}")
    assert second.one("h1").get_text() == "Ebb and flood"
    third = page(alice, str(second.one("[rel=next]")["href"]))
    assert third.one("h1").get_text() == "Springs and neaps"
    assert third.soup.select("[rel=next]") == []
    assert [a.get_text() for a in third.soup.select(".contents [aria-current]")] == ["Springs and neaps"]


def test_a_long_part_goes_on_on_another_page_and_its_lines_are_found_there(alice, db):
    text = "# A\n\n" + "".join(f"```\ncode {number}\n\n```\n\n" for number in range(300))
    guide_id = a_guide(db, text)

    first = page(alice, f"/guides/{guide_id}/read")
    assert "Page 1 of 4" in first.text
    assert A_STRETCH <= first.text.count("code") * 5 < LONGEST_STRETCH
    after = page(alice, str(first.one("[rel=next]")["href"]))
    assert "Page 2 of 4" in after.text
    assert page(alice, str(after.one("[rel=prev]")["href"])).text == first.text
    cited = page(alice, f"/guides/{guide_id}/read?lines=1489")
    assert cited.one("#cited .cited").get_text() == "code 297"
    assert page(alice, f"/guides/{guide_id}/read?page=99").one("[rel=prev]")


def test_a_part_of_one_endless_block_is_cut_all_the_same(alice, db):
    guide_id = a_guide(db, "# A\n" + "word\n" * 5000)

    assert "Page 1 of 6" in page(alice, f"/guides/{guide_id}/read").text


@pytest.mark.parametrize("lines", ["999", "999-1005", "0", "9-3"])
def test_lines_that_there_are_not_are_told(alice, db, lines):
    guide_id = a_guide(db)

    shown = page(alice, f"/guides/{guide_id}/read?lines={lines}")

    assert "This guide has nothing on line" in shown.text
    assert shown.soup.select("#cited") == []


@pytest.mark.parametrize("lines", ["x", "1-2-3", "-1", "12345678", "1;2"])
def test_what_is_no_line_is_refused(alice, db, lines):
    guide_id = a_guide(db)

    assert alice.get(f"/guides/{guide_id}/read", params={"lines": lines}).status_code == 422


def test_errors_of_the_guide_stand_beside_the_lines_that_make_them(alice, app, db):
    guide_id = a_guide(db)
    app.state.overlays = {"tides.md": errata_overlay(TIDES, 3)}

    erratum = page(alice, f"/guides/{guide_id}/read").one(".erratum")

    assert " ".join(erratum.get_text(" ").split()) == "The guide says It is so . Today It is not . The almanac"
    assert "What is flood?" in str(erratum.find_parent(class_="passage"))


def test_an_error_of_lines_that_have_changed_is_not_shown(alice, app, db):
    guide_id = a_guide(db, TIDES.replace("coming in", "rising"))
    app.state.overlays = {"tides.md": errata_overlay(TIDES, 3)}

    assert page(alice, f"/guides/{guide_id}/read").soup.select(".erratum") == []


def cites(name: str, *spans: tuple[int, int], text: str = CONTAINERS) -> Note:
    lines = text.split("\n")
    found = tuple(Cite(span, line_hash(lines[span[0] - 1 : span[1]])) for span in spans)
    return Note(name, "basic", {"front": f"What is {name}?", "back": "It."}, tags=("test",), cites=found)


def test_cards_of_deck_files_stand_beside_the_guide_of_their_name_and_those_of_other_versions_are_stale(alice, db):
    given.a_deck(db, cites("kernel", (3, 3)), cites("image", (4, 4)), cites("both", (3, 4)))
    guide_id = a_guide(db, CONTAINERS.replace("stack", "pile"), name="guide.md")

    shown = page(alice, f"/guides/{guide_id}/read?lines=3")
    assert [a.get_text() for a in shown.soup.select(".cards-beside a")] == ["What is kernel?"]
    assert "2 cards rest on lines of this guide that read otherwise now." in shown.text
    stale = page(alice, f"/guides/{guide_id}?show=stale")
    assert [a.get_text() for a in stale.soup.select(".left-out li > a")] == ["What is image?", "What is both?"]
    assert [a.get_text() for a in stale.soup.select(".left-out .help a")] == ["Line 4", "Lines 3–4"]


def test_a_card_with_several_passages_leads_to_each(alice, db):
    given.a_deck(db, cites("both", (3, 3), (4, 4)))
    guide_id = a_guide(db, CONTAINERS, name="guide.md")

    links = page(alice, f"/cards/{given.card_id(db, 'both')}").soup.select(".source a")

    assert [a.get_text() for a in links] == ["line 3", "line 4"]
    for link in links:
        answer = alice.get(str(link["href"]))
        assert answer.headers["location"].startswith(f"/guides/{guide_id}/read?lines=")
        assert page(alice, answer.headers["location"]).soup.select_one("#cited")


def test_a_source_whose_guide_is_missing_leads_to_the_form_with_its_name(alice, db):
    given.a_deck(db, cites("kernel", (3, 3)))
    link = str(page(alice, f"/cards/{given.card_id(db, 'kernel')}").one(".source a")["href"])

    answer = alice.get(link)

    assert answer.status_code == 404
    shown = given.shown(answer.text)
    assert "“guide.md” is not in the library: add the file below" in shown.text
    assert shown.one("#name")["value"] == "guide.md"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a&lines=9", "<script>", "x" * 500, "a\x00b", "潮.md"])
def test_a_source_of_any_name_is_looked_for_by_that_name_alone(alice, name):
    answer = alice.get("/source", params={"guide": name, "lines": "3"})

    assert answer.status_code == 404
    assert given.shown(answer.text).soup.select("main script") == []


def test_a_guide_that_has_not_been_read_cannot_be_shown(alice, db):
    from app.library import storing
    from tests.conftest import NOON

    guide_id, _ = db.write_now(storing.begin, "new.md", "", NOON)

    assert alice.get(f"/guides/{guide_id}/read").status_code == 404
    assert alice.get("/guides/999/read").status_code == 404
