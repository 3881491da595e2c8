"""Typed commands are graded by what they do: an examination of pairs, and laws that hold for every command."""

import json
import time
from collections.abc import Iterable
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards import docker_cli
from app.cards.likeness import command_problem, grade_command

EXAMINATIONS = {
    name: [json.loads(line) for line in files("tests.cards").joinpath(f"{name}.jsonl").read_text("utf-8").splitlines()]
    for name in ("command_pairs", "command_pairs_later")
}

# Options in every spelling that docker takes, and whether leaving one out is a slip at most.
SPELLINGS = (
    (("-d", "--detach", "--detach=true"), True),
    (("-p 8080:80", "-p8080:80", "--publish 8080:80", "--publish=8080:80/tcp"), True),
    (("-e A=b", "-eA=b", "--env=A=b", "--env 'A=b'"), True),
    (("-v data:/data", "--volume=data:/data:rw", "--mount type=volume,dst=/data,src=data"), True),
    (("-m 1g", "--memory=1024m", "--memory 1073741824"), True),
    (("--network backend", "--net=backend"), True),
    (("--restart always", "--restart=always"), True),
    (("--rm", "--rm=true"), False),
)
EXCLUSIVE = {"--rm", "--restart always"}
options = st.lists(st.sampled_from(SPELLINGS), min_size=1, unique=True).filter(
    lambda chosen: not {spellings[0] for spellings, _ in chosen} >= EXCLUSIVE
)


PORTS = "the ports are swapped: `80:8080` should be `8080:80`"


def line(chosen: Iterable[str]) -> str:
    return " ".join(("docker run", *chosen, "nginx"))


@pytest.mark.parametrize(("name", "count"), [("command_pairs", 220), ("command_pairs_later", 120)])
def test_at_least_98_of_100_pairs_of_each_examination_come_out_right(name, count):
    pairs = EXAMINATIONS[name]
    misses = [
        (pair, verdict)
        for pair in pairs
        if (verdict := grade_command([pair["expected"]], pair["given"])).verdict != pair["verdict"]
    ]
    for pair, verdict in misses:
        print(pair, verdict)
    assert len(pairs) >= count
    assert len(misses) <= 0.02 * len(pairs)


@pytest.mark.parametrize("name", EXAMINATIONS)
def test_every_right_answer_of_an_examination_is_one_that_an_author_may_write(name):
    assert [(pair["expected"], why) for pair in EXAMINATIONS[name] if (why := command_problem(pair["expected"]))] == []


@given(options, st.data())
def test_flags_in_any_order_and_spelling_do_the_same(chosen, data):
    expected = line(spellings[0] for spellings, _ in chosen)
    typed = line(data.draw(st.sampled_from(spellings)) for spellings, _ in data.draw(st.permutations(chosen)))
    assert grade_command([expected], typed).verdict == "same"


@given(options, st.data())
def test_a_command_without_one_of_its_flags_is_never_the_same(chosen, data):
    dropped = data.draw(st.sampled_from(chosen))
    expected = line(spellings[0] for spellings, _ in chosen)
    typed = line(data.draw(st.sampled_from(each[0])) for each in chosen if each is not dropped)
    assert grade_command([expected], typed).verdict == ("different" if dropped[1] else "slip")


@given(st.permutations("itdP"))
def test_a_bundle_is_its_letters_in_any_order(letters):
    assert grade_command(["docker run -d -i -t -P nginx"], f"docker run -{''.join(letters)} nginx").verdict == "same"


@given(st.text(), st.text())
def test_any_text_is_graded_and_never_raises(expected, typed):
    assert grade_command([expected], typed).verdict in {"same", "slip", "different"}
    assert len(grade_command(["docker run -d -p 80:80 nginx"], f"docker run {typed}").differences) <= 5
    command_problem(f"docker {expected}")


@given(
    st.lists(st.sampled_from(["docker", "run", "compose", "-", "--", "-p", "-it", "--rm", "=", "a:b", "<id>", "--x"]))
)
def test_any_heap_of_docker_words_is_graded_and_equals_itself(words):
    typed = " ".join(("docker", *words))
    if command_problem(typed) is None:
        assert grade_command([typed], typed).verdict == "same"


