"""Every route that the application has, seen through the routers that were included."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount
from starlette.routing import Route as PlainRoute

from app.main import create_app
from app.settings import Settings


@dataclass(frozen=True, order=True)
class Route:
    """A method and an address with places for ids, such as `PUT /notes/{note_id}`."""

    method: str
    path: str
    endpoint: Callable[..., Any] | None = field(compare=False, repr=False, default=None)
    """The function behind it; None for a folder of files."""
    dependant: Dependant | None = field(compare=False, repr=False, default=None)
    """What FastAPI fetches for it; None where it fetches what it needs itself."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, ids: str = "1") -> str:
        """The path with something in the place of every id."""
        return re.sub(r"\{[^}]+\}", lambda _: ids, self.path)


@cache
def routes() -> tuple[Route, ...]:
    """Every route, sorted; a kind of route that is not known here fails, so that none is passed over."""
    return tuple(sorted(_all()))


def _all() -> Iterator[Route]:
    app = create_app(Settings(_env_file=None))
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield Route("GET", f"{route.path}/{{file}}")
            continue
        assert isinstance(route, PlainRoute), f"what is {route}?"
        path = re.sub(r":\w+\}", "}", context.path or route.path)  # {card_id:int}
        for method in sorted((context.methods or route.methods or set()) - {"HEAD"}):
            yield Route(method, path, route.endpoint, route.dependant if isinstance(route, APIRoute) else None)
