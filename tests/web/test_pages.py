"""Where a page may send somebody, and what it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web import pages
from app.web.pages import own_path


@pytest.mark.parametrize("path", ["/", "/decks/1?q=a%20b&page=2", "/a//b", "/a:b@c", "/decks/ü"])
def test_a_path_of_ours_is_kept(path: str):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "decks",
        "//evil.example",
        "///evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
        "/x\\..\\evil",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\x00",
        "/\x7f",
        "/a\r\nSet-Cookie: x=y",
        "/\u2028",
        "/\u202e",
        "/\ud800",
    ],
    ids=ascii,
)
def test_anything_else_leads_home(elsewhere: str):
    assert own_path(elsewhere) == "/"
    assert own_path(elsewhere, "/review") == "/review"


@given(st.text("/\\:@.?#%evil \t\r\n\x00", max_size=12))
def test_no_text_whatever_leads_to_another_host(text: str):
    """Browsers strip tabs and line ends and read a backslash as a slash before they look for a host."""
    as_browsers_read = "".join(own_path(text).split()).replace("\\", "/")

    assert as_browsers_read.startswith("/")
    assert not as_browsers_read.startswith("//")


@pytest.mark.parametrize("reload", [True, False])
def test_while_somebody_works_on_them_static_files_are_read_again(tmp_path, monkeypatch, reload: bool):
    (tmp_path / "new.css").write_text("a {}")
    templates = pages.environment(htmx="vendored", single_user=False, reload=reload)
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    link = templates.from_string("{{ static('new.css') }}")
    pages.static.cache_clear()
    before = link.render()

    (tmp_path / "new.css").write_text("b {}")

    assert (link.render() != before) is reload
    pages.static.cache_clear()


@pytest.mark.parametrize(("reload", "kept"), [(True, "no-cache"), (False, "public, max-age=31536000, immutable")])
def test_while_somebody_works_on_them_browsers_ask_for_static_files_again(settings: Settings, reload: bool, kept: str):
    with TestClient(create_app(settings, reload=reload)) as client:
        assert client.get("/static/css/base.css").headers["cache-control"] == kept
