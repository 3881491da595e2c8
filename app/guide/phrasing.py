"""How the words of a guide become a question that stands by itself."""

import re

from app.guide.places import Place, lower_first
from app.guide.tidying import bare, words_of
from app.guide.verbs import does, is_imperative

LABELS = {
    "purpose", "job", "role", "size", "location", "scope", "output", "result", "limitation", "limitations",
    "benefit", "benefits", "behavior", "behaviour", "convention", "effect", "effects", "use case", "use cases",
    "advantage", "advantages", "disadvantage", "disadvantages", "drawback", "drawbacks", "pros", "cons", "usage",
    "syntax", "default", "defaults", "components", "features", "key features", "characteristics",
    "responsibilities", "responsibility", "requirements", "prerequisites", "time complexity", "space complexity",
    "complexity", "definition", "description", "meaning", "function", "persistence", "consistency", "performance",
    "security", "storage location", "storage", "isolation", "type", "types", "category", "formula", "unit",
    "key difference", "difference", "goal", "intent", "problem", "solution", "impact", "risk", "cause", "causes",
    "symptom", "symptoms", "fix", "prevention", "detection", "analogy", "strengths", "weaknesses", "idea", "rule",
    "golden rule", "contents", "port", "protocol", "default behavior", "default behaviour",
}  # fmt: skip
"""Words that say which side of the heading's subject a line tells; the subject itself is the heading."""

EMPTY_LABELS = {
    "note", "notes", "tip", "tips", "pro tip", "pro tips", "warning", "caution", "careful", "important", "example",
    "examples", "for example", "e.g", "output", "expected output", "result", "results", "visual", "info",
    "remember", "key takeaway", "takeaway", "takeaways", "summary", "tl dr", "tldr", "fun fact", "challenge",
    "check", "see also", "source", "sources", "reference", "references", "link", "links", "answer", "layer impact",
    "your win", "bonus", "hint", "q", "a", "b", "c", "d", "e", "question", "date", "author", "version",
    "last updated", "status", "update", "disclaimer", "magic touch", "download", "website", "email", "phone",
    "language", "languages", "tech stack", "todo", "day", "week", "step", "tags", "title", "here", "thus",
    "usage example", "code", "further reading", "translations", "explanation", "finish", "context", "exam trap",
    "exam tip", "best practice", "best practices", "terminology", "next", "practice", "contribute", "gotcha", "caveat",
    "remark", "remarks", "key point", "key points", "analogy", "why it matters", "common mistake", "common mistakes",
}  # fmt: skip
"""Labels that name nothing that could be asked."""

_SLANG = re.compile(
    r"\b(?:af|like (?:a )?boss|madness|superpowers?|lies|magic(?:al)?|sauce|king|wizardry|ftw|lol|ninja|"
    r"beast|killer)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:what|why|how|when|where|which|who|whose|whom|is|are|can|could|do|does|did|should|would|will|explain|describe|"
    r"define|name|list|compare|differentiate|differences? between|tell me|give|write|mention|discuss|state|in which|"
    r"for what|have you|walk me|under what|true or false|explica|describe|cuál|qué|cómo|erkläre|was ist|qu['’]est)\b",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"^(?:(?:what|why|when|where|which|who|how) (?:is|are|was|were|does|do|did|can|could|would|will|should|many|much|"
    r"to)\b|"
    r"(?:explain|describe|define|differentiate|distinguish|list the|name the|differences? between|tell me)\b)",
    re.IGNORECASE,
)
_TELLING = {
    "prevents", "allows", "enables", "provides", "supports", "requires", "includes", "uses", "contains", "creates",
    "ensures", "avoids", "needs", "stores", "returns", "takes", "accepts", "replaces", "removes",
}  # fmt: skip
_DEFINES = re.compile(
    r"^(?:(?:an?|the|any|one|something|someone|anything|is|are|it['’]?s|it is|they are|when|where|short for)\b|"
    r"(?:[\w'/-]+ ){1,5}(?:that|which|for|of|to|in|on|at|used|between|with|where|who|underneath|from|by|as|"
    r"against|[a-z]+ing)\b)",
    re.IGNORECASE,
)
_SINGULAR = ("ss", "us", "is", "os", "fs", "ns", "tes", "ps")
_PROGRAMS = (
    r"(?:docker|docker-compose|git|kubectl|helm|npm|npx|yarn|pnpm|pip3?|python3?|node|apt|apt-get|yum|dnf|brew|sudo|"
    r"systemctl|curl|wget|ssh|scp|psql|mysql|mongosh?|redis-cli|terraform|ansible|ansible-playbook|aws|gcloud|az|"
    r"cargo|go|"
    r"mvn|gradle|make|conda|poetry|uv|cd|ls|mkdir|rm|cp|mv|chmod|chown|cat|grep|find|tar|ps|kill|ping|dig|ip|tmux|"
    r"vim|gh)"
)
_COMMAND = re.compile(rf"^`?{_PROGRAMS}(?:\s+\S|`?$)")
_CLI = re.compile(rf"^(?:\$ |sudo )?{_PROGRAMS}\s+\S")


