"""Card text (Markdown) to HTML that is safe whoever wrote it, and to plain words."""

import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from app.cards.gaps import gap_at, unmarked
from app.cards.highlight import highlight

MARKUP_VERSION = 2  # HTML made by another version is stored text to be rendered anew

Env = MutableMapping[str, Any]

_SCHEME = re.compile(r"([^/?#]*?):")
_SCHEMES = {"http", "https", "mailto"}
_OWN_IMAGE = re.compile(r"/[\w.~-][\w.~/-]*", re.ASCII)
_OWN_LINK = re.compile(r"/(?!/)|#")


def render(markdown: str) -> str:
    """Safe HTML of a text.

    CommonMark with tables and strikethrough. Raw HTML is shown as text; links go to http, https, mailto or this
    site; an image from anywhere else becomes a link to it, so that reading a card calls no other host. There are no
    inline styles, handlers, ids or headings that would disturb the page's outline.
    """
    return str(_MARKDOWN.render(markdown, {"gaps": False}))


def render_inline(markdown: str) -> str:
    """`render` for one line: no paragraph around it, and no lists or blocks in it."""
    return str(_MARKDOWN.renderInline(markdown, {"gaps": False}))


def render_gaps(markdown: str) -> str:
    """`render` with gap marks (`app.cards.gaps`) shown as gaps, in prose, inline code and code blocks alike."""
    return str(_MARKDOWN.render(markdown, {"gaps": True}))


def plain(markdown: str) -> str:
    """The words of a text on one line, for lists, titles and search; not HTML: escape it where it is shown.

    A gap mark reads as its answer, or as […] or [hint] where the answer is withheld.
    """
    words = []
    for token in _MARKDOWN.parse(markdown, {"gaps": True}):
        if token.type == "inline":
            words.append("".join(_words(token.children or [])))
        elif token.type in {"fence", "code_block"}:
            words.append(unmarked(token.content))
    return " ".join(" ".join(words).split())


def plain_html(html: str) -> str:
    """The words of HTML that `render` made, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield token.content
        elif token.type == "code_inline":
            yield unmarked(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type == "image":
            yield "".join(_words(token.children or []))


class _CardMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it calls
        """Whether an address may be a link or an image: a known scheme, or none."""
        scheme = _SCHEME.match(url)
        return scheme is None or scheme[1].casefold() in _SCHEMES


def _gap(state: StateInline, silent: bool) -> bool:
    """Inline rule: a gap mark. Its answer is parsed by itself, so emphasis cannot reach out of a gap."""
    if not state.env.get("gaps"):
        return False
    gap = gap_at(state.src[: state.posMax], state.pos)
    if gap is None:
        return False
    if not silent:
        tag = "mark" if gap.answer else "span"
        state.push("gap_open", tag, 1).attrSet("class", "gap")
        if gap.answer:
            inner: list[Token] = []
            state.md.inline.parse(gap.answer, state.md, state.env, inner)
            state.tokens.extend(inner)
        else:
            state.push("text", "", 0).content = gap.shown
        state.push("gap_close", tag, -1)
    state.pos = gap.end
    return True


def _tame(state: StateCore) -> None:
    """Core rule: what Markdown allows but a card page does not want."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            # A heading inside a card would break the outline that a screen reader walks.
            token.tag = "p"
            if token.nesting == 1:
                token.attrSet("class", "heading")
        elif token.type in {"th_open", "td_open"} and "style" in token.attrs:
            alignment = str(token.attrs.pop("style")).removeprefix("text-align:")
            token.attrSet("class", f"align-{alignment}")
        elif token.type == "inline":
            token.children = list(_tame_inline(token.children or [], inside_link=False))


def _tame_inline(tokens: Iterable[Token], *, inside_link: bool) -> Iterator[Token]:
    depth = 1 if inside_link else 0
    for token in tokens:
        if token.type == "link_open":
            depth += 1
            if depth == 1:
                yield _leaving(token)
        elif token.type == "link_close":
            depth -= 1
            if depth == 0:
                yield token
        elif token.type == "image" and not _OWN_IMAGE.fullmatch(str(token.attrGet("src"))):
            yield from _image_as_link(token, inside_link=depth > 0)
        else:
            yield token


def _leaving(link: Token) -> Token:
    if not _OWN_LINK.match(str(link.attrGet("href"))):
        link.attrSet("rel", "noopener noreferrer")
    return link


def _image_as_link(image: Token, *, inside_link: bool) -> Iterator[Token]:
    address = str(image.attrGet("src"))
    words = list(_tame_inline(image.children or [], inside_link=True)) or [Token("text", "", 0, content=address)]
    if inside_link or not address:
        yield from words
        return
    yield _leaving(Token("link_open", "a", 1, attrs={"href": address}))
    yield from words
    yield Token("link_close", "a", -1)


def _code_inline(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: Env) -> str:
    return f"<code>{highlight(tokens[at].content, gaps=env['gaps'])}</code>"


def _code_block(_: RendererHTML, tokens: Sequence[Token], at: int, __: OptionsDict, env: Env) -> str:
    """A block that the keyboard can reach and scroll. A group, since two regions of one name are a fault to axe."""
    language = (tokens[at].info.split() or [""])[0]
    code = highlight(tokens[at].content, language, gaps=env["gaps"])
    return f'<pre tabindex="0" role="group" aria-label="Code"><code>{code}</code></pre>\n'


def _card_markdown() -> _CardMarkdown:
    markdown = _CardMarkdown("commonmark", {"html": False, "xhtmlOut": False})
    markdown.enable(["table", "strikethrough"])
    markdown.inline.ruler.before("escape", "gap", _gap)
    markdown.core.ruler.push("tame", _tame)
    markdown.add_render_rule("code_inline", _code_inline)
    markdown.add_render_rule("code_block", _code_block)
    markdown.add_render_rule("fence", _code_block)
    return markdown


_MARKDOWN = _card_markdown()
