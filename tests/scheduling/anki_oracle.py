"""Anki itself, answering cards without fuzz or FSRS in a folder of its own; conftest.py runs it as a program.

In, on standard input, a JSON object of what is asked: "sequences": [[[key, elapsed days], …], …], "grid": [[interval,
ease, elapsed days], …], "spans": [seconds, …]. Out, under the same names: for each sequence a list of states, a state
being [card type, interval, ease, answers, lapses, leech?, seconds until the repeat or null]; for each card of the grid
[interval after Hard, Good, Easy]; for each span its words. Time is moved by moving due days. It is a program of its
own because Anki reads ANKI_TEST_MODE from the environment, and because its licence is not ours.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

os.environ["ANKI_TEST_MODE"] = "1"  # no fuzz

from anki.collection import Collection
from anki.consts import CARD_TYPE_REV, QUEUE_TYPE_REV
from anki.decks import DeckId, FilteredDeckConfig

if TYPE_CHECKING:
    from anki.cards import Card

NAMES = ("again", "hard", "good", "easy")
ANSWER_BUTTONS: Any = 1


def main() -> None:
    asked = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "oracle.anki2"))
        answers = {
            "sequences": [follow(col, sequence) for sequence in asked.get("sequences", [])],
            "grid": intervals(col, asked.get("grid", [])),
            "spans": [span(col, seconds) for seconds in asked.get("spans", [])],
        }
        col.close()
    json.dump(answers, sys.stdout)


def follow(col: Collection, sequence: list[tuple[int, int]]) -> list[list[Any]]:
    """The state of one card after each answer."""
    card = new_cards(col, 1)[0]
    states = []
    for key, elapsed_days in sequence:
        card.load()
        early = card.type == CARD_TYPE_REV and elapsed_days < card.ivl
        move_due_day(col, card, elapsed_days)
        with pulled_forward(col, [card] if early else []):
            states.append(answer(col, card, key))
    return states


def answer(col: Collection, card: "Card", key: int) -> list[Any]:
    card.load()
    card.start_timer()
    after = col._backend.get_scheduling_states(card.id)
    scheduler: Any = col.sched
    scheduler.answer_card(scheduler.build_answer(card=card, states=after, rating=key - 1))
    card.load()
    state = plain(getattr(after, NAMES[key - 1]))
    seconds = None
    if state.HasField("learning"):
        seconds = state.learning.scheduled_secs
    elif state.HasField("relearning"):
        seconds = state.relearning.learning.scheduled_secs
    leech = "leech" in card.note().tags
    return [int(card.type), card.ivl, card.factor, card.reps, card.lapses, leech, seconds]


def intervals(col: Collection, grid: list[tuple[int, int, int]]) -> list[list[int]]:
    """The interval each passing grade gives a card that has graduated."""
    cards = new_cards(col, len(grid))
    for card, (days, ease, elapsed_days) in zip(cards, grid, strict=True):
        card.type, card.queue, card.ivl, card.factor, card.reps = CARD_TYPE_REV, QUEUE_TYPE_REV, days, ease, 1
        card.due = col.sched.today + days - elapsed_days
    col.update_cards(cards)
    early = [card for card, (days, _, elapsed) in zip(cards, grid, strict=True) if elapsed < days]
    with pulled_forward(col, early):
        states = [col._backend.get_scheduling_states(card.id) for card in cards]
    return [[plain(getattr(state, name)).review.scheduled_days for name in NAMES[1:]] for state in states]


def span(col: Collection, seconds: int) -> str:
    """The words on an answer button, without the marks that isolate the number in right-to-left text."""
    return col.format_timespan(seconds, context=ANSWER_BUTTONS).replace("\u2068", "").replace("\u2069", "")


def plain(state: Any) -> Any:
    """The state in the card's own deck, for a card that a filtered deck holds too."""
    return state.normal if state.HasField("normal") else state.filtered.rescheduling.original_state


def new_cards(col: Collection, count: int) -> "list[Card]":
    model = col.models.by_name("Basic")
    assert model is not None
    cards = []
    for number in range(count):
        note = col.new_note(model)
        note["Front"] = str(number)
        col.add_note(note, DeckId(1))
        cards.append(note.cards()[0])
    return cards


def move_due_day(col: Collection, card: "Card", elapsed_days: int) -> None:
    if card.type == CARD_TYPE_REV:
        card.due = col.sched.today + card.ivl - elapsed_days
        col.update_card(card)


@contextmanager
def pulled_forward(col: Collection, cards: "list[Card]") -> Iterator[None]:
    """Cards not yet due, in a filtered deck that reschedules: Anki's way to learn ahead."""
    if not cards:
        yield
        return
    deck = col.sched.get_or_create_filtered_deck(deck_id=DeckId(0))
    deck.config.reschedule = True
    del deck.config.search_terms[:]
    search = "cid:" + ",".join(str(card.id) for card in cards)
    deck.config.search_terms.append(FilteredDeckConfig.SearchTerm(search=search, limit=100_000))
    deck_id = DeckId(col.sched.add_or_update_filtered_deck(deck).id)
    yield
    col.sched.empty_filtered_deck(deck_id)
    col.decks.remove([deck_id])


if __name__ == "__main__":
    main()
