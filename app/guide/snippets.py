"""Configuration as proposals: a line's comment with a gap for its key, a block with gaps for its keys."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.guide.blocks import Code
from app.guide.places import Place, capital
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tidying import bare, mark_of, unnumbered, words_of
from app.guide.verbs import does

Rows = Sequence[tuple[int, str]]

CONFIG = {
    "yaml", "yml", "dockerfile", "docker", "toml", "ini", "hcl", "nginx", "conf", "properties", "env", "terraform",
    "tf", "makefile", "dotenv", "jsonc",
}  # fmt: skip
_FILES = {"yaml", "yml", "dockerfile", "docker"}
"""Languages whose keys are a vocabulary worth knowing, so that a file without comments can be completed."""
_COMMENTED = re.compile(r"^(?P<code>\s*[^\s#/].*?)\s+(?:#|//)\s*(?P<comment>\S.*)$")
_KEY = re.compile(r"^(?P<indent>\s*(?:- )?)(?P<key>[\"']?[\w./-]+[\"']?)(?P<rest>\s*[:=](?:\s.*)?)$")
_WORD = re.compile(r"^(?P<indent>\s*)(?P<key>[A-Z]{3,})(?P<rest>\s+\S.*)$")
_COUNTED = re.compile(r"^(?:method|option|way|example|variant|step)\s*\d+\s*[:.–-]\s*", re.IGNORECASE)
MOST_ROWS = 14
MOST_KEPT = 6
FARTHEST = 60  # lines above that a line's parent is looked for


def from_config(code: Code, place: Place) -> Iterator[Offer]:
    """What each commented line means, and the block under a comment; else a gap for each key of the file."""
    rows = [(number, row.rstrip()) for number, row in code.content]
    made = 0
    for at in range(len(rows)):
        for proposal in _from_row(rows, at, code.language, place):
            made += 1
            yield proposal
    yield from _named(code, rows, place, commented=made > 0)


def _from_row(rows: Rows, at: int, language: str, place: Place) -> Iterator[Proposal]:
    number, row = rows[at]
    found = _COMMENTED.match(row)
    if found and mark_of(found["comment"])[0] is None:
        comment, code = _comment(found["comment"]), found["code"].rstrip()
        above = _parent(rows, at)
        below = _below(rows, at) if not above and code.endswith(":") else []
        if _asks(comment) and not set(words_of(comment)) <= set(words_of(f"{above} {code}")):
            shown = [above, code] if above else [code, *below]
            lines = number, number + len(below)
            yield _told(comment, shown, 1 if above else 0, language, place, (lines, "commented line"))
    elif row.lstrip().startswith(("#", "//")) and _asks(comment := _comment(row.lstrip(" #/"))):
        block = _block(rows, at)
        over = [] if block or not _ABSENT.match(comment) else _above(rows, at)
        if over:
            front = f"{place.asks('what is left out here on purpose?')}\n\n{_fenced(over, language)}"
            fields = {"front": front, "back": capital(comment)}
            yield Proposal("basic", fields, place.path, ((number - len(over), number),), "comment that ends a block")
        elif block:
            shown = [line for _, line in block]
            yield _told(comment, shown, 0, language, place, ((number, block[-1][0]), "comment over a block"))


def _told(
    comment: str, shown: list[str], at: int, language: str, place: Place, found: tuple[tuple[int, int], str]
) -> Proposal:
    """A gap for the key of line `at` where the comment tells what it must be; else a question for the comment."""
    lines, reason = found
    gap = _gap(shown[at]) if _is_setting(shown, at, comment) else None
    if gap:
        rows = [*shown[:at], gap, *shown[at + 1 :]]
        fields = {"text": f"{place.asks(comment)}.\n\n{_fenced(rows, language)}"}
        return Proposal("cloze", fields, place.path, (lines,), reason)
    whole = at == 0
    asked = (
        ("what does this do?" if does(comment) and len(words_of(comment)) > 2 else "what is this?")
        if whole
        else "what does the last line mean?"
    )
    fields = {"front": f"{place.asks(asked)}\n\n{_fenced(shown, language)}", "back": capital(comment)}
    return Proposal("basic", fields, place.path, (lines,), reason)


def _is_setting(shown: Sequence[str], at: int, comment: str) -> bool:
    """Whether a line's key is a word of the format, not a name that people chose, nor one that the comment holds."""
    row = shown[at]
    found = _KEY.match(row) or _WORD.match(row)
    if found is None or row.lstrip().startswith("- ") or not re.fullmatch(r"[a-z][a-z_-]{2,}|[A-Z]{3,}", found["key"]):
        return False
    parent = _KEY.match(shown[at - 1]) if at else None
    named = parent is not None and parent["key"].strip("\"'").lower() in _NAMES_BELOW
    given = _stem(found["key"])[:4] in {_stem(word)[:4] for word in re.findall(r"[^\W_]+", comment)}
    return not named and not given and found["key"] not in _PLAIN_KEYS


