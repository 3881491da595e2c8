"""The server that answers: uvicorn, set up for Ebb."""

from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp

Say = Callable[[str], None]


def run(app: ASGIApp | str, say: Say, *, host: str, port: int, trusted: str) -> None:
    """Serves until it is stopped; says where, once it does. Ends the process with a status where it cannot.

    `trusted` holds the proxies that are believed, separated by commas. An `app` that is text names a function that
    makes it: it is made anew, in another process, when a file changes, and uvicorn's log says where.
    """
    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "loop": "asyncio",  # measured: uvloop lets single answers wait a second under load
        "http": "httptools",
        "proxy_headers": bool(trusted),
        "forwarded_allow_ips": trusted,
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "timeout_graceful_shutdown": 10,
    }
    if isinstance(app, str):
        uvicorn.run(app, factory=True, reload=True, **options)
        return
    with suppress(KeyboardInterrupt):  # raised anew by uvicorn once everything is closed
        _Server(uvicorn.Config(app, **options), say).run()


class _Server(uvicorn.Server):
    """Says where it serves, once it does."""

    def __init__(self, config: uvicorn.Config, say: Say) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = self.config.host, self.servers[0].sockets[0].getsockname()[1]
        name = "localhost" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104
        self._say(f"Ebb serves on http://{name}:{port}  (Ctrl+C stops it)")
