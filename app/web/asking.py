"""What any route may ask for: the database and the time."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from app import clock
from app.db import Database


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _now() -> datetime:
    return clock.now()


Db = Annotated[Database, Depends(_database)]
Now = Annotated[datetime, Depends(_now)]