def _fenced(rows: Sequence[str], language: str) -> str:
    depth = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return "\n".join([f"```{language}", *(row[depth:] for row in rows), "```"])


def _asks(comment: str) -> bool:
    """Whether a comment says something: not a file's or a stage's name, not code switched off."""
    return len(words_of(comment)) > 1 and not re.match(
        r"^[\w./-]+\.\w+:?$|^[\w-]+:\s*\S+$|^[A-Z_]+=|^or\b|^\.{3}|^stage\b|^[\w -]+ stage$", comment, re.IGNORECASE
    )


def _comment(text: str) -> str:
    words = bare(unnumbered(mark_of(text.strip("# /"))[1])).strip(" -=*#:")
    return _COUNTED.sub("", words)


def _parent(rows: Rows, at: int) -> str:
    """The nearest line above that is indented less."""
    depth = len(rows[at][1]) - len(rows[at][1].lstrip())
    for _, row in reversed(rows[max(0, at - FARTHEST) : at]):
        if row.strip() and not row.lstrip().startswith("#") and len(row) - len(row.lstrip()) < depth:
            return re.sub(r"\s+#.*$", "", row)
    return ""


def _below(rows: Rows, at: int) -> list[str]:
    """The lines below a key of the highest level, the first few of them."""
    kept = []
    for _, row in rows[at + 1 : at + 1 + MOST_KEPT]:
        if not row[:1].isspace() or row.lstrip().startswith("#"):
            break
        kept.append(re.sub(r"\s+#\s.*$", "", row))
    return kept


def _block(rows: Rows, at: int) -> list[tuple[int, str]]:
    """The lines under a comment up to the next comment or blank line, the first few of them."""
    block = []
    for number, row in rows[at + 1 : at + 1 + MOST_KEPT]:
        if not row.strip() or row.lstrip().startswith(("#", "//")):
            break
        block.append((number, re.sub(r"\s+#\s.*$", "", row)))
    return block


_ABSENT = re.compile(r"(?:no|without)\s+\w", re.IGNORECASE)


def _above(rows: Rows, at: int) -> list[str]:
    """The lines right above a comment that ends a block, up to the key that the block belongs to."""
    depth = len(rows[at][1]) - len(rows[at][1].lstrip())
    block: list[str] = []
    for _, row in reversed(rows[max(0, at - MOST_KEPT) : at]):
        if not row.strip() or row.lstrip().startswith(("#", "//")):
            return []
        block.insert(0, re.sub(r"\s+#\s.*$", "", row))
        if len(row) - len(row.lstrip()) < depth:
            return block
    return []


def _gap(row: str) -> str | None:
    """The line with its key asked for; None where it has none, or holds what would end a gap."""
    found = _KEY.match(row) or _WORD.match(row)
    if found is None or "::" in row or "{{" in row or "}}" in row:
        return None
    return f"{found['indent']}{{{{c1::{found['key']}}}}}{found['rest']}"


def _named(code: Code, rows: Rows, place: Place, *, commented: bool) -> Iterator[Offer]:
    """Gaps for the settings of a block without comments, or for a Dockerfile's instructions.

    Of a file that is `commented`, only the long parts, and in them the keys of lines without a comment.
    """
    told = [(number, row) for number, row in rows if row.strip()]
    if commented and len(told) <= MOST_ROWS:
        return
    if code.language not in _FILES:
        yield from [] if commented else [LeftOut(code.lines, "a file without comments")]
        return
    units = [told] if len(told) <= MOST_ROWS else list(_units(told))
    made = commented
    for unit in units:
        gapped, count = _instructions(unit) if code.language in {"dockerfile", "docker"} else _settings(unit, place)
        if count >= FEWEST_GAPS:
            made = True
            lines = (unit[0][0], unit[-1][0])
            gapped = [re.sub(r"\s+#\s.*$", "", row) for row in gapped]
            fields = {"text": f"{place.asks('complete the file.')}\n\n{_fenced(gapped, code.language)}"}
            yield Proposal("cloze", fields, place.path, (lines,), "block without comments")
    if not made and told:
        yield LeftOut(code.lines, "a block without comments")


