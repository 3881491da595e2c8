"""Spreading due days a little, so that cards learnt together do not come back together for ever."""

from hashlib import blake2b

from app.scheduling.interval import MAX_DAYS

# (from day, to day, thousandths of a day's width on either side for each day in between): Anki's shares of 15, 10, 5 %.
_SHARES = ((2.5, 7, 150), (7, 20, 100), (20, MAX_DAYS, 50))


def fuzz_range(interval_days: int) -> tuple[int, int]:
    """The first and last day, both included, on which a card with this interval may come back.

    Anki's ranges: 3 gives 2 to 4, 30 gives 27 to 33, 365 gives 345 to 385. Below 3 days there is no leeway.
    """
    if interval_days < 3:
        return interval_days, interval_days
    width = 1000 + sum(
        int((min(interval_days, end) - start) * share) for start, end, share in _SHARES if interval_days > start
    )
    middle = interval_days * 1000
    return (middle - width + 500) // 1000, min((middle + width + 500) // 1000, MAX_DAYS)


def fuzz_days(interval_days: int, card_id: int, repetitions: int) -> int:
    """How many days to add to an interval, negative to take off; the same for the same arguments, for ever.

    Every day of the range is equally likely over cards and repetitions, and neighbouring numbers are unrelated.
    """
    first, last = fuzz_range(interval_days)
    digest = blake2b(f"{card_id}:{repetitions}".encode(), digest_size=8).digest()
    share = int.from_bytes(digest, "big") * (last - first + 1) >> 64
    return first + share - interval_days


def unfuzzed(days: int, fuzz: int) -> int:
    """Elapsed days as a scheduler must be told them, when `days` have passed and the due day had been moved by `fuzz`.

    An answer on the moved day counts as on time. The same day stays the same day (0), and a later day never becomes
    it: without that, a card moved forward and answered the day after would be taken for a same-day repeat.
    """
    return max(1, days - fuzz) if days else 0
