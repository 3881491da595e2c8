"""The pages for what went wrong: they say what happened and what to do, never what is inside."""

import logging
import sqlite3
from http import HTTPStatus

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.web.pages import page
from app.web.requestlog import request_id

log = logging.getLogger(__name__)

PAGES = {400: "422", 403: "403", 404: "404", 405: "404", 413: "413", 422: "422", 429: "429", 503: "503", 507: "503"}
"""Status to page; every other one gets the page for 500."""


def not_found(what: str = "page") -> HTTPException:
    """What somebody gets who asks for a thing that is not there, or not theirs: the two look the same."""
    return HTTPException(404, f"There is no such {what}.")


def install(app: FastAPI) -> None:
    """Makes the app answer errors with pages."""
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(UnicodeError, _no_text)
    app.add_exception_handler(OperationalError, _database_refused)
    app.add_exception_handler(sqlite3.OperationalError, _database_refused)  # from statements that skip SQLAlchemy
    app.add_exception_handler(Exception, _broken)


async def refuse_foreign(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a change that another site asked for."""
    request = Request(scope, receive)
    await error_page(request, 403, "The request came from another site, so nothing was changed.")(scope, receive, send)


async def refuse_unknown_host(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a request under a name that is not ours; 403 as for whatever else is refused."""
    answer = page(Request(scope, receive), "errors/unknown_host.html", status=403, request_id=request_id.get())
    await answer(scope, receive, send)


async def refuse_too_large(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a body over the limit."""
    await error_page(Request(scope, receive), 413, "")(scope, receive, send)


def error_page(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The page for a status."""
    name = PAGES.get(status, "500")
    back = ""
    if status == 413:  # a room says what it takes, and what its page is called
        detail, back = request.app.state.too_large.get(request.scope["path"], (detail, back))
    told = {"code": status, "detail": detail, "back": back, "request_id": request_id.get()}
    answer = page(request, f"errors/{name}.html", status=status, **told)
    answer.headers.update(headers or {})
    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101 - narrows the type
    headers = dict(error.headers) if error.headers else None
    said = str(error.detail)
    detail = "" if said == HTTPStatus(error.status_code).phrase else said  # the page says "Not Found" better
    return error_page(request, error.status_code, detail, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type
    first = error.errors()[0]
    field = str(first["loc"][-1])
    if first["loc"][0] == "path":  # /cards/abc names no card
        return error_page(request, 404, "There is no such page.")
    return error_page(request, 422, f"Ebb could not use what was sent as “{field}”.")


async def _no_text(request: Request, error: Exception) -> Response:
    """A form may name any encoding, and yield what no database stores, such as half a character."""
    log.warning("%s %s: %s", request.method, request.scope["path"], error)
    return error_page(request, 422, "The form holds characters that are no text.")


async def _database_refused(request: Request, error: Exception) -> Response:
    """SQLite's own code says why; its words, which hold the statement, stay in the log."""
    codes = _sqlite_codes(error)
    if sqlite3.SQLITE_FULL in codes:
        log.error("the disk is full: %s", error)
        return error_page(request, 507, "The disk is full, so nothing was saved. Free some space, then try again.")
    if codes & {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        log.error("the database is busy: %s", error)
        return error_page(request, 503, "The database is busy, so nothing was saved. Try again in a moment.")
    return await _broken(request, error)


def _sqlite_codes(error: BaseException | None) -> set[int]:
    """The codes of an error and of what it came from: a full disk ends the transaction, and then rolling back fails."""
    codes = set()
    while error is not None:
        if isinstance(error, sqlite3.Error):
            codes.add(error.sqlite_errorcode & 0xFF)  # the higher bits say where it happened
        error = error.__cause__ or error.__context__
    return codes


async def _broken(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return error_page(request, 500, "")
