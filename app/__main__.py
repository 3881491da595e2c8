"""The operator's commands: `ebb`, or `python -m app`."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import track

from app import __version__, clock
from app.accounts.answers import NewAccount
from app.accounts.passwords import hash_password
from app.accounts.people import add_user, change_user, everybody, find_by_name
from app.accounts.sessions import close_other_sessions
from app.cards.card import Deck, Overlay
from app.cards.deckfile import write
from app.cards.lint import cite, cite_overlay, lint, stale
from app.cards.listing import card_rows
from app.cards.overlayfile import write_overlay
from app.compiler import guide as guides
from app.db import NAME, CannotStart, Database, Lock, back_up, open_folder, restore
from app.decks.folder import Found, read_folder
from app.guide.overlay import misfits
from app.judge import grade
from app.main import create_app
from app.review.rebuild import count_reviews, differences
from app.scheduling.replay import replay_line
from app.scheduling.schedulers import SCHEDULERS
from app.settings import ROOT, Settings
from app.web.forms import messages
from app.web.origin import LOOPBACK
from app.web.requestlog import configure
from app.web.server import run

cli = typer.Typer(
    name="ebb",
    help=f"Ebb {__version__}: a spaced-repetition trainer that you host yourself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
decks = typer.Typer(help="Deck files: check them, list their cards.", no_args_is_help=True)
users = typer.Typer(help="Accounts.", no_args_is_help=True)
schedule = typer.Typer(help="Schedulers, held against other implementations.", no_args_is_help=True)
cli.add_typer(decks, name="decks")
cli.add_typer(users, name="users")
cli.add_typer(schedule, name="schedule")
cli.add_typer(grade, name="grade")
cli.add_typer(guides, name="guide")

console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
SchedulerName = StrEnum("SchedulerName", {name.replace("-", "_"): name for name in SCHEDULERS})  # type: ignore[misc]
AccountName = Annotated[str, typer.Argument(help="The name to sign in with.")]
NewPassword = Annotated[
    str | None, typer.Option("--password", envvar="EBB_NEW_PASSWORD", help="Asked for if not given.")
]
Folder = Annotated[Path, typer.Argument(help="A folder of deck files, or one file.")]
GuideFile = Annotated[
    Path, typer.Option("--guide", help="The guide whose lines the decks cite.", exists=True, dir_okay=False)
]


def fail(text: str) -> typer.Exit:
    """Says what is wrong, in one line, and ends with status 1."""
    console.print(f"[bold red]ebb:[/] {escape(text)}", markup=True)
    return typer.Exit(1)


@contextmanager
def _store() -> Iterator[Database]:
    """The database of the data folder, which no server may be using."""
    database, lock = open_folder(Settings().data, clock.now())
    try:
        yield database
    finally:
        database.close()
        lock.release()


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on (EBB_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to listen on (EBB_PORT).")] = None,
    *,
    reload: Annotated[bool, typer.Option("--reload", help="Start again when a file changes.")] = False,
) -> None:
    """Serves Ebb until it is stopped."""
    settings = Settings()
    host, port = host or settings.host, settings.port if port is None else port
    if settings.single_user and host not in LOOPBACK:
        raise fail(
            f"EBB_SINGLE_USER lets anyone in who reaches {host}: listen on 127.0.0.1, or leave it unset and sign in"
        )
    configure(settings.log_level)
    trusted = ",".join(map(str, settings.trusted_proxies))
    app = "app.main:create_dev_app" if reload else create_app(settings, open_folder(settings.data, clock.now()))
    run(app, console.print, host=host, port=port, trusted=trusted)


@cli.command()
def migrate() -> None:
    """Brings the database to this version's schema, after a backup."""
    with _store() as database:
        console.print(f"{database.path} has the schema of Ebb {__version__}.")


@cli.command()
def backup(
    target: Annotated[Path | None, typer.Argument(help="Where to; default: backups/ in the data folder.")] = None,
) -> None:
    """Copies the database while it may be in use, and checks the copy."""
    folder = Settings().data
    saved = back_up(folder / NAME, target or folder / "backups" / f"{clock.now():%Y%m%dT%H%M%SZ}.db")
    typer.echo(saved)


@cli.command(name="restore")
def restore_backup(
    source: Annotated[Path, typer.Argument(help="A backup made by `ebb backup` or before a migration.")],
) -> None:
    """Puts a checked backup in the place of the database. The server must be stopped."""
    folder = Settings().data
    lock = Lock(folder)
    try:
        rows = restore(source, folder / NAME)
    finally:
        lock.release()
    console.print(f"Restored {sum(rows.values()):,} rows from {source}.")


@cli.command()
def verify() -> None:
    """Rebuilds every schedule and total from the reviews, and says where what is stored differs."""
    with _store() as database:
        people = database.read_now(everybody)
        wrong: list[str] = []
        reviews = 0
        for person in track(people, description="Replaying", console=console, disable=not console.is_terminal):
            wrong += [f"{person.name}: {line}" for line in database.read_now(_differences, person.id)]
            reviews += database.read_now(count_reviews, person.id)
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise fail(f"{len(wrong)} differences over {reviews:,} reviews of {len(people)} people")
    console.print(f"All schedules agree with {reviews:,} reviews of {len(people)} people.")


