"""A visitor for image.sh: waits for Ebb on 127.0.0.1:8000, makes an account, learns, sends a guide, comes back."""

import argparse
import http.client
import re
import sys
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

NAME, PASSWORD = "Alice", "correct horse battery staple"


class VisitError(Exception):
    """What the server did instead, in one sentence."""


def ask(method: str, path: str, cookie: str = "", **form: str) -> tuple[int, dict[str, list[str]], str]:
    """The status, the headers (lower case, every value) and the text of one answer."""
    return send(method, path, cookie, urlencode(form).encode(), "application/x-www-form-urlencoded")


def send(method: str, path: str, cookie: str, body: bytes, kind: str) -> tuple[int, dict[str, list[str]], str]:
    """The same with a body of that kind."""
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=60)
    headers = {"Cookie": cookie} if cookie else {}
    if body:
        headers |= {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    values: dict[str, list[str]] = {}
    for name, value in answer.getheaders():
        values.setdefault(name.lower(), []).append(value)
    return answer.status, values, text


def wait(seconds: float) -> None:
    """Until /healthz answers 200."""
    ends = time.monotonic() + seconds
    while True:
        try:
            if (status := ask("GET", "/healthz")[0]) == 200:
                return
            last = f"/healthz answered {status}"
        except (OSError, http.client.HTTPException) as error:
            last = f"no answer: {error}"
        if time.monotonic() > ends:
            raise VisitError(f"Not healthy within {seconds:g} s; {last}.")
        time.sleep(0.02)


def settle(jar: Path) -> None:
    """The first account is made; the session it is given is kept in `jar`."""
    status, headers, text = ask("POST", "/users", name=NAME, password=PASSWORD, time_zone="Europe/Berlin")
    if status not in {200, 303}:
        raise VisitError(f"The first account was answered {status}: {text[:500]}")
    cookies = SimpleCookie()
    for line in headers.get("set-cookie", []):
        cookies.load(line)
    jar.write_text("; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()))
    return_as_owner(jar)


def review(jar: Path) -> None:
    """The card that is shown is answered with Good, as a browser without scripts would."""
    status, _, text = ask("GET", "/review?revealed=1", jar.read_text())
    action = re.search(r'action="(/cards/\d+/reviews)"', text)
    turn = re.search(r'name="turn" value="(\d+)"', text)
    if status != 200 or action is None or turn is None:
        raise VisitError(f"The review was answered {status} and shows no card to grade.")
    status, _, text = ask("POST", action[1], jar.read_text(), grade="good", turn=turn[1])
    if status not in {200, 303}:
        raise VisitError(f"The grade was answered {status}: {text[:500]}")


def guide(jar: Path, name: str, questions: int, seconds: float) -> None:
    """A guide of so many questions is sent as a file, read, accepted, and its cards are in a deck."""
    cookie = jar.read_text()
    text = "# Tides\n" + "".join(f"\n## What is tide {one}?\n\nThe tide number {one}.\n" for one in range(questions))
    status, headers, page = send("POST", "/guides", cookie, *_file(name, text))
    if status != 303:
        raise VisitError(f"The guide was answered {status}: {_told(page)}")
    path = headers["location"][0].partition("?")[0]
    page = _settled(path, cookie, seconds)
    if f"Accept all {questions} cards" not in page and "Accept all 999+ cards" not in page:
        raise VisitError(f"The guide was read, and offers something else: {_told(page)}")
    status, headers, page = ask("POST", f"{path}/decisions", cookie, do="accept:all", show="open")
    if status != 303:
        raise VisitError(f"Accepting was answered {status}: {_told(page)}")
    page = _settled(f"{path}?show=accepted", cookie, seconds)
    if not re.search(rf"Accepted\s*<b>{questions}</b>", page):
        raise VisitError(f"Not all became cards: {_told(page)}")
    deck = re.search(r'href="(/review\?deck=\d+)"', page)
    if deck is None or "/reviews" not in ask("GET", deck[1], cookie)[2]:
        raise VisitError("There is no deck of them with a card to review.")


def _file(name: str, text: str) -> tuple[bytes, str]:
    """A form with one file, and its kind."""
    head = f'--tide\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return f"{head}{text}\r\n--tide--\r\n".encode(), "multipart/form-data; boundary=tide"


def _settled(path: str, cookie: str, seconds: float) -> str:
    """A guide's page when nothing is under way there any more."""
    ends = time.monotonic() + seconds
    while True:
        status, _, page = ask("GET", path, cookie)
        if status != 200:
            raise VisitError(f"{path} was answered {status}.")
        if 'id="progress"' not in page:
            return page
        if time.monotonic() > ends:
            raise VisitError(f"Not done within {seconds:g} s.")
        time.sleep(0.1)


def _told(page: str) -> str:
    """What is wrong, in the words of a page."""
    found = re.findall(r'class="error"[^>]*>(.*?)<', page) or re.findall(r"<h1>(.*?)</h1>", page)
    return " ".join(found) or page[:500]


def return_as_owner(jar: Path) -> None:
    """The session in `jar` still opens the owner's settings, and nobody else can become the first account."""
    status, _, text = ask("GET", "/settings", jar.read_text())
    if status != 200 or NAME not in text:
        raise VisitError(f"The owner's settings were answered {status}.")
    status, _, _ = ask("GET", "/settings")
    if status == 200:
        raise VisitError("A stranger was shown the owner's settings.")
    status, headers, _ = ask("POST", "/users", name="Mallory", password=PASSWORD, time_zone="UTC")
    if "set-cookie" in headers:
        raise VisitError(f"A second first account was answered {status} and signed in.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("errand", choices=["wait", "settle", "review", "guide", "return"])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--jar", type=Path, default=Path("jar"))
    parser.add_argument("--name", default="tides.md")
    parser.add_argument("--questions", type=int, default=3)
    arguments = parser.parse_args()
    errands: dict[str, Callable[[], None]] = {
        "wait": lambda: wait(arguments.seconds),
        "settle": lambda: settle(arguments.jar),
        "review": lambda: review(arguments.jar),
        "guide": lambda: guide(arguments.jar, arguments.name, arguments.questions, arguments.seconds),
        "return": lambda: return_as_owner(arguments.jar),
    }
    try:
        errands[arguments.errand]()
    except (VisitError, OSError, http.client.HTTPException) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
