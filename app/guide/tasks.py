"""Tasks whose answer is a command: how they are worded, and what they must tell so that it can be typed."""

import re

from app.cards.docker_line import asked
from app.cards.likeness import command_problem
from app.cards.shell import read
from app.cards.shell import shown as shell_text
from app.guide.places import Place, lower_first, opened
from app.guide.tidying import BAD, GOOD, bare, mark_of, unnumbered, words_of
from app.guide.verbs import does, is_imperative

_NO_TASK = re.compile(
    r"^(?:works?|perfect|success\w*|done|ok(?:ay)?|yes|no|magic|boom|great|nice|cool|output|outputs|result|results|"
    r"example|"
    r"note|notes|expected|e\.g|i\.e|warning|important|optional|see (?:above|below|also|the)|prints?|shows? (?:up|"
    r"this)|you(?:'ll|’ll| will| should)|"
    r"let['’]?s|now|try|voil[aà]|that['’]?s|this|these|it|we|i|here|todo|fix|or|and|same|as above|stage \d)\b(?! to\b)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:(?:or|alternatively|alternative|first|next|then|finally|afterwards|also|optional(?:ly)?)\b[\s:,]*|"
    r"(?:you|we) (?:can|could|may|should|need to|have to|must) (?:also |now |then |only |either )*|"
    r"(?:in order )?to |if you (?:want|need|would like) to |use (?:this|the following)(?: command)? to |"
    r"(?:the )?(?:following )?command (?:below )?(?:to|will|that) |this (?:command )?(?:will )?|how to )+",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r",\s*(?:use|run|type|do|execute|enter|we use|you can use|use the command)$|"
    r",?\s+(?:(?:by )?(?:use|using|run|running) the following(?: command)?|(?:like|as) (?:this|so|follows))$",
    re.IGNORECASE,
)
FEW = 4
"""A task of fewer words needs to say what it is about."""


def docker_command(line: str) -> bool:
    """Whether a line is a whole docker command that Ebb can grade by meaning."""
    text = line.strip()
    return (
        bool(re.match(r"(?:\$ |sudo )*docker\b", text))
        and text.isprintable()
        and not _SPOKEN.search(text)
        and not command_problem(text)
    )


_SPOKEN = re.compile(r"[→⇒←…]|\.\.\.|->|=>")


def task_of(text: str) -> str:
    """A comment, heading or sentence as a task, or "" where it is none: an output, a name, a remark, a cheer."""
    words = bare(unnumbered(mark_of(unnumbered(text.strip("#/ -=*")))[1])).strip(" -=*#:!.,→")
    words = _CLOSES.sub("", _OPENS.sub("", words)).strip(" :,.")
    cheers = any(sign in text for sign in (*BAD, "→", "=>", "->")) or (
        "!" in text and any(sign in text for sign in GOOD)
    )
    if re.match(r"(?:edit|make (?:some )?changes?|change|modify|save)\b(?:.*\.\w+$|.{0,12}$)", words, re.IGNORECASE):
        return ""  # what is done by hand before the command
    if (
        cheers
        or _TALK.search(words)
        or not re.search(r"[^\W\d_]", words)
        or _NO_TASK.match(words)
        or _NAME.fullmatch(words)
        or len(words) > LONGEST
    ):
        return ""
    return words


LONGEST = 140
_NAME = re.compile(r"[A-Z]{3,}|[\w/-]*\.\w+")
"""What stands alone in a comment and is an output or a file."""
_TALK = re.compile(
    r"\blet['’]?s\b|\b(?:in|on) our\b|\bthe following\b|\bas (?:follows|shown)\b|\bthis (?:time|output)\b",
    re.IGNORECASE,
)


def tells_task(text: str) -> bool:
    """Whether a heading or an introducing line is a task by itself: "Remove an image", "Loading an archive"."""
    words = task_of(text)
    return bool(words) and len(words_of(words)) > 1 and (is_imperative(words) or does(words))


def ask_docker(task: str, line: str, place: Place) -> str:
    """A task for typing a docker command, with the values that cannot be guessed."""
    values = given(line, task)
    return f"{_asked(task, place).rstrip('.:')}" + (f" – with {values}." if values else ".")


def ask_which(task: str, place: Place, count: int = 1) -> str:
    """A task whose answer is another command, or several."""
    return f"{_asked(task, place).rstrip('.:')} – which {'command' if count == 1 else f'{count} commands'}?"


def _asked(task: str, place: Place) -> str:
    words = set(words_of(task))
    new = words - set(words_of(place.about))
    plain = len(words) >= FEW or (len(words) > 1 and not new)
    return opened(task) if plain else place.asks(lower_first(task))


def given(line: str, task: str) -> str:
    """What the task must tell so that a docker command can be typed: its names and values that it does not hold yet."""
    words = list(read(line).words)
    whole = asked(words)
    own = whole.typed.split()[1:]
    inner = whole.rest
    outer = words[1 : len(words) - len(inner)] if inner else words[1:]
    shown: list[str] = []
    for word in outer:
        if own and word == own[0]:
            own.pop(0)
            continue
        value = word.partition("=")[2] if word.startswith("-") else word
        if value and value != ".":
            shown.append(shell_text(value, 100))
    if inner:
        shown.append("`" + " ".join(shell_text(word, 100).strip("`") for word in inner) + "`")
    told = dict.fromkeys(value for value in shown if value.strip("`").lower() not in task.lower())
    return ", ".join(told)
