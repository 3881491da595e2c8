"""What the editor of a note shows: its fields, where two hands wrote in one of them, and its cards as they will be."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection

from app.cards.card import Note as Authored
from app.cards.kinds import JUDGES, KINDS, Field
from app.cards.markup import render
from app.cards.wording import changes
from app.decks.editing import Sent, homeless, mark_of, meant, passed_over, trial
from app.decks.judged import UNJUDGED, unanswered
from app.decks.merging import conflicts, fields_of, label_of, misfit, strays
from app.decks.shelf import find_note
from app.decks.tables import Note

_LINE = re.compile(r"\bline (\d+)\b")


def editor_page(db: Connection, note_id: int, sent: Sent | None = None) -> dict[str, Any] | None:
    """Everything that the page needs, with what was `sent` before what is stored; None where there is no such note."""
    found = find_note(db, note_id)
    if found is None:
        return None
    note, deck, card_id = found
    sent = sent or {}
    texts, passed = meant(note, sent), passed_over(note, sent)
    shown = preview(note, texts)
    return {
        "note": {
            "id": note.id,
            "key": note.key,
            "kind_title": KINDS[note.kind].TITLE,
            "deck_id": deck.id,
            "deck_title": deck.title,
            "card_id": card_id,
            "edited": bool(note.local),
        },
        "fields": [
            _field(note, field, texts, shown["problems"], stale=field.name in passed) for field in fields_of(note.kind)
        ],
        "strays": [{"name": name, "label": label_of(name), "text": note.local[name]} for name in strays(note)],
        "homeless": [{"label": label_of(name), "text": text} for name, text in homeless(note, sent).items()],
        "misfit": bool(misfit(note)),
        "stale": bool(passed),
        **shown,
    }


def preview(note: Note, texts: Sent) -> dict[str, Any]:
    """`preview`, the cards that these texts would make, and `problems`, what is wrong with the texts.

    A problem is of a field (`name`, `label`), has a `text`, and quotes the `line` that it speaks of.
    """
    written = trial(note, texts)
    problems = [_problem(name, text, written) for name, text in KINDS[note.kind].problems(written)]
    return {"preview": [] if problems else _cards(written), "problems": problems}


def _cards(note: Authored) -> list[dict[str, Any]]:
    """The note's cards as the templates of `cards/` want them, with their answers in sight."""
    kind = KINDS[note.kind]
    more = {
        "kind": note.kind,
        "extra_html": Markup(render(note.explanation)) if note.explanation else "",  # noqa: S704 - made by app.cards
        "blocks": [(f.label, note.fields[f.name]) for f in kind.FIELDS if f.block and f.name in note.fields],
    }
    judged = unanswered(JUDGES[note.kind].parts(note)) if note.kind in JUDGES else UNJUDGED
    return [
        {
            "front_html": Markup(kind.front_html(face)),  # noqa: S704 - made by app.cards
            "back_html": Markup(kind.back_html(face)),  # noqa: S704
            **more,
            **judged,
        }
        for face in kind.faces(note)
    ]


def _problem(name: str, text: str, note: Authored) -> dict[str, str]:
    written = {**note.fields, "explanation": note.explanation}.get(name, "").split("\n")
    named = _LINE.search(text)
    number = int(named[1]) if named else 0
    line = written[number - 1].strip() if 0 < number <= len(written) else ""
    quoted = bool(line) and line[:40] in text
    return {"name": name, "label": label_of(name), "text": text, "line": "" if quoted else line}


def _field(note: Note, field: Field, texts: Sent, problems: Sequence[dict[str, str]], *, stale: bool) -> dict[str, Any]:
    value = {**note.fields, **note.local, **texts}.get(field.name, "")
    split = field.name in conflicts(note)
    return {
        **box(field, value),
        "edited": field.name in note.local,
        "seen": mark_of(note, field.name),
        "problems": [problem for problem in problems if problem["name"] == field.name],
        "split": split,
        "stale": stale,
        "versions": _versions(note, field.name, value, split=split, stale=stale),
    }


def box(field: Field, value: str) -> dict[str, Any]:
    """What any editor's box of a field needs."""
    return {
        "name": field.name,
        "label": field.label,
        "help": field.help,
        "value": value,
        "rows": _rows(field, value),
        "monospace": field.monospace,
        "required": field.required,
    }


def _rows(field: Field, value: str) -> int:
    """How high its box is: every line, and some more where lines are too long for it."""
    lines = sum(1 + (0 if field.monospace else len(line) // 60) for line in value.split("\n"))
    return max(8 if field.monospace else 2, min(30, lines + 1))


def _versions(note: Note, name: str, value: str, *, split: bool, stale: bool) -> list[dict[str, Any]]:
    """The texts that disagree about a field, each with what changed in it word by word; none where none do."""
    if not split and not stale:
        return []
    file = note.fields.get(name, "")
    stored = note.local.get(name, file)
    base = (note.base or {}).get(name, file) if split else file
    found = [("The deck file, when you edited", changes(base, base))] if split else []
    found.append(("The deck file now", changes(base, file)))
    if name in note.local:
        found.append(("Saved here" if stale else "Yours", changes(base, stored)))
    if stale:
        found.append(("Yours, not saved yet", changes(stored, value)))
    return [{"title": title, "runs": runs} for title, runs in found]
