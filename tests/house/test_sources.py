"""The rules that no linter sees: who may commit, read the time and the environment; names and sizes."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cards.kinds import JUDGES, KINDS
from app.decks.judged import UNJUDGED
from app.scheduling.schedulers import DEFAULT, SCHEDULERS
from app.settings import ROOT, Settings
from app.web.pages import environment
from tests.house.sources import MODULES, dotted, room, text, tree

TIME = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|strftime))$")
ENVIRONMENT = re.compile(r"(^|\.)(os\.(environ|environb|getenv|getenvb|putenv))$")


def test_there_are_modules_to_be_seen():
    assert len(MODULES) > 50


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) != "db"])
def test_nobody_but_the_database_room_commits(name: str):
    calls = [dotted(node.func) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    words = [node.value for node in ast.walk(tree(name)) if isinstance(node, ast.Constant) and _is_sql(node.value)]

    assert not [call for call in calls if call.endswith(".commit")]
    assert words == []


def _is_sql(value: object) -> bool:
    return isinstance(value, str) and re.match(r"\s*(COMMIT|END|ROLLBACK|BEGIN)\b", value) is not None


@pytest.mark.parametrize("name", [name for name in MODULES if name != "app/clock.py"])
def test_nobody_but_the_clock_reads_the_time(name: str):
    read = [dotted(node) for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)]
    imported = [
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]

    assert not [found for found in read if TIME.search(found)]
    assert not [found for found in imported if TIME.search(found)]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "app/settings.py"])
def test_nobody_but_the_settings_reads_the_environment(name: str):
    read = [dotted(node) for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)]
    imported = [
        f"os.{alias.name}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and node.module == "os"
        for alias in node.names
    ]

    assert not [found for found in (*read, *imported) if ENVIRONMENT.search(found)]


def test_the_searches_above_find_what_they_look_for():
    def found(source: str) -> list[str]:
        return [dotted(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]

    assert TIME.search(found("datetime.datetime.now(UTC)")[0])
    assert TIME.search(found("date.today()")[0])
    assert not TIME.search(found("clock.now()")[0])
    assert ENVIRONMENT.search(found("os.environ['X']")[0])
    assert _is_sql("COMMIT")
    assert not _is_sql("Commit early")


def test_no_module_has_a_name_that_says_nothing():
    vague = {"utils", "util", "helpers", "helper", "base", "service", "services", "common", "misc", "models"}

    assert not [name for name in MODULES if vague & {*Path(name).parts, Path(name).stem}]


def test_only_routes_and_tables_are_names_that_repeat():
    names = Counter(Path(name).name for name in MODULES if "/kinds/" not in name)
    repeated = {name for name, times in names.items() if times > 1}

    assert repeated <= {"routes.py", "tables.py", "__init__.py", "__main__.py"}


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function, and where it is."""
    for name in MODULES:
        for node in ast.walk(tree(name)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name}:{node.name}", node


def test_every_function_fits_on_a_screen():
    lines = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in _functions()}

    assert len(lines) > 200
    assert {name: count for name, count in lines.items() if count > 40} == {}


def test_no_function_but_a_route_has_more_than_eight_parameters():
    many = {}
    for name, node in _functions():
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        own = [arg for arg in given if arg.arg not in {"self", "cls"}]
        if len(own) > 8 and not ("/routes.py:" in name and node.decorator_list):
            many[name] = len(own)

    assert many == {}


@pytest.mark.parametrize("name", MODULES)
def test_no_module_is_longer_than_300_lines(name: str):
    assert len(text(name).splitlines()) <= 300


OTHERS = sorted(
    str(path.relative_to(ROOT))
    for folder in ("migrations", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if path.stat().st_size
)


@pytest.mark.parametrize("name", [*MODULES, *OTHERS])
def test_every_module_says_in_its_first_line_what_lives_in_it(name: str):
    docstring = ast.get_docstring(tree(name)) or ""

    assert re.match(r"\S.*[.:]?$", docstring.split("\n")[0])


def test_nothing_is_left_to_be_done_later():
    written = [*MODULES, *(name for name in OTHERS if name.startswith("migrations"))]
    written += [
        str(path.relative_to(ROOT))
        for folder, kind in (("templates", "*.html"), ("static/css", "*.css"), ("static/js", "*.js"))
        for path in (ROOT / folder).rglob(kind)
    ]

    assert not [name for name in written if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text(name))]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained_and_stands_in_the_readme(name: str):
    assert Settings.model_fields[name].description
    assert re.search(rf"^\|\s*`EBB_{name.upper()}`\s*\|", text("README.md"), flags=re.MULTILINE)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_somewhere(name: str):
    read = rf"\b(settings|self|Settings\(\))\.{name}\b"

    assert [module for module in MODULES if re.search(read, text(module))]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_card_has_an_example_and_a_template_that_shows_it(name: str):
    kind = KINDS[name]
    template = environment(htmx="cdn", single_user=False).get_template(f"cards/{name}.html")

    assert (kind.NAME, kind.EXAMPLE.kind) == (name, name)
    assert kind.problems(kind.EXAMPLE) == []
    for face in kind.faces(kind.EXAMPLE):
        card = UNJUDGED | {"front_html": kind.front_html(face), "back_html": kind.back_html(face), "extra_html": ""}
        asked, shown = (template.render(card=card, revealed=revealed, path="/") for revealed in (False, True))
        assert f'data-kind="{name}"' in asked
        assert asked != shown


@pytest.mark.parametrize("name", JUDGES)
def test_every_kind_that_ebb_judges_accepts_its_own_example_and_nothing_empty(name: str):
    kind = JUDGES[name]

    for _field, sent in kind.model(kind.EXAMPLE):
        assert kind.judge(kind.EXAMPLE, sent).quality >= 4
    assert kind.judge(kind.EXAMPLE, {}).quality == 0


def test_every_scheduler_has_a_title_and_a_reason_to_choose_it():
    assert DEFAULT in SCHEDULERS
    for name, scheduler in SCHEDULERS.items():
        assert name == scheduler.NAME
        assert scheduler.TITLE.strip()
        assert len(scheduler.WHY) > 20
    assert len({scheduler.TITLE for scheduler in SCHEDULERS.values()}) == len(SCHEDULERS), "two go by one title"


WORDS = [str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", ["requirements/app.txt", "requirements/dev.txt", "requirements/uv.txt"])
def test_every_requirement_is_pinned_by_hash_and_names_no_host(name: str):
    logical = re.sub(r"\\\n", " ", text(name))
    lines = [line for line in logical.splitlines() if line.strip() and not line.lstrip().startswith("#")]

    assert lines
    assert not [line for line in lines if not re.match(r"[\w.\[\]-]+==\S+.* --hash=sha256:[0-9a-f]{64}", line)]
    assert "://" not in text(name)
    assert "index-url" not in text(name)


@pytest.mark.parametrize("name", [*WORDS, "Makefile", "Dockerfile", "compose.yaml", "pyproject.toml"])
def test_no_page_for_people_names_a_registry(name: str):
    hosts = r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|index-url|extra-index|registry\.yarnpkg"

    assert re.findall(hosts, text(name)) == []
