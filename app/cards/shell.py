"""A typed line to the words that a shell would hand to its program; nothing is run, and most of a shell is refused."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 4000  # characters of a line; a bound keeps hostile lines cheap

# What a shell would have filled in stands in a word as private characters, so that '$PWD' in single quotes differs.
HERE = "\ue000"
_OPEN, _CLOSE = "\ue001", "\ue002"  # around a variable's name
DASH = "\ue003"  # a pasted dash at the start of a word, which may stand for one hyphen or two

PLACEHOLDER = re.compile(r"<[A-Za-z][\w.-]{0,40}(?: [\w.-]{1,40}){0,3}>")


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` of one simple command without sudo, and the NAME=value `settings` before it; or why there are none.

    Words hold private characters for what the shell fills in: compare them as they are, show them through `shown`.
    """

    words: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    problem: str = ""


class _Refused(Exception):
    """Carries a sentence."""


_DASHES = "‐‑‒–—―−"
_HERE = r"\$\(\s*pwd\s*\)|`\s*pwd\s*`|\$PWD\b|\$\{PWD\}"
_VARIABLE = r"\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}"
_PIECE = re.compile(
    r"(?P<blank>[ \t\xa0]+)"
    r"|(?P<joined>\\\n|\\\Z)"
    r"|(?P<comment>(?<!\S)#[^\n]*)"
    r"|\\(?P<escaped>.)"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>(?:[^"\\]|\\[\s\S])*)"'
    r'|[“”„‟](?P<pasted_double>[^“”„‟"]*)[“”‟"]'
    r"|[‘’‚](?P<pasted_single>[^‘’‚']*)[‘’']"
    r"|(?P<placeholder>" + PLACEHOLDER.pattern + r")"
    r"|(?P<here>" + _HERE + r")"
    r"|(?P<variable>" + _VARIABLE + r")"
    r"|(?P<home>(?<!\S)~(?=[/\s]|\Z))"
    r"|(?P<dash>(?<!\S)-?[" + _DASHES + r"]+-?)"
    r"|(?P<fault>\$\(|\$\{|`|'|\"|\n|\|\|?|&&?|;|[<>]\(|>>?|<|\(|\))"
    r"|(?P<plain>[^\s\\'\"“”„‟‘’‚<>$`|&;()#~-]+|[\s\S])"
)
_INSIDE = re.compile(
    r"(?P<joined>\\\n)"
    r"|\\(?P<escaped>[\\\"$`])"
    r"|(?P<here>" + _HERE + r")"
    r"|(?P<variable>" + _VARIABLE + r")"
    r"|(?P<fault>\$\(|\$\{|`)"
    r"|(?P<plain>[^\\$`]+|[\s\S])"
)
_SUBSTITUTION = "only the working folder may be filled in (`$(pwd)`, `$PWD`); write other values out"
_FAULTS = {
    "'": "a quote is opened and never closed",
    '"': "a quote is opened and never closed",
    "$(": _SUBSTITUTION,
    "${": _SUBSTITUTION,
    "`": _SUBSTITUTION,
    "\n": "one command is asked for, and a new line begins another (a line goes on where it ends in a backslash)",
    ";": "one command is asked for, and `;` begins another",
    "&&": "one command is asked for, and `&&` begins another",
    "||": "one command is asked for, and `||` begins another",
    "|": "one command is asked for, without a pipe (`|`)",
    "&": "`&` would send the command to the shell's background; leave it out",
    "(": "brackets of the shell are not read here; quote them where they are meant",
    ")": "brackets of the shell are not read here; quote them where they are meant",
}
_REDIRECTION = "redirections (`>`, `<`) are not read here; quote the sign where it is meant"
_PROMPT = re.compile(r"\s*(?:(?:[\w.-]{1,64}@[\w.-]{1,64}[^\s$#%]{0,200})?[$#%❯➜]|PS [^>\n]{0,200}>)[ \t]+")
_SETTING = re.compile(r"[A-Za-z_]\w*=")
_SHOWN = str.maketrans({HERE: "$PWD", _OPEN: "$", _CLOSE: "", "`": "'", "\n": " ", "\t": " "})


def read(line: str) -> Reading:
    """The words of a line. Never raises: what is no simple command is answered with its problem."""
    try:
        words = _without_sudo(_words(_clean(line)))
    except _Refused as refused:
        return Reading(problem=str(refused))
    length = next((at for at, word in enumerate(words) if not _SETTING.match(word)), len(words))
    words, settings = words[length:], tuple(sorted(words[:length]))
    words = _without_sudo(words)
    return Reading(tuple(words), settings) if words else Reading(problem="there is no command")


def plain(word: str) -> str:
    """The word with a pasted dash as the hyphens it most likely was: two before a name, one before a letter."""
    if not word.startswith(DASH):
        return word
    return ("--" if re.match(r"[A-Za-z][A-Za-z-]+(=|\Z)", word[1:]) else "-") + word[1:]


def shown(word: str, most: int = 60) -> str:
    """The word in code marks for a sentence: on one line, at most `most` characters and never a mark of its own."""
    text = plain(word).translate(_SHOWN)
    return f"`{text if len(text) <= most else text[: most - 1] + '…'}`" if text.strip() else "an empty word"


def _clean(line: str) -> str:
    if len(line) > LONGEST:
        raise _Refused(f"that is longer than {LONGEST:,} characters")
    line = line.replace("\r\n", "\n")
    kept = []
    for char in line:
        category = unicodedata.category(char)
        if category in {"Cc", "Co", "Cs"} and char not in "\n\t":
            raise _Refused("there is a character in it that no keyboard types")
        if category != "Cf":  # marks without width come along when text is copied from a page
            kept.append(char)
    text = "".join(kept).strip()
    prompt = _PROMPT.match(text)
    return text[prompt.end() :] if prompt else text


def _words(text: str) -> list[str]:
    words: list[str] = []
    word: str | None = None
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind in {"blank", "comment"}:
            words += [] if word is None else [word]
            word = None
        elif kind != "joined":
            word = (word or "") + _meaning(piece)
    return words + ([] if word is None else [word])


def _meaning(piece: re.Match[str]) -> str:
    """What a piece of an unquoted or a quoted part adds to its word."""
    kind, text = piece.lastgroup or "plain", piece[piece.lastgroup or "plain"]
    if kind == "fault":
        raise _Refused(_FAULTS.get(text, _REDIRECTION))
    if kind in {"double", "pasted_double"}:
        return "".join(_meaning(inner) for inner in _INSIDE.finditer(text))
    if kind == "dash":
        return DASH if len(text) == 1 else "--"
    name = {"here": "PWD", "home": "HOME", "variable": text.strip("${}")}.get(kind)
    if name is None:
        return "" if kind == "joined" else text
    return HERE if name == "PWD" else f"{_OPEN}{name}{_CLOSE}"


def _without_sudo(words: list[str]) -> list[str]:
    if not words or words[0] != "sudo":
        return words
    at = 1
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in {"-u", "--user"} else 1
    return words[at:]
