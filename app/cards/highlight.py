"""Code to coloured HTML: Pygments tokens as `tok-` classes, with gaps inside the code."""

from functools import cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from app.cards.gaps import Gap, find_gaps

# Written out by hand: what cards about containers need. A hostile note cannot pick an obscure, slow lexer.
LANGUAGES = {
    "bash": "bash",
    "console": "console",
    "diff": "diff",
    "docker": "docker",
    "dockerfile": "docker",
    "go": "go",
    "ini": "ini",
    "javascript": "javascript",
    "js": "javascript",
    "json": "json",
    "nginx": "nginx",
    "py": "python",
    "python": "python",
    "sh": "bash",
    "shell": "bash",
    "sql": "sql",
    "toml": "toml",
    "yaml": "yaml",
    "yml": "yaml",
}

Token = tuple[int, str, str]  # offset in the code, CSS class or "", text


def gap_html(gap: Gap, answer: str | None = None) -> str:
    """The gap as HTML; `answer` is its answer as HTML where that is not simply its text."""
    if gap.answer:
        return f'<mark class="gap">{escape(gap.answer) if answer is None else answer}</mark>'
    return f'<span class="gap">{escape(gap.shown)}</span>'


def highlight(code: str, language: str = "", *, gaps: bool = False) -> str:
    """Escaped HTML of the code, coloured where the language is one of `LANGUAGES`; with `gaps`, marks become gaps."""
    marks = list(find_gaps(code)) if gaps else []
    filled, spans, at = "", [], 0
    for gap in marks:
        filled += code[at : gap.start]
        # A withheld answer is a plain word to the lexer: a hint could open a quote and recolour the rest.
        spans.append((len(filled), gap))
        filled += gap.answer or "gap"
        at = gap.end
    filled += code[at:]
    tokens = _tokens(filled, language)
    html, at = "", 0
    for start, gap in spans:
        end = start + len(gap.answer or "gap")
        html += _between(tokens, at, start) + gap_html(gap, _between(tokens, start, end))
        at = end
    return html + _between(tokens, at, len(filled))


def _tokens(code: str, language: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    if language.casefold() in LANGUAGES:
        for kind, text in _lexer(LANGUAGES[language.casefold()]).get_tokens(code):
            tokens.append((at, _css_class(kind), text))
            at += len(text)
    if "".join(text for _, _, text in tokens) == code:
        return tokens
    return [(0, "", code)]  # no such language, or a lexer that does not hand back every character


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


def _css_class(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    short = STANDARD_TYPES.get(kind, "")
    return f"tok-{short}" if short and short != "w" else ""


def _between(tokens: list[Token], first: int, last: int) -> str:
    html = []
    for at, css, text in tokens:
        piece = text[max(first - at, 0) : max(last - at, 0)]
        if piece:
            html.append(f'<span class="{css}">{escape(piece)}</span>' if css else escape(piece))
    return "".join(html)
