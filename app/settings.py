"""Every setting an operator can change, read once from the environment (EBB_DATA, EBB_PORT and so on)."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AnyHttpUrl, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds app/, decks/, templates/, static/ and migrations/."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Settings(BaseSettings):
    """Frozen once read; each field's name in capitals behind EBB_ is its variable."""

    model_config = SettingsConfigDict(
        env_prefix="EBB_", env_ignore_empty=True, frozen=True, use_attribute_docstrings=True
    )

    data: Path = Path("data")
    """The folder that holds the database, its backups and nothing else; made if it is missing."""

    host: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 for all."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port to listen on."""

    single_user: bool = False
    """No sign-in: whoever opens the page is the owner. Refused unless the address is loopback."""

    htmx: Literal["cdn", "vendored"] = "cdn"
    """Where browsers fetch htmx: the CDN with the shipped copy as fallback, or only the shipped copy."""

    public_url: AnyHttpUrl | None = None
    """The address people type, when a proxy in front changes the Host header, such as https://ebb.example.org."""

    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    """Addresses or networks, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed."""

    decks: Path = ROOT / "decks"
    """The folder whose deck files are loaded at start."""

    time_zone: str = "UTC"
    """The zone of a learner whose browser does not say and who has not chosen one."""

    body_limit: Annotated[int, Field(ge=10_000)] = 1_000_000
    """The largest request body in bytes; more is answered 413."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is written to the log."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not a time zone; use a name such as Europe/Berlin")
        return name

    @field_validator("public_url")
    @classmethod
    def _whole_host(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if url is not None and (url.path or "/") != "/":
            raise ValueError(f"{url} has a path; Ebb needs a host name of its own")
        return url

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, text: object) -> object:
        if isinstance(text, str):
            return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
        return text

    @property
    def secure(self) -> bool:
        """Whether people reach Ebb over https, so that cookies may insist on it."""
        return self.public_url is not None and self.public_url.scheme == "https"
