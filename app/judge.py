"""The judges of typed commands, repaired files and interview answers, for anyone to call: `ebb grade`."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cards.card import Note
from app.cards.interviewing.score import parse_points, score
from app.cards.likeness import grade_command
from app.cards.repairing.check import check, rule_problem
from app.decks.folder import read_folder
from app.settings import ROOT

grade = typer.Typer(
    help="Grade an answer, or many: with --batch, JSON lines on standard input, one JSON object a line out.",
    no_args_is_help=True,
)
Answer = dict[str, Any]
Language = StrEnum("Language", {"dockerfile": "dockerfile", "compose": "compose"})

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
    notes = Notes(decks)
    if batch:
        _run_batch(lambda asked: _repair(asked, notes))
    else:
        asked = {"card": card, "kind": kind and kind.value, "rules": rules, "given": _read(file)}
        _run_one(lambda asked: _repair(asked, notes), asked)


def _repair(asked: Mapping[str, Any], notes: "Notes") -> Answer:
    if asked.get("card"):
        fields = notes.find(asked["card"], "repair").fields
        language, listed = fields["language"].strip(), fields["rules"].split("\n")
    else:
        language, rules = str(asked.get("kind")), asked.get("rules") or ""
        listed = list(split_rules(rules)) if isinstance(rules, str) else list(map(str, rules))
        if language not in set(Language):
            raise Unjudgeable("kind: name a card, or say dockerfile or compose")
    rules = [rule.strip() for rule in listed if rule.strip()]
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
    notes = Notes(decks)
    if batch:
        _run_batch(lambda asked: _interview(asked, notes))
    else:
        _run_one(lambda asked: _interview(asked, notes), {"card": card, "given": _read(file)})


def _interview(asked: Mapping[str, Any], notes: "Notes") -> Answer:
    fields = notes.find(asked.get("card"), "interview").fields
    points, red_flags = (parse_points(fields.get(name, ""))[0] for name in ("points", "red_flags"))
    scored = score(points, red_flags, _text(asked, "given"))
    return {
        "points": [{"point": one.point, "hit": one.hit, "phrase": one.phrase} for one in scored.points],
        "red_flags": [{"flag": one.flag, "phrase": one.phrase} for one in scored.red_flags],
        "quality": scored.quality,
    }


class Notes:
    """The notes of a folder of decks by id, read when one is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: dict[str, Note] | None = None

    def find(self, key: object, kind: str) -> Note:
        """The note of this kind. Raises Unjudgeable where there is none."""
        if self.found is None:
            files = read_folder(self.folder).decks.values()
            self.found = {note.id: note for file in files for note in file.deck.notes}
        note = self.found.get(key) if isinstance(key, str) else None
        if note is None:
            raise Unjudgeable(f"card: there is no card {key} in {self.folder}" if key else "card: name one")
        if note.kind != kind:
            raise Unjudgeable(f"card: {key} is a {note.kind} card, not one to grade as {kind}")
        return note


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