def _differences(db: object, user_id: int) -> list[str]:
    return list(differences(db, user_id))  # type: ignore[arg-type]


@users.command()
def add(name: AccountName, password: NewPassword = None) -> None:
    """Adds an account. The first one owns the installation."""
    account = _account(name, password)
    with _store() as database:
        added = database.write_now(add_user, account.name, hash_password(account.password), "", clock.now())
    if added is None:
        raise fail(f"there is an account named {account.name} already")
    console.print(f"{account.name} can sign in now.", markup=False)


@users.command(name="set-password")
def set_password(name: AccountName, password: NewPassword = None) -> None:
    """Gives somebody a new password, and signs out every browser of hers."""
    account = _account(name, password)
    with _store() as database:
        user = database.read_now(find_by_name, account.name)
        if user is None:
            raise fail(f"there is no account named {account.name}")
        database.write_now(change_user, user.id, {"password_hash": hash_password(account.password)})
        database.write_now(close_other_sessions, user.id, "")
    console.print(f"{user.name} can sign in with the new password.", markup=False)


def _account(name: str, password: str | None) -> NewAccount:
    try:
        return NewAccount(name=name, password=password or getpass.getpass("Password: "))
    except ValidationError as error:
        raise fail(" ".join(f"{field}: {text}" for field, text in messages(error).items())) from None


@decks.command(name="check")
def check_decks(folder: Folder = ROOT / "decks", guide: GuideFile | None = None) -> None:
    """Says what is wrong with deck files; with --guide, also which cited lines have changed and what no longer fits."""
    found = read_folder(folder)
    problems = list(found.problems)
    for parent, group, overlay in _by_folder(found):
        told = lint(group, overlay.errata, found.tags.get(parent / "tags.toml", {}))
        if guide:
            lines = _lines(guide)
            told += [*stale(group, overlay, lines), *misfits(lines, overlay)]
        problems += [f"{parent}: {problem.where}: {problem.message}" for problem in told]
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise fail(f"{len(problems)} problems")
    cards = sum(1 for _, group, overlay in _by_folder(found) for _row in card_rows(group, overlay.errata))
    console.print(f"{len(found.decks)} decks with {cards} cards are in order.")


@decks.command(name="list")
def list_cards(
    folder: Folder = ROOT / "decks",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a card.")] = False,
) -> None:
    """Lists the cards of deck files."""
    found = read_folder(folder)
    for problem in found.problems:
        console.print(problem)
    for _parent, group, overlay in _by_folder(found):
        for row in card_rows(group, overlay.errata):
            typer.echo(
                json.dumps(row, ensure_ascii=False) if as_json else f"{row['id']}\t{row['kind']}\t{row['front']}"
            )
    if found.problems:
        raise typer.Exit(1)


@decks.command(name="cite")
def renew_hashes(folder: Folder, guide: GuideFile) -> None:
    """Writes the hash of every cited line into deck files, after you have read those lines again.

    The files are written anew in canonical form: comments and a layout of your own are dropped.
    """
    found = read_folder(folder)
    if found.problems:
        raise fail(f"{len(found.problems)} problems first: run `ebb decks check`")
    lines = _lines(guide)
    for path, file in found.decks.items():
        path.write_text(write(cite(file.deck, lines)), encoding="utf-8")
    for path, overlay in found.overlays.items():
        if overlay.guide:
            path.write_text(write_overlay(cite_overlay(overlay, lines)), encoding="utf-8")
    console.print(f"{len(found.decks)} decks cite {guide}.")


def _by_folder(found: Found) -> Iterator[tuple[Path, list[Deck], Overlay]]:
    """Decks that share their overlay are checked together, and an overlay without decks is checked too."""
    for parent in sorted({path.parent for path in (*found.decks, *found.overlays)}):
        group = [file.deck for path, file in found.decks.items() if path.parent == parent]
        yield parent, group, found.overlays.get(parent / "errata.toml", Overlay())


def _lines(guide: Path) -> list[str]:
    try:
        return guide.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"{guide} cannot be read as UTF-8 text: {error}") from None


@schedule.command(name="replay")
def replay_reviews(scheduler: Annotated[SchedulerName, typer.Option(help="Whose arithmetic to use.")]) -> None:
    """Reads cards with their reviews as JSON lines and writes the state after every step.

    In: {"id": 1, "reviews": [{"grade": "good", "elapsed_days": 0}, {"q": 4, "elapsed_days": 1}]}
    Out: {"id": 1, "steps": [{"ease_milli": 2500, "repetitions": 1, "interval_days": 1}, …]}
    """
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            try:
                sys.stdout.write(replay_line(scheduler.value, line) + "\n")
            except ValueError as error:
                raise fail(f"line {number}: {error}") from None


def main() -> None:
    """Runs a command; what keeps Ebb from starting is said in one line."""
    try:
        cli()
    except CannotStart as error:
        console.print(f"ebb: {error}.")
        sys.exit(1)
    except ValidationError as error:
        for setting, text in messages(error).items():
            console.print(f"ebb: EBB_{setting.upper()}: {text}")
        sys.exit(1)


if __name__ == "__main__":
    main()
