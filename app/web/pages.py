"""Turning values into pages: the template environment, whole pages, and parts for htmx."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from app import __version__
from app.settings import ROOT

STATIC = ROOT / "static"
HTMX = "vendor/htmx-4.0.1.min.js"
HTMX_CDN = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"

VARY = {"Vary": "HX-Request"}


@dataclass(frozen=True)
class Htmx:
    """Where a page gets htmx from; `integrity` is worked out from the shipped file, never copied from elsewhere."""

    vendored: bool
    cdn: str
    local: str
    integrity: str


def integrity(path: Path) -> str:
    """The subresource integrity of a file: sha384, base64."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def static_now(name: str) -> str:
    """The address of a file in static/, which changes when the file does, so that browsers may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


static = cache(static_now)
"""The same, read once: for a server whose files do not change under it."""


def capped(count: int) -> str:
    """A count as shown: queries stop counting at 1,000."""
    return str(count) if count < 1000 else "999+"


def plural(count: int, noun: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{capped(count)} {noun}" if count == 1 else f"{capped(count)} {noun}s"


def environment(*, htmx: str, single_user: bool, reload: bool = False) -> Environment:
    """The templates, with what every one of them may use; `reload` reads them and static/ again after a change."""
    templates = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
    )
    templates.globals.update(
        static=static_now if reload else static,
        capped=capped,
        plural=plural,
        version=__version__,
        single_user=single_user,
        htmx=Htmx(htmx == "vendored", HTMX_CDN, static(HTMX), integrity(STATIC / HTMX)),
        user=None,
    )
    return templates


def wants_part(request: Request) -> bool:
    """Whether htmx asks, and so only the part that changed is to be sent."""
    return request.headers.get("hx-request") == "true"


def render(request: Request, name: str, context: dict[str, Any]) -> str:
    """A template as text; `user` and `path` come from the request."""
    templates: Environment = request.app.state.templates
    user = request.scope.get("learner")
    return templates.get_template(name).render(path=request.scope["path"], user=user, **context)


def page(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page, or a part where its name says so."""
    return HTMLResponse(render(request, name, context), status, VARY)


def part_or_redirect(request: Request, name: str, to: str, **context: Any) -> Response:
    """The changed part for htmx; for a plain form, a redirect to the page that shows it."""
    if wants_part(request):
        return page(request, name, **context)
    return redirect(to)


def redirect(to: str) -> RedirectResponse:
    """Sends the browser on with GET. `to` must be a path of ours: see `own_path`."""
    return RedirectResponse(to, 303, VARY)


def with_query(path: str, query: str) -> str:
    """A path of ours with one more `name=value`."""
    return f"{path}{'&' if '?' in path else '?'}{query}"


def own_path(text: str, otherwise: str = "/") -> str:
    """`text` if it is a path on this server, else `otherwise`: a link must not send anybody elsewhere."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if safe else otherwise
