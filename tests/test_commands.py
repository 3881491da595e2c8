"""The operator's commands: what they do, and that whatever goes wrong is said in one line."""

import getpass
import io
import json
import logging
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from app import __main__ as commands
from app import __version__, health
from app.accounts.people import add_user
from app.accounts.sessions import open_session
from app.cards.card import line_hash
from app.cards.overlayfile import parse_overlay
from app.db import NAME, Database, Lock
from app.main import create_app, create_dev_app
from app.settings import ROOT, Settings
from app.web.requestlog import JsonLines
from tests import given
from tests.conftest import Time


@dataclass
class Said:
    """How a command ended: with which status, and what it said where."""

    status: int
    out: str
    err: str


Ebb = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where the commands find the data folder; it is not there yet."""
    return tmp_path / "operator" / "data"


@pytest.fixture
def ebb(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ebb:
    """`ebb("users", "add", "Alice")`: runs a command; `typed` is what comes in, keywords are settings (`port="x"`)."""
    for name in [name for name in os.environ if name.startswith("EBB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EBB_DATA", str(data))
    monkeypatch.setenv("EBB_DECKS", str(data.parent))

    def run(*arguments: str | Path, typed: str = "", **environment: str) -> Said:
        capsys.readouterr()
        level = logging.root.level
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["ebb", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.StringIO(typed))
            patch.setattr(logging.root, "handlers", [])  # `serve` sends the log to this command's standard error
            for name, value in environment.items():
                patch.setenv(f"EBB_{name.upper()}", value)
            with pytest.raises(SystemExit) as left:
                commands.main()
        logging.root.setLevel(level)
        return Said(int(left.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def stored(data: Path, built: Path) -> Path:
    """The path of an empty database in the data folder."""
    data.mkdir(parents=True)
    shutil.copy(built, data / NAME)
    return data / NAME


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def tamper(path: Path, change: str) -> None:
    """Changes what is stored behind Ebb's back."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(change).rowcount == 1
        db.commit()


def test_ebb_and_python_dash_m_app_are_the_same_command_line():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    log = '{"id": 1, "reviews": [{"q": 4}]}\n'

    ran = subprocess.run(
        [sys.executable, "-m", "app", "schedule", "replay", "--scheduler", "sm2"],
        cwd=ROOT,
        input=log,
        capture_output=True,
        text=True,
        check=True,
    )

    assert scripts == {"ebb": "app.__main__:main"}
    assert ran.stdout == '{"id": 1, "steps": [{"ease_milli": 2500, "repetitions": 1, "interval_days": 1}]}\n'
    assert ran.stderr == ""


def test_without_a_command_it_says_which_there_are(ebb):
    said = ebb("--help")

    assert __version__ in said.out
    assert all(name in said.out for name in ("serve", "migrate", "backup", "restore", "verify", "users", "decks"))


# serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How uvicorn was asked to serve; the application is started and stopped, and no port opened."""
    asked: dict[str, Any] = {}

    def run(server: uvicorn.Server, sockets: object = None) -> None:
        asked.update(vars(server.config))
        with TestClient(server.config.app):  # type: ignore[arg-type]
            pass

    monkeypatch.setattr(uvicorn.Server, "run", run)
    return asked


def test_it_serves_where_it_is_told(ebb, served):
    said = ebb("serve", "--host", "127.0.0.2", "--port", "0", port="8123")

    assert (said.status, said.out) == (0, "")
    assert (served["host"], served["port"], served["reload"]) == ("127.0.0.2", 0, False)
    assert "Ebb serves" not in said.err, "it did not"


