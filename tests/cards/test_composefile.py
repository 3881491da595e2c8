"""A compose file is YAML 1.2 with lines, held against the specification, and the same in every spelling."""

import hashlib
from importlib.resources import files

import pytest

from app.cards.repairing import project
from app.cards.repairing.compose_links import link_mistakes
from app.cards.repairing.compose_schema import schema_mistakes
from app.cards.repairing.composefile import Value, interpolated, plain, read
from app.cards.repairing.rule import Unreadable


def test_scalars_are_those_of_yaml_1_2():
    text = "[22:22, on, yes, no, 0o17, 0x1F, 010, 1.5, 1e3, true, ~, null, '8', \"on\", 8080:80, !!str 5]"

    assert plain(read(text)) == [
        *("22:22", "on", "yes", "no", 15, 31, 10, 1.5, 1000.0, True, None, None, "8", "on", "8080:80", "5")
    ]


def test_every_value_knows_the_line_of_its_key_or_dash():
    root = read("a:\n  b:\n    - c\n    - d:\n        e: 1\n\n  f: 'x'\n")

    inner = root.map["a"].map
    assert (root.map["a"].line, inner["b"].line, inner["f"].line) == (1, 2, 7)
    assert [item.line for item in inner["b"].list] == [3, 4]
    assert inner["b"].list[1].map["d"].map["e"].line == 5
    assert (inner["f"].quoted, inner["b"].list[0].quoted) == (True, False)


def test_anchors_and_merge_keys_are_followed_and_own_keys_win():
    root = read("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 0\nq: {'<<': 1}")

    assert plain(root.map["z"]) == {"a": 0, "b": 2, "c": 4}
    assert root.map["z"].map["c"].line == 2
    assert plain(root.map["q"]) == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [("${A:-x}-${B-y}", "x-y"), ("$${A}", "${A}"), ("$A ${A} ${A:?set it}", "$A ${A} ${A:?set it}"), ("a$", "a$")],
)
def test_only_defaults_are_filled_in(text, value):
    assert interpolated(text) == value


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, "given twice, first on line 1"),
        ("a:\n\t- b", 2, "a tab stands"),
        ("a: 1\nb: c: d", 2, "a “:” stands where none may"),
        ("a:\n  - b\n c: d", 3, "indentation"),
        ("a: [1", 1, "never closed"),
        ("a: 'x\nb: 1", 2, "never closed"),
        ("a: @x", 1, "put it in quotes"),
        ("a: 1\nb: *x", 2, "no line above sets"),
        ("a: &a [*a]", 1, "within what it refers to"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("a: !!python/object x", 1, "not known to Compose"),
        ("? [a]\n: b", 1, "cannot be a key"),
        ("<<: 5", 1, "takes a map"),
        ("a: 1\nb: \x01", 2, "a character that no YAML file may hold"),
        ("[" * 30, 1, "nested more than"),
        ("- x\n" * 3000, None, "values"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text, line, words):
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert words in refused.value.message
    assert line is None or refused.value.line == line


def test_aliases_that_unfold_to_a_mountain_are_refused():
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n + 1}: &a{n + 1} [{','.join([f'*a{n}'] * 9)}]\n" for n in range(9)
    )

    with pytest.raises(Unreadable, match="unfolds to more than 2,000 values"):
        read(bomb)


def test_the_schema_is_the_one_its_note_speaks_of():
    folder = files("app.cards.repairing")

    digest = hashlib.sha256(folder.joinpath("compose-spec.json").read_bytes()).hexdigest()

    assert digest in folder.joinpath("compose-spec.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "services:\n  a:\n    image: x\n    port: [80]",
            4,
            "“port” is no key that may stand in services.a; is it “ports”?",
        ),
        ("volume: {}", 1, "at the top of the file; is it “volumes”?"),
        ("services: {a: {image: x, ports: 80}}", 1, "“ports” must be a list, not “80”"),
        ("services:\n  a: postgres", 2, "“a” must be a map, not “postgres”"),
        (
            "services:\n  a:\n    image: x\n    depends_on:\n      b:\n        condition: healthy",
            6,
            "“condition” must be “service_started”, “service_healthy” or",
        ),
        ("services: {a: {image: x, depends_on: {b: {}}}}", 1, "“b” lacks “condition”"),
        ("services: {a: {image: x, cap_add: [A, A]}}", 1, "names something twice"),
        ("services:\n  a:\n    image: x\n    build: [1]", 4, "it may be a text or a map"),
        ("services: {a: {image: x, pull_policy: often}}", 1, "“pull_policy” may not be “often”"),
        ("- a", 1, "the file must be a map, not a list"),
    ],
)
def test_what_the_specification_does_not_allow_is_said_in_words(text, line, words):
    found = schema_mistakes(read(text))

    assert [mistake.line for mistake in found] == [line]
    assert words in found[0].words


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("services:\n  a: {}", 2, "neither image nor build"),
        ("services:\n  a:\n    image: x\n    volumes: ['data:/x']", 4, "“data” is not declared under volumes"),
        ("services: {a: {image: x, networks: [n]}}", 1, "“n” is not declared under networks"),
        ("services: {a: {image: x, secrets: [{source: s}]}}", 1, "“s” is not declared under secrets"),
        ("services: {a: {image: x, depends_on: [b]}}", 1, "no service “b”"),
        ("services: {a: {image: x, network_mode: host, ports: ['80:80']}}", 1, "cannot be published"),
        ("services: {a: {image: x, ports: ['80:web']}}", 1, "is no port"),
        ("services: {a: {image: x, ports: ['80:']}}", 1, "names no port of the container"),
        ("services: {a: {image: x, volumes: ['./a:b']}}", 1, "no absolute path"),
        ("services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}", 2, "waits for itself"),
    ],
)
def test_what_the_schema_cannot_see_is_found_too(text, line, words):
    found = link_mistakes(project.parse(text))

    assert [mistake.line for mistake in found] == [line]
    assert words in found[0].words


