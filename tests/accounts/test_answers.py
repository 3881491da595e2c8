"""How a session is described to the person whose it is."""

from datetime import timedelta

import pytest

from app.accounts.answers import agent_name, ago


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chromium on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/140.0 Safari/537.36 OPR/120.0", "Opera on macOS"),
        ("curl/8.9.1", "curl"),
        ("Linux", "Linux"),
        ("x" * 100, "x" * 30),
        ("", "an unknown program"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent: str, name: str):
    assert agent_name(agent) == name


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=60), "60 days ago"),
    ],
)
def test_a_while_ago_is_told_in_its_largest_unit(span: timedelta, words: str):
    assert ago(span) == words
