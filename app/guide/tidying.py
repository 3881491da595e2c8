"""Words of a guide made fit for a card: without emoji, links, citations and the marks that only decorate."""

import re
from functools import lru_cache

from app.guide.folds import untagged

GOOD = "✅✔☑✓👍🟢🟩"
BAD = "❌✖✗✘🚫⛔👎🔴🟥❎"

# Pictures and what joins them. Arrows, box drawing, bullets and mathematical signs are text.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b50\u2b55\u2b1b\u2b1c\u231a\u231b\u23e9-\u23fa\u20e3\ufe0f"
    "\u200d\u2b06\u2b07\u2b05]+"
)
_SHORTCODE = re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:/])")
_MARK = re.compile(rf"\s*(?:[-*•]\s+)?([{GOOD}{BAD}])\ufe0f?\s*")
_CITATION = re.compile(
    r"\s*\*\*\s*\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)\s*$|\s*\[(?:\^?\d{1,3}|\^\d{4})\](?:\([^)\n]{0,500}\))?"
    r"|\s*\[\d{4}\]\([^)\n]{0,500}\)"
    r"|\s*\[\[\d{1,4}\]\]\([^)\n]{0,500}\)"
)
_IMAGE = re.compile(
    r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,100}\])|\[(?:Image|Figure|Diagram) of [^\]\n]{0,200}\](?!\()"
)
_LINK = re.compile(
    r"(?<!!)\[((?:`[^`\n]{1,200}`|[^\]\[`\n]|\n(?!\n)){0,300})\]\((?:[^()\n]|\([^()\n]{0,200}\)|\n(?!\n)){0,600}\)"
    r"|\[([^\]\[\n]{1,200})\]\[[^\]\n]{0,100}\]"
)
_WIKI = re.compile(r"(?<!!)\[\[(?:[^\]|\n]{1,100}\|)?([^\]|\n]{1,100})\]\]")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ATTRIBUTES = re.compile(r"\s*\{:\s?[.#\w][^}\n]{0,200}\}")
_SPACE = re.compile(r"[ \t\u00a0]+")
_BEFORE_STOP = re.compile(r" +([.,;:!?])(?=\s|$)")
_ITALIC = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_)])([^*_\n]{0,300}[^\s*_(])\1(?![\w*])")
_BOLD = re.compile(r"\*\*|(?<!\w)__(?=[^\W_])|(?<=[\w.!?)])__(?!\w)")
_ENTITY = re.compile(r"&(?:mdash|ndash|nbsp|rarr|quot|amp|lt|gt|#39|hellip);")
_SIGNS = {"&mdash;": "—", "&ndash;": "–", "&nbsp;": " ", "&rarr;": "→", "&quot;": '"', "&amp;": "&", "&lt;": "<",
          "&gt;": ">", "&#39;": "'", "&hellip;": "…"}  # fmt: skip
_NUMBER = re.compile(
    r"(?:\(?(?:Q(?:uestion)?\s*)?\d{1,3}(?:\.\d{1,3})*\s*[.):]+(?!\d)|\d{1,3}(?:\.\d{1,3})+\s+(?=\S)"
    r"|Q(?:uestion)?\s*\d{1,3}\s*[.):-]*|[一二三四五六七八九十]{1,3}、|\d\ufe0f?\s*\u20e3)\s*",
    re.IGNORECASE,
)


_COUNTED = re.compile(
    r"^\d{1,3}\s+(?=(?:What|How|Why|When|Where|Which|Who|Differences?|Explain|Describe|Define|Name|List|Compare|Can|"
    r"Is|Are|Do|Does)\b)"
)


def without_emoji(text: str) -> str:
    """The text without pictures; what stood around one is joined by a single space."""
    if ":" in text:
        text = _SHORTCODE.sub(" ", text)
    return _SPACE.sub(" ", text if text.isascii() else _EMOJI.sub(" ", text)).strip()


def outside_code(text: str, change: "re.Pattern[str]", to: str) -> str:
    """Replaces a pattern where it does not stand in `code`."""
    if "`" not in text:
        return change.sub(to, text)
    parts, last = [], 0
    for span in _CODE.finditer(text):
        parts += [change.sub(to, text[last : span.start()]), span[0]]
        last = span.end()
    return "".join([*parts, change.sub(to, text[last:])])


@lru_cache(maxsize=512)
def tidy(markdown: str) -> str:
    """Markdown for a card: links become their text, pictures, citations, tags and emoji go, bold stays if it pairs."""
    text = markdown
    if "[" in text:
        text = _LINK.sub(r"\1\2", outside_code(outside_code(text, _CITATION, ""), _IMAGE, ""))
        text = outside_code(text, _WIKI, r"\1")
    if "{:" in text:
        text = outside_code(text, _ATTRIBUTES, "")
    if "<" in text:
        text = "\n".join(_untagged(line) for line in text.split("\n"))
    if "&" in text:
        text = _ENTITY.sub(lambda found: _SIGNS[found[0]], text)
    if not text.isascii():
        text = outside_code(text, _EMOJI, " ")
    if ":" in text:
        text = outside_code(text, _SHORTCODE, " ")
    if text.count("**") % 2:
        text = text.replace("**", "")
    text = "\n".join(_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return outside_code(text, _BEFORE_STOP, r"\1").strip()


def _untagged(line: str) -> str:
    """A line without tags; a break within it parts what stands around it."""
    line = outside_code(line.strip(), re.compile(r"^(?:<br\s*/?>)+|(?:<br\s*/?>)+$", re.IGNORECASE), "")
    line = outside_code(line, _BREAK, "; ")
    return untagged(line).replace("\n", " ") if "<" in line else line


def bare(markdown: str) -> str:
    """`tidy`, and without bold and italics: words that stand in a sentence of a card."""
    text = tidy(markdown)
    if "*" in text or "_" in text:
        text = outside_code(outside_code(text, _BOLD, ""), _ITALIC, r"\2").strip()
    return text


def unquoted(text: str) -> str:
    """Without a pair of quotes around it all."""
    pairs = {'"': '"', "“": "”", "'": "'", "«": "»"}
    whole = len(text) > 2 and pairs.get(text[0]) == text[-1] and text.count(text[-1]) <= 2
    return text[1:-1].strip() if whole else text


def heading_text(markdown: str) -> str:
    """A heading as context: without numbers before it, emoji, bold, links and a colon at its end."""
    text = bare(re.sub(r"^(`{3,})([^`]*)\1$", r"`\2`", markdown.strip()))
    text = re.sub(r"`{3,}", "`", text)
    text = re.sub(r"\s*\((?:The )?[A-Z][A-Z' -]{5,80}!*\)", "", text)
    return _COUNTED.sub("", unnumbered(text)).strip(" #:–—-•").strip()


def unnumbered(text: str) -> str:
    """Without "1.", "Q3:", "(2)" or a key-cap digit at its beginning."""
    found = _NUMBER.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def mark_of(text: str) -> tuple[bool | None, str]:
    """Whether a line begins with a tick (True) or a cross (False), and what follows; None without either."""
    found = _MARK.match(text)
    return (found[1] in GOOD, text[found.end() :]) if found else (None, text)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: for counting and comparing, not for showing."""
    return re.findall(r"[^\W_]+(?:[-'.][^\W_]+)*|--?[a-z][\w-]*", text.casefold())


def sentences(text: str) -> list[str]:
    """A text cut after its full stops, question and exclamation marks; code and abbreviations are not cut."""
    parts = _SENTENCE_END.split(text)
    joined: list[str] = []
    for part in parts:
        open_code = bool(joined) and joined[-1].count("`") % 2 == 1
        if joined and (open_code or _ABBREVIATED.search(joined[-1][-12:])):
            joined[-1] += " " + part
        else:
            joined.append(part)
    return [part for part in joined if part.strip()]


_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"”)*_])|(?<=[.!?][\"”)*_][*_)]))\s+(?=[A-Z\"“(`*\[¿¡])|(?<=[。！？])(?=[^\s」”])"
)
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|St|No|approx|a\.k\.a|A\.K\.A|ej|z\.B|ca)\.$")