def test_it_says_where_it_serves_once_it_does(data):
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EBB_")}
    environment = clean | {"EBB_DATA": str(data), "EBB_LOG_LEVEL": "error"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            said = re.fullmatch(
                r"Ebb serves on http://127\.0\.0\.1:(\d+)  \(Ctrl\+C stops it\)\n", server.stderr.readline()
            )
            assert said is not None
            assert health.problem(int(said[1]), seconds=30) is None
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


def test_it_does_not_say_that_it_serves_where_the_port_is_taken(ebb):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = ebb("serve", "--port", str(taken.getsockname()[1]))

    assert said.status == 3
    assert "address already in use" in said.err
    assert "Ebb serves" not in said.err


def test_with_reload_it_is_made_by_name_in_a_process_of_its_own_and_logs_there_too(ebb, monkeypatch, data):
    asked: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: asked.update(options, app=app))

    assert ebb("serve", "--reload").status == 0

    assert (asked["app"], asked["factory"], asked["reload"]) == ("app.main:create_dev_app", True, True)
    level, handlers = logging.root.level, logging.root.handlers
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setenv("EBB_LOG_LEVEL", "warning")
    try:
        create_dev_app()
        assert logging.root.level == logging.WARNING
        assert [type(handler.formatter) for handler in logging.root.handlers] == [JsonLines]
    finally:
        logging.root.setLevel(level)
        logging.root.handlers = handlers


def test_it_serves_where_the_settings_say_and_believes_the_proxies_they_name(ebb, served):
    assert ebb("serve").status == 0
    assert (served["host"], served["port"], served["proxy_headers"]) == ("127.0.0.1", 8000, False)

    assert ebb("serve", host="0.0.0.0", port="8123", trusted_proxies="10.0.0.1, 192.168.0.0/16").status == 0
    assert (served["host"], served["port"], served["proxy_headers"]) == ("0.0.0.0", 8123, True)
    assert served["forwarded_allow_ips"] == "10.0.0.1/32,192.168.0.0/16"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "ebb.example.org"])
