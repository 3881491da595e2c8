"""The application put together: the only module that knows every room."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

import app.accounts.routes
import app.decks.routes
import app.library.routes
import app.progress.routes
import app.review.routes
from app import __version__, clock
from app.accounts.current import NotSignedIn, show_the_door
from app.accounts.people import add_first_user
from app.db import Database, Lock, open_folder
from app.decks.folder import Found, read_folder
from app.decks.loading import load_decks
from app.library.compiling import Readings
from app.library.shelving import render_anew
from app.library.storing import fail_interrupted
from app.library.uploading import MOST_OVERLAY, MOST_PASTED, TOO_LARGE
from app.progress.studyplan import StudyPlan, parse_plan
from app.settings import Settings
from app.web import errors, healthz
from app.web.bodylimit import BodyLimit
from app.web.headers import Headers
from app.web.origin import LOOPBACK, FormMethods, KnownHostsOnly, OwnOriginOnly
from app.web.pages import HTMX, STATIC, environment, integrity
from app.web.requestlog import configure

log = logging.getLogger(__name__)

MOST_UPLOAD = MOST_PASTED + MOST_OVERLAY
"""Bytes of a form with a guide and its corrections; which of them is too large, the page then says."""

Opened = tuple[Database, Lock]


def create_app(settings: Settings, opened: Opened | None = None, *, reload: bool = False) -> FastAPI:
    """The application for these settings.

    It closes the data folder when it stops; unless it is handed the folder `opened`, it opens it when it starts, and
    raises CannotStart where that cannot be done. `reload` reads templates and static files again when they change.
    """
    app_ = _Ebb(
        title="Ebb",
        version=__version__,
        lifespan=_open_for_business,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # its redirects spell the scheme, and get it wrong behind a proxy
    )
    app_.state.settings = settings
    app_.state.opened = opened
    app_.state.too_large = {"/guides": (TOO_LARGE, "Back to the guides")}
    app_.state.templates = environment(htmx=settings.htmx, single_user=settings.single_user, reload=reload)
    errors.install(app_)
    app_.add_exception_handler(NotSignedIn, show_the_door)
    for router in (
        app.review.routes.router,  # first, as routes are tried in order and answers come most often
        app.accounts.routes.open_door,
        app.accounts.routes.router,
        app.decks.routes.router,
        app.library.routes.router,
        app.progress.routes.router,
        healthz.router,
    ):
        app_.include_router(router)
    app_.mount("/static", _Static(forever=not reload), name="static")
    _wrap(app_, settings)
    return app_


def create_dev_app() -> FastAPI:
    """For a server that starts again, as a new process, when a file changes."""
    settings = Settings()
    configure(settings.log_level)
    return create_app(settings, reload=True)


def _wrap(app_: FastAPI, settings: Settings) -> None:
    """The layers around every request, the outermost last; `_Ebb` puts one more around them."""
    public = str(settings.public_url).rstrip("/") if settings.public_url else ""
    app_.add_middleware(FormMethods)
    app_.add_middleware(OwnOriginOnly, trusted=frozenset({public} - {""}), refuse=errors.refuse_foreign)
    hosts = LOOPBACK | ({urlsplit(public).hostname or ""} if public else set())
    if settings.single_user or public:
        app_.add_middleware(KnownHostsOnly, hosts=hosts, refuse=errors.refuse_unknown_host)
    uploads = {"/guides": max(settings.body_limit, MOST_UPLOAD)}
    app_.add_middleware(BodyLimit, most=settings.body_limit, larger=uploads, refuse=errors.refuse_too_large)


class _Ebb(FastAPI):
    """FastAPI, with our headers around even the page for what nobody caught."""

    def build_middleware_stack(self) -> ASGIApp:
        settings: Settings = self.state.settings
        inner = super().build_middleware_stack()
        return Headers(inner, htmx_integrity=integrity(STATIC / HTMX), https=settings.secure)


class _Static(StaticFiles):
    """Files that never change under their address, which holds their hash: browsers may keep them for a year.

    Not `forever` where somebody is working on them.
    """

    def __init__(self, *, forever: bool) -> None:
        super().__init__(directory=STATIC)
        self._kept = "public, max-age=31536000, immutable" if forever else "no-cache"

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = self._kept
        return answer


@asynccontextmanager
async def _open_for_business(app_: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app_.state.settings
    database, lock = app_.state.opened or open_folder(settings.data, clock.now())
    try:
        app_.state.database = database
        found = read_folder(settings.decks)
        app_.state.plan = _load(database, found)
        app_.state.overlays = {overlay.guide: overlay for overlay in found.overlays.values() if overlay.guide}
        app_.state.readings = Readings()
        database.write_now(fail_interrupted)
        database.write_now(render_anew)
        if settings.single_user:
            database.write_now(add_first_user, "You", None, "", clock.now())
        yield
        await app_.state.readings.close()
    finally:
        database.close()
        lock.release()


def _load(database: Database, found: Found) -> StudyPlan | None:
    """Puts the decks of a folder into the database; its plan."""
    for problem in found.problems:
        log.error("deck not loaded: %s", problem)
    files = list(found.decks.values())
    changed = database.write_now(partial(load_decks, files=files, incomplete=bool(found.problems)))
    log.info("%d decks, %d of them changed", len(files), changed)
    return _plan(found)


def _plan(found: Found) -> StudyPlan | None:
    """The first plan that can be read; one that cannot must not keep the cards from being learnt."""
    for path, text in found.plans.items():
        try:
            return parse_plan(text, str(path))
        except ValueError as error:
            log.error("plan not loaded: %s", error)  # noqa: TRY400 - the message says it all
    return None
