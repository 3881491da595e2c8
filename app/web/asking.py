"""What any route may ask for: the database, the time, and the id in an address."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Request

from app import clock
from app.db import Database


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _now() -> datetime:
    return clock.now()


def id_or_none(text: str) -> int | None:
    """The id in a field that may be empty; the field's pattern has let digits through alone."""
    return int(text) if text else None


Db = Annotated[Database, Depends(_database)]
Now = Annotated[datetime, Depends(_now)]
Id = Annotated[int, Path(ge=1, lt=2**63)]
"""The id in an address; a number that no database holds names nothing, and is answered 404."""