def test_single_user_is_refused_where_others_could_reach_it(ebb, served, data, host):
    said = ebb("serve", "--host", host, single_user="1")

    assert said == Said(
        1,
        "",
        f"ebb: EBB_SINGLE_USER lets anyone in who reaches {host}: listen on 127.0.0.1, or leave it unset and sign in\n",
    )
    assert served == {}
    assert not data.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_single_user_is_served_on_this_machine(ebb, served, host):
    assert ebb("serve", "--host", host, single_user="1").status == 0
    assert served["host"] == host


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("port", "x"),
        ("port", "65536"),
        ("single_user", "perhaps"),
        ("htmx", "none"),
        ("public_url", "ebb.example.org"),
        ("trusted_proxies", "my proxy"),
        ("time_zone", "Mars/Olympus_Mons"),
        ("body_limit", "0"),
        ("log_level", "loud"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(ebb, served, setting, value):
    said = ebb("serve", **{setting: value})

    assert said.status == 1
    assert said.err.startswith(f"ebb: EBB_{setting.upper()}: ")
    assert said.err.count("\n") == 1
    assert served == {}


def test_every_setting_that_makes_no_sense_is_named_at_once(ebb, served):
    said = ebb("serve", port="x", log_level="loud")

    assert [line.split(": ")[1] for line in said.err.splitlines()] == ["EBB_PORT", "EBB_LOG_LEVEL"]


def test_a_data_folder_in_use_is_told_in_one_line(ebb, served, data):
    data.mkdir(parents=True)
    lock = Lock(data)

    said = ebb("serve")

    lock.release()
    assert said.status == 1
    assert said.err == (f"ebb: another Ebb is using {data}: stop it, or give this one its own folder with EBB_DATA.\n")
    assert served == {}


def test_words_that_look_like_markup_or_emoji_are_shown_as_they_are(ebb, stored):
    odd = stored.parent / "[bold]:key:[/]"

    said = ebb("restore", odd)

    assert said == Said(1, "", f"ebb: there is no backup at {odd}.\n")


# users add


def test_the_first_account_owns_the_installation_and_the_second_does_not(ebb, stored):
    first = ebb("users", "add", "  Alice ", "--password", "correct horse")
    second = ebb("users", "add", "Bob", new_password="battery staple")

    assert first == Said(0, "", "Alice can sign in now.\n")
    assert second == Said(0, "", "Bob can sign in now.\n")
    assert rows(stored, "SELECT name, is_owner FROM user ORDER BY id") == [("Alice", 1), ("Bob", 0)]


def test_a_lost_password_can_be_replaced_and_open_browsers_are_signed_out(ebb, stored):
    ebb("users", "add", "Alice", "--password", "correct horse")
    before = rows(stored, "SELECT password_hash FROM user")
    with closing(sqlite3.connect(stored)) as db:
        moment = "2026-11-24 12:00:00"
        db.execute("INSERT INTO session VALUES ('hash', 1, ?, ?, ?, 'Firefox')", (moment, moment, moment))
        db.commit()

    said = ebb("users", "set-password", "alice", "--password", "battery staple")

    assert said == Said(0, "", "Alice can sign in with the new password.\n")
    assert rows(stored, "SELECT password_hash FROM user") != before
    assert rows(stored, "SELECT * FROM session") == []


def test_a_password_is_set_for_nobody_who_has_no_account(ebb):
    said = ebb("users", "set-password", "Zoe", "--password", "battery staple")

    assert said.status == 1
    assert "no account named Zoe" in said.err


def test_an_account_that_was_added_can_sign_in(ebb, data, served):
    ebb("users", "add", "Alice", "--password", "correct horse")

    with TestClient(create_app(Settings(data=data, decks=data.parent)), follow_redirects=False) as client:
        right = client.post("/sessions", data={"name": "alice", "password": "correct horse"})
        wrong = client.post("/sessions", data={"name": "alice", "password": "correct house"})

    assert (right.status_code, "ebb" in right.cookies) == (303, True)
    assert wrong.status_code != 303


def test_the_password_is_asked_for_where_it_is_not_given_and_never_stored(ebb, stored, monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "correct horse")

    assert ebb("users", "add", "Alice").status == 0

    ((secret,),) = rows(stored, "SELECT password_hash FROM user")
    assert secret.startswith("$argon2id$")
    assert b"correct horse" not in stored.read_bytes()


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("Alice", "seven c", "password: A password has 8 to 200 characters"),
        ("Alice", "x" * 201, "password: A password has 8 to 200 characters"),
        (" ", "correct horse", "name: A name has 1 to 40 characters"),
        ("A" * 41, "correct horse", "name: A name has 1 to 40 characters"),
        ("Al\nice", "correct horse", "name: A name has 1 to 40 characters"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_and_the_field_named(ebb, stored, name, password, told):
    said = ebb("users", "add", name, "--password", password)

    assert said.status == 1
    assert said.err.startswith(f"ebb: {told}")
    assert said.err.count("\n") == 1
    assert password not in said.err
    assert rows(stored, "SELECT * FROM user") == []


def test_a_name_that_is_taken_is_refused_whatever_its_case(ebb, stored):
    ebb("users", "add", "[/Alice]", "--password", "correct horse")

    said = ebb("users", "add", "[/ALICE]", "--password", "battery staple")

    assert said == Said(1, "", "ebb: there is an account named [/ALICE] already\n")
    assert rows(stored, "SELECT name FROM user") == [("[/Alice]",)]


# verify


@pytest.fixture
def studied(settings: Settings, time: Time, monkeypatch: pytest.MonkeyPatch, ebb: Ebb) -> Path:
    """The database of two people who reviewed for two days, with a lapse, siblings, an undo and a card set aside."""
    app = create_app(settings)
    with TestClient(app):
        db: Database = app.state.database
        given.a_deck(db, given.a_note("mount"), given.a_pair("volume"), *[given.a_note() for _ in range(5)])
        for name in ("Alice", "Bob"):
            user = db.write_now(add_user, name, None, "UTC", time())
            token = db.write_now(open_session, user, "Firefox", time())
            _study(TestClient(app, follow_redirects=False, cookies={"ebb": token}), time)
    monkeypatch.setenv("EBB_DATA", str(settings.data))
    return settings.data / NAME


def _study(client: TestClient, time: Time) -> None:
    page = given.review_page(client)
    for grade in ("good", "again", "easy", "good"):
        page = given.grade(client, page, grade)
    page = given.undo(client, page)
    given.grade(client, page, "hard")
    time.passes(days=1)
    for grade in ("good", "again", "good"):
        given.grade(client, given.review_page(client), grade)
    assert client.put("/cards/1/suspension").status_code == 303


def test_verify_finds_nothing_wrong_with_what_ebb_wrote(ebb, studied):
    said = ebb("verify")

    assert said == Said(0, "", "All schedules agree with 16 reviews of 2 people.\n")


ONE = "user_id = 1 AND card_id = (SELECT min(card_id) FROM review WHERE user_id = 1 AND undoes IS NULL)"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (f"UPDATE schedule SET queue = 2, due_day = '2031-01-01', buried_until = NULL WHERE {ONE}", "due 2031-01-01"),
        (f"UPDATE schedule SET last_day = '2020-01-01' WHERE {ONE}", "last seen 2020-01-01, by its reviews 2026"),
        (f"UPDATE schedule SET queue = 0 WHERE {ONE}", "counts as new after"),
        (f"UPDATE schedule SET memory = json_set(memory, '$.ease_milli', 1301) WHERE {ONE}", "reviews make it"),
        (f"UPDATE schedule SET memory = 'lost' WHERE {ONE}", "the memory is lost"),
        (f"UPDATE schedule SET memory = '[1]' WHERE {ONE}", "the memory is [1]"),
        (f"DELETE FROM schedule WHERE {ONE}", "but no schedule"),
        ("UPDATE study_day SET answers = answers + 1 WHERE user_id = 1 AND day = '2026-11-24'", "the totals differ"),
        ("UPDATE study_day SET again = 0 WHERE user_id = 1 AND day = '2026-11-24'", "the totals differ"),
        ("DELETE FROM study_day WHERE user_id = 1 AND day = '2026-11-24'", "has reviews but no totals"),
        ("DELETE FROM review WHERE user_id = 1 AND id = 1", "Alice: card"),
    ],
)
def test_verify_names_whose_what_differs_from_the_reviews(ebb, studied, change, told):
    tamper(studied, change)

    said = ebb("verify")

    assert said.status == 1
    assert told in said.out
    lines = said.out.splitlines()
    assert all(line.startswith("Alice: ") for line in lines)
    assert f"ebb: {len(lines)} differences over " in said.err


