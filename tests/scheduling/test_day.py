"""Which study day a moment belongs to, wherever clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.day import day_starts, study_day

ZONES = sorted(name for name in available_timezones() if name != "localtime")
ONE_DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)

# A date on which clocks change in each of these: gaps and folds of an hour, half an hour, two hours and a whole day, at
# midnight, a minute past it, and at other hours; one of them turned a date into the next, one a day back.
CHANGES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("America/St_Johns", date(2006, 4, 2)),
    ("America/St_Johns", date(2006, 10, 29)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("Asia/Beirut", date(2021, 10, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("Pacific/Kwajalein", date(1969, 9, 30)),
    ("Asia/Kathmandu", date(1986, 1, 1)),
    ("Asia/Pyongyang", date(2018, 5, 5)),
]

hours = st.integers(0, 23)


@st.composite
def moments(draw):
    """A zone and a moment in it; every other one within two days of a change of the clocks."""
    if draw(st.booleans()):
        zone, day = draw(st.sampled_from(CHANGES))
        minutes = draw(st.integers(-2 * 24 * 60, 2 * 24 * 60))
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    else:
        zone = draw(st.sampled_from(ZONES))
        moment = draw(st.datetimes(datetime(1925, 1, 1), datetime(2125, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    return ZoneInfo(zone), moment


def local(year: int, month: int, day: int, hour: int, minute: int = 0, *, zone: str, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold)


@given(moments(), hours)
def test_a_moment_lies_between_the_start_of_its_study_day_and_of_the_next(zone_and_moment, starts_at):
    zone, moment = zone_and_moment

    day = study_day(moment, zone, starts_at)

    assert day_starts(day, zone, starts_at) <= moment < day_starts(day + ONE_DAY, zone, starts_at)


@given(moments(), hours)
def test_a_study_day_starts_at_the_first_moment_that_belongs_to_it(zone_and_moment, starts_at):
    zone, moment = zone_and_moment
    day = study_day(moment, zone, starts_at)

    start = day_starts(day, zone, starts_at)

    assert start.tzinfo is UTC
    assert study_day(start, zone, starts_at) == day
    assert study_day(start - INSTANT, zone, starts_at) < day


@given(moments(), hours, st.integers(0, 3 * 24 * 60))
def test_study_days_never_run_backwards(zone_and_moment, starts_at, minutes):
    zone, moment = zone_and_moment

    later = moment + timedelta(minutes=minutes)

    assert study_day(moment, zone, starts_at) <= study_day(later, zone, starts_at)


@given(moments(), hours)
def test_a_study_day_is_read_off_the_clock_on_the_wall(zone_and_moment, starts_at):
    zone, moment = zone_and_moment
    wall = moment.astimezone(zone)
    read = wall.date() if wall.hour >= starts_at else wall.date() - ONE_DAY

    day = study_day(moment, zone, starts_at)

    assert day == read or (wall.fold == 1 and day == read + ONE_DAY)


@given(moments(), st.sampled_from(ZONES))
def test_it_does_not_matter_in_which_zone_a_moment_is_written(zone_and_moment, other):
    zone, moment = zone_and_moment

    assert study_day(moment.astimezone(ZoneInfo(other)), zone) == study_day(moment, zone)


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"])
def test_a_day_lasts_until_four_in_the_morning(zone):
    assert study_day(local(2026, 11, 2, 3, 59, zone=zone), ZoneInfo(zone)) == date(2026, 11, 1)
    assert study_day(local(2026, 11, 2, 4, 0, zone=zone), ZoneInfo(zone)) == date(2026, 11, 2)


def test_a_learner_may_start_the_day_at_another_hour():
    evening = local(2026, 11, 2, 22, zone="Europe/London")

    assert study_day(evening, ZoneInfo("Europe/London"), starts_at=23) == date(2026, 11, 1)
    assert study_day(evening, ZoneInfo("Europe/London"), starts_at=0) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("Europe/London", date(2026, 3, 28), datetime(2026, 3, 28, 4, tzinfo=UTC), 23),
        ("Europe/London", date(2026, 10, 24), datetime(2026, 10, 24, 3, tzinfo=UTC), 25),
        ("Australia/Lord_Howe", date(2026, 4, 4), datetime(2026, 4, 3, 17, tzinfo=UTC), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 3), datetime(2026, 10, 2, 17, 30, tzinfo=UTC), 23.5),
        ("Asia/Kathmandu", date(2026, 11, 2), datetime(2026, 11, 1, 22, 15, tzinfo=UTC), 24),
    ],
)
def test_a_day_on_which_the_clocks_change_is_longer_or_shorter(zone, day, start, hours):
    assert day_starts(day, ZoneInfo(zone)) == start
    assert day_starts(day + ONE_DAY, ZoneInfo(zone)) - start == timedelta(hours=hours)


def test_an_hour_the_clocks_skip_starts_the_day_at_the_moment_they_jump():
    london = ZoneInfo("Europe/London")

    assert day_starts(date(2026, 3, 29), london, starts_at=1) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert day_starts(date(2006, 4, 2), ZoneInfo("America/St_Johns"), starts_at=1) == datetime(
        2006, 4, 2, 3, 31, tzinfo=UTC
    )


def test_an_hour_the_clocks_show_twice_starts_the_day_the_first_time():
    troll = "Antarctica/Troll"  # at 03:00 it is 01:00 again

    assert day_starts(date(2026, 10, 25), ZoneInfo(troll), starts_at=2) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert study_day(local(2026, 10, 25, 1, 30, zone=troll, fold=1), ZoneInfo(troll), starts_at=2) == date(2026, 10, 25)
    assert study_day(local(2026, 10, 25, 1, 30, zone=troll, fold=0), ZoneInfo(troll), starts_at=2) == date(2026, 10, 24)


def test_a_day_that_began_at_midnight_goes_on_when_the_clocks_go_back_over_it():
    st_johns = "America/St_Johns"  # in 2006, a minute after midnight it was 23:01 again

    assert study_day(local(2006, 10, 28, 23, 30, zone=st_johns, fold=0), ZoneInfo(st_johns), 0) == date(2006, 10, 28)
    assert study_day(local(2006, 10, 28, 23, 30, zone=st_johns, fold=1), ZoneInfo(st_johns), 0) == date(2006, 10, 29)


def test_the_date_apia_skipped_has_the_four_hours_that_were_left_of_its_night():
    apia = ZoneInfo("Pacific/Apia")
    midnight = datetime(2011, 12, 30, 10, tzinfo=UTC)

    assert study_day(midnight - INSTANT, apia) == date(2011, 12, 29)
    assert day_starts(date(2011, 12, 30), apia) == midnight
    assert day_starts(date(2011, 12, 31), apia) == midnight + timedelta(hours=4)
    assert day_starts(date(2011, 12, 30), apia, starts_at=0) == day_starts(date(2011, 12, 31), apia, starts_at=0)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        study_day(datetime(2026, 11, 2), ZoneInfo("UTC"))  # noqa: DTZ001
