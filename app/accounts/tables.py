"""What is stored about people: accounts, their sessions, and who tried to sign in."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    """A person who learns here. The first one is the owner, who may add others and edit shared cards."""

    id: int = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    """The name folded for comparing, so that Alice and alice are one person."""
    password_hash: str | None
    """Argon2id; none for the one who uses Ebb alone without signing in."""
    is_owner: bool
    created_at: datetime
    time_zone: str
    """An IANA name, or empty while the browser has not told."""
    day_starts_at: int
    """The local hour, 0 to 23, at which her study day begins."""
    new_per_day: int
    reviews_per_day: int
    fuzz: bool
    """Whether due days are spread a little, so that cards learnt together do not stay together."""
    theme: str


class Session(SQLModel, table=True):
    """A browser that is signed in. Only the hash of its token is kept, so a stolen file signs nobody in."""

    token_hash: str = Field(primary_key=True)
    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str


class SignInAttempt(SQLModel, table=True):
    """A failed try to sign in, kept for as long as it counts against the account and the address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("sign_in_attempt_of_account", "name_key", "at"),
        Index("sign_in_attempt_of_client", "client", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    name_key: str
    client: str
    at: datetime = Field(index=True)
