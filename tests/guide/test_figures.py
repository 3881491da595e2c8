"""How much of our own guide's facts the compiler reaches, and what it must not offer."""

import pytest

from app.cards.card import Overlay, Patch
from app.settings import ROOT
from tests.figures import corrected_lines, main, without_added

GUIDE = ROOT.parent / "shared" / "guide"

SAME_SHAPE = {"s5-flag-p", "s8-env-dev-file"}
"""Pairs of proposals that hold the words of one fact, and are two: a flag and a key of YAML, two files of a pair."""


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide and the inventory of its facts are not part of a clone")
def test_our_guide_compiles_as_well_as_it_did(capsys: pytest.CaptureFixture[str]):
    found, own = main(GUIDE)
    printed = capsys.readouterr().out

    assert own.half / own.right >= 0.74, printed
    assert own.whole / own.right >= 0.42, printed
    assert found.half >= own.half, printed
    assert found.whole >= own.whole, printed
    assert found.uncorrected == []
    assert {line.partition(":")[0] for line in found.twice} <= SAME_SHAPE, printed
    assert found.skipped == [], printed


def test_corrected_lines_are_read_from_the_list_of_errata():
    assert corrected_lines("- **12-14 (also 20, 31-32)** wrong\n- **7** wrong\nno entry 9") == [
        (12, 14),
        (20, 20),
        (31, 32),
        (7, 7),
    ]


def test_only_notes_that_answer_no_erratum_are_taken_off():
    added, answering = (Patch("annotate", (1, 1), "", erratum, "", "So it is.") for erratum in ("", "wrong"))
    dropped = Patch("drop", (2, 2), "", "", "", "a joke")

    assert without_added(Overlay("g.md", {}, (added, answering, dropped))).patches == (answering, dropped)
