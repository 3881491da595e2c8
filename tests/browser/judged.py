"""The kinds that Ebb judges, as a learner answers each of them rightly."""

from dataclasses import replace
from itertools import count

from playwright.sync_api import Page

from app.cards.card import Note
from app.cards.kinds import JUDGES

_number = count(1)


def an_example(kind: str) -> Note:
    """The kind's own example under a name of its own, for decks of one server."""
    return replace(JUDGES[kind].EXAMPLE, id=f"judged-{next(_number)}")


def fill_in(page: Page, note: Note, *, scripts: bool = True) -> None:
    """Gives the right answer by keyboard, or without scripts in the plain form."""
    kind = JUDGES[note.kind]
    sent = kind.model(note)[0][1]
    if note.kind == "choice":
        page.locator(f"input[name=option][value='{sent['option'][0]}']").focus()
        page.keyboard.press("Space")
    elif note.kind == "order" and not scripts:
        for name, [wanted] in sent.items():
            page.locator(f"input[name='{name}']").fill(wanted)
    elif note.kind == "order":
        for place, name in enumerate(sent):
            row = page.locator(f"[data-ready] li:has(input[name='{name}'])")
            row.locator("[data-move='-1']").focus()
            while row.locator("input").input_value() != str(place + 1):
                page.keyboard.press("Alt+ArrowUp")
    else:
        box = page.locator("textarea[name=answer]")
        box.focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(sent["answer"][0])


def press_check(page: Page, note: Note) -> None:
    """Sends the answer by the key that the kind has for it."""
    page.keyboard.press("Control+Enter" if note.kind in {"order", "repair", "interview"} else "Enter")
