"""Cards that are failed so often that rewriting them beats repeating them."""


def is_leech(lapses: int, threshold: int = 8) -> bool:
    """Whether a card with so many lapses is a leech; `threshold` is 1 or more."""
    return lapses >= threshold


def leech_strikes(lapses: int, threshold: int = 8) -> bool:
    """Whether this lapse is one to tell the learner of: the threshold, and every half of it after (8, 12, 16 …)."""
    return is_leech(lapses, threshold) and (lapses - threshold) % -(-threshold // 2) == 0
