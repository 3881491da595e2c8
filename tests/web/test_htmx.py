"""Where a page gets htmx from, and that it is exactly the one we ship."""

import base64
import hashlib

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from app.web.pages import HTMX, HTMX_CDN, STATIC, capped, integrity, plural, static
from tests.conftest import Serving

SHIPPED = "sha384-" + base64.b64encode(hashlib.sha384((STATIC / HTMX).read_bytes()).digest()).decode()


@pytest.fixture(params=["cdn", "vendored"])
def htmx(request: pytest.FixtureRequest) -> str:
    """Each way to get htmx."""
    return str(request.param)


def scripts(serving: Serving, htmx: str):
    """The script tags of a page, and the policy that came with it."""
    answer = TestClient(serving(htmx=htmx)).get("/first-run")
    return BeautifulSoup(answer.text, "html.parser").select("script"), answer.headers["content-security-policy"]


def test_the_page_the_policy_and_the_shipped_file_agree(serving: Serving, htmx: str):
    tags, policy = scripts(serving, htmx)

    promised = {tag.get("integrity") or tag.get("data-integrity") for tag in tags} - {None}
    assert promised == {SHIPPED} == {integrity(STATIC / HTMX)}
    assert f"'{SHIPPED}'" in policy


def test_from_the_cdn_the_file_is_checked_and_the_shipped_one_stands_by(serving: Serving):
    tags, _ = scripts(serving, "cdn")

    (foreign,) = [tag for tag in tags if not str(tag["src"]).startswith("/")]
    assert (foreign["src"], foreign["integrity"], foreign["crossorigin"]) == (HTMX_CDN, SHIPPED, "anonymous")
    (guard,) = [tag for tag in tags if "htmx-guard" in str(tag["src"])]
    assert (guard["data-local"], guard["data-integrity"]) == (static(HTMX), SHIPPED)
    assert tags.index(guard) < tags.index(foreign)


def test_vendored_htmx_asks_no_other_host_for_anything(serving: Serving):
    answer = TestClient(serving(htmx="vendored")).get("/first-run")

    soup = BeautifulSoup(answer.text, "html.parser")
    addresses = [str(tag.get("src") or tag.get("href")) for tag in soup.select("[src], [href]")]
    assert len(addresses) > 8
    assert [address for address in addresses if not address.startswith(("/", "#")) or address.startswith("//")] == []
    assert "://" not in answer.text


def test_the_shipped_file_is_served_as_the_page_promises(serving: Serving, htmx: str):
    client = TestClient(serving(htmx=htmx))

    served = client.get(static(HTMX)).content
    assert "sha384-" + base64.b64encode(hashlib.sha384(served).digest()).decode() == SHIPPED


def test_every_script_waits_for_the_page_or_is_the_guard(serving: Serving, htmx: str):
    tags, _ = scripts(serving, htmx)

    assert [tag["src"] for tag in tags if not (tag.has_attr("defer") or tag.has_attr("async"))] == (
        [static("js/htmx-guard.js")] if htmx == "cdn" else []
    )
    assert not any(tag.string for tag in tags)


def test_the_address_of_a_file_holds_its_hash():
    name, _, version = static("css/base.css").partition("?v=")

    assert name == "/static/css/base.css"
    assert hashlib.sha256((STATIC / "css/base.css").read_bytes()).hexdigest().startswith(version)
    assert len(version) == 12


def test_counts_are_shown_as_people_say_them():
    assert [plural(n, "card") for n in (0, 1, 2, 999, 1000, 5000)] == [
        "0 cards",
        "1 card",
        "2 cards",
        "999 cards",
        "999+ cards",
        "999+ cards",
    ]
    assert capped(7) == "7"
