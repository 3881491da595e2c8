"""Signed-in browsers: the cookie holds a random token, the database its hash, so that a session can be taken away."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam
from sqlmodel import col, delete, insert, select, update

from app.accounts.tables import Session, User
from app.db import Prepared, Row, entities

LIFETIME = timedelta(days=60)
"""From the last visit."""
COOKIE_LIFETIME = timedelta(days=400)
"""The most that browsers allow: when a session is over is decided here, and every visit prolongs it."""
SEEN_EVERY = timedelta(minutes=10)
"""How stale `seen_at` may be, so that reading a page does not write."""

_LEARNER = Prepared(
    select(
        col(User.id),
        col(User.name),
        col(User.is_owner),
        col(User.time_zone),
        col(User.day_starts_at),
        col(User.new_per_day),
        col(User.reviews_per_day),
        col(User.fuzz),
        col(User.theme),
        col(Session.seen_at),
    )  # type: ignore[call-overload]
    .join(Session, col(Session.user_id) == col(User.id))
    .where(col(Session.token_hash) == bindparam("token_hash"), col(Session.expires_at) > bindparam("now"))
)


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(db: Connection, user_id: int, agent: str, now: datetime) -> str:
    """Starts a session and answers its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    db.execute(delete(Session).where(col(Session.expires_at) <= now))
    db.execute(
        insert(Session).values(
            token_hash=hash_token(token),
            user_id=user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
            agent=agent[:300],
        )
    )
    return token


def find_learner(db: Connection, token_hash: str, now: datetime) -> Row | None:
    """The account signed in with this token, with `seen_at`; None when the session is over."""
    return _LEARNER.one(db, token_hash=token_hash, now=now)


def mark_seen(db: Connection, token_hash: str, now: datetime) -> None:
    """Notes a visit, which prolongs the session."""
    db.execute(
        update(Session).where(col(Session.token_hash) == token_hash).values(seen_at=now, expires_at=now + LIFETIME)
    )


def sessions_of(db: Connection, user_id: int, now: datetime) -> list[Session]:
    """Her browsers that are signed in `now`, the last one used first."""
    hers = select(Session).where(Session.user_id == user_id, col(Session.expires_at) > now)
    with entities(db) as orm:
        return list(orm.exec(hers.order_by(col(Session.seen_at).desc())))


def close_session(db: Connection, user_id: int, token_hash: str) -> bool:
    """Ends one of her sessions; False when it is not hers or not there."""
    ended = db.execute(delete(Session).where(col(Session.user_id) == user_id, col(Session.token_hash) == token_hash))
    return ended.rowcount == 1


def close_other_sessions(db: Connection, user_id: int, keep: str) -> int:
    """Ends all her sessions but one; how many."""
    return db.execute(delete(Session).where(col(Session.user_id) == user_id, col(Session.token_hash) != keep)).rowcount