def test_verify_of_a_new_folder_has_nothing_to_say_against_it(ebb):
    assert ebb("verify") == Said(0, "", "All schedules agree with 0 reviews of 0 people.\n")


# migrate, backup, restore


def test_migrate_makes_the_database(ebb, data):
    said = ebb("migrate")

    assert said == Said(0, "", f"{data / NAME} has the schema of Ebb {__version__}.\n")
    assert rows(data / NAME, "SELECT count(*) FROM user") == [(0,)]


def test_a_backup_can_be_restored(ebb, stored):
    ebb("users", "add", "Alice", "--password", "correct horse")
    saved = ebb("backup")
    ebb("users", "add", "Bob", "--password", "correct horse")

    restored = ebb("restore", saved.out.strip())

    assert (saved.status, saved.err) == (0, "")
    assert Path(saved.out.strip()).parent == stored.parent / "backups"
    assert restored.status == 0
    assert restored.err == f"Restored 2 rows from {saved.out.strip()}.\n"  # Alice, and the number of the schema
    assert rows(stored, "SELECT name FROM user") == [("Alice",)]
    assert ebb("verify").status == 0


def test_a_backup_goes_where_it_is_told_while_a_server_runs(ebb, stored, tmp_path):
    lock = Lock(stored.parent)

    said = ebb("backup", tmp_path / "elsewhere" / "mine.db")

    lock.release()
    assert said == Said(0, f"{tmp_path / 'elsewhere' / 'mine.db'}\n", "")
    assert rows(tmp_path / "elsewhere" / "mine.db", "SELECT count(*) FROM user") == [(0,)]