def is_question(text: str) -> bool:
    """Whether a line asks something: by its mark, or by how it begins."""
    words = text.strip().strip("*_ ")
    return words.endswith(("?", "？")) or (bool(_QUESTION.match(words)) and len(words.split()) > 2)


def asks_plainly(heading: str) -> bool:
    """Whether a heading without a question mark asks all the same: "What is an image", "Explain the layers"."""
    return bool(_PLAINLY.match(heading)) and "!" not in heading


def is_label(term: str) -> bool:
    """Whether a bold word only says which side of the heading is told."""
    return " ".join(words_of(term)) in LABELS or term.rstrip().endswith("?")


def is_empty_label(term: str) -> bool:
    """Whether a bold word says nothing about what follows."""
    folded = " ".join(words_of(term))
    counted = r"(?:step|day|phase|week|part|note|example|tip|figure|table|option|method|case|scenario|pattern)\s*\d*"
    praise = not re.search(r"\w", _SLANG.sub("", term)) or folded.startswith("pro tip")
    condition = term.strip("*_ ").endswith(",") or is_condition(folded)
    return not folded or folded in EMPTY_LABELS or praise or condition or bool(re.fullmatch(counted, folded))


def is_condition(words: str) -> bool:
    """Whether words say when something holds, and name nothing: "When the disk fills"."""
    return bool(
        re.match(
            r"\W*(?:for|when|if|while|after|before|unless)\s(?!(?:loop|each|statement|clause)s?\b)",
            words,
            re.IGNORECASE,
        )
    )


def sober(label: str) -> str:
    """A label without the words that only cheer: "DNS" of "DNS Magic"; as it is where nothing else would be left."""
    return " ".join(_SLANG.sub("", label).split()).strip(" -–:!") or label


def is_command(text: str) -> bool:
    """Whether words are a call of a program that people type."""
    return bool(_COMMAND.match(text))


def is_command_line(row: str) -> bool:
    """Whether a line calls a program with something behind it."""
    return bool(_CLI.match(row.strip()))


def defines(said: str) -> bool:
    """Whether words say what a thing is, so that "what is it?" fits them: "A server that ..."."""
    return bool(_DEFINES.match(bare(said)))


def ask_term(term: str, place: Place, said: str = "") -> str:
    """A question for what a term stands for, or for the side of the heading's subject that it names."""
    name = bare(term).rstrip(":")
    folded = " ".join(words_of(name))
    if folded in LABELS:
        return _ask_label(name, place)
    if re.match(r"(?:For|When|If|In case of|After|Before|During|Unless)\s+[a-z]", name) and is_imperative(said):
        return place.asks(f"what do you do {lower_first(name)}?")
    if name.endswith(("?", "？")) or _INTERROGATIVE.match(name):
        return place.asks(lower_first(name).rstrip("?") + "?")
    if folded in _TELLING and place.subject:
        return f"What does {place.subject} {folded.removesuffix('s')}?"
    return place.asks(_own_question(name, said), plain=stands_alone(name) or _within(name, place.about))


_INTERROGATIVE = re.compile(r"(?:[Ww]hat|[Hh]ow|[Ww]hy|[Ww]hen|[Ww]here|[Ww]hich|[Ww]ho)\b")


