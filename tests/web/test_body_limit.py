"""Bodies larger than Ebb takes are refused, whether they say how long they are or not."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.conftest import Serving

LIMIT = 20_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def client(serving: Serving) -> TestClient:
    """A browser at the first run, where 20,000 bytes are the most."""
    return TestClient(serving(body_limit=LIMIT), follow_redirects=False)


def body(size: int) -> bytes:
    """A form of this many bytes."""
    return b"name=" + b"n" * (size - 5)


def in_pieces(size: int) -> Iterator[bytes]:
    """The same, without saying how many."""
    whole = body(size)
    for start in range(0, size, 1000):
        yield whole[start : start + 1000]


def test_a_body_up_to_the_limit_is_read(client: TestClient):
    assert client.post("/users", content=body(LIMIT), headers=FORM).status_code == 422
    assert client.post("/users", content=in_pieces(LIMIT), headers=FORM).status_code == 422


@pytest.mark.parametrize("size", [LIMIT + 1, 500_000])
def test_a_longer_one_is_answered_with_a_page_that_says_so(client: TestClient, size: int):
    announced = client.post("/users", content=body(size), headers=FORM)
    unannounced = client.post("/users", content=in_pieces(size), headers=FORM)

    for answer in (announced, unannounced):
        assert answer.status_code == 413
        assert "That was too much at once" in answer.text
        assert "larger than Ebb accepts" in answer.text
        assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
def test_so_is_one_of_any_other_kind(client: TestClient, kind: str):
    assert client.post("/users", content=body(LIMIT + 1), headers={"Content-Type": kind}).status_code == 413


def test_an_announced_length_is_refused_before_anything_is_read(client: TestClient):
    def never() -> Iterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    answer = client.post("/users", content=never(), headers=FORM | {"Content-Length": str(LIMIT + 1)})

    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "²", ""])
def test_a_length_that_is_no_number_hides_nothing(client: TestClient, length: str):
    headers = {name.encode(): value.encode() for name, value in (FORM | {"Content-Length": length}).items()}

    assert client.post("/users", content=in_pieces(LIMIT + 1), headers=headers).status_code == 413


def test_a_guide_may_be_larger_but_not_of_any_size(alice: TestClient):
    def sent(size: int, path: str = "/guides") -> int:
        return alice.post(path, files={"file": ("guide.md", b"\x89PNG" + b"x" * size)}).status_code

    assert sent(4_000_000) == 422
    assert sent(12_000_000) == 413
    assert sent(4_000_000, "/guides/1/decisions") == 413
