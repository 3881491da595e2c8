"""The database: reading, writing, migrating, backing up. Nobody else commits."""

from app.db.backup import back_up, restore, verify
from app.db.database import Database
from app.db.entities import entities
from app.db.opening import NAME, Lock, open_folder
from app.db.prepared import Prepared, Row
from app.db.trouble import CannotStart

__all__ = [
    "NAME",
    "CannotStart",
    "Database",
    "Lock",
    "Prepared",
    "Row",
    "back_up",
    "entities",
    "open_folder",
    "restore",
    "verify",
]