def test_there_is_nothing_to_back_up_in_an_empty_folder(ebb, data):
    assert ebb("backup") == Said(1, "", f"ebb: there is no database in {data}.\n")
    assert not data.exists()


def test_a_backup_may_be_called_json(ebb, stored, tmp_path):
    saved = tmp_path / "x.json"

    assert ebb("backup", saved) == Said(0, f"{saved}\n", "")
    assert ebb("restore", saved).status == 0
    assert rows(saved, "SELECT count(*) FROM user") == [(0,)]


def test_a_database_that_is_gone_is_restored_and_not_made_anew(ebb, stored):
    saved = ebb("backup").out.strip()
    stored.unlink()

    told = ebb("users", "add", "Alice", "--password", "correct horse")

    assert told.status == 1
    assert f"is missing, though there was one: ebb restore {saved}" in told.err
    assert told.err.count("\n") == 1
    assert ebb("restore", saved).status == 0
    assert ebb("verify").status == 0


def test_restoring_is_refused_while_a_server_runs(ebb, stored):
    saved = ebb("backup").out.strip()
    ebb("users", "add", "Alice", "--password", "correct horse")
    lock = Lock(stored.parent)

    said = ebb("restore", saved)

    lock.release()
    assert said.status == 1
    assert said.err.startswith(f"ebb: another Ebb is using {stored.parent}: stop it")
    assert rows(stored, "SELECT name FROM user") == [("Alice",)]


def test_a_damaged_backup_is_not_restored_and_the_folder_not_left_locked(ebb, stored):
    saved = Path(ebb("backup").out.strip())
    saved.write_bytes(saved.read_bytes() + b"more")

    said = ebb("restore", saved)

    assert said == Said(1, "", f"ebb: {saved} is not what was written: its checksum differs from its manifest.\n")
    assert ebb("verify").status == 0


@pytest.mark.parametrize("command", [("verify",), ("migrate",), ("backup",), ("serve",), ("users", "add", "A")])
def test_a_damaged_database_is_told_in_one_line_by_every_command(ebb, stored, served, command):
    stored.write_text("Dear diary, today I learnt about containers.\n" * 100)

    said = ebb(*command, new_password="correct horse")

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("ebb: ")
    assert "file is not a database" in said.err
    assert said.err.count("\n") == 1
    assert served == {}


# decks

GUIDE = "# Containers\n\nA container shares the kernel of its host.\nAn image is a stack of layers.\n"

ERRATA = """format = 1
guide = "guide.md"

[[erratum]]
id = "layers"
lines = [4, 4]
says = "an image is only layers"
true = "an image has a configuration too"
source = "OCI image specification"
sure = "certain"
"""

DECK = """format = 1
id = "containers"
title = "Containers"
section = 1
day = 2
guide = "guide.md"

[[note]]
id = "kernel"
kind = "cloze"
text = "Containers of one host share its {{c1::kernel::what?}} and nothing {{c2::else}} of it."
tags = ["basics"]
cites = [{ lines = [3, 3] }]

[[note]]
id = "image"
kind = "reversed"
front = "image"
back = "a stack of layers with a configuration"
reverse_front = "What is a stack of layers with its configuration called?"
tags = ["basics"]
cites = [{ lines = [4, 4] }]
errata = ["layers"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a deck, its errata, and the guide beside it."""
    folder = tmp_path / "my decks"
    folder.mkdir()
    (folder / "containers.toml").write_text(DECK, encoding="utf-8")
    (folder / "errata.toml").write_text(ERRATA, encoding="utf-8")
    (tmp_path / "guide.md").write_text(GUIDE, encoding="utf-8")
    return folder


@pytest.fixture
def guide(folder: Path) -> Path:
    return folder.parent / "guide.md"


def test_decks_in_order_are_counted(ebb, folder):
    assert ebb("decks", "check", folder) == Said(0, "", "1 decks with 4 cards are in order.\n")


def test_our_own_decks_are_in_order(ebb):
    assert ebb("decks", "check", ROOT / "decks").status == 0


