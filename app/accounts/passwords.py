"""Passwords as argon2id hashes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# OWASP's figures: 20 ms and 19 MiB a try. At the library's 64 MiB, twenty people signing in would need 1.3 GB.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="ebb-argon2")
_NOBODY = _HASHER.hash("the password of nobody")

MIN_LENGTH = 8
MAX_LENGTH = 200
"""Longer ones would let a stranger make the server work for nothing."""


def hash_password(password: str) -> str:
    """The hash to store."""
    return _HASHER.hash(password)


async def hash_in_thread(password: str) -> str:
    """The same without holding up the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, hash_password, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one.

    It takes as long where there is no account, so that names cannot be guessed by time.
    """
    known = await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.verify, password, stored or _NOBODY)
    return known and stored is not None
