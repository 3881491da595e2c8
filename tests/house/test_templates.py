"""What templates may hold, and what they say of themselves."""

import gzip
import re
import tomllib
from functools import cache

import pytest
from jinja2 import nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables

from app.settings import ROOT
from app.web.pages import STATIC, environment

TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html"))
ENVIRONMENT = environment(htmx="cdn", single_user=False)
GIVEN = {*ENVIRONMENT.globals, "path"}
"""What every template may use without saying so."""
FOR_ALL = {"parts", "cards", ""}
FIRST_LINE = re.compile(r"\{# [A-Z].+[^.]\. Needs: (.+)\. #\}")


def source(name: str) -> str:
    """A template's text."""
    return (ROOT / "templates" / name).read_text(encoding="utf-8")


@cache
def parsed(name: str) -> nodes.Template:
    """A template's syntax tree."""
    return ENVIRONMENT.parse(source(name))


def referred(name: str, *kinds: type[nodes.Node]) -> set[str]:
    """The templates it extends, imports or includes; an address put together is any of the cards'."""
    found = set()
    for node in parsed(name).find_all(kinds or (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)):
        only = nodes.Template([node], lineno=1)
        for other in find_referenced_templates(only):
            found |= {other} if other else {card for card in TEMPLATES if card.startswith("cards/")}
    return found


@cache
def needs(name: str) -> frozenset[str]:
    """What has to be handed to it and its parts."""
    own = find_undeclared_variables(parsed(name))
    set_here = {node.name for node in parsed(name).find_all(nodes.Name) if node.ctx == "store"}
    for part in referred(name, nodes.Extends, nodes.Include):
        own |= needs(part) - set_here
    return frozenset(own - GIVEN)


def test_there_are_templates_to_be_seen():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_first_line_names_exactly_what_it_and_its_parts_use(name: str):
    found = FIRST_LINE.fullmatch(source(name).splitlines()[0])

    assert found is not None, "the first line says what it is, and `Needs: …`"
    said = set() if found[1] == "nothing" else {word.split(" (")[0] for word in found[1].split(", ")}
    assert said == needs(name)


@cache
def _floors() -> dict[str, int]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return {room.strip(): floor for floor, line in enumerate(layers) for room in line.split("|")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_it_refers_to_exists_and_lies_in_its_room_or_below(name: str):
    room = name.rpartition("/")[0]
    for other in referred(name):
        assert other in TEMPLATES
        theirs = other.rpartition("/")[0]
        assert theirs in FOR_ALL | {room} or _floors()[theirs] > _floors()[room], f"{name} refers to {other}"


@pytest.mark.parametrize("name", [name for name in TEMPLATES if "/_" in name])
def test_a_parts_outermost_element_carries_its_name(name: str):
    first = re.search(r"<(\w+)[^>]*>", re.sub(r"\{#.*?#\}|\{%.*?%\}", "", source(name), flags=re.DOTALL))
    part = name.rpartition("/_")[2].removesuffix(".html")

    assert first is not None
    if first[1] not in {"fieldset", "menu", "form"} or " id=" in first[0]:
        assert re.search(rf'id="{part}("|-\{{\{{)', first[0]), (
            "its name is its id, with a number where there are several"
        )


FORBIDDEN = {
    "a script's body": r"<script(?![^>]*\ssrc=)",
    "a style": r"<style|\sstyle\s*=",
    "a handler": r"\son\w+\s*=",
    "hx-on": r"hx-on|data-hx-on",
    "unescaped text": r"\|\s*safe\b|Markup|autoescape",
    "a script as an address": r"javascript:",
    "a worked-out script": r"hx-vals\s*=\s*['\"]js:|hx-headers\s*=\s*['\"]js:|\beval\b",
}


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds_what_the_policy_would_refuse(name: str, what: str):
    text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.DOTALL)

    assert re.findall(FORBIDDEN[what], text, flags=re.IGNORECASE | re.DOTALL) == []


def test_only_the_page_around_every_page_has_scripts():
    assert [name for name in TEMPLATES if "<script" in source(name)] == ["base.html"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_file_a_template_shows_is_there(name: str):
    for file in re.findall(r"static\(\s*['\"]([^'\"]+)['\"]", source(name)):
        assert (STATIC / file).is_file(), file


def test_every_icon_a_template_shows_is_drawn():
    drawn = set(re.findall(r'<symbol[^>]*\sid="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    shown = {icon for name in TEMPLATES for icon in re.findall(r"icons\.svg'\) \}\}#([\w-]+)\"", source(name))}

    assert shown
    assert shown <= drawn


def test_the_styles_of_every_page_weigh_less_than_ten_kilobytes():
    styles = b"".join(path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")))

    assert 1000 < len(gzip.compress(styles)) < 10_000


def test_styles_fetch_nothing_from_anywhere():
    for path in (STATIC / "css").glob("*.css"):
        assert not re.findall(r"@import|url\(\s*['\"]?(?!#|data:)", path.read_text(encoding="utf-8")), path.name
