"""What a learner is told after something she did to a card, and how to take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.review import statements as sql
from app.scheduling.leech import is_leech
from app.scheduling.schedulers import load


@dataclass(frozen=True, slots=True)
class Notice:
    """A few words over the next card."""

    kind: str
    """ok, stale, unchanged or leech."""
    text: str
    done: str
    """What was done, as it stands in an address."""
    of: str = ""
    """The id of the card or note it was done to, where the words alone do not say."""
    only: str = ""
    """The cards of that note that were moved, as ids with dots between; the first was on the table."""
    href: str = ""
    """The page of the card it speaks of."""
    takes_back: str = ""
    """Where a form brings back what was set aside; empty where nothing was."""

    @property
    def query(self) -> dict[str, str]:
        """It as part of an address."""
        return {"done": self.done, "of": self.of, "only": self.only}

    @property
    def card(self) -> str:
        """The card that was on the table when it was set aside."""
        return self.only.partition(".")[0] or self.of


_TOLD = {
    "buried": "Buried until tomorrow.",
    "buried-note": "The note's cards of today are buried until tomorrow.",
    "not-buried": "That card was not waiting today, so nothing was buried.",
    "not-buried-note": "No card of that note was waiting today, so nothing was buried.",
    "unburied": "Back in today's cards.",
    "unburied-note": "The note's cards are back in today's.",
    "not-unburied": "That card was not buried, so nothing was changed.",
    "not-unburied-note": "No card of that note was buried, so nothing was changed.",
    "suspended": "Suspended until you bring it back, here or from its deck's page.",
    "suspended-note": "The note and all its cards are suspended until you bring them back, here or from their deck.",
    "not-suspended": "That card was suspended already.",
    "not-suspended-note": "All cards of that note were suspended already.",
    "unsuspended": "Back in your cards.",
    "unsuspended-note": "The note's cards are back.",
    "not-unsuspended": "That card was not suspended, so nothing was changed.",
    "not-unsuspended-note": "No card of that note was suspended, so nothing was changed.",
    "marked": "Marked.",
    "unmarked": "The mark is gone.",
    "flagged": "The flag is changed.",
    "reported": "Reported. Whoever owns these decks reads it.",
    "undone": "Undone. Here is the card again.",
}

_TAKEN_BACK_BY = {
    "buried": "/cards/{}/burial",
    "buried-note": "/notes/{}/burial",
    "suspended": "/cards/{}/suspension",
    "suspended-note": "/notes/{}/suspension",
}
"""What can be taken back, and the address that does it, with DELETE."""

STALE = Notice(
    "stale", "That card had already been answered or moved, so nothing was counted. Here is the next one.", "stale"
)
NOTHING_UNDONE = Notice(
    "unchanged", "That answer had already been taken back, so nothing was undone.", "nothing-undone"
)
_OTHERS = {notice.done: notice for notice in (STALE, NOTHING_UNDONE)}


def notice_of(done: str, of: str = "", only: str = "") -> Notice | None:
    """The words for what was done, as it stands in an address; None for anything else."""
    return _told(done, of, only) if done in _TOLD else _OTHERS.get(done)


def _told(done: str, of: str = "", only: str = "") -> Notice:
    kind = "unchanged" if done.startswith("not-") else "ok"
    if not of or done not in _TAKEN_BACK_BY:
        return Notice(kind, _TOLD[done], done)
    return Notice(kind, _TOLD[done], done, of, only, takes_back=_TAKEN_BACK_BY[done].format(of))


def set_aside_notice(done: str, of: int, moved: Sequence[int], on_table: int | None) -> Notice:
    """The words for setting something aside, or for bringing it back; `moved` are the cards it was true of."""
    if not moved:
        return _told(f"not-{done}")
    ordered = sorted(moved, key=lambda card_id: (card_id != on_table, card_id))
    return _told(done, str(of), ".".join(map(str, ordered)) if done.endswith("-note") else "")


def leech_notice(card_id: int, question: str, lapses: int) -> Notice:
    """What to do about a card that will not stay. It is read over the next card, so it names the one it means."""
    text = (
        f"{quoted(question)} has slipped {lapses} times. Learning it again rarely helps: "
        "rewrite it in your own words, split it, or suspend it."
    )
    return Notice("leech", text, "leech", of=str(card_id), href=f"/cards/{card_id}")


def read_notice(db: Connection, user_id: int, done: str, of: str, only: str) -> Notice | None:
    """The words for what was done, once the browser has been sent on; a leech is named only if it is hers and one."""
    if done != "leech":
        return notice_of(done, of, only)
    card = sql.ONE_CARD.one(db, user_id=user_id, card_id=int(of or 0))
    lapses = load(card.scheduler, card.memory).lapses if card is not None else 0
    return leech_notice(card.card_id, card.question, lapses) if card is not None and is_leech(lapses) else None


def quoted(question: str) -> str:
    """A question within a sentence: `“What does -d do?”`, of at most 60 characters."""
    return f"“{question if len(question) <= 60 else question[:59].rstrip() + '…'}”"
