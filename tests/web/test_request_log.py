"""The log: one JSON object a line."""

import json
import logging
import sys

from app.web.requestlog import JsonLines, request_id


def line(message: str, *args: object, **more: object) -> dict[str, str]:
    """A record as it is written, read back."""
    record = logging.LogRecord("app.web", logging.WARNING, __file__, 1, message, args, None)
    record.__dict__.update(more)
    written = JsonLines().format(record)
    assert "\n" not in written
    found: dict[str, str] = json.loads(written)
    return found


def test_a_line_holds_when_how_grave_who_and_what():
    entry = line("%d decks", 7)

    assert (entry["level"], entry["logger"], entry["message"]) == ("warning", "app.web", "7 decks")
    assert len(entry["time"]) == len("2026-11-24T12:00:00+0000")
    assert "request" not in entry
    assert "traceback" not in entry


def test_a_line_about_a_request_holds_its_id():
    set_ = request_id.set("a1b2c3")
    try:
        assert line("hello")["request"] == "a1b2c3"
    finally:
        request_id.reset(set_)


def test_nobody_can_write_a_line_of_their_own_into_the_log():
    entry = line("%s failed", 'x\n{"level": "info"}\r\u2028é')

    assert entry["message"] == 'x\n{"level": "info"}\r\u2028é failed'


def test_a_traceback_stays_on_its_line():
    try:
        int("gone wrong")
    except ValueError:
        entry = line("failed", exc_info=sys.exc_info())

    assert entry["traceback"].startswith("Traceback")
    assert entry["traceback"].endswith("'gone wrong'")