@pytest.mark.parametrize(
    ("expected", "typed", "said"),
    [
        (
            "docker run -p 8080:80 nginx",
            "docker run -p 80:8080 nginx",
            "the ports are swapped: `80:8080` should be `8080:80`",
        ),
        ("docker run --rm nginx", "docker run nginx", "`--rm` is missing"),
        ("docker run -d nginx", "docker run --detatch nginx", "no such flag: `--detatch`; did you mean `--detach`?"),
        (
            "docker run -d nginx",
            "docker run nginx -d",
            "`-d` belongs before the image; after it, it is an argument of the container's command",
        ),
        ("docker kill web", "docker stop web", "`docker stop` is another command than `docker kill`"),
        ("docker run nginx:1.27", "docker run nginx:1.26", "the tag is `:1.26`, and should be `:1.27`"),
        ("docker tag a b", "docker tag b a", "`b` and `a` stand in the wrong order"),
        ("docker commit web app", "docker commit app web", "`app` and `web` stand in the wrong order"),
        ("docker run -d nginx", "docker run -d", "the image is missing"),
        ("docker image prune -a", "docker prune -a", "no such command: `docker prune`"),
        ("docker ps", "docker", "`docker` needs a command after it"),
        ("curl localhost:8080", "curl localhost:80", "`localhost:80` should be `localhost:8080`"),
        ("docker ps", "grep x", "`grep` is another program than `docker`"),
    ],
)
def test_the_first_difference_names_what_matters(expected, typed, said):
    assert grade_command([expected], typed).differences[0] == said


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("docker stop <id>", "docker stop web"),
        ("docker cp <container>:/etc/hosts .", "docker cp web:/etc/hosts ."),
        ("docker run -v <folder>:/app <image>", "docker run -v /srv/x:/app me/app:2"),
        ("docker rm a b", "docker rm b a"),
        ("docker run -v $PWD/x:/x nginx", "docker run -v ./x:/x nginx"),
        ("docker run nginx", "docker run --network bridge nginx"),
        ("curl localhost:8080", "$ curl  'localhost:8080'"),
        ("DOCKER_BUILDKIT=1 docker build .", "DOCKER_BUILDKIT=1 docker build -f Dockerfile ."),
        ("docker run --help", "docker container run --help"),
        ("docker run --help", "docker help run"),
        (
            "docker buildx build --platform linux/amd64,linux/arm64 .",
            "docker build --platform linux/arm64,linux/amd64 .",
        ),
    ],
)
def test_these_do_the_same(expected, typed):
    assert grade_command([expected], typed).verdict == "same"


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("docker stop <id>", "docker stop"),
        ("docker stop <id>", "docker stop a b"),
        ("docker ps -aq", "docker ps -a"),
        ("docker compose exec -T web sh", "docker compose exec web sh"),
        ("docker run -e A=1 -e A=2 nginx", "docker run -e A=2 -e A=1 nginx"),
    ],
)
def test_these_do_not(expected, typed):
    assert grade_command([expected], typed).verdict == "different"


def test_a_misspelt_alias_is_a_slip_too():
    assert grade_command(["docker ps"], "docker container lst").verdict == "slip"


def test_the_best_of_several_right_answers_counts():
    assert grade_command(["docker ps -a", "docker ps -q"], "docker container ls --quiet").verdict == "same"


def test_where_much_differs_the_right_answer_is_not_told():
    told = grade_command(
        ["docker run -p 8080:80 --name web -e A=b nginx:1.27"], "docker run -p 81:80 --name x -e A=c httpd"
    )
    assert not [text for text in told.differences if "8080" in text or "1.27" in text or "A=b" in text]


@pytest.mark.parametrize(
    "model",
    [
        "docker runn -d nginx",
        "docker run --detatch nginx",
        "docker run -d",
        "docker",
        "docker ps | wc -l",
        "",
        "docker ps 'a",
    ],
)
def test_an_author_hears_why_a_right_answer_cannot_be_used(model):
    assert command_problem(model)


@pytest.mark.parametrize(
    "model", ["docker ps", "curl localhost:8080", "docker stop <id>", "docker --version", "docker run --help"]
)
def test_a_good_right_answer_has_no_problem(model):
    assert command_problem(model) is None


def test_a_hostile_line_is_answered_at_once():
    begun = time.perf_counter()
    for part in ("--x ", "-" * 50 + " ", "--detatch ", "-p ", "<a>", "—q ", "x:y,"):
        grade_command(["docker run -d <a>:<b> nginx"], ("docker run " + part * 4000)[:4000])
    assert time.perf_counter() - begun < 2


