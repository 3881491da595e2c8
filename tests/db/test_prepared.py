"""Statements compiled once: what goes in comes out again, whatever its type."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from sqlite3 import ProgrammingError
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from app.accounts.tables import User
from app.db import Database, Prepared
from app.db.engines import driver

UTC_MOMENT = type(User.__table__.c.created_at.type)  # type: ignore[attr-defined]
"""How our tables hold moments."""

metadata = MetaData()
visits = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("last_day", Date),
    Column("welcome", Boolean, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("at", UTC_MOMENT, nullable=False),
    Column("name", String),
)
V = visits.c

ADD = Prepared(insert(visits).values({column.name: bindparam(column.name) for column in visits.columns}))
ALL = Prepared(select(visits).order_by(V.id))

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    database = Database(tmp_path / "visits.db")
    database.write_now(metadata.create_all)
    yield database
    database.close()


def a_visit(**fields: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "day": TUESDAY,
        "last_day": None,
        "welcome": True,
        "facts": {"cups": 2},
        "at": NOON,
        "name": "Alice",
    } | fields


def add(store: Database, **fields: Any) -> int:
    changed: int = store.write_now(lambda db: ADD.run(db, **a_visit(**fields)))
    return changed


def only(store: Database) -> Any:
    (row,) = store.read_now(ALL.all)
    return row


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", date(1, 1, 1)),
        ("day", date.max),
        ("last_day", MONDAY),
        ("last_day", None),
        ("welcome", True),
        ("welcome", False),
        ("facts", {"nested": [1, 2.5, None, "ü"], "empty": {}}),
        ("facts", []),
        ("at", NOON),
        ("at", NOON + timedelta(microseconds=1)),
        ("name", None),
        ("name", "'; DROP TABLE visit; --"),
    ],
)
def test_a_value_comes_out_as_it_went_in(store, column, value):
    add(store, **{column: value})

    found = getattr(only(store), column)

    assert found == value
    assert type(found) is type(value)


def test_a_moment_from_another_zone_comes_out_as_the_same_moment_in_utc(store):
    tokyo = datetime(2026, 11, 24, 21, 0, tzinfo=timezone(timedelta(hours=9)))

    add(store, at=tokyo)

    assert only(store).at == NOON
    assert only(store).at.utcoffset() == timedelta(0)


def test_what_it_stores_is_what_sqlalchemy_stores(store):
    add(store, id=1)
    store.write_now(lambda db: db.execute(insert(visits).values(**a_visit(id=2))).rowcount)

    raw = store.read_now(lambda db: driver(db).execute("SELECT * FROM visit ORDER BY id").fetchall())

    assert raw[0][1:] == raw[1][1:]
    assert store.read_now(lambda db: db.execute(select(visits).order_by(V.id)).all()) == store.read_now(ALL.all)


def test_constants_in_a_statement_are_turned_too(store):
    add(store, id=1, day=MONDAY, welcome=False)
    add(store, id=2, day=TUESDAY, welcome=True)

    by_day = Prepared(select(V.id).where(V.day == literal(MONDAY), V.welcome == literal(value=False)))
    set_all = Prepared(update(visits).values(day=MONDAY, welcome=True, facts={"by": "constant"}, at=NOON))

    assert store.read_now(by_day.all) == [(1,)]
    assert store.write_now(set_all.run) == 2
    assert [(row.day, row.welcome, row.facts, row.at) for row in store.read_now(ALL.all)] == [
        (MONDAY, True, {"by": "constant"}, NOON)
    ] * 2


def test_constants_are_the_same_the_second_time(store):
    add(store, day=MONDAY)
    monday = Prepared(select(V.id).where(V.day == literal(MONDAY), V.name == bindparam("name")))

    assert [store.read_now(lambda db: monday.all(db, name="Alice")) for _ in range(3)] == [[(1,)]] * 3


def test_a_list_of_constants_is_spelt_out(store):
    for number in (1, 2, 3):
        add(store, id=number)

    some = Prepared(select(V.id).where(V.id.in_([1, 3])).order_by(V.id))

    assert store.read_now(some.all) == [(1,), (3,)]


def test_a_parameter_in_two_places_is_given_once(store):
    add(store, id=1, day=TUESDAY, last_day=MONDAY)
    add(store, id=2, day=MONDAY)
    add(store, id=3, day=TUESDAY)

    around = Prepared(select(V.id).where(or_(V.day == bindparam("day"), V.last_day == bindparam("day"))).order_by(V.id))

    assert store.read_now(lambda db: around.all(db, day=MONDAY)) == [(1,), (2,)]


def test_the_first_row_or_none(store):
    named = Prepared(select(V.id, V.name).where(V.name == bindparam("name")).order_by(V.id))
    add(store, id=7)
    add(store, id=8)

    found = store.read_now(lambda db: named.one(db, name="Alice"))

    assert (found.id, found.name) == (7, "Alice")
    assert store.read_now(lambda db: named.one(db, name="Bob")) is None


def test_a_change_says_how_many_rows_it_touched(store):
    for number in (1, 2, 3):
        add(store, id=number)

    leave = Prepared(update(visits).where(V.id > bindparam("above")).values(welcome=bindparam("now_welcome")))

    assert add(store, id=4) == 1
    assert store.write_now(lambda db: leave.run(db, above=2, now_welcome=False)) == 2
    assert store.write_now(lambda db: leave.run(db, above=99, now_welcome=False)) == 0
    assert [row.welcome for row in store.read_now(ALL.all)] == [True, True, False, False]


def test_columns_that_are_worked_out_have_their_labels_and_types(store):
    add(store, id=1, day=MONDAY)
    add(store, id=2, day=TUESDAY)

    span = Prepared(select(func.min(V.day).label("first"), func.count().label("visits")))
    both = Prepared(select(V.day).where(V.id == literal(1)).union_all(select(V.day).where(V.id == literal(2))))

    found = store.read_now(span.one)
    assert (found.first, found.visits) == (MONDAY, 2)
    assert sorted(store.read_now(both.all)) == [(MONDAY,), (TUESDAY,)]


def test_a_change_can_answer_with_rows(store):
    arrive = upsert(visits).values({column.name: bindparam(column.name) for column in visits.columns})
    again = Prepared(
        arrive.on_conflict_do_update(index_elements=["id"], set_={"day": arrive.excluded.day}).returning(V.id, V.day)
    )
    add(store, day=MONDAY)

    found = store.write_now(lambda db: again.one(db, **a_visit(day=TUESDAY)))

    assert (found.id, found.day) == (1, TUESDAY)


def test_a_missing_parameter_is_an_error_and_not_null(store):
    named = Prepared(select(V.id).where(V.name == bindparam("name")))

    with pytest.raises(ProgrammingError, match="name"):
        store.read_now(named.all)
