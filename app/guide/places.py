"""Where a block of a guide stands, and what a question must say of that to be understood by itself."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.guide.tidying import words_of
from app.guide.verbs import does

_CONTENTS = re.compile(r"\btable of contents?\b|\.md\b", re.IGNORECASE)
_DECORATION = re.compile(
    r"\b(?:complete|ultimate|comprehensive|definitive|quick|essential|advanced|beginner'?s?|full|simple|detailed|"
    r"top \d+|"
    r"most (?:asked|common)|frequently asked)?\s*"
    r"(?:cheat ?sheets?|guides?|handbook|tutorials?|notes|jargon|glossary|terminology|faqs?|crash course|deep dive|"
    r"interview (?:questions|q&a|preparation|prep)(?: (?:and|&) answers?)?|questions (?:and|&) answers?|"
    r"(?:commands? |quick )?reference|explained|in depth|in detail)(?: \([^()]*\))?$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^(?:an? )?(?:introduction|guide|intro) (?:to|for)\s+", re.IGNORECASE)
_LESSON = re.compile(
    r"^(?:lesson|chapter|section|part|module|unit|day|week|step|lecture)\s*\d+[\d.]*\s*[:.–—-]?\s*", re.IGNORECASE
)
_GENERIC = {
    "commands", "default", "command", "examples", "example", "summary", "overview", "introduction", "explanation",
    "details", "notes", "lifecycle", "info", "basics", "characteristics", "features", "usage", "options", "syntax",
    "concepts", "components", "comparison", "general", "other", "misc", "steps", "definition", "definitions",
    "terms", "terminology", "key", "questions", "topics", "types", "workflow", "prerequisites", "requirements",
    "setup", "installation", "configuration", "reference", "glossary", "conclusion", "description", "purpose",
    "table", "important", "common", "core", "basic", "essential", "advanced", "main", "quick", "more", "tips",
    "the", "and", "of", "a", "how", "it", "works", "use", "cases", "milestones", "dates", "approximate", "timeline",
    "treatment", "symptoms", "signs", "causes", "uses",
}  # fmt: skip
_OPEN_END = re.compile(r"\b(?:for|of|with|by|in|on|to|is|are|from|as|that|the|and|or)$", re.IGNORECASE)
_NOISE = re.compile(
    r"(?:\w+ )?(?:comparison(?: table)?|table|explanation|summary|overview|introduction|examples?|details|notes|"
    r"basics|key points|"
    r"conclusion|questions|general|misc\w*|quick reference|answers?)(?: table)?",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:(?:what|which|who)(?:'s|’s|\s+is|\s+are|\s+were|\s+was)|what|which)\s+(?:the\s+)?(?:(?:some|different|"
    r"various|main|key|several|three|"
    r"two|four|five)\s+(?:of\s+the\s+)?)?|(?:explain|describe|define|compare)\s+(?:me\s+)?(?:the\s+)?|(?:list|name|"
    r"give)\s+(?:me\s+)?(?:the|all|some|any)\s+|"
    r"what\s+do(?:es)?\s+)",
    re.IGNORECASE,
)
VAGUE = 2
"""A heading of fewer words ("Merge") needs the one above it, as one of general words ("Key components") does."""
LONGEST_LEAD = 6  # words of an introducing line that are a title and no sentence
LONGEST = 90  # characters of a question's context


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: the headings above it, and the line that introduces it (`**Commands**:`), if any.

    `whole` is what it is about where that is known already, else "".
    """

    path: tuple[str, ...]
    lead: str = ""
    whole: str = ""

    @property
    def topic(self) -> str:
        """The nearest words that say what this is about."""
        return self.lead or (self.path[-1] if self.path else "")

    @property
    def subject(self) -> str:
        """The nearest heading that names something, without what only says that it is a guide to it; or ""."""
        names = [subject_of(title) for title in self.titles]
        return next((name for name in reversed(names) if name and not is_generic(name)), "")

    @property
    def about(self) -> str:
        """The topic behind the heading it belongs to, for a question that says too little by itself."""
        return self.whole or _about(self.path, self.lead)

    def asks(self, question: str, *, plain: bool = False) -> str:
        """The question behind the words that say what it is about, unless it is `plain` by itself."""
        about = "" if plain else self.about
        return opened(f"{about}: {question}" if about else question)

    def led(self) -> "Place":
        """The same place, with the introducing line as part of its nearest heading, however long it is."""
        if not self.lead:
            return self
        above = Place(self.path).about
        whole = f"{above} – {self.lead}"
        return Place(self.path, self.lead, whole if above and len(whole) <= LONGEST else self.lead)

    def under(self, lead: str) -> "Place":
        """The same place, below a line that introduces something."""
        return Place(self.path, lead)

    @property
    def titles(self) -> list[str]:
        """The headings that are about something, from the highest down."""
        return _titles(self.path)


def _titles(path: tuple[str, ...]) -> list[str]:
    return [title for title in path if not _CONTENTS.search(title)]


