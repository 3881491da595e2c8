"""Whatever is sent to whichever address, Ebb does not break: no answer is 500."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.accounts.sessions import open_session
from app.db import Database
from tests.conftest import Time
from tests.given import a_cloze, a_deck, a_note, a_pair, user_id
from tests.house.routes import Route, routes

FIELDS = [
    "name",
    "password",
    "current",
    "new",
    "next",
    "time_zone",
    "day_starts_at",
    "new_per_day",
    "reviews_per_day",
    "fuzz",
    "theme",
    "grade",
    "turn",
    "shown_at",
    "ms",
    "deck",
    "latest",
    "revealed",
    "back",
    "flag",
    "scheduler",
    "front",
    "text",
    "explanation",
    "reverse_front",
    "_method",
]
QUERY = ["deck", "revealed", "shown", "done", "q", "page", "next", "saved", "_method"]

JUNK = {
    "nothing": "",
    "NUL": "a\x00b",
    "2^63": str(2**63),
    "-2^63-1": str(-(2**63) - 1),
    "5000 digits": "9" * 5000,
    "infinity": "inf",
    "other digits": "٣",
    "an emoji": "🌊",
    "half a letter": "\u0301",
    "all of Latin-1": bytes(range(256)).decode("latin-1"),
    "markup": "</textarea><script>alert(1)</script>{{ 7*7 }}{{c1::",
    "SQL": "' OR 1=1; --",
    "format": "%s%n%(x)s{0.__class__}",
    "deep": "[" * 2000 + ">" * 2000 + "*" * 2000,
    "deep gaps": "{{c1::" * 500,
    "long": "x" * 20_000,
}
A_FILE = b'--x\r\nContent-Disposition: form-data; name="theme"; filename="f"\r\n\r\nx\r\n--x--\r\n'
CHARSETS = ["unicode_escape", "utf-7", "utf-16", "punycode", "idna", "rot13", "nosuch", "base64"]


@pytest.fixture
def knock(app: FastAPI, db: Database, alice: TestClient, time: Time) -> Callable[..., int]:
    """`knock(route, ids, …)` sends something to a route as Alice, who is signed in anew; answers the status."""
    a_deck(db, a_note("a"), a_pair("b"), a_cloze("c", "A {{c1::gap}}."))
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    def send(route: Route, ids: str = "1", **request: Any) -> int:
        client.cookies.clear()
        client.cookies.set("ebb", db.write_now(open_session, user_id(alice), "", time()))
        return client.request(route.method, route.address(ids), **request).status_code

    return send


def wanted() -> Iterator[Route]:
    """Every route that is a page or a form."""
    return (route for route in routes() if not route.path.startswith("/static"))


@pytest.mark.parametrize("junk", JUNK)
def test_no_junk_in_a_form_or_a_query_breaks_anything(knock, junk: str):
    for route in wanted():
        status = knock(
            route, params=dict.fromkeys(QUERY, JUNK[junk][:500]) if route.method == "GET" else None, data=form(junk)
        )

        assert status < 500, f"{route} answers {status} to {junk}"


def form(junk: str) -> dict[str, str]:
    """Every field any form has, each holding junk."""
    return dict.fromkeys(FIELDS, JUNK[junk])


@pytest.mark.parametrize("ids", ["0", "-1", str(2**63 - 1), str(2**63), "9" * 5000, "%00", "%E2%82%AC", "1%2F..", "a"])
def test_no_junk_in_an_address_breaks_anything(knock, ids: str):
    good = {"grade": "good", "turn": "0", "flag": "1", "scheduler": "sm2", "front": "f", "back": "b"}
    seen = [(route, knock(route, ids, data=good)) for route in wanted() if "{" in route.path]

    assert len(seen) > 15
    assert [f"{route} answers {status}" for route, status in seen if status != 404] == []


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_strange_encoding_of_a_form_breaks_anything(knock, charset: str):
    texts = [b"\\ud800", b"\xff\xfe\x00\xd8", b"xn--\xff-", b"+2AA-"]
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    parts = b"".join(part % (field.encode(), text) for field, text in zip(FIELDS, cycle(texts), strict=False))
    kind = b"multipart/form-data; boundary=x; charset=" + charset.encode()
    for route in wanted():
        if route.method != "GET":
            status = knock(route, content=parts + b"--x--\r\n", headers={b"Content-Type": kind})

            assert status < 500, f"{route} answers {status}"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nrubbish"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--\r\n" * 50),
        ("multipart/form-data; boundary=x", A_FILE),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(3000))),
        ("application/x-www-form-urlencoded", b"%%%=%zz&=&&==;name[]=1&name[a]=2&name=1&name=2"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"name=\xff\xfe"),
        ("application/json", b"[" * 10_000),
        ("application/json", b'{"name": NaN}'),
        ("text/plain", b"\x00" * 100),
        ("", b"name=a"),
        ("application/x-www-form-urlencoded", b"n" * 10_000_000),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else str(len(value)),
)
def test_no_broken_body_breaks_anything(knock, kind: str, content: bytes):
    for route in wanted():
        status = knock(route, content=content, headers={"Content-Type": kind})

        assert status < 500, f"{route} answers {status}"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_text_whatever_breaks_anything(knock, data: st.DataObject):
    route = data.draw(st.sampled_from(list(wanted())))
    fields = data.draw(st.dictionaries(st.sampled_from(FIELDS), TEXT))

    assert knock(route, data=fields) < 500