def test_a_good_file_has_no_mistake():
    text = (
        "name: shop\nx-base: &base {restart: always}\nservices:\n  a:\n    <<: *base\n    image: x:${V:-1}\n"
        "    ports: ['${PORT:-80}:80', {target: 81}]\n    volumes: ['data:/d', './x:/x:ro', /tmp]\n"
        "    networks: {back: {aliases: [z]}}\n    depends_on: {b: {condition: service_healthy, required: false}}\n"
        "volumes: {data: }\nnetworks: {back: {internal: true}}\n"
    )

    assert schema_mistakes(read(text)) == []
    assert link_mistakes(project.parse(text)) == []


def only(text: str) -> Value:
    return project.parse(f"services: {{a: {{{text}}}}}").parts["a"]


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("'80'", ("", "", "80", "tcp")),
        ("80", ("", "", "80", "tcp")),
        ("'8080:80/udp'", ("", "8080", "80", "udp")),
        ("'127.0.0.1:8080:80'", ("127.0.0.1", "8080", "80", "tcp")),
        ("'127.0.0.1::80'", ("127.0.0.1", "", "80", "tcp")),
        ("'[::1]:8080:80'", ("::1", "8080", "80", "tcp")),
        ("'8000-8001:80-81'", ("", "8000-8001", "80-81", "tcp")),
        ("'${P:?no}:80'", ("", "$P", "80", "tcp")),
        ("{target: 80, published: '8080', host_ip: 1.2.3.4, protocol: udp}", ("1.2.3.4", "8080", "80", "udp")),
    ],
)
def test_ports_are_the_same_in_every_spelling(text, port):
    found = next(project.ports(only(f"ports: [{text}]")))

    assert (found.address, found.published, found.target, found.protocol) == port


@pytest.mark.parametrize(
    ("text", "mount"),
    [
        ("data:/d", ("volume", "data", "/d", False)),
        ("data:/d/:ro", ("volume", "data", "/d", True)),
        ("/d", ("volume", "", "/d", False)),
        ("'./x:/d:z,ro'", ("bind", "./x", "/d", True)),
        ("~/x:/d", ("bind", "~/x", "/d", False)),
        ("'C:\\x:/d'", ("bind", "C:\\x", "/d", False)),
        ("'${HOME:-/root}/x:/d'", ("bind", "/root/x", "/d", False)),
        ("{type: bind, source: ./x, target: /d, read_only: true}", ("bind", "./x", "/d", True)),
        ("{type: volume, source: data, target: /d}", ("volume", "data", "/d", False)),
    ],
)
def test_mounts_are_the_same_in_every_spelling(text, mount):
    found = next(project.mounts(only(f"volumes: [{text}]")))

    assert (found.kind, found.source, found.target, found.read_only) == mount


@pytest.mark.parametrize("text", ["{A: 1, B: }", "[A=1, B]"])
def test_variables_are_the_same_as_a_map_and_as_a_list(text):
    found = project.pairs(only(f"environment: {text}").map["environment"])

    assert [(name, value.text) for name, value in found.items()] == [("A", "1"), ("B", "")]


def test_what_a_service_extends_lies_under_it():
    text = "services:\n  a:\n    extends: {service: b}\n    ports: ['1']\n    environment: {A: 1}\n"
    text += "  b: {image: x, command: [y], ports: ['2'], environment: {A: 2, B: 2}}"

    found = project.parse(text).parts["a"]

    assert plain(found.map["environment"]) == {"A": 1, "B": 2}
    assert [port.target for port in project.ports(found)] == ["2", "1"]
    assert found.map["image"].text == "x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{test: curl -f x}", ("curl", "-f", "x")),
        ("{test: [CMD, curl]}", ("CMD", "curl")),
        ("{test: [CMD-SHELL, curl x]}", ("CMD-SHELL", "curl x")),
        ("{test: [NONE]}", None),
        ("{test: [curl]}", None),
        ("{disable: true, test: x}", None),
        ("{interval: 5s}", None),
    ],
)
def test_a_health_check_is_one_only_when_it_checks(text, words):
    found = project.health(only(f"healthcheck: {text}"))

    assert (found[0] if found else None) == words
