"""A refused form comes back filled in, with 422 and a message at each field that needs another look."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ValidationError


async def texts(request: Request) -> dict[str, str]:
    """Every text in the form that was sent; a file has no business there and is put away."""
    async with request.form() as form:
        return {name: text for name, text in form.items() if isinstance(text, str)}


async def lists(request: Request) -> dict[str, list[str]]:
    """Every text in the form that was sent, with all values of each field in their order."""
    sent: dict[str, list[str]] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                sent.setdefault(name, []).append(value)
    return sent


@dataclass
class Refused:
    """What was sent, and why it was not taken."""

    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    message: str = ""

    def filled_in(self) -> dict[str, Any]:
        """For the template: what was sent, `errors` by field, and a `message` for the whole form."""
        return {**self.values, "errors": self.errors, "message": self.message}


def messages(error: ValidationError) -> dict[str, str]:
    """Field to message, the first for each field, in words for the person who filled it in."""
    found: dict[str, str] = {}
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        text = str(problem["msg"]).removeprefix("Value error, ")
        found.setdefault(name, text[:1].upper() + text[1:] + ("" if text.endswith(".") else "."))
    return found


def check(model: type[BaseModel], values: dict[str, Any]) -> BaseModel | Refused:
    """The values as `model`, or why not."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        return Refused(values, messages(error))
