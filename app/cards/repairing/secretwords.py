"""Names that speak of secrets, in Dockerfiles and compose files alike."""

import re

_SECRET = re.compile(
    r"(^|_)(PASS|PASSWD|PASSWORD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|SECRET|SIGNING"
    r"|ENCRYPTION|AUTH|SSH)_?KEY)(_|$)|(PASSWORD|SECRET|TOKEN)$",
    re.IGNORECASE,
)
# A name that says where a secret lies, or something about it, holds none.
_HARMLESS = re.compile(r"_(FILE|PATH|URL|LENGTH|TTL|EXPIRY|EXPIRES|ID|NAME|HEADER)$|^(OLD)?PWD$", re.IGNORECASE)


def names_a_secret(name: str) -> bool:
    """Whether a variable's name says that its value is a secret: DB_PASSWORD, API_KEY, NPM_TOKEN; not …_FILE."""
    return _SECRET.search(name) is not None and _HARMLESS.search(name) is None


_LOGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:([^/\s@]+)@", re.IGNORECASE)


def holds_a_login(value: str) -> bool:
    """Whether an address carries a password, as in postgres://app:secret@db; a variable there is none."""
    found = _LOGIN.search(value)
    return found is not None and "$" not in found[1]
