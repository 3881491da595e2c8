"""The container's health command: asks the server of this machine once whether it can serve."""

import argparse
import http.client
import sys


def problem(port: int, seconds: float = 3.0) -> str | None:
    """Why the server on 127.0.0.1:`port` cannot serve, in one line; None if `/healthz` answers 200.

    Each step (connecting, each piece of the answer) may take up to `seconds`. Loopback names are answered whatever
    EBB_PUBLIC_URL says. Never raises for what a server or the network does.
    """
    # Straight to the socket: what urllib offers would go through a proxy named in the environment.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/healthz", headers={"User-Agent": "ebb-health"})
        status = connection.getresponse().status
    except TimeoutError:
        return f"no answer on port {port} within {seconds:g} s"
    except (OSError, http.client.HTTPException) as error:
        return f"no answer on port {port}: {str(error) or type(error).__name__}"
    finally:
        connection.close()
    return None if status == http.HTTPStatus.OK else f"/healthz on port {port} answered {status}"


def main() -> None:
    """Exit 0 and say nothing if the server is well; else exit 1 with one line on standard error.

    The port is an argument, not a setting: reading settings would load pydantic every few seconds,
    and the image serves on one fixed port.
    """
    parser = argparse.ArgumentParser(prog="python -m app.health", description="Asks Ebb whether it can serve.")
    parser.add_argument("--port", type=int, default=8000, help="the port it listens on (8000)")
    arguments = parser.parse_args()
    if found := problem(arguments.port):
        sys.exit(f"Ebb is not healthy: {found}.")


if __name__ == "__main__":
    main()
