"""A shell script as the simple commands in it: enough to see what a RUN line does, without running anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.cards.repairing.dockerfile import Instruction, heredoc_marks

DEEPEST = 3  # sh -c "sh -c '…'" is followed this far

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r]+|\\\n|(?:(?<=\s)|^)\#[^\n]*)
    |(?P<redirect>\d*(?:&>>?|[<>]{1,3}[|&]?)-?[ \t]*(?:[^\s;&|()<>"']+|"[^"]*"|'[^']*')?)
    |(?P<operator>\n|&&|\|\||;;?|\|&?|&|\(|\))
    |(?P<word>(?:\\.|\$\([^()]*\)|`[^`]*`|"(?:[^"\\]|\\.)*"|'[^']*'|["'`].*|[^\s;&|()<>"'`\\]|\\$)+)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = frozenset(("if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"))
_CLOSING = frozenset(("fi", "done", "esac", "}"))
_ASSIGNED = re.compile(r"[A-Za-z_]\w*\+?=")
_RUNNERS = frozenset(("sudo", "env", "command", "exec", "nice", "nohup", "time", "doas", "gosu"))
_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh"))


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words without quotes, the variables set in front of it, and the operator before it.

    What a program is handed as a file, as in `sh <(curl …)`, comes after it, behind the operator “<(”.
    """

    words: tuple[str, ...]
    assigned: tuple[str, ...] = ()
    after: str = ""

    @property
    def bare(self) -> tuple[str, ...]:
        """The words without sudo, env, exec and the like in front; the program's folder is left out."""
        rest = self.words
        while rest and rest[0].rsplit("/", 1)[-1] in _RUNNERS:
            rest = rest[1:]
            while rest and (rest[0].startswith("-") or _ASSIGNED.match(rest[0])):
                rest = rest[1:]
        return (rest[0].rsplit("/", 1)[-1], *rest[1:]) if rest else ()

    @property
    def program(self) -> str:
        """The program it starts, without its folder."""
        return self.bare[0] if self.bare else ""

    @property
    def plain(self) -> tuple[str, ...]:
        """The words after the program that are not options."""
        return tuple(word for word in self.bare[1:] if not word.startswith("-"))

    @property
    def options(self) -> frozenset[str]:
        """The options, a value after “=” left out; -yq counts as -y and -q too."""
        found = {word.partition("=")[0] for word in self.bare[1:] if word.startswith("-")}
        found |= {f"-{letter}" for word in found if re.fullmatch(r"-[A-Za-z]+", word) for letter in word[1:]}
        return frozenset(found)


def commands(script: str, depth: int = 0) -> Iterator[Command]:
    """The simple commands of a script from left to right; those of sh -c '…' stand after it."""
    words: list[str] = []
    before = ""
    for token in _TOKEN.finditer(script):
        if token.lastgroup == "word":
            words.append(_unquoted(token[0]))
        elif token.lastgroup == "operator":
            yield from _command(words, before, depth)
            handed = token[0] == "(" and script[: token.start()].endswith("<")
            words, before = [], "<(" if handed else token[0]
    yield from _command(words, before, depth)


def _command(words: list[str], before: str, depth: int) -> Iterator[Command]:
    rest = list(words)
    while rest and rest[0] in _OPENING | _CLOSING:
        rest.pop(0)
    assigned = []
    while rest and _ASSIGNED.match(rest[0]):
        assigned.append(rest.pop(0))
    if not rest and not assigned:
        return
    command = Command(tuple(rest), tuple(assigned), before)
    yield command
    script = wrapped(command.bare)
    if script is not None and depth < DEEPEST:
        yield from commands(script, depth + 1)


def wrapped(words: tuple[str, ...]) -> str | None:
    """The script of sh -c '…', or None."""
    if not words or words[0].rsplit("/", 1)[-1] not in _SHELLS:
        return None
    for at, word in enumerate(words[1:-1], 1):
        if re.fullmatch(r"-[a-z]*c", word):
            return words[at + 1]
        if not word.startswith("-") and not re.fullmatch(r"[-+][a-zA-Z]*[oO]", words[at - 1]):
            return None
    return None


def _unquoted(word: str) -> str:
    pieces = re.findall(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^'"\\]+|.)""", word, re.DOTALL)
    return "".join(
        single or re.sub(r"\\([\"\\$`])", r"\1", double) or escaped or plain
        for single, double, escaped, plain in pieces
    )


def script_of(step: Instruction) -> str:
    """What a RUN hands to the shell: its line, or the heredoc where that is the script; exec form as a line."""
    if step.is_json:
        quoted = (word.replace("'", "'\\''") for word in step.words)
        return " ".join(f"'{word}'" for word in quoted)
    if not step.heredocs:
        return step.rest
    marked = {name for _, name in heredoc_marks(step.words)}
    line = [word for word in step.words if not re.match(r"\d*<<", word) and word.strip("'\"") not in marked]
    fed = not line or line[0].rsplit("/", 1)[-1] in _SHELLS
    # The body is a script only where a shell reads it; fed to cat or tee it is a file.
    return "\n".join(heredoc.body for heredoc in step.heredocs) if fed else step.rest


def commands_of(step: Instruction) -> tuple[Command, ...]:
    """The simple commands of a RUN, CMD or ENTRYPOINT."""
    return _commands_in(script_of(step))


@lru_cache(maxsize=64)  # every rule of a card reads the same few scripts
def _commands_in(script: str) -> tuple[Command, ...]:
    return tuple(commands(script))
