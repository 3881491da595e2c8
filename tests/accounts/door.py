"""Coming in by the door, as people do: the first account, signing in, and many at once."""

import asyncio
from collections.abc import Sequence

import httpx2
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.db import Database

PASSWORD = "slow tide, low lamp"
WRONG = "quick tide, high lamp"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def visitor(app: FastAPI, address: str = "192.0.2.1", base_url: str = "http://testserver") -> TestClient:
    """A browser that has never been here, at an address of its own."""
    return TestClient(
        app, base_url=base_url, follow_redirects=False, client=(address, 50_000), headers={"User-Agent": FIREFOX}
    )


def first_run(client: TestClient, name: str = "Alice", password: str = PASSWORD, **form: str) -> httpx2.Response:
    """Sends the form for the first account."""
    return client.post("/users", data={"name": name, "password": password} | form)


def sign_in(client: TestClient, name: str = "Alice", password: str = PASSWORD, **form: str) -> httpx2.Response:
    """Sends the sign-in form."""
    return client.post("/sessions", data={"name": name, "password": password} | form)


def token(client: TestClient) -> str:
    """What the browser's session cookie holds."""
    return next(cookie.value or "" for cookie in client.cookies.jar if cookie.name.endswith("ebb"))


def holder(app: FastAPI, session_token: str) -> TestClient:
    """A browser with this session cookie and nothing else."""
    client = visitor(app)
    client.cookies.set("ebb", session_token)
    return client


def is_in(client: TestClient) -> bool:
    """Whether the settings page opens to this browser."""
    answer = client.get("/settings")
    assert answer.status_code == 200 or answer.headers["location"].startswith(("/sign-in", "/first-run"))
    return answer.status_code == 200


def at_once(app: FastAPI, path: str, forms: Sequence[dict[str, str]]) -> list[httpx2.Response]:
    """The answers to forms that are all sent before any of them is answered."""

    async def send() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app, client=("192.0.2.7", 50_000))
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return list(await asyncio.gather(*(client.post(path, data=form) for form in forms)))

    return asyncio.run(send())


def count(db: Database, model: type[SQLModel]) -> int:
    """How many rows a table has."""
    found: int = db.read_now(lambda con: con.execute(select(func.count()).select_from(model)).scalar_one())
    return found
