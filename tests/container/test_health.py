"""The health command against real servers: well, ill, silent and gone."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.health import problem


@contextmanager
def a_server(status: int) -> Iterator[int]:
    """The port of a server that answers `status` on /healthz, and 404 elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.health", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_a_well_server_is_passed_over_in_silence():
    with a_server(200) as port:
        run = health("--port", port)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("status", [204, 302, 404, 500, 503])
def test_any_answer_but_200_is_named(status):
    with a_server(status) as port:
        assert problem(port) == f"/healthz on port {port} answered {status}"


def test_a_failure_is_one_line_and_exit_1():
    with a_server(503) as port:
        run = health("--port", port)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"Ebb is not healthy: /healthz on port {port} answered 503.\n"


def test_a_server_that_is_gone_is_a_failure():
    with a_server(200) as port:
        pass
    assert "refused" in (problem(port) or "")


def test_a_server_that_hangs_is_given_up_on():
    with socket.create_server(("127.0.0.1", 0)) as hung:
        port = hung.getsockname()[1]
        assert problem(port, seconds=0.2) == f"no answer on port {port} within 0.2 s"


def test_a_server_that_hangs_up_is_a_failure():
    def hang_up() -> None:
        listener.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=hang_up)
        thread.start()
        assert (problem(listener.getsockname()[1]) or "").startswith("no answer on port")
        thread.join()


def test_a_server_that_talks_nonsense_is_a_failure():
    def answer() -> None:
        with listener.accept()[0] as client:
            client.recv(4096)
            client.sendall(b"SSH-2.0-OpenSSH\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        assert (problem(listener.getsockname()[1]) or "").startswith("no answer on port")
        thread.join()


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with a_server(200) as port:
        assert health("--port", port).returncode == 0


def test_the_command_loads_nothing_of_the_application():
    listing = "import sys, app.health; print(*[m for m in sys.modules if m.startswith('app.')])"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout.split() == ["app.health"]
