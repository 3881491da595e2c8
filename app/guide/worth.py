"""Whether what is said of a name is worth a card: fields, remarks, worked figures and idle words are left out."""

import re
from collections.abc import Sequence

from app.guide.phrasing import is_command, is_condition, is_label
from app.guide.places import Place
from app.guide.tidying import words_of
from app.guide.verbs import does, is_imperative

_FIELD = re.compile(
    r"(?:.*\W)?(?:context|traps?|reminders?|remarks?|notes?|tips?|best practices?|terminology|up next|homework|"
    r"exercises?|practice|takeaways?|"
    r"caveats?|gotchas?)(?:\s*\([^()]*\))?|next(?:\s*\([^()]*\))?",
    re.IGNORECASE,
)
"""Labels that could stand under any subject, and say of none what it is."""
_WORKED = re.compile(r"[^=]*\d[^=]*=\s*\D{0,4}\d|.*\s\.\.\.\s.*\s\.\.\.\s")
_IDLE = re.compile(
    r"(?:beyond|instead of|without|rather than|as opposed to|unlike|\w+ly \w+ (?:approach|way|thing|kind)\b)", re.I
)
_SMALL = {
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "it", "its", "by", "with", "as",
    "from", "at", "your", "you", "that", "this", "very", "more", "than", "not",
}  # fmt: skip
FEWEST_WORDS = 4
"""Words that carry the meaning of an idle beginning; fewer of them tell nothing."""
LONGEST_NAME = 7
COUNT = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


def is_field(name: str) -> bool:
    """Whether a label could stand under any subject: "Context", "Exam Trap", "Best Practice"."""
    return bool(_FIELD.fullmatch(name.strip(" :")))


def worthless(name: str, told: str, place: Place) -> str:
    """Why what is said of a name is no card, or ""."""
    if is_field(name) and "`" not in name:
        return f"“{name}” could stand under any subject"
    if is_command(name) or "`" in name:
        return ""
    worked = _WORKED.match(told)
    if worked and (" ... " in worked[0] or not re.search(r"[^\W\d_]{4}", told)):
        return "a worked figure"
    mine = words_of(told)
    if is_label(name) and mine and set(mine) <= set(words_of(place.subject)):
        return "an answer that the heading gives away"
    if _IDLE.match(told) and sum(word not in _SMALL for word in mine) < FEWEST_WORDS:
        return "an answer that says nothing"
    return "a condition, not a term" if is_condition(name) and told and not is_imperative(told) else ""


_HEADS = re.compile(r"\s+(?:of|for|in|on|from|with|to|at|by|that|which)\s.*$", re.IGNORECASE)


def is_plural(title: str) -> bool:
    """Whether the last word before any bracket is a noun in the plural, by its ending."""
    last = re.findall(r"[a-z]+", re.sub(r"\([^()]*\)", "", title).lower())[-1:]
    return bool(last) and last[0].endswith("s") and not last[0].endswith(("ss", "us", "is"))


def instances(about: str) -> bool:
    """Whether the last of these words is a noun in the plural that the points of a list are: "Signs of choking"."""
    title = re.split(r"\s[–—-]\s", re.sub(r"\([^()]*\)", "", about))[-1].strip()
    if is_imperative(title) or len(title.split()) > LONGEST_NAME:
        return False
    return is_plural(_HEADS.sub("", title))


_OPEN = re.compile(r"\b(?:if|for|when|not|must|should|can|cannot|may|to)$", re.IGNORECASE)


def ask_points(told: Sequence[str], place: Place) -> str:
    """How the points of a list are asked for: as instances, as what to do, as what a thing does; "" where as none."""
    about = place.led().about
    orders = sum(is_imperative(text) for text in told) * 2 > len(told)
    if re.match(r"(?:if|when)\b", place.lead, re.IGNORECASE):
        return "what do you do?" if orders else "what follows?"
    if orders and not _OPEN.search(place.lead):
        return "what should you do?"
    if instances(about) or _OPEN.search(place.lead):
        return f"name the {COUNT[len(told)]}."
    return "what does it do?" if does(told[0]) else ""
