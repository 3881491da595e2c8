"""Which study day a moment belongs to, and when a study day begins."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


def study_day(moment: datetime, zone: ZoneInfo, starts_at: int = 4) -> date:
    """The learner's date at `moment`, where a date lasts until `starts_at` o'clock (0 to 23) of the next.

    It is read off the clock on the wall, so a day on which the clocks change is 23 or 25 hours long and begins at
    `starts_at` all the same. Days never run backwards: if the clocks are put back over `starts_at`, the day that
    had begun goes on. Raises ValueError for a moment without a time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("a study day needs a moment with a time zone")
    local = moment.astimezone(zone)
    day = local.date() if local.hour >= starts_at else local.date() - _ONE_DAY
    if local.fold and _happens_twice(datetime.combine(day + _ONE_DAY, time(starts_at), zone)):
        return day + _ONE_DAY
    return day


def day_starts(day: date, zone: ZoneInfo, starts_at: int = 4) -> datetime:
    """The moment, in UTC, at which the study day `day` begins: the first whose study day is `day` or later.

    Where the clocks skip `starts_at`, that is the moment they jump; where they show it twice, the first time counts.
    A date that a place skipped altogether (Apia, 30 December 2011) is over when, or a few hours after, it begins.
    """
    wall = datetime.combine(day, time(starts_at), zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _jump_over(wall, zone)


def _happens_twice(wall: datetime) -> bool:
    """Whether the clocks show `wall` twice; only asked when they have just been put back, so a gap is no answer."""
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def _jump_over(wall: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clocks jump over `wall`, a time they never show (PEP 495: it lies between its folds)."""
    before = int(wall.replace(fold=1).timestamp())
    after = int(wall.replace(fold=0).timestamp())
    seconds = range(before, after + 1)
    never = wall.replace(tzinfo=None)
    jump = bisect_left(seconds, never, key=lambda s: datetime.fromtimestamp(s, zone).replace(tzinfo=None))
    return datetime.fromtimestamp(seconds[jump], UTC)
