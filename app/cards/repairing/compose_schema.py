"""What the Compose specification's own schema says about a file, in words and with lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.cards.repairing.composefile import Value, plain
from app.cards.repairing.rule import shown


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that Compose would refuse."""

    line: int
    words: str


@cache
def _validator() -> Draft202012Validator:
    text = files(__package__).joinpath("compose-spec.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def schema_mistakes(root: Value) -> list[Mistake]:
    """Everything in a compose file that does not fit the schema, from top to bottom."""
    errors = (_closest(error) for error in _validator().iter_errors(plain(root)))
    found = {mistake for error in errors for mistake in _mistakes(error, root)}
    return sorted(found, key=lambda mistake: (mistake.line, mistake.words))


def _closest(error: ValidationError) -> ValidationError:
    """Where several shapes are allowed: what is wrong with the one that was meant, as far as its type tells."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = [inner for inner in branches.values() if not any(_other_type(each) for each in inner)]
        if len(meant) != 1:
            return error
        error = meant[0][0]
    return error


def _other_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _place(error: ValidationError, root: Value) -> Value:
    """The value that an error is about, or the one that is as near to it as can be."""
    value = root
    for step in error.absolute_path:
        inner = value.map.get(str(step)) if isinstance(step, str) else (value.list[step : step + 1] or (None,))[0]
        if inner is None:
            break
        value = inner
    return value


_WORDS: Mapping[str, str] = {
    "string": "a text",
    "array": "a list",
    "object": "a map",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def _mistakes(error: ValidationError, root: Value) -> Iterator[Mistake]:
    at = _place(error, root)
    path = [str(step) for step in error.absolute_path if isinstance(step, str)]
    if error.validator in {"additionalProperties", "unevaluatedProperties"}:
        known = _known(error.schema)
        where = f"in {'.'.join(path)}" if path else "at the top of the file"
        for wrong in at.map:
            if wrong not in known and not wrong.startswith("x-"):
                near = get_close_matches(wrong, sorted(known), n=1)
                hint = f"; is it “{near[0]}”?" if near else "."
                line = at.map[wrong].line
                yield Mistake(line, f"Line {line}: {shown(wrong)} is no key that may stand {where}{hint}")
        return
    yield Mistake(at.line, f"Line {at.line}: {_say(error, shown(path[-1]) if path else 'the file')}.")


def _say(error: ValidationError, name: str) -> str:
    """What is wrong with the value called `name`, by the part of the schema that it breaks."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    match error.validator:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"{name} must be {_either([_WORDS[kind] for kind in kinds])}, not {_kind(given)}"
        case "oneOf" | "anyOf":
            kinds = [kind for kind in dict.fromkeys(_kinds(wanted)) if kind in _WORDS]
            said = f": it may be {_either([_WORDS[kind] for kind in kinds])}" if kinds else ""
            return f"{name} has a shape that is not known{said}"
        case "enum":
            return f"{name} must be {_either([shown(str(each)) for each in wanted])}"
        case "required":
            missing = next((key for key in wanted if key not in given), "")
            return f"{name} lacks {shown(missing)}"
        case "uniqueItems":
            return f"{name} names something twice"
    return f"{name} may not be {shown(str(given))}"


def _kinds(branches: list[Mapping[str, Any]]) -> Iterator[str]:
    for branch in branches:
        given = branch.get("type", ())
        yield from (given,) if isinstance(given, str) else given


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _kind(instance: Any) -> str:
    """What an instance is, in words; a number or text is shown."""
    if isinstance(instance, (dict, list)):
        return "a map" if isinstance(instance, dict) else "a list"
    if instance is None:
        return "nothing"
    return shown(json.dumps(instance) if isinstance(instance, bool) else str(instance))


def _known(schema: Any) -> set[str]:
    """The keys a part of the schema knows, those of what it refers to included."""
    if not isinstance(schema, Mapping):
        return set()
    known = set(schema.get("properties", ()))
    whole: Any = _validator().schema
    for part in schema.get("allOf", ()):
        known |= _known(whole["$defs"].get(str(part.get("$ref", "")).removeprefix("#/$defs/")))
    return known