def test_what_is_wrong_with_a_deck_is_said_by_file_note_and_field(ebb, folder):
    path = folder / "containers.toml"
    path.write_text(DECK.replace('kind = "reversed"', 'kind = "riddle"').replace('tags = ["basics"]', "tags = 7", 1))

    said = ebb("decks", "check", folder)

    assert said.status == 1
    assert [line.rsplit(": ", 1)[0] for line in said.out.splitlines()] == [f"{path}:kernel:tags", f"{path}:image:kind"]
    assert said.err == "ebb: 2 problems\n"


def test_what_teaches_badly_is_said_by_deck_and_card(ebb, folder):
    (folder / "containers.toml").write_text(DECK.replace("nothing {{c2::else}}", "no other kernel {{c2::else}}"))

    said = ebb("decks", "check", folder)

    assert said.status == 1
    assert said.out.startswith(f"{folder}: containers:kernel/c1: ")


@pytest.mark.parametrize("name", ["missing.toml", "latin.toml", "broken.toml"])
def test_a_file_that_cannot_be_read_is_named(ebb, folder, name):
    (folder / "latin.toml").write_bytes(DECK.replace("Containers", "B\xfcchsen").encode("latin-1"))
    (folder / "broken.toml").write_text("format = ")

    said = ebb("decks", "check", folder / name)

    assert said.status == 1
    assert said.out.startswith(f"{folder / name}:")
    assert said.err == "ebb: 1 problems\n"


def test_cites_without_a_hash_are_told_and_cite_writes_them(ebb, folder, guide):
    unsure = ebb("decks", "check", folder, "--guide", guide)
    cited = ebb("decks", "cite", folder, "--guide", guide)
    sure = ebb("decks", "check", folder, "--guide", guide)

    assert unsure.status == 1
    assert unsure.out.count("have no hash") == 3
    assert cited == Said(0, "", f"1 decks cite {guide}.\n")
    assert sure.status == 0
    third, fourth = GUIDE.split("\n")[2:4]
    deck = tomllib.loads((folder / "containers.toml").read_text())
    assert [note["cites"][0]["hash"] for note in deck["note"]] == [line_hash([third]), line_hash([fourth])]
    assert tomllib.loads((folder / "errata.toml").read_text())["erratum"][0]["hash"] == line_hash([fourth])


def test_the_help_for_cite_says_that_comments_are_dropped(ebb, folder, guide):
    path = folder / "containers.toml"
    path.write_text("# why this deck\n" + DECK, encoding="utf-8")

    assert "comments and a layout of your own are dropped" in " ".join(ebb("decks", "cite", "--help").out.split())
    ebb("decks", "cite", folder, "--guide", guide)
    assert "# why" not in path.read_text()


def test_a_folder_without_decks_is_not_in_order(ebb, tmp_path):
    said = ebb("decks", "check", tmp_path)

    assert said == Said(1, f"{tmp_path}: there is no deck file here\n", "ebb: 1 problems\n")


def test_a_note_id_of_two_decks_is_told_with_both_files(ebb, folder):
    (folder / "more.toml").write_text(DECK.replace('id = "containers"', 'id = "more"').replace("image", "picture"))

    said = ebb("decks", "check", folder)

    assert said.out == f"{folder / 'more.toml'}:kernel:id: is the id of a note in {folder / 'containers.toml'} too\n"


def test_citing_again_changes_not_a_byte(ebb, folder, guide):
    ebb("decks", "cite", folder, "--guide", guide)
    before = [path.read_bytes() for path in sorted(folder.iterdir())]

    ebb("decks", "cite", folder, "--guide", guide)

    assert [path.read_bytes() for path in sorted(folder.iterdir())] == before


def test_a_line_of_the_guide_that_has_changed_is_noticed(ebb, folder, guide):
    ebb("decks", "cite", folder, "--guide", guide)
    guide.write_text(GUIDE.replace("shares the kernel", "shares the  kernel").replace("stack", "pile"))

    said = ebb("decks", "check", folder, "--guide", guide)

    assert said.status == 1
    assert [line.split(": ")[1] for line in said.out.splitlines()] == ["containers:image", "errata:layers"]
    assert "have changed" in said.out


