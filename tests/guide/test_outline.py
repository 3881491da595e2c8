"""The outline: sections with their lines; folds and broken fences are survived, and told."""

from app.guide.blocks import Code, Details, Listing, Paragraph, Quote, Table
from app.guide.outline import read_outline


def sections(text: str):
    return read_outline(text.split("\n")).sections


def test_each_heading_opens_a_section_with_its_path_and_lines():
    found = sections("Before.\n\n# One\n\nWords.\n\n## Two\n\nMore.\n\n# Three\n\nLast.")

    assert [(one.path, one.level, one.lines) for one in found] == [
        ((), 0, (1, 2)),
        (("One",), 1, (3, 6)),
        (("One", "Two"), 2, (7, 10)),
        (("Three",), 1, (11, 13)),
    ]


def test_blocks_know_their_lines():
    (section,) = sections("Words\nand more.\n\n| a | b |\n| - | - |\n| c | d |\n\n- x\n\n> y\n\n```sh\nls\n```")

    assert section.blocks == (
        Paragraph("Words\nand more.", (1, 2)),
        Table(("a", "b"), ((6, ("c", "d")),), (4, 6)),
        section.blocks[2],
        Quote((Paragraph("y", (10, 10)),), (10, 10)),
        Code("sh", ((13, "ls"),), (12, 14)),
    )
    assert isinstance(section.blocks[2], Listing)
    assert section.blocks[2].lines[0] == 8


def test_a_comment_in_a_block_of_code_is_no_heading():
    assert [one.path for one in sections("# One\n\n```bash\n# not a heading\nls\n```")] == [("One",)]


def test_a_stray_fence_that_hides_headings_is_ignored_and_told():
    outline = read_outline(["# One", "", "```", "words", "", "## Two", "", "```bash", "ls", "```", "", "## Three", ""])

    assert [one.path[-1] for one in outline.sections] == ["One", "Two", "Three"]
    assert outline.remarks == ((3, "this fence hides the heading on line 6; it is taken for a stray mark"),)


def test_whole_fences_cause_no_remark():
    assert read_outline(["# One", "", "```", "text", "```", "", "```md", "", "## shown", "", "```"]).remarks == ()


def test_a_fold_holds_what_it_hides_on_the_same_lines():
    (section,) = sections("# One\n\n<details>\n<summary><b>Why?</b></summary>\n\nBecause.\n\n</details>\n\nAfter.")

    assert section.blocks == (
        Details("Why?", (Paragraph("Because.", (6, 6)),), (3, 8)),
        Paragraph("After.", (10, 10)),
    )


def test_a_fold_that_is_never_closed_is_laid_open():
    (section,) = sections("<details>\n<summary>Why?</summary>\n\nBecause.")

    assert [block.text for block in section.blocks if isinstance(block, Paragraph)] == ["**Why?**", "Because."]


def test_tags_of_looks_go():
    (section,) = sections('<p align="center">\n<b>Words</b>\n</p>\n\n<div>\n\nMore.\n\n</div>')

    assert [block.text for block in section.blocks if isinstance(block, Paragraph)][-1] == "More."


def test_dropped_lines_hold_nothing():
    outline = read_outline(["| a | b |", "| - | - |", "| c | d |", "| e | f |"], {3: "wrong"})

    (table,) = outline.sections[0].blocks
    assert isinstance(table, Table)
    assert table.rows == ((4, ("e", "f")),)


def test_numbers_and_boxes_of_entries_are_known():
    (numbered, boxes) = sections("3. c\n4. d\n\n<!-- -->\n\n- [x] done\n- [ ] open")[0].blocks

    assert isinstance(numbered, Listing)
    assert isinstance(boxes, Listing)
    assert [item.number for item in numbered.items] == [3, 4]
    assert [item.task for item in boxes.items] == [True, False]