def test_the_facts_say_which_client_they_come_from_and_hold_what_help_hides():
    assert set(docker_cli.versions()) == {"docker", "compose", "buildx"}
    run, listing = docker_cli.command("run"), docker_cli.command("ps")
    assert run
    assert listing
    assert run is docker_cli.command("container run")
    assert run.options["net"].hidden
    assert run.options["link"].many
    assert listing.path == "container ls"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("docker run -d --rm --restart always nginx", "docker refuses `--rm` together with `--restart`"),
        ("docker run -d -a stdout --restart always nginx", "docker refuses `-d` together with `-a`"),
    ],
)
def test_what_the_client_refuses_is_no_slip(given: str, reason: str) -> None:
    graded = grade_command(["docker run -d --restart always nginx"], given)

    assert (graded.verdict, graded.differences) == ("different", (reason,))


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("docker run -p 8080:80 nginx", "docker run -p published=8080,target=80 nginx"),
        ("docker run -p 53:53/udp dns", "docker run --publish target=53,published=53,protocol=udp dns"),
        ("docker run -p 80 nginx", "docker run -p target=80,protocol=tcp nginx"),
        ("docker compose -f compose.dev.yaml up", "docker compose -f ./compose.dev.yaml up"),
        ("docker build -t app .", "docker build -t app ./"),
        ("docker build -t app .", 'docker build -t app "$(pwd)"'),
        ("docker inspect -f '{{.State}}' web", "docker inspect --format '{{ .State }}' web"),
        ("docker run --env-file dev.env app", "docker run --env-file ./dev.env app"),
    ],
)
def test_a_value_written_the_long_way_is_the_same(expected: str, given: str) -> None:
    assert grade_command([expected], given).verdict == "same"


def test_a_policy_that_is_none_goes_together_with_rm() -> None:
    assert grade_command(["docker run --rm nginx"], "docker run --rm --restart=no nginx").verdict == "same"


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("docker run -p 80:80 nginx", "docker run -p 0.0.0.0:80:80 nginx"),
        ("docker run -p 0.0.0.0:80:80 nginx", "docker run -p 80:80 nginx"),
    ],
)
def test_a_port_on_every_ipv4_address_is_a_slip_that_names_ipv6(expected: str, given: str) -> None:
    graded = grade_command([expected], given)

    assert graded.verdict == "slip"
    assert graded.differences == ("`0.0.0.0:80:80` publishes on IPv4 alone, `80:80` on IPv6 too",)


@pytest.mark.parametrize("given", ["127.0.0.1:80:80", "[::]:80:80", "0.0.0.0:81:80"])
def test_a_port_on_other_addresses_is_another_one(given: str) -> None:
    assert grade_command(["docker run -p 80:80 nginx"], f"docker run -p {given} nginx").verdict == "different"


@pytest.mark.parametrize(
    "line",
    [
        "docker buildx history inspect",
        "docker buildx history inspect qu2gsuo8ejqr --format json",
        "docker buildx history inspect attachment qu2gsuo8ejqr sha256:0f",
        "docker buildx history trace --addr 127.0.0.1:16686",
        "docker buildx policy eval --print .",
        "docker compose bridge transformations ls",
    ],
)
def test_commands_that_help_hides_or_a_distribution_lacks_are_known(line: str) -> None:
    assert command_problem(line) is None
    assert grade_command([line], line).verdict == "same"


def test_a_build_record_and_its_attachment_are_told_apart() -> None:
    graded = grade_command(["docker buildx history inspect attachment a b"], "docker buildx history inspect a")

    assert graded.verdict == "different"


@pytest.mark.parametrize(
    ("expected", "given", "said"),
    [
        ("docker inspect web", "docker container inspect web", "`docker container inspect` finds containers alone"),
        (
            "docker image inspect nginx",
            "docker inspect nginx:latest",
            "`docker inspect` takes whatever has that name; `docker image inspect` asks for the image alone",
        ),
    ],
)
def test_inspecting_one_kind_for_any_kind_is_a_slip_in_words(expected: str, given: str, said: str) -> None:
    graded = grade_command([expected], given)

    assert (graded.verdict, graded.differences) == ("slip", (said,))


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("docker cp web:/data ../x", "docker cp web:/data x"),
        ("docker cp web:/data ./x", "docker cp web:/data x/"),
        ("docker build ../api", "docker build api"),
        ("docker inspect web", "docker volume inspect web"),
        ("docker buildx build --load .", "docker buildx build --push ."),
        ("docker run --add-host a=::1 --add-host a=::2 x", "docker run --add-host a=::2 x"),
        ("docker run --security-opt no-new-privileges x", "docker run --security-opt no-new-privileges=false x"),
    ],
)
def test_what_only_looks_alike_is_different(expected: str, given: str) -> None:
    assert grade_command([expected], given).verdict == "different"