PATCHES = """
[[replace]]
lines = [4, 4]
erratum = "layers"
find = "layers"
with = "layers with a configuration"

[[replace]]
lines = [3, 4]
find = "a"
with = "one"

[[replace]]
lines = [3, 3]
hash = "0123456789abcdef"
with = "two\\nlines"

[[drop]]
lines = [1, 90]
why = "no such lines"

[[annotate]]
lines = [3, 3]
note = "On Linux."
"""


def test_patches_that_do_not_fit_the_guide_are_told_with_it_alone(ebb, folder, guide):
    ebb("decks", "cite", folder, "--guide", guide)
    (folder / "errata.toml").write_text(ERRATA + PATCHES, encoding="utf-8")

    said = ebb("decks", "check", folder, "--guide", guide)

    assert ebb("decks", "check", folder).status == 0
    assert said.status == 1
    assert [line.removeprefix(f"{folder}: ").split(":")[:3] for line in said.out.splitlines()] == [
        ["errata", "layers", " lines 4–4 have no hash"],
        ["errata", "replace 1 (lines 4–4)", " lines 4–4 have no hash"],
        ["errata", "replace 2 (lines 3–4)", " lines 3–4 have no hash"],
        ["errata", "replace 3 (lines 3–3)", " lines 3–3 have changed"],
        ["errata", "drop 1 (lines 1–90)", " lines 1–90 lie outside the guide, which has 5 lines"],
        ["errata", "annotate 1 (lines 3–3)", " lines 3–3 have no hash"],
        ["errata", "replace 2 (lines 3–4)", "find"],
        ["errata", "replace 3 (lines 3–3)", "with"],
    ]


def test_citing_keeps_every_patch_and_renews_its_hash(ebb, folder, guide):
    path = folder / "errata.toml"
    path.write_text(ERRATA + PATCHES, encoding="utf-8")
    before = parse_overlay(path.read_text("utf-8"), "errata.toml")

    assert ebb("decks", "cite", folder, "--guide", guide).status == 0

    after = parse_overlay(path.read_text("utf-8"), "errata.toml")
    lines = GUIDE.split("\n")
    for patch in after.patches:
        assert patch.hash == (line_hash(lines[patch.lines[0] - 1 : patch.lines[1]]) if patch.lines[1] < 90 else "")
    assert {replace(patch, hash="") for patch in after.patches} == {replace(patch, hash="") for patch in before.patches}
    assert after.errata.keys() == before.errata.keys()


def test_an_overlay_without_decks_is_checked_and_cited_too(ebb, folder, guide):
    (folder / "more").mkdir()
    path = folder / "more" / "errata.toml"
    path.write_text(ERRATA, encoding="utf-8")

    assert f"{path.parent}: errata:layers: " in ebb("decks", "check", folder, "--guide", guide).out
    ebb("decks", "cite", folder, "--guide", guide)
    assert ebb("decks", "check", folder, "--guide", guide).status == 0


def test_decks_with_problems_are_not_cited(ebb, folder, guide):
    (folder / "more.toml").write_text(DECK.replace("format = 1", "format = 2"))

    said = ebb("decks", "cite", folder, "--guide", guide)

    assert said == Said(1, "", "ebb: 1 problems first: run `ebb decks check`\n")
    assert (folder / "containers.toml").read_text() == DECK


@pytest.mark.parametrize("command", ["check", "cite"])
def test_a_guide_that_is_no_text_is_told_in_one_line(ebb, folder, guide, command):
    guide.write_bytes(b"\xff\xfe\x00")

    said = ebb("decks", command, folder, "--guide", guide)

    assert said.status == 1
    assert said.err.startswith(f"ebb: {guide} ")
    assert said.err.count("\n") == 1


