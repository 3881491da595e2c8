"""How often one account, one address and everybody together may try to sign in.

It is kept in the database, so that a restart forgives nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, true
from sqlmodel import col, delete, insert, select

from app.accounts.people import fold
from app.accounts.tables import SignInAttempt

WINDOW = timedelta(minutes=5)
PER_ACCOUNT = 10
PER_CLIENT = 10
ALTOGETHER = 1000


def claim_try(db: Connection, name: str, client: str, now: datetime) -> int:
    """Counts a try before it is made, so that a hundred at once get no further than ten in a row.

    Answers 0 when it may go on, otherwise the seconds to wait.
    """
    db.execute(delete(SignInAttempt).where(col(SignInAttempt.at) <= now - WINDOW))
    wait = _seconds_to_wait(db, name, client, now)
    if not wait:
        db.execute(insert(SignInAttempt).values(name_key=_key(name), client=client, at=now))
    return wait


def forgive(db: Connection, name: str, client: str) -> None:
    """Forgets the tries at an account from the address that has just signed in to it."""
    db.execute(
        delete(SignInAttempt).where(col(SignInAttempt.name_key) == _key(name), col(SignInAttempt.client) == client)
    )


def _key(name: str) -> str:
    """The account that a try is counted against; a name too long to be one fills no database."""
    return fold(name)[:200]


def _seconds_to_wait(db: Connection, name: str, client: str, now: datetime) -> int:
    at = col(SignInAttempt.at)
    limits = (
        (PER_ACCOUNT, col(SignInAttempt.name_key) == _key(name)),
        (PER_CLIENT, col(SignInAttempt.client) == client),
        (ALTOGETHER, true()),
    )
    waits = [0]
    for limit, mine in limits:
        # The try that has to grow old before the next one fits.
        oldest = db.execute(select(at).where(mine).order_by(at.desc()).offset(limit - 1).limit(1)).scalar_one_or_none()
        if oldest is not None:
            waits.append(max(1, int((oldest + WINDOW - now).total_seconds())))
    return max(waits)
