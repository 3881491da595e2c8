"""Through a real server: which proxies are believed, and what the server says of itself."""

from pathlib import Path

import httpx2
import pytest

from tests.browser.serving import serve

TOO_LONG = "p" * 201


def tries(client: httpx2.Client, forwarded: str, times: int, name: str = "guess") -> list[int]:
    """The statuses of several tries to sign in as `forwarded` is said to have sent them."""
    return [
        client.post(
            "/sessions", data={"name": f"{name} {n}", "password": TOO_LONG}, headers={"X-Forwarded-For": forwarded}
        ).status_code
        for n in range(times)
    ]


@pytest.mark.parametrize(
    ("trusted", "spoofing"),
    [("10.0.0.0/8", 429), ("10.0.0.0/8, 127.0.0.1", 422)],
)
def test_an_address_is_believed_only_from_a_trusted_proxy(tmp_path: Path, trusted: str, spoofing: int):
    with serve(tmp_path / "data", EBB_TRUSTED_PROXIES=trusted) as server, httpx2.Client(base_url=server.url) as client:
        assert tries(client, "198.51.100.9", 10) == [422] * 10
        assert tries(client, "198.51.100.9", 1, "more") == [429]
        assert tries(client, "203.0.113.5", 1, "other") == [spoofing]
        # What a client itself has written stands before what the proxy adds, and is not believed.
        assert tries(client, "203.0.113.77, 198.51.100.9", 1, "written") == [429]

        page = client.get("/healthz")
        assert page.text == "ok\n"
        assert "server" not in page.headers