def test_a_guide_that_is_not_there_is_refused(ebb, folder, guide):
    assert ebb("decks", "cite", folder, "--guide", guide.with_name("missing.md")).status == 2


def test_cards_are_listed_one_json_object_a_line(ebb, folder):
    said = ebb("decks", "list", folder, "--json")

    cards = [json.loads(line) for line in said.out.splitlines()]
    assert (said.status, said.err) == (0, "")
    assert [card["id"] for card in cards] == ["kernel/c1", "kernel/c2", "image/forward", "image/reverse"]
    assert cards[0] == {
        "id": "kernel/c1",
        "deck": "containers",
        "kind": "cloze",
        "section": 1,
        "day": 2,
        "lines": [[3, 3]],
        "front": "Containers of one host share its [what?] and nothing else of it.",
        "back": "Containers of one host share its kernel and nothing else of it.",
        "tags": ["basics", "day-2"],
        "erratum": None,
    }
    assert cards[3]["erratum"] == ("The guide says: An image is only layers. Today: An image has a configuration too.")


def test_cards_are_listed_for_people_too(ebb, folder):
    said = ebb("decks", "list", folder)

    assert said.out.splitlines()[2] == "image/forward\treversed\timage"


def test_a_broken_deck_does_not_keep_the_others_from_being_listed(ebb, folder):
    (folder / "z.toml").write_text(DECK.replace('"containers"', '"z"').replace('kind = "cloze"', 'kind = "key"'))

    said = ebb("decks", "list", folder, "--json")

    assert said.status == 1
    assert len(said.out.splitlines()) == 4
    assert said.err.startswith(f"{folder / 'z.toml'}:kernel:kind: ")


# schedule replay


def test_reviews_are_replayed_line_by_line(ebb):
    log = (
        '{"id": "a", "reviews": [{"grade": "good"}, {"q": 4, "elapsed_days": 1}, {"q": 2, "elapsed_days": 6}]}\n'
        "\n"
        '{"id": 7, "reviews": []}\n'
    )

    said = ebb("schedule", "replay", "--scheduler", "sm2", typed=log)

    assert (said.status, said.err) == (0, "")
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {
            "id": "a",
            "steps": [
                {"ease_milli": 2500, "repetitions": 1, "interval_days": 1},
                {"ease_milli": 2500, "repetitions": 2, "interval_days": 6},
                {"ease_milli": 2180, "repetitions": 0, "interval_days": 1},
            ],
        },
        {"id": 7, "steps": []},
    ]


def test_the_other_scheduler_counts_otherwise(ebb):
    log = '{"id": 1, "reviews": [{"grade": "easy"}]}\n'

    sm2, anki = (ebb("schedule", "replay", "--scheduler", name, typed=log).out for name in ("sm2", "anki-sm2"))

    assert json.loads(sm2)["steps"][0]["interval_days"] == 1
    assert json.loads(anki)["steps"][0]["interval_days"] == 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", 'must be an object with "id" and a list of "reviews"'),
        ('{"id": 1, "reviews": [{"q": 4}, {"q": 6, "elapsed_days": 1}]}', "reviews[1].q: must be 0 to 5"),
        ('{"id": 1, "reviews": [{"grade": "fine"}]}', "reviews[0].grade: must be again, hard, good or easy"),
        ('{"id": 1, "reviews": [{"q": 4}, {"q": 4}]}', "reviews[1].elapsed_days: must be a whole number"),
    ],
)
def test_a_bad_line_is_named_after_the_good_ones_before_it(ebb, line, told):
    said = ebb("schedule", "replay", "--scheduler", "sm2", typed=f'{{"id": 0, "reviews": []}}\n{line}\n')

    assert said.status == 1
    assert said.out == '{"id": 0, "steps": []}\n'
    assert said.err.startswith(f"ebb: line 2: {told}")
    assert said.err.count("\n") == 1


def test_a_scheduler_that_there_is_not_is_refused(ebb):
    assert ebb("schedule", "replay", "--scheduler", "leitner", typed="").status == 2
