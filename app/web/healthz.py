"""What a container's health check asks."""

from fastapi import APIRouter
from sqlalchemy import Connection, text
from starlette.responses import PlainTextResponse

from app.web.asking import Db

router = APIRouter()


@router.get("/healthz")
async def answer_health(db: Db) -> PlainTextResponse:
    await db.read(_read_something)
    return PlainTextResponse("ok\n")


def _read_something(db: Connection) -> None:
    db.execute(text("SELECT version_num FROM alembic_version")).one()