def _units(told: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The parts of a long block: what stands below each of its second-level keys, where that is seen at once."""
    unit: list[tuple[int, str]] = []
    for number, row in [*told, (0, "end:")]:
        depth = len(row) - len(row.lstrip())
        if depth <= 2 and not row.lstrip().startswith("- "):
            if FEWEST_ROWS <= len(unit) <= MOST_ROWS:
                yield unit
            unit = []
        unit.append((number, row))


FEWEST_ROWS = 3
FEWEST_GAPS, MOST_GAPS = 2, 6
_NAMES_BELOW = {
    "services", "volumes", "networks", "secrets", "configs", "environment", "labels", "args", "env", "jobs",
    "scripts", "data", "matchlabels", "annotations", "driver_opts", "extra_hosts",
}  # fmt: skip
"""Keys under which people write names of their own, which nobody can know."""
_PLAIN_KEYS = {"image", "name", "version", "id", "title", "type", "description"}


def _settings(unit: Sequence[tuple[int, str]], place: Place) -> tuple[list[str], int]:
    """The rows with gaps for keys, which begin with their first letter; the key that the heading names goes first.

    A key that stands in several rows has one number, so that no row gives another one away.
    """
    stems = _stems(place.topic)
    keys = list(_keys(unit))
    ranked = dict.fromkeys(key for key in [*(key for _, key in keys if _stem(key) in stems), *(key for _, key in keys)])
    chosen = set([*ranked][:MOST_GAPS])
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for _, key in keys if key in chosen), 1)}
    places = {at: numbers[key] for at, key in keys if key in chosen}
    rows = [_lettered(row, places[at]) if at in places else row for at, (_, row) in enumerate(unit)]
    return rows, len(numbers)


def _keys(unit: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The place and name of each key that is a setting: neither a name people chose nor one that says nothing."""
    above: list[tuple[int, str]] = []
    for at, (_, row) in enumerate(unit):
        found = _KEY.match(row)
        depth = len(row) - len(row.lstrip())
        above = [(deep, key) for deep, key in above if deep < depth]
        if found is None or "::" in row or "{{" in row or "}}" in row or row.lstrip().startswith(("- ", "#")):
            continue
        remarked = bool(_COMMENTED.match(row))
        key = found["key"].strip("\"'")
        parent = above[-1][1] if above else ""
        above.append((depth, key))
        own = re.fullmatch(r"[a-z][A-Za-z_-]{3,}", key) and parent not in _NAMES_BELOW and key not in _PLAIN_KEYS
        if own and not remarked and (parent or key in _NAMES_BELOW or found["rest"].strip(" :=")):
            yield at, key


def _lettered(row: str, number: int) -> str:
    found = _KEY.match(row)
    if found is None:
        return row
    key = found["key"]
    return f"{found['indent']}{{{{c{number}::{key}::{key.strip(chr(34))[0]}…}}}}{found['rest']}"


def _instructions(unit: Sequence[tuple[int, str]]) -> tuple[list[str], int]:
    """The rows of a Dockerfile with a gap for each instruction that what stands behind it gives away."""
    seen: dict[str, int] = {}
    rows: list[str] = []
    for _, row in unit:
        found = re.match(r"^(?P<word>[A-Z]{3,})(?P<rest>\s+\S.*)$", row)
        if found and "{{" not in row and "::" not in row and (found["word"] in seen or len(seen) < MOST_GAPS):
            number = seen.setdefault(found["word"], len(seen) + 1)
            rows.append(f"{{{{c{number}::{found['word']}::{found['word'][0]}…}}}}{found['rest']}")
        else:
            rows.append(row)
    return rows, len(seen) if len(seen) > 2 else 0


def is_dockerfile(rows: Rows) -> bool:
    """Whether lines are those of a Dockerfile, whatever stands around them."""
    told = [row for _, row in rows if row.strip() and not row.lstrip().startswith("#")]
    words = (
        r"(?:FROM|RUN|COPY|ADD|WORKDIR|ENV|ARG|EXPOSE|CMD|ENTRYPOINT|USER|VOLUME|LABEL|HEALTHCHECK|SHELL|STOPSIGNAL)"
    )
    return (
        len(told) > 2
        and told[0].startswith(("FROM ", "ARG "))
        and all(re.match(rf"{words}\s|\s+\S", row) for row in told)
    )


def _stems(topic: str) -> set[str]:
    words = words_of(topic)
    return {_stem(word) for word in [*words, *(a + b for a, b in pairwise(words))]} - {""}


def _stem(word: str) -> str:
    folded = re.sub(r"[\W_]", "", word.casefold())
    return folded.removesuffix("ies").removesuffix("s").removesuffix("y")[:11]
