"""What a learner is told after something she did to a card."""

_TOLD = {
    "buried": "Buried until tomorrow. Its own page brings it back sooner.",
    "buried-note": "The note and all its cards are buried until tomorrow.",
    "unburied": "Back in today's cards.",
    "suspended": "Suspended. It stays away until you bring it back, from its deck's page.",
    "suspended-note": "The note and all its cards are suspended until you bring them back, from the deck's page.",
    "unsuspended": "Back in your cards.",
    "marked": "Marked.",
    "unmarked": "The mark is gone.",
    "flagged": "The flag is changed.",
    "undone": "Undone. Here is the card again.",
}

STALE = {
    "kind": "stale",
    "text": "That card had already been answered or moved, so nothing was counted. Here is the next one.",
}
NOTHING_UNDONE = {"kind": "unchanged", "text": "That answer had already been taken back, so nothing was undone."}
LEECH = (
    "This card keeps slipping. Learning it again rarely helps: rewrite it in your own words, split it, or suspend it."
)

_OTHERS = {"stale": STALE, "unchanged": NOTHING_UNDONE, "leech": {"kind": "leech", "text": LEECH}}


def notice_of(done: str) -> dict[str, str] | None:
    """The words for what was done, as it stands in an address; None for anything else."""
    return {"kind": "ok", "text": _TOLD[done]} if done in _TOLD else _OTHERS.get(done)


def leech_notice(lapses: int) -> dict[str, str]:
    """What to do about a card that will not stay."""
    return {
        "kind": "leech",
        "text": LEECH.replace("keeps slipping", f"has slipped {lapses} times"),
    }
