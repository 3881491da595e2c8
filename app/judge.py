"""The judges of typed commands, repaired files and interview answers, for anyone to call: `ebb grade`."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cards.card import Note
from app.cards.interviewing.score import score
from app.cards.kinds import interview as interviews
from app.cards.kinds import repair as repairs
from app.cards.likeness import grade_command
from app.cards.repairing.check import LANGUAGES, check, rule_problem
from app.decks.folder import read_folder
from app.settings import ROOT

grade = typer.Typer(
    help="Grade an answer, or many: with --batch, JSON lines on standard input, one JSON object a line out.",
    no_args_is_help=True,
)
Answer = dict[str, Any]
Language = StrEnum("Language", {name: name for name in LANGUAGES})  # type: ignore[misc]

Batch = Annotated[bool, typer.Option("--batch", help="Read JSON lines from standard input.")]
CardOption = Annotated[str | None, typer.Option("--card", help="The id of the card.")]
FileOption = Annotated[Path | None, typer.Option("--file", help="The answer; - for standard input.", allow_dash=True)]
DecksOption = Annotated[Path, typer.Option("--decks", help="The folder of decks that has the card.")]


class Unjudgeable(ValueError):
    """What was asked cannot be graded; says why."""


@grade.command()
def command(
    expected: Annotated[str | None, typer.Option(help="The right command.")] = None,
    given: Annotated[str | None, typer.Option(help="The typed command.")] = None,
    *,
    batch: Batch = False,
) -> None:
    """Whether a command does what another one does. Lines of a batch: {"id", "expected", "given"}."""
    if batch:
        _run_batch(_command)
    else:
        _run_one(_command, {"expected": expected, "given": given})


def _command(asked: Mapping[str, Any]) -> Answer:
    expected = asked.get("expected")
    lines: list[Any] = expected if isinstance(expected, list) else [expected]
    if not lines or not all(isinstance(line, str) and line.strip() for line in lines):
        raise Unjudgeable("expected: say the right command, or several in a list")
    graded = grade_command(lines, _text(asked, "given"))
    return {"verdict": graded.verdict, "differences": list(graded.differences)}


@grade.command()
def repair(
    card: CardOption = None,
    file: FileOption = None,
    kind: Annotated[Language | None, typer.Option(help="What the file is, for a file outside the decks.")] = None,
    rules: Annotated[str | None, typer.Option(help="Rules with commas between: non-root,exec-form(CMD).")] = None,
    decks: DecksOption = ROOT / "decks",
    *,
    batch: Batch = False,
) -> None:
    """Which rules a repaired file fulfils. Lines of a batch: {"id", "card", "given"}, or "kind", "rules" for "card"."""
    if batch:
        _run_batch(lambda asked: _repair(asked, decks))
    else:
        asked = {"card": card, "kind": kind and kind.value, "rules": rules, "given": _read(file)}
        _run_one(lambda asked: _repair(asked, decks), asked)


def _repair(asked: Mapping[str, Any], decks: Path) -> Answer:
    if asked.get("card"):
        note = _find(decks, asked["card"], repairs.NAME)
        language, rules = note.fields["language"].strip(), repairs.rules_of(note)
    else:
        language, named = str(asked.get("kind")), asked.get("rules") or ""
        listed = split_rules(named) if isinstance(named, str) else map(str, named)
        rules = [rule.strip() for rule in listed if rule.strip()]
        if language not in LANGUAGES:
            raise Unjudgeable("kind: name a card, or say dockerfile or compose")
    wrong = [f"{rule}: {problem}" for rule in rules if (problem := rule_problem(language, rule))]
    if wrong or not rules:
        raise Unjudgeable(f"rules: {'; '.join(wrong) or 'name at least one'}")
    found = check(language, _text(asked, "given"), rules)
    return {
        "properties": [
            {"property": one.property, "holds": one.holds, "line": one.line, "why": one.why} for one in found
        ]
    }


def split_rules(text: str) -> Iterator[str]:
    """The rules of a list with commas between; a comma inside brackets belongs to its rule."""
    depth, rule = 0, ""
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth <= 0:
            yield rule
            rule = ""
        else:
            rule += letter
    yield rule


@grade.command()
def interview(
    card: CardOption = None, file: FileOption = None, decks: DecksOption = ROOT / "decks", *, batch: Batch = False
) -> None:
    """Which key points an answer holds. Lines of a batch: {"id", "card", "given"}."""
    if batch:
        _run_batch(lambda asked: _interview(asked, decks))
    else:
        _run_one(lambda asked: _interview(asked, decks), {"card": card, "given": _read(file)})


def _interview(asked: Mapping[str, Any], decks: Path) -> Answer:
    note = _find(decks, asked.get("card"), interviews.NAME)
    points, red_flags = (interviews.points_of(note, name) for name in ("points", "red_flags"))
    scored = score(points, red_flags, _text(asked, "given"))
    return {
        "points": [{"point": one.point, "hit": one.hit, "phrase": one.phrase} for one in scored.points],
        "red_flags": [{"flag": one.flag, "phrase": one.phrase} for one in scored.red_flags],
        "quality": scored.quality,
    }


def _find(decks: Path, key: object, kind: str) -> Note:
    """The note of this id and kind. Raises Unjudgeable where there is none."""
    note = _notes(decks).get(key) if isinstance(key, str) else None
    if note is None:
        raise Unjudgeable(f"card: there is no card {key} in {decks}" if key else "card: name one")
    if note.kind != kind:
        raise Unjudgeable(f"card: {key} is a {note.kind} card, not one to grade as {kind}")
    return note


@cache
def _notes(folder: Path) -> dict[str, Note]:
    """The notes of a folder by id, read once for a whole batch."""
    return {note.id: note for file in read_folder(folder).decks.values() for note in file.deck.notes}


def _text(asked: Mapping[str, Any], name: str) -> str:
    text = asked.get(name)
    if not isinstance(text, str):
        raise Unjudgeable(f"{name}: it is missing")
    return text


def _read(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read as UTF-8 text: {error}") from None


def _run_one(judge: Callable[[Answer], Answer], asked: Answer) -> None:
    try:
        typer.echo(json.dumps(judge(asked), ensure_ascii=False))
    except Unjudgeable as error:
        typer.echo(f"ebb: {error}", err=True)
        raise typer.Exit(1) from None


def _object(value: Any) -> Answer:
    if not isinstance(value, dict):
        raise Unjudgeable("each line must be a JSON object")
    return value


def _run_batch(judge: Callable[[Answer], Answer]) -> None:
    """A line out for each line in, as soon as it is read; what cannot be graded says why, and the status is 1."""
    refused = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        key: Any = None
        try:
            asked = _object(json.loads(line))
            key = asked.get("id")
            told = judge(asked)
        except (Unjudgeable, json.JSONDecodeError, RecursionError) as error:
            told, refused = {"error": f"line {number}: {error}"}, True
        sys.stdout.write(json.dumps({"id": key, **told}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    if refused:
        raise typer.Exit(1)
