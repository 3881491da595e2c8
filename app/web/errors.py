"""The pages for what went wrong: they say what happened and what to do, never what is inside."""

import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.web.pages import page
from app.web.requestlog import request_id

log = logging.getLogger(__name__)

PAGES = {403: "403", 404: "404", 405: "404", 413: "413", 422: "422", 429: "429"}
"""Status to page; every other one gets the page for 500."""


def not_found(what: str = "page") -> HTTPException:
    """What somebody gets who asks for a thing that is not there, or not theirs: the two look the same."""
    return HTTPException(404, f"There is no such {what}.")


def install(app: FastAPI) -> None:
    """Makes the app answer errors with pages."""
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _database_full_or_busy)
    app.add_exception_handler(Exception, _broken)


async def refuse_foreign(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a change that another site asked for."""
    request = Request(scope, receive)
    await error_page(request, 403, "The request came from another site, so nothing was changed.")(scope, receive, send)


def error_page(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The page for a status."""
    name = PAGES.get(status, "500")
    answer = page(request, f"errors/{name}.html", status=status, detail=detail, request_id=request_id.get())
    answer.headers.update(headers or {})
    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101 - narrows the type
    headers = dict(error.headers) if error.headers else None
    return error_page(request, error.status_code, str(error.detail), headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type
    first = error.errors()[0]
    field = str(first["loc"][-1])
    if first["loc"][0] == "path":  # /cards/abc names no card
        return error_page(request, 404, "There is no such page.")
    return error_page(request, 422, f"{field}: {first['msg']}.")


async def _database_full_or_busy(request: Request, error: Exception) -> Response:
    log.error("the database refused: %s", error)
    if "full" in str(error):
        return error_page(request, 507, "The disk is full, so nothing was saved. Free some space, then try again.")
    return error_page(request, 503, "The database is busy, so nothing was saved. Try again in a moment.")


async def _broken(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return error_page(request, 500, "")