@lru_cache(maxsize=1024)
def _about(path: tuple[str, ...], lead: str) -> str:
    titles = _titles(path)
    if lead and len(lead.split()) <= LONGEST_LEAD and not _OPEN_END.search(lead):
        titles = [*titles, lead]
    parts = [name for title in titles if (name := subject_of(_short(title))) and not _NOISE.fullmatch(name)]
    if not parts:
        return ""
    told = parts[-1:]
    for part in reversed(parts[:-1]):
        if told[0].startswith("`") or not (is_generic(told[0]) or len(told[0].split()) < VAGUE):
            break
        if not is_generic(part) and words_of(part) != words_of(told[0]) and not (does(part) and " " in part):
            told.insert(0, part)
            break
    if all(is_generic(part) for part in told):
        return ""
    return " – ".join(told) if len(" – ".join(told)) <= LONGEST else told[-1]


def subject_of(title: str) -> str:
    """What a title is about: "Docker" of "Docker Cheat Sheet", "data types" of "What are the data types?"."""
    text = re.sub(r"\s*\([^()]{20,}\)$|^TL;?DR:?\s*", "", _LESSON.sub("", title)) or title
    if "?" in text or _ASKS.match(text):
        return _asked_of(text)
    for _ in range(2):
        text = re.split(r"\s+[-–—|]\s*$", _DECORATION.sub("", _OPENS.sub("", text)))[0].strip(" :–—-|&,")
    return text


def _asked_of(question: str) -> str:
    """What a question asks after; "" where that cannot be told from its words."""
    text = re.split(r"[?？]", question, maxsplit=1)[0]
    begun = _ASKS.match(text)
    if begun is None or re.match(r"(?:what|which)\s+(?:happens|if|should|can|will|would|does)\b", text, re.IGNORECASE):
        return ""
    rest = re.split(
        r"\s+(?:and|or)\s+(?:what|how|why|when|where|which|can|is|do)\b|,\s", text[begun.end() :], maxsplit=1
    )[0]
    rest = re.sub(r"^(?:an?|the)\s+", "", rest.strip(), flags=re.IGNORECASE)
    return rest if 0 < len(rest.split()) < 9 else ""


def is_generic(title: str) -> bool:
    """Whether a title says nothing by itself: "Commands", "Key Concepts", "How It Works"."""
    return all(word in _GENERIC or word.isdigit() for word in words_of(title))


def _short(title: str) -> str:
    """A title without what stands behind its colon or dash, where two words or more stand before it."""
    head = re.split(r":\s| [-–—|] |!\s", title, maxsplit=1)[0]
    return head if len(head.split()) > 1 else title


def opened(text: str) -> str:
    """A question with a capital at its beginning, unless it begins with code."""
    return text[:1].upper() + text[1:] if re.match(r"[^\W\d_][^\W_]*(?:[\s,:?!'’-]|\.(?:\s|$)|$)", text) else text


def capital(text: str) -> str:
    """With a capital at its beginning, unless that would change a name: of a command, a file, a value."""
    word = re.split(r"[\s,;:]", text, maxsplit=1)[0]
    plain = word.isalpha() and word.islower() and word not in _LOWER
    return text[:1].upper() + text[1:] if plain else text


_LOWER = {
    "docker", "git", "npm", "npx", "yarn", "pnpm", "pip", "kubectl", "helm", "curl", "wget", "sudo", "apt", "brew",
    "ls", "cd", "cp", "mv", "rm", "grep", "sed", "awk", "ssh", "scp", "gcc", "clang", "python", "cargo", "rustc",
    "bash", "sh", "zsh", "vim", "nano", "systemctl", "iptables", "runc", "containerd", "dockerd", "overlay", "aufs",
    "tmpfs", "nginx", "redis", "mysql", "psql", "sqlite", "ping", "du", "chmod", "chown", "ln", "terraform",
    "ansible", "aws", "gcloud", "az", "vite", "deno", "uv", "int", "str", "bool", "dict", "tuple", "uname",
    "cgroups", "namespaces", "buildx",
}  # fmt: skip


def lower_first(text: str) -> str:
    """Without a capital at its beginning, unless it is written so throughout: "YAML", "Docker", "Layer Caching"."""
    word, _, rest = text.partition(" ")
    word = word.strip(",.:;")
    titled = (
        len(word) > 1 and re.match(r"[A-Z][a-z]", rest) is not None
    )  # "Layer Caching" is a name, "List volumes" is none
    plain = word[:1].isupper() and (word[1:].islower() or len(word) == 1) and word.lower() not in _PROPER and not titled
    return text[:1].lower() + text[1:] if plain else text


_PROPER = {
    "docker", "kubernetes", "linux", "windows", "python", "java", "javascript", "git", "github", "gitlab", "google",
    "amazon", "azure", "mac", "ubuntu", "debian", "postgres", "mysql", "redis", "react", "node", "angular",
    "compose", "dockerfile", "i", "swarm", "jenkins", "terraform", "ansible",
}  # fmt: skip