def _own_question(name: str, said: str) -> str:
    """What is asked about a term, without the headings above it."""
    if is_command(name) or re.match(r"`?-|`[A-Z]{2,} ", name) or (re.fullmatch(r"`[^`]+`", name) and does(said)):
        return f"what does {coded(name)} do?"
    if said.startswith("`") and is_imperative(name) and not re.search(r"\s[A-Z][a-z]", name):
        return f"how do you {lower_first(name)}?"
    mixed = "`" in name and re.fullmatch(r"`[^`]+`", name) is None
    orders = (is_imperative(name) and len(name.split()) > ORDER) or is_imperative(said)
    known = name.startswith("`") or (defines(said) and not orders)
    return f"what {_is(name)} {strong(name)}?" if known and not mixed else f"explain {strong(name)}."


ORDER = 3
"""Words of a name that begins with a verb; a longer one tells to do something."""


def _ask_label(name: str, place: Place) -> str:
    subject = place.subject or place.about
    if not subject or not name.isascii():
        return place.asks(f"{name}?")
    if len(subject.split()) > LONGEST_SUBJECT and not subject.startswith("`"):
        return place.asks(f"what {_is(name)} the {name.lower()}?")
    return f"What {_is(name)} the {name.lower()} of {subject}?"


LONGEST_SUBJECT = 5  # words of a heading that can stand behind "of"


def ask_side(name: str, header: str, place: Place) -> str:
    """A question for one column of a table's row."""
    column = bare(header).strip(" :")
    folded = column.lower()
    if folded in DESCRIBES:
        asked = "what does {name} do?" if is_flag(name) or is_command(name) else "what {is} {name}?"
    else:
        asked = next((frame for headers, frame in _FRAMES if folded in headers), "")
    if not asked:
        asks = column.endswith("?") or _INTERROGATIVE.match(column) or folded.split(" ")[0] in {"can", "is"}
        asked = "{name} – {column}?" if asks else "what {are} the {column} of {name}?"
    words = {"name": strong(name), "is": _is(name), "are": _is(column), "column": lowered(column.rstrip("?"))}
    return place.asks(asked.format_map(words), plain=stands_alone(name))


_FRAMES = (
    ({"purpose", "use", "usage", "used for", "what for"}, "what {is} {name} for?"),
    ({"what it does", "does", "action", "function", "effect"}, "what does {name} do?"),
    ({"full form", "stands for", "abbreviation", "acronym", "expansion"}, "what does {name} stand for?"),
    ({"when to use", "when", "use when"}, "when {is} {name} used?"),
)
"""Headers of a column, and how it is asked for."""
DESCRIBES = {
    "description", "definition", "meaning", "explanation", "what it is", "details", "summary", "what",
    "descripción", "definición", "significado", "beschreibung", "bedeutung", "description ", "définition",
    "descrição", "描述", "说明", "解释", "含义", "作用", "описание", "значение",
}  # fmt: skip


def is_flag(name: str) -> bool:
    """Whether a name is an option of a command."""
    return bool(re.match(r"`?--?[a-zA-Z]", name))


def lowered(column: str) -> str:
    """A column's name within a sentence; words in capitals stay as they are."""
    return " ".join(word if word.isupper() and len(word) > 1 else lower_first(word) for word in column.split())


def stands_alone(name: str) -> bool:
    """Whether a name is understood without the headings above it: a whole command, or a long name."""
    return is_command(name) and " " in name


def coded(text: str) -> str:
    """The text as code, once."""
    return text if text.startswith("`") else f"`{text}`"


def strong(name: str) -> str:
    """A name set off from the sentence it stands in."""
    return name if "`" in name or "**" in name else f"**{name}**"


def one_of(header: str) -> str:
    """What a table's first column holds, in a question for one of it."""
    column = bare(header).strip(" :").lower()
    return (
        column
        if column and column not in {"name", "item", "#", "key", "what", "concept"}
        else "term"
        if column
        else "one"
    )


def _is(name: str) -> str:
    """The verb for a name: "are" for what looks like a plural."""
    word = (re.findall(r"[\w-]+", name) or [""])[-1]
    plural = word.endswith("s") and not word.isupper() and not word.endswith(_SINGULAR) and len(word) > 3
    return "are" if plural and not name.startswith("`") else "is"


def _within(name: str, about: str) -> bool:
    mine = words_of(name)
    return bool(mine) and set(mine) <= set(words_of(about))
