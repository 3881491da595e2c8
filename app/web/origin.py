"""Refusing changes that another site asked for, and letting a form say PUT or DELETE."""

from urllib.parse import SplitResult, parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnOriginOnly:
    """Lets a change through only from our own pages, by the headers that browsers set and scripts cannot.

    The rule of Go's CrossOriginProtection: Sec-Fetch-Site decides where it is sent; where it is not (plain http on a
    home network) the Origin's host must be the Host; a request with neither comes from no browser, so no cookie of a
    victim is on it.
    """

    def __init__(self, app: ASGIApp, *, trusted: frozenset[str], refuse: ASGIApp) -> None:
        self._app = app
        self._trusted = trusted
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._own(Headers(scope=scope)):
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _own(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin in self._trusted:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        return origin is None or _split(origin).netloc == headers.get("host")


class FormMethods:
    """Lets `<form method="post" action="…?_method=put">` ask for what HTML forms cannot: PUT and DELETE."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replaces the method where the query asks for it."""
        if scope["type"] == "http" and scope["method"] == "POST" and b"_method=" in scope["query_string"]:
            wanted = parse_qs(scope["query_string"].decode("latin-1")).get("_method", [""])[0].upper()
            if wanted in {"PUT", "DELETE"}:
                scope = {**scope, "method": wanted}
        await self._app(scope, receive, send)


class KnownHostsOnly:
    """Answers only requests addressed to a known host, so that a foreign name pointed at this machine opens nothing."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], refuse: ASGIApp) -> None:
        self._app = app
        self._hosts = hosts
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 403."""
        if scope["type"] == "http" and _split("//" + Headers(scope=scope).get("host", "")).hostname not in self._hosts:
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _split(url: str) -> SplitResult:
    """The parts of an address that anybody may have made up; all empty where it is none, such as `http://[`."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
