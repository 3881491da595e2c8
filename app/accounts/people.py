"""Accounts: making them, finding them, changing their settings."""

from datetime import datetime

from sqlalchemy import Connection, func
from sqlmodel import col, select, update

from app.accounts.tables import User
from app.db import entities

NEW_PER_DAY = 20
REVIEWS_PER_DAY = 200
DAY_STARTS_AT = 4
"""As in Anki: whoever studies past midnight is still in yesterday."""


def fold(name: str) -> str:
    """A name for comparing: Alice and ALICE are one."""
    return name.strip().casefold()


def add_user(db: Connection, name: str, password_hash: str | None, time_zone: str, now: datetime) -> int | None:
    """Adds an account and answers its id, or None when the name is taken. The first one becomes the owner."""
    with entities(db) as orm:
        if orm.exec(select(User.id).where(User.name_key == fold(name))).first() is not None:
            return None
        user = User(
            name=name.strip(),
            name_key=fold(name),
            password_hash=password_hash,
            is_owner=count_users(db) == 0,
            created_at=now,
            time_zone=time_zone,
            day_starts_at=DAY_STARTS_AT,
            new_per_day=NEW_PER_DAY,
            reviews_per_day=REVIEWS_PER_DAY,
            fuzz=True,
            theme="auto",
        )
        orm.add(user)
        orm.flush()
        return user.id


def add_first_user(db: Connection, name: str, password_hash: str | None, time_zone: str, now: datetime) -> int | None:
    """The owner's account, or None when somebody was faster."""
    return None if count_users(db) else add_user(db, name, password_hash, time_zone, now)


def count_users(db: Connection) -> int:
    """How many accounts there are."""
    return db.execute(select(func.count()).select_from(User)).scalar_one()


def owner_id(db: Connection) -> int | None:
    """The owner, or None before the first run."""
    return db.execute(select(User.id).where(col(User.is_owner)).order_by(col(User.id))).scalars().first()


def find_user(db: Connection, user_id: int) -> User:
    """The account with this id, which must be there."""
    with entities(db) as orm:
        return orm.get_one(User, user_id)


def find_by_name(db: Connection, name: str) -> User | None:
    """The account of this name."""
    with entities(db) as orm:
        return orm.exec(select(User).where(User.name_key == fold(name))).first()


def everybody(db: Connection) -> list[User]:
    """Every account, oldest first."""
    with entities(db) as orm:
        return list(orm.exec(select(User).order_by(col(User.id))))


def change_user(db: Connection, user_id: int, changes: dict[str, object]) -> None:
    """Sets columns of one account."""
    db.execute(update(User).where(col(User.id) == user_id).values(**changes))
