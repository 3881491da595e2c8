"""The headers that every answer carries: what a browser may do with it, and which request it belongs to."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.requestlog import request_id


class Headers:
    """Adds the content security policy and its neighbours. Plain ASGI: it is on the way of every request."""

    def __init__(self, app: ASGIApp, *, htmx_integrity: str, https: bool) -> None:
        self._app = app
        self._fixed = _fixed(htmx_integrity, https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own = secrets.token_hex(6)
        request_id.set(own)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                headers.extend(self._fixed)
                headers.append((b"x-request-id", own.encode()))
                MutableHeaders(raw=headers).setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _fixed(htmx_integrity: str, *, https: bool) -> list[tuple[bytes, bytes]]:
    policy = "; ".join(
        (
            "default-src 'none'",
            # The hash admits exactly the htmx we ship, from any host; no host is trusted as a whole.
            f"script-src 'self' '{htmx_integrity}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",  # no-referrer would make Origin null on our own forms
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
    if https:
        headers["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in headers.items()]
