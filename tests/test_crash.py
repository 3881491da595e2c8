"""No answer that was acknowledged is ever lost or counted twice, however the server ends."""

import random
import signal
import socket
import subprocess
import sys
import time as stopwatch
from urllib.parse import urlencode, urlsplit

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.settings import ROOT, Settings
from tests.crash.ledger import (
    PATIENCE,
    Learner,
    Servers,
    Stored,
    address_in,
    enrol,
    environment,
    study_until,
)
from tests.db.words import beside

KILLS = 20
LEARNERS = 8


def verify(settings: Settings) -> None:
    """Runs `ebb verify`, which must find every schedule and total as the reviews make it."""
    said = CliRunner().invoke(cli, ["verify"], env={"EBB_DATA": str(settings.data)})
    assert (said.exit_code, said.stdout) == (0, "")


def test_twenty_kills_under_load_lose_no_acknowledged_answer_and_double_none(settings):
    learners = enrol(settings, LEARNERS, cards=KILLS)

    with Servers(settings) as servers:
        for _ in range(KILLS):
            study_until(random.randint(10, 60), learners, servers)
            stored = Stored.at(settings)
            assert stored.lost(learners) == set()
            assert not stored.doubled()
            verify(settings)

        address = servers.start()
        for learner in learners:
            learner.send_again(address)
        servers.stop()

    asked = sorted(key for learner in learners for key in learner.acknowledged + learner.in_doubt)
    assert sorted(Stored.at(settings).keys) == asked
    assert len(asked) > KILLS * 10
    assert any(learner.in_doubt for learner in learners), "no kill met an answer on its way"
    verify(settings)


def test_the_ledger_notices_a_server_that_answers_before_it_commits(settings):
    learners = enrol(settings, LEARNERS, cards=5)
    lost: set[tuple[int, int, int]] = set()

    with Servers(settings, too_early=True) as servers:
        for _ in range(5):
            if not lost:
                study_until(20, learners, servers)
                lost = Stored.at(settings).lost(learners)

    assert len(lost) >= 1


# An orderly end


@pytest.fixture
def learner(settings: Settings) -> Learner:
    """Somebody who learns one card."""
    (learner,) = enrol(settings, 1, cards=1)
    return learner


def send_half(connection: socket.socket, learner: Learner) -> bytes:
    """Sends a request up to where the server has begun to work on it and waits for its body, which is answered."""
    body = urlencode({"grade": "good", "turn": 0, "ms": 1000}).encode()
    head = (
        "POST /cards/1/reviews HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: ebb={learner.token}\r\nHX-Request: true\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
    return body


def wait_until_closed(address: tuple[str, int]) -> None:
    """Knocks until nobody opens any more."""
    until = stopwatch.monotonic() + PATIENCE
    while stopwatch.monotonic() < until:
        try:
            socket.create_connection(address, timeout=PATIENCE).close()
        except OSError:
            return
    raise AssertionError("the server still takes visitors")


def test_a_server_told_to_stop_answers_what_it_has_begun_and_leaves_one_whole_file(settings, learner):
    with subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(settings),
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr
        try:
            url = urlsplit(address_in(server.stderr))
            address = (str(url.hostname), int(url.port or 0))
            with socket.create_connection(address, timeout=PATIENCE) as connection:
                body = send_half(connection, learner)
                server.send_signal(signal.SIGTERM)
                wait_until_closed(address)
                sent_at = stopwatch.monotonic()
                connection.sendall(body)
                answer = connection.makefile("rb").read()
            ended = server.wait(PATIENCE)
        finally:
            server.kill()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert ended in {0, -signal.SIGTERM}
    assert stopwatch.monotonic() - sent_at < 10
    assert beside(settings.data / "ebb.db") == []
    assert Stored.at(settings).keys == [(learner.user_id, 1, 0)]
