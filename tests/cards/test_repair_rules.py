"""The rules of repair cards: each holds in two spellings, and fails on the line that is at fault."""

import re
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.repairing.check import Property, check, rule_names, rule_problem

PY = "FROM python:3.14-slim\n"
TWO = "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM alpine:3.22\n"

# rule: two Dockerfiles in which it holds, one in which it fails, and the line at fault (None: the whole file)
DOCKERFILE: dict[str, tuple[str, str, str, int | None]] = {
    "valid": (
        PY + "COPY a b /c/\nEXPOSE 53/udp 8000-8010",
        "ARG V=1\nfrom scratch as one\nONBUILD RUN make\nFROM one\nHEALTHCHECK NONE",
        PY + "RUN true\nCOPY requirements.txt\n",
        3,
    ),
    "pinned-base": (PY, "ARG V=22\nFROM node:${V}-alpine AS a\nFROM a\nFROM scratch", PY + "FROM nginx:stable", 2),
    "no-latest": (PY, TWO + "COPY --from=nginx:1.29 /a /b", TWO + "COPY --from=nginx /a /b", 4),
    "digest-base": ("FROM a@sha256:00ff", "FROM a:1@sha256:00ff AS b\nFROM b", PY, 1),
    "base(python:3.14-slim)": (PY, "FROM docker.io/library/python:3.14-slim AS b\nFROM b", "FROM python:3.14", 1),
    "base(golang:1.25, build)": (TWO, "ARG G=1.25\nFROM golang:$G AS BUILD\nFROM scratch", PY + "FROM a AS build", 2),
    "small-base": (PY, "FROM gcr.io/distroless/static-debian12", "FROM alpine:3.22 AS a\nFROM node:22", 2),
    "multi-stage": (TWO + "COPY --from=build /app /app", TWO + "COPY --link --from=0 /app /", "FROM node:22\nRUN x", 1),
    "stage(build)": (TWO, "FROM a as Build", PY + "FROM b AS builder", None),
    "copies-from(build)": (
        TWO + "COPY --from=build /a /b",
        TWO + "COPY --chown=1 --from=0 /a /b",
        TWO + "COPY a b",
        None,
    ),
    "copies-from(build, /app)": (
        TWO + "COPY --from=build /app /usr/bin/",
        TWO + 'COPY --from=build ["/app/", "/b"]',
        TWO + "RUN true\nCOPY --from=build /src /app",
        5,
    ),
    "copies-from(nginx:1.29)": (
        TWO + "COPY --from=nginx:1.29 /a /b",
        TWO + "COPY --from=docker.io/library/nginx:1.29 /a /b",
        TWO + "COPY --from=build /a /b",
        4,
    ),
    "base-arg(V)": ("ARG V=1\nFROM a:${V}", "ARG X V=2\nFROM a AS b\nFROM c:$V", "FROM a:$V\nARG V=1", 1),
    "deps-before-sources": (
        PY + "WORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .",
        "FROM node:22\nCOPY package*.json ./\nRUN <<EOF\nset -e\nnpm ci\nEOF\nCOPY src ./src",
        "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci",
        3,
    ),
    "copy-not-add": (PY + "ADD https://a.example/x.tgz /x\nADD x.tar.gz /", PY + "COPY . .", PY + "ADD src /src", 2),
    "copy-owned": (
        PY + "COPY --chown=app:app . .",
        TWO + "COPY --from=build --chown=1000 /a /b",
        PY + "COPY --chown=app a b\nCOPY c d",
        3,
    ),
    "copy-owned(app)": (
        PY + "COPY --chown=app:web . .",
        PY + "ARG U=app\nCOPY --chown=$U . .",
        PY + "COPY --chown=1 . .",
        2,
    ),
    "copies(src, /app/src)": (
        PY + "COPY src /app/src",
        PY + "WORKDIR /app\nCOPY ./src/ ./src/",
        PY + "WORKDIR /srv\nCOPY src src",
        3,
    ),
    "no-copy-all": ("FROM a AS b\nCOPY . .\n" + PY + "COPY src src", PY + "COPY app/ .", PY + "COPY ./ /app", 2),
    "no-copy-outside": (PY + "COPY a/b .", PY + 'COPY ["a..b", "."]', PY + "COPY a ../x\nCOPY ../a .", 3),
    "no-secret-copied": (PY + "COPY .env.example .", PY + "COPY key.py .", PY + "COPY a .\nCOPY .env id_rsa /x/", 3),
    "apt-clean": (
        PY + "RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*",
        PY
        + "RUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt <<EOF\n"
        + "apt-get update\napt-get -yq --no-install-recommends install curl\nEOF",
        PY + "RUN apt-get update\nRUN apt-get install -y curl",
        2,
    ),
    "no-upgrade": (
        PY + "RUN apt-get update",
        PY + "RUN npm upgrade",
        PY + "RUN true\nRUN apt-get update && apt-get -y upgrade",
        3,
    ),
    "apk-no-cache": (
        "FROM alpine:3\nRUN apk add --no-cache curl",
        "FROM alpine:3\nRUN apk update && apk add curl && rm -rf /var/cache/apk/*",
        "FROM alpine:3\nRUN true && \\\n  apk add curl",
        2,
    ),
    "pip-no-cache": (
        PY + "RUN pip install --no-cache-dir -r r.txt",
        PY + "ENV PIP_NO_CACHE_DIR=1\nRUN python -m pip install x",
        PY + "RUN pip3 install x",
        2,
    ),
    "cache-mount": (
        PY + "RUN --mount=type=cache,target=/var/cache/pip pip install x",
        "FROM node:22\nRUN --mount=target=/var/npm,type=cache <<EOF\nnpm ci\nEOF",
        PY + "RUN true\nRUN pip install -r r.txt",
        3,
    ),
    "cache-mount(/var/npm)": (
        "FROM node:22\nRUN --mount=type=cache,target=/var/npm npm ci",
        "FROM node:22\nRUN --mount=type=cache,dst=/var/npm/ npm ci",
        "FROM node:22\nRUN --mount=type=cache,target=/x npm ci",
        2,
    ),
    "secret-mount": (
        PY + "RUN --mount=type=secret,id=a cat /run/secrets/a",
        PY + "RUN --mount=id=a,type=secret x",
        PY,
        None,
    ),
    "secret-mount(npm)": (
        PY + "RUN --mount=type=secret,id=npm,env=T npm ci",
        PY + "RUN --mount=type=secret,target=/run/secrets/npm npm ci",
        PY + "RUN --mount=type=secret,id=pip x",
        2,
    ),
    "no-secret-in-env": (
        PY + "ENV DB_PASSWORD_FILE=/run/secrets/db",
        PY + "ARG KEYBOARD=us TOKENIZER=x",
        PY + "ENV A=1 \\\n  API_KEY=abc",
        2,
    ),
    "no-sudo": (PY + "RUN echo sudo", PY + "RUN make pseudo", PY + "RUN true && /usr/bin/sudo -E make", 2),
    "nothing-lost": (
        PY + "RUN cd /a && make",
        PY + "RUN <<EOF\nexport A=1\nmake\nEOF",
        PY + "WORKDIR /a\nRUN cd /app",
        3,
    ),
    "pipefail": (
        PY + "RUN set -o pipefail && curl x | tar x",
        PY + 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN curl x | tar x',
        PY + "RUN a || b\nRUN curl x | tar x",
        3,
    ),
    "no-pipe-to-shell": (
        PY + "RUN curl -o x y && sh x",
        PY + "RUN cat x | sh",
        PY + "RUN curl -fsSL x | sudo bash -s",
        2,
    ),
    "max-runs(1)": (PY + "RUN a && b", "FROM a AS b\nRUN x\nRUN y\n" + PY + "RUN z", PY + "RUN a\nRUN b", 3),
    "runs(npm ci)": ("FROM a\nRUN npm --loglevel=x ci", 'FROM a\nRUN ["npm", "ci"]', "FROM a\nRUN npm install", None),
    "heredoc": (PY + "RUN <<EOF\nx\nEOF", PY + "RUN bash <<-'E'\n\tx\n\tE", PY + "RUN x", None),
    "non-root": (PY + "USER 1000:1000", "FROM a AS b\nUSER app\nFROM b", "FROM a\nUSER app\nFROM b\nUSER root", 4),
    "runs-as(app)": (PY + "USER app:app", PY + 'ARG U=app\nUSER "$U"', PY + "USER app\nRUN x\nUSER 0", 4),
    "runs-as(1000:1000)": (PY + "USER 1000:1000", PY + "ENV I=1000\nUSER ${I}:$I", PY + "USER 1000", 2),
    "user-created": (
        PY + "RUN useradd -m app\nUSER app",
        "FROM a\nRUN adduser -D app\nFROM b\nUSER 10001",
        PY + "USER app",
        2,
    ),
    "root-steps-first": (
        PY + "RUN apt-get update\nUSER app",
        PY + "USER app\nUSER root\nRUN apk add x",
        PY + "USER a\nRUN apk add x",
        3,
    ),
    "exec-form(CMD)": (
        PY + 'CMD ["python", "app.py"]',
        PY + 'CMD a\nCMD [ "sh", "-c", "exec python $APP" ]',
        PY + "CMD ['python', 'app.py']",
        2,
    ),
    "exec-form(ENTRYPOINT)": (
        PY + 'ENTRYPOINT ["x"]',
        'FROM a AS b\nENTRYPOINT [\\\n"x"]\nFROM b',
        PY + 'ENTRYPOINT ["/bin/sh", "-c", "python x"]',
        2,
    ),
    "exec-form(HEALTHCHECK)": (
        PY + 'HEALTHCHECK CMD ["x"]',
        PY + 'HEALTHCHECK --interval=5s \\\n CMD ["x"]',
        PY + "HEALTHCHECK CMD curl x",
        2,
    ),
    "single-cmd": (PY + "CMD a", "FROM a AS b\nCMD a\nFROM c\nENTRYPOINT x\nCMD b", PY + "CMD a\nRUN x\nCMD b", 2),
    "cmd(python app.py)": (
        PY + 'CMD ["python","app.py"]',
        PY + "CMD exec python app.py",
        PY + 'CMD ["python app.py"]',
        2,
    ),
    "entrypoint(ping)": (PY + 'ENTRYPOINT ["ping"]', PY + "ENTRYPOINT ping", PY + 'ENTRYPOINT ["ping", "-c3"]', 2),
    "entrypoint-and-cmd": (
        PY + 'ENTRYPOINT ["ping"]\nCMD ["localhost"]',
        'FROM a AS b\nENTRYPOINT ["x"]\nFROM b\nCMD [ ]\nCMD ["y"]',
        PY + 'ENTRYPOINT ping\nCMD ["localhost"]',
        2,
    ),
    "entrypoint-and-cmd(ping -c 3, localhost)": (
        PY + 'ENTRYPOINT ["ping", "-c", "3"]\nCMD ["localhost"]',
        PY + 'CMD ["localhost"]\nENTRYPOINT [ "ping","-c","3" ]',
        PY + 'ENTRYPOINT ["ping", "-c", "3"]\nCMD ["example.org"]',
        3,
    ),
    "healthcheck": (
        PY + "HEALTHCHECK CMD x",
        "FROM a AS b\nHEALTHCHECK --retries=1 CMD x\nFROM b",
        PY + "HEALTHCHECK NONE",
        2,
    ),
    "exposes(8080)": (PY + "EXPOSE 80 8080/tcp", PY + "ENV P=8080\nEXPOSE $P", PY + "EXPOSE 8080/udp", 2),
    "workdir-absolute": (PY + "WORKDIR /app", PY + "ENV A=/x\nWORKDIR $A", PY + "WORKDIR /a\nWORKDIR b", 3),
    "workdir(/app/src)": (PY + "WORKDIR /app/src", PY + "WORKDIR /app\nWORKDIR src/", PY + "WORKDIR /app", 2),
    "stop-signal(SIGTERM)": (PY + "STOPSIGNAL SIGTERM", PY + "STOPSIGNAL TERM", PY + "STOPSIGNAL SIGINT", 2),
    "volume(/data)": (PY + "VOLUME /data", PY + 'VOLUME ["/x", "/data/"]', PY + "VOLUME /db", 2),
    "arg-after-from(V)": (
        "ARG V=1\nFROM a:$V\nARG V\nRUN echo $V",
        "FROM a AS b\nARG V=2\nFROM b\nLABEL v=${V}",
        "ARG V=1\nFROM a:$V\nRUN echo $V",
        3,
    ),
    "env-order": (
        PY + "ENV A=1\nENV B=$A PATH=/x:$PATH",
        PY + "ARG A=1\nENV A=$A\nWORKDIR /$A",
        PY + "WORKDIR $HOME\nENV A=1 B=$A",
        3,
    ),
    "env(PORT, 80)": (PY + "ENV A=1 PORT=80", PY + "ENV PORT 80", PY + "ENV PORT=80\nENV PORT=81", 3),
    "label(maintainer)": (PY + "LABEL maintainer=x", PY + 'LABEL a=b \\\n  "maintainer"="x y"', PY + "LABEL a=b", None),
    "no-maintainer": (PY, PY + "LABEL maintainer=x", PY + "MAINTAINER x", 2),
    "syntax-directive": (
        "# syntax=docker/dockerfile:1\n" + PY,
        "#SYNTAX = docker/dockerfile:1.7\n" + PY,
        "\n# syntax=docker/dockerfile:1\n" + PY,
        None,
    ),
}


def one(body: str, more: str = "") -> str:
    """A compose file with a service `a` (from line 2), one fact on a line from line 4, and then more."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"services:\n  a:\n    image: x:1\n{lines}{more}"


def two(first: str, second: str, more: str = "") -> str:
    """A compose file with `a` and `b`, each with a fact in flow style: on line 2 and on line 3."""
    return f"services:\n  a: {{image: 'x:1', {first}}}\n  b: {{image: 'y:1', {second}}}\n{more}"


OK = "healthcheck: {test: pg_isready}"
NETS = "networks: {front: {}, back: {}}\n"
SECRET = "secrets: {pw: {file: ./pw}}\n"
VOLUME = "volumes: {data: }\n"

COMPOSE: dict[str, tuple[str, str, str, int | None]] = {
    "valid": (one("ports: ['80:80']"), two("depends_on: [b]", OK), one("restart: always\nport: [80]"), 5),
    "no-version-key": (one(""), "# version: 3\n" + one(""), "version: '3'\n" + one(""), 1),
    "project-name(shop)": ("name: shop\n" + one(""), "name: ${N:-shop}\n" + one(""), "name: x\n" + one(""), 1),
    "service(a)": (one(""), "services: {a: {build: .}}", "services: {b: {build: .}}", None),
    "image(a, postgres:17)": (
        "services: {a: {image: postgres:17}}",
        "services: {a: {image: 'docker.io/library/postgres:${PG:-17}'}}",
        "services:\n  a:\n    image: postgres",
        3,
    ),
    "pinned-image": (one(""), "services: {a: {build: .}}", "services:\n  a:\n    image: redis:latest", 3),
    "pinned-image(a)": (one(""), one("", "  b: {image: y}"), "services:\n  a:\n    image: redis", 3),
    "build-context(a)": ("services: {a: {build: .}}", "services: {a: {build: {dockerfile: D}}}", one(""), 3),
    "build-context(a, ./api)": (
        "services: {a: {build: ./api/}}",
        "services: {a: {build: {context: api}}}",
        one("build: ."),
        4,
    ),
    "build-target(a, dev)": (
        one("build:\n  target: dev"),
        one("build: {context: ., target: dev}"),
        one("build:\n  target: prod"),
        5,
    ),
    "build-arg(a, V, 1)": (
        one("build: {args: {V: 1}}"),
        one("build:\n  args: [V=1]"),
        one("build:\n  args:\n    - V=2"),
        6,
    ),
    "dockerfile(a, Dockerfile.dev)": (
        one("build: {dockerfile: Dockerfile.dev}"),
        one("build: {dockerfile: ./Dockerfile.dev}"),
        one("build: {dockerfile: x}"),
        4,
    ),
    "command(a, npm run dev)": (
        one("command: npm run dev"),
        one("command: [npm, 'run', dev]"),
        one("command: npm start"),
        4,
    ),
    "restart(a, unless-stopped)": (
        one("restart: unless-stopped"),
        "x-a: &x {restart: unless-stopped}\nservices: {a: {<<: *x, image: x}}",
        one("restart: always"),
        4,
    ),
    "restart(a, on-failure)": (
        one("restart: on-failure:3"),
        one("deploy: {restart_policy: {condition: on-failure}}"),
        one("restart: 'no'"),
        4,
    ),
    "init(a)": (one("init: true"), "services: {a: {extends: b}, b: {init: true}}", one("init: false"), 4),
    "replicas(a, 3)": (one("deploy: {replicas: 3}"), one("scale: 3"), one("scale: 2"), 4),
    "no-container-name(a)": (one(""), two("", "container_name: b"), one("container_name: a"), 4),
    "scalable(a)": (one("ports: ['80']"), one("ports: [{target: 80}]"), one("ports:\n  - '80:80'"), 5),
    "profile(a, debug)": (one("profiles: [debug]"), one("profiles:\n  - x\n  - debug"), one("profiles: [dev]"), 4),
    "depends-on(a, b)": (
        two("depends_on: [b]", ""),
        two("depends_on: {b: {condition: service_started}}", ""),
        two("", ""),
        None,
    ),
    "depends-healthy(a, b)": (
        two("depends_on: {b: {condition: service_healthy}}", OK),
        one("depends_on:\n  b:\n    condition: service_healthy", "  b: {build: .}"),
        two("depends_on: [b]", OK),
        2,
    ),
    "depends-completed(a, b)": (
        two("depends_on: {b: {condition: service_completed_successfully}}", ""),
        one("depends_on:\n  b:\n    condition: service_completed_successfully", "  b: {build: .}"),
        two("depends_on: {b: {condition: service_healthy}}", OK),
        2,
    ),
    "healthcheck(a)": (
        one(OK),
        one("healthcheck:\n  test: [CMD-SHELL, 'x || exit 1']"),
        one("restart: always\nhealthcheck: {test: [curl]}"),
        5,
    ),
    "healthcheck-runs(a, pg_isready)": (
        one("healthcheck: {test: ['CMD', '/usr/bin/pg_isready', -U, x]}"),
        one("healthcheck: {test: pg_isready -U x}"),
        one("healthcheck:\n  test: curl x"),
        5,
    ),
    "start-period(a)": (
        one("healthcheck: {test: x, start_period: 5s}"),
        one("healthcheck:\n  test: x\n  start_period: 1m"),
        one(OK),
        None,
    ),
    "stop-grace(a)": (one("stop_grace_period: 30s"), one("stop_grace_period: 1m30s"), one(""), None),
    "watch(a)": (
        one("develop: {watch: [{path: ., action: rebuild}]}"),
        one("develop:\n  watch:\n    - {path: ., action: sync, target: /a}"),
        one("develop: {watch: []}"),
        None,
    ),
    "quoted-ports": (
        one("ports: ['80:80', 81]"),
        one("ports: [{published: '80', target: 80}]"),
        one("ports:\n  - 80:80"),
        5,
    ),
    "port(a, 8080, 80)": (
        one("ports: ['127.0.0.1:8080:80/tcp']"),
        one("ports: [{target: 80, published: 8080}]"),
        one("ports:\n  - '80:8080'"),
        5,
    ),
    "port(a, 8001, 81)": (
        one("ports: ['8000-8002:80-82']"),
        one("ports: ['${P:-8001}:81']"),
        one("ports: ['8000-8002:81']"),
        4,
    ),
    "not-published(a)": (one(""), one("expose: [80]"), one("ports:\n  - '80'"), 5),
    "localhost-only(a)": (
        one("ports: ['127.0.0.1:80:80', '[::1]:80:80']"),
        one("ports: [{host_ip: 127.0.0.1, target: 80, published: '80'}]"),
        one("ports:\n  - '127.0.0.1:80:80'\n  - '0.0.0.0:81:81'"),
        6,
    ),
    "network(a, back)": (
        one("networks: [back]", NETS),
        one("networks: {back: {aliases: [x]}}", NETS),
        one("networks: [front]", NETS),
        4,
    ),
    "no-network(a, front)": (one("networks: [back]", NETS), one(""), one("networks:\n  - back\n  - front", NETS), 6),
    "same-network(a, b)": (
        two("", ""),
        two("networks: [back, front]", "networks: {front: {}}", NETS),
        two("networks: [back]", "networks: [front]", NETS),
        2,
    ),
    "apart(a, b)": (
        two("networks: [back]", "networks: [front]", NETS),
        two("networks: {back: }", "network_mode: none", NETS),
        two("", ""),
        2,
    ),
    "internal(back)": (
        one("", "networks: {back: {internal: true}}"),
        one("", "networks:\n  back:\n    driver: bridge\n    internal: true"),
        one("", "networks:\n  back: {internal: false}"),
        5,
    ),
    "external-network(proxy)": (
        one("", "networks: {proxy: {external: true}}"),
        one("", "networks:\n  proxy:\n    name: x\n    external: true"),
        one("", "networks: {proxy: }"),
        4,
    ),
    "external-volume(data)": (
        one("", "volumes: {data: {external: true}}"),
        one("", "volumes:\n  data:\n    external: true"),
        one("", VOLUME),
        4,
    ),
    "alias(a, db)": (
        one("networks: {back: {aliases: [db]}}", NETS),
        one("networks:\n  back:\n    aliases:\n      - db", NETS),
        one("networks: [back]", NETS),
        4,
    ),
    "no-host-network": (one(""), one("network_mode: bridge"), one("network_mode: host"), 4),
    "no-link": (one(""), one("networks: {back: }", NETS), one("links: [b]"), 4),
    "named-volume(a, /data)": (
        one("volumes: ['data:/data']", VOLUME),
        one("volumes: [{type: volume, source: data, target: /data/}]", VOLUME),
        one("volumes:\n  - ./data:/data", VOLUME),
        5,
    ),
    "bind-mount(a, /src)": (
        one("volumes: ['./src:/src:ro']"),
        one("volumes: [{type: bind, source: ./src, target: /src}]"),
        one("volumes:\n  - src:/src"),
        5,
    ),
    "read-only-mount(a, /etc/x)": (
        one("volumes: ['./x:/etc/x:ro,z']"),
        one("volumes: [{type: bind, source: ./x, target: /etc/x, read_only: true}]"),
        one("volumes: ['./x:/etc/x']"),
        4,
    ),
    "no-anonymous-volume": (one("volumes: ['data:/d']"), one("tmpfs: /x"), one("volumes:\n  - a:/a\n  - /d"), 6),
    "declared-volume(data)": (one("", VOLUME), one("", "volumes:\n  data:\n    driver: local"), one(""), None),
    "tmpfs(a, /tmp)": (
        one("tmpfs: /tmp:size=1m"),
        one("volumes: [{type: tmpfs, target: /tmp}]"),
        one("volumes: ['/tmp']"),
        4,
    ),
    "no-docker-socket": (
        one("volumes: ['./docker.sock.md:/x']"),
        one(""),
        one("volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro"),
        5,
    ),
    "env(a, MODE, 1)": (
        one("environment: {MODE: 1}"),
        one("environment: [MODE=1]"),
        one("environment:\n  - MODE=2"),
        5,
    ),
    "env-file(a, .env.db)": (
        one("env_file: .env.db"),
        one("env_file: [{path: ./.env.db, required: false}]"),
        one("env_file: [.env]"),
        4,
    ),
    "no-plain-secret": (
        one("environment: {DB_PASSWORD: '${DB_PASSWORD:?set it}', TOKEN: }"),
        one("environment: [DB_PASSWORD, 'API_KEY=$KEY', U=postgres://x:$P@db]"),
        one("environment:\n  - A=1\n  - DB_PASSWORD=hunter2"),
        6,
    ),
    "secret(a, pw)": (
        one("secrets: [pw]", SECRET),
        one("secrets: [{source: pw, target: x}]", SECRET),
        one("secrets:\n  - pw"),
        5,
    ),
    "secret-file(a, PW_FILE)": (
        one("secrets: [pw]\nenvironment: {PW_FILE: /run/secrets/pw}", SECRET),
        one("secrets: [{source: pw, target: x}]\nenvironment: [PW_FILE=/run/secrets/x]", SECRET),
        one("secrets: [pw]\nenvironment:\n  PW_FILE: ./pw", SECRET),
        6,
    ),
    "read-only(a)": (
        one("read_only: true"),
        "x-a: &x\n  read_only: true\nservices: {a: {<<: [*x]}}",
        one("read_only: false"),
        4,
    ),
    "resource-limit(a, memory)": (
        one("mem_limit: 512m"),
        one("deploy: {resources: {limits: {memory: 1G}}}"),
        one("deploy:\n  resources:\n    reservations:\n      memory: 1G"),
        7,
    ),
    "no-privileged": (one("cap_add: [X]"), one("privileged: false"), one("privileged: true"), 4),
    "cap-drop(a, NET_RAW)": (one("cap_drop: [ALL]"), one("cap_drop:\n  - CAP_NET_RAW"), one("cap_drop: [CHOWN]"), 4),
    "no-new-privileges(a)": (
        one("security_opt: ['no-new-privileges:true']"),
        one("security_opt: [no-new-privileges]"),
        one("security_opt: [x]"),
        4,
    ),
    "runs-as(a, 1000)": (one("user: 1000"), one("user: '1000:1000'"), one("user: root"), 4),
    "log-limit(a)": (
        one("logging: {driver: local, options: {max-size: 10m}}"),
        "x-l: &l {options: {max-size: 10m}}\nservices: {a: {logging: *l}}",
        one("logging: {driver: json-file}"),
        4,
    ),
}

CASES = [("dockerfile", *case) for case in DOCKERFILE.items()] + [("compose", *case) for case in COMPOSE.items()]


def judged(language: str, text: str, rule: str) -> Property:
    return check(language, text, [rule])[0]


@pytest.mark.parametrize(("language", "rule", "case"), CASES)
def test_a_rule_holds_in_two_spellings_and_fails_on_the_line_at_fault(language, rule, case):
    one_way, another, broken, line = case

    for text in (one_way, another):
        found = judged(language, text, rule)
        assert found.holds, found
        assert found.why.startswith("“") or found.line is None or found.line > 0
    found = judged(language, broken, rule)
    assert (found.holds, found.line) == (False, line), found
    assert found.why.strip().endswith((".", "?", ")")), found.why


# What a sentence may name where no line is at fault: an instruction, a key of a file, an option.
_NAMED = re.compile(r"\b[A-Z]{3,}\b|\b[a-z]+[_.][a-z_]+\b|--[a-z]+|# syntax|\b(services|volumes|networks)\b|“\w+”")


@pytest.mark.parametrize(("language", "rule", "case"), CASES)
def test_why_a_rule_fails_quotes_the_line_or_names_what_is_missing(language, rule, case):
    found = judged(language, case[2], rule)

    if found.line is None:
        assert _NAMED.search(found.why), found.why
    else:
        quoted = found.why[1 : found.why.index("”")].rstrip("…")
        line = " ".join(case[2].split("\n")[found.line - 1].split()).rstrip("\\ ")
        assert found.why.startswith("“"), found.why
        assert quoted.startswith(line) or line.startswith(quoted), found.why


@pytest.mark.parametrize("language", ["dockerfile", "compose"])
def test_every_rule_is_tried_above(language):
    tried = {rule.partition("(")[0] for rule in (DOCKERFILE if language == "dockerfile" else COMPOSE)}

    assert {name.partition("(")[0] for name in rule_names(language)} == tried


@pytest.mark.parametrize(("language", "rule", "_case"), CASES)
def test_a_rule_has_a_title_without_a_gap(language, rule, _case):
    title = judged(language, "", rule).title

    assert title != rule
    assert not {"{", "}", "[", "]"} & set(title)


@pytest.mark.parametrize(
    ("language", "rule", "words"),
    [
        ("dockerfile", "non-rot", "is it “non-root”?"),
        ("dockerfile", "exposes(web)", "is not a port"),
        ("dockerfile", "exposes", "exposes(port)"),
        ("dockerfile", "non-root(app)", "takes no argument"),
        ("dockerfile", "exec-form(cmd)", "CMD, ENTRYPOINT"),
        ("dockerfile", "exec-form(CMD", "is not a rule"),
        ("dockerfile", "", "is not a rule"),
        ("compose", "port(web, 80)", "port(name, port, port)"),
        ("compose", "resource-limit(a, disk)", "memory, cpus or pids"),
        ("yaml", "valid", "is not a language"),
    ],
)
def test_a_rule_that_is_none_is_explained_to_the_author(language, rule, words):
    assert words in (rule_problem(language, rule) or "")
    if language != "yaml":
        assert not check(language, PY if language == "dockerfile" else one(""), [rule])[0].holds


@pytest.mark.parametrize(("language", "rule", "_case"), CASES)
def test_a_good_rule_has_no_problem(language, rule, _case):
    assert rule_problem(language, rule) is None


DEPENDENCIES_FIRST = [
    "FROM node:22\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\nCOPY . .",
    "FROM node:22\nCOPY package.json pnpm-lock.yaml ./\nRUN corepack enable && pnpm i --frozen-lockfile\nCOPY . .",
    "FROM node:22\nRUN --mount=type=bind,source=package.json,target=package.json npm i\nCOPY . .",
    "FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
    "FROM node:22\nCOPY package*.json ./\nRUN npm clean-install\nCOPY . .",
    "FROM node:22\nRUN --mount=type=bind,source=package.json --mount=type=bind,source=npm-shrinkwrap.json npm ic\nCOPY . .",
    PY + "RUN pip install uv\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --no-install-project\nCOPY . .\nRUN uv sync",
    PY + "COPY pyproject.toml poetry.lock ./\nRUN pip install poetry && poetry install --no-root\nCOPY app app",
    PY + "COPY requirements/ requirements/\nRUN python -m pip install -r requirements/app.txt\nCOPY . .",
    PY + "COPY requirements/app.txt /tmp/x.txt\nRUN pip install -r /tmp/x.txt\nCOPY app app",
    PY + "RUN pip install flask==3.1\nCOPY . .",
    "FROM golang:1.25\nCOPY go.* ./\nRUN go mod download\nCOPY . .\nRUN go build",
    "FROM maven:3\nCOPY pom.xml .\nRUN mvn -B dependency:go-offline\nCOPY src src\nRUN mvn package",
    "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo fetch\nCOPY . .",
    "FROM ruby:3\nCOPY Gemfile* ./\nRUN bundle install\nCOPY . .",
    "FROM php:8\nCOPY composer.json composer.lock ./\nRUN composer install\nCOPY . .",
    "FROM mcr/sdk:9\nCOPY *.csproj ./\nRUN dotnet restore\nCOPY . .",
    "FROM node:22 AS deps\nCOPY package.json ./\nRUN npm i\nFROM deps\nCOPY . .",
    "FROM node:22 AS deps\nCOPY package.json ./\nRUN npm i\nFROM node:22\nCOPY . .\nCOPY --from=deps /x /x",
    "FROM node:22\nCOPY --parents **/package.json ./\nRUN npm i\nCOPY . .",
]


@pytest.mark.parametrize("text", DEPENDENCIES_FIRST)
def test_dependencies_come_first_in_every_language(text):
    found = judged("dockerfile", text, "deps-before-sources")

    assert found.holds, found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (PY + "COPY . /app\nRUN pip install -r /app/requirements.txt", 2, "every edit installs everything again"),
        (PY + "COPY * /app/\nRUN pip install -r requirements.txt", 2, "every edit"),
        ("FROM a AS b\nCOPY . .\nFROM b\nRUN npm ci", 2, "every edit"),
        ("FROM golang:1\nCOPY . .\nRUN go build", 2, "a step of its own"),
        ("FROM node:22\nRUN npm ci\nCOPY . .", 2, "copy it first"),
        ("FROM node:22\nCOPY package.json .\nRUN npm i", None, "never copied"),
        ("FROM node:22\nCOPY package.json .\nRUN npm ci\nCOPY . .", 3, "gives up without a lock file"),
        ("FROM node:22\nCOPY package.json .\nRUN npm install-clean\nCOPY . .", 3, "gives up without a lock file"),
        ("FROM node:22\nCOPY server.js package.json ./\nRUN npm ci\nCOPY . .", 2, "every edit"),
        ("FROM node:22\nCOPY package.json .\nRUN npm install -g pnpm\nCOPY . .\nRUN pnpm i", 4, "every edit"),
    ],
)
def test_dependencies_that_come_too_late_or_never_are_told_apart(text, line, words):
    found = judged("dockerfile", text, "deps-before-sources")

    assert (found.holds, found.line) == (False, line)
    assert words in found.why


@pytest.mark.parametrize("name", ["ci", "clean-install", "ic", "install-clean"])
def test_npm_has_several_names_for_ci(name):
    assert judged("dockerfile", f"FROM a\nRUN npm {name} --omit=dev", "runs(npm ci)").holds
    assert not judged("dockerfile", "FROM a\nRUN npm install", "runs(npm ci)").holds


@pytest.mark.parametrize(
    ("end", "holds"),
    [
        ("USER nobody", False),
        ("COPY --from=b /bin/x /x\nUSER nobody:nobody", False),
        ("USER 65534", True),
        ("USER 65532:65532", True),
        ("COPY --from=b /etc/passwd /etc/passwd\nUSER nobody", True),
        ("COPY --from=b /etc/passwd /etc/\nUSER nobody", True),
    ],
)
def test_an_empty_image_knows_no_user_by_name(end, holds):
    found = judged("dockerfile", f"FROM alpine:3.23 AS b\nFROM scratch\n{end}", "non-root")

    assert found.holds == holds
    assert holds or "use a number" in found.why


def test_taking_over_a_whole_stage_leaves_nothing_behind():
    found = judged("dockerfile", "FROM a AS b\nFROM scratch\nCOPY --from=b / /", "multi-stage")

    assert (found.holds, found.line) == (False, 3)
    assert "all of the stage" in found.why


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("apt-get update", "same RUN"),
        ("apt-get install -y --no-install-recommends x && rm -r /var/lib/apt/lists", "without apt-get update"),
        ("apt-get update && apt-get install --no-install-recommends x", "no -y"),
        ("apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/*", "--no-install-recommends"),
        ("apt-get update && apt-get install -y --no-install-recommends x", "remove /var/lib/apt/lists"),
        ("rm -rf /var/lib/apt/lists/* && apt update && apt install -y --no-install-recommends x", "remove /var"),
        ("sh -c 'apt-get update && apt-get install -y x'", "--no-install-recommends"),
    ],
)
def test_each_way_of_installing_badly_has_its_own_reason(run, words):
    found = judged("dockerfile", f"{PY}RUN {run}", "apt-clean")

    assert not found.holds
    assert words in found.why


def test_a_file_that_cannot_be_parsed_fails_every_rule_with_its_line():
    for language, text, line in (("dockerfile", PY + "FORM x", 2), ("compose", "a: 1\nb: [", 2)):
        found = check(language, text, ["valid", rule_names(language)[1]])

        assert [each.holds for each in found] == [False, False]
        assert {each.line for each in found} == {line}
        assert len({each.why for each in found}) == 1


def test_windows_line_ends_make_no_difference():
    for language, rule, case in CASES:
        for text in case[:3]:
            here, there = judged(language, text, rule), judged(language, text.replace("\n", "\r\n"), rule)
            assert (here.holds, here.line, here.why) == (there.holds, there.line, there.why)


HOSTILE = [
    "",
    "\0",
    "x" * 70_000,
    "é" * 40_000,
    "\ud800",
    "[" * 60_000,
    "{a: " * 15_000,
    "- " * 30_000,
    "\t\n" * 30_000,
    "a: &a [*a]",
    "a: &a {<<: *a}",
    "services: {a: {extends: a}}",
    "services: {a: {extends: b}, b: {extends: a}}",
    "services: [1]",
    "services: {a: 1, b: [], c: null}",
    "services: {a: {ports: {x: 1}, volumes: 5, environment: 7, networks: x, depends_on: [[a]], build: [x], secrets: {}}}",
    "services: {a: {healthcheck: [], deploy: x, env_file: {a: b}, profiles: y, user: [], command: {}, extends: []}}",
    "services:\n" + "".join(f"  a{n}: {{depends_on: [a{n + 1}]}}\n" for n in range(400)),
    "a: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"b{n}: &a{n + 1} [{','.join([f'*a{n}'] * 9)}]\n" for n in range(12)),
    "".join(f"- &a{n} [*a{n - 1}]\n" if n else "- &a0 x\n" for n in range(3000)),
    "services: {a: {cap_add: [" + "1, x, {}," * 600 + "]}}",
    "FROM a\n" * 9_000,
    "".join(f"FROM a{n} AS a{n + 1}\n" for n in range(3_000)),
    "FROM a\nENV A=xxxxxxxxxx\n" + "ENV A=$A$A$A$A\n" * 3_000,
    "FROM a\nENV A=" + "${A:-" * 12_000,
    "FROM a\nENV A=" + "${A" * 20_000,
    "FROM a\nRUN " + "$(" * 30_000,
    "FROM a\nRUN " + "sh -c '" * 9_000,
    "FROM a\nRUN " + "\\" * 60_000,
    "FROM a\nRUN " + "\"'" * 30_000,
    "FROM a\nRUN " + "a|" * 30_000,
    "FROM a\nRUN " + "`" * 60_000,
    "FROM a\nRUN " + "< " * 30_000,
    "FROM a\nRUN " + "<<A " * 15_000,
    "FROM a\nCMD " + "[" * 60_000,
    "FROM a\nRUN --mount=" + "," * 60_000,
    "FROM a\n" + "RUN \\\n" * 10_000,
    "FROM a\n" + "ONBUILD " * 8_000,
    "# escape=`\nFROM a\nRUN " + "`" * 50_000,
    "#x=" + " " * 60_000 + "x",
    "FROM a\nCOPY " + "a" * 60_000 + " *" * 2_000,
    "FROM a\nEXPOSE " + "1-99999 " * 7_000,
    "FROM a\nENV " + "A=$B " * 12_000,
    "FROM " + "/" * 60_000,
]
ALL = {language: [rule for each, rule, _ in CASES if each == language] for language in ("dockerfile", "compose")}


@pytest.mark.parametrize("text", HOSTILE, ids=[f"{text[:14]!r}…{len(text)}" for text in HOSTILE])
@pytest.mark.parametrize("language", ["dockerfile", "compose"])
def test_hostile_texts_are_answered(language, text):
    for whole_or_as_much_as_is_read in (text, text[:16_000]):
        found = check(language, whole_or_as_much_as_is_read, ALL[language])

        assert len(found) == len(ALL[language])
        assert all(each.why for each in found)


_LINES = st.sampled_from(
    [
        *(line for case in DOCKERFILE.values() for text in case[:3] for line in text.splitlines()),
        "EOF",
        "\\",
        "FROM",
        "ENV A",
    ]
)
_YAML = st.sampled_from(
    [
        *(line for case in COMPOSE.values() for text in case[:3] for line in text.splitlines()),
        "  a:",
        "  -",
        "    ports:",
    ]
)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.text(max_size=80), st.lists(_LINES, max_size=12).map("\n".join), st.lists(_YAML, max_size=12).map("\n".join)
    )
)
def test_no_text_raises(text):
    for language, rules in ALL.items():
        for found in check(language, text, rules):
            assert found.line is None or 1 <= found.line <= text.count("\n") + 1


OLD, NEW = "FROM debian:12\n", "FROM debian:13\n"
PIPEFAIL = "RUN set -o pipefail && curl x | tar x"


@pytest.mark.parametrize(
    "base",
    [
        "debian:12",
        "debian:bookworm-slim",
        "debian",
        "ubuntu:24.04",
        "node:24-slim",
        "python:3.13",
        "python:3.14-bookworm",
    ],
)
def test_pipefail_is_not_believed_where_sh_may_not_know_it(base):
    found = judged("dockerfile", f"FROM {base}\n{PIPEFAIL}", "pipefail")

    assert (found.holds, found.line) == (False, 2)
    assert 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]' in found.why


@pytest.mark.parametrize(
    "base",
    [
        "debian:13-slim",
        "node:24-trixie",
        "ubuntu:26.04",
        "alpine:3.22",
        "node:24-alpine",
        "python:3.14-slim",
        "fedora:43",
    ],
)
def test_pipefail_is_believed_where_sh_is_known_to_know_it(base):
    assert judged("dockerfile", f"FROM {base}\n{PIPEFAIL}", "pipefail").holds


@pytest.mark.parametrize(
    "run",
    [
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b',
        'SHELL ["/bin/bash", "-c"]\nRUN set -o pipefail; a | b',
        "RUN bash -o pipefail -c 'a | b'",
        'RUN ["/bin/bash", "-c", "set -o pipefail; a | b"]',
        "RUN <<EOF\n#!/bin/bash\nset -o pipefail\na | b\nEOF",
        "RUN bash <<EOF\nset -eo pipefail\na | b\nEOF",
    ],
)
def test_bash_knows_pipefail_on_every_base(run):
    assert judged("dockerfile", OLD + run, "pipefail").holds


@pytest.mark.parametrize(
    "run",
    [
        'SHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN a | b',
        "RUN <<EOF\nset -eo pipefail\na | b\nEOF",
        "RUN bash x; a | b",
    ],
)
def test_sh_of_an_old_base_knows_no_pipefail_however_it_is_set(run):
    assert not judged("dockerfile", OLD + run, "pipefail").holds


@pytest.mark.parametrize(
    "run",
    [
        "bash <(curl -fsSL https://a.example/x)",
        'sh -c "$(curl -fsSL https://a.example/x)"',
        'eval "$(wget -qO- https://a.example/x)"',
        ". <(curl https://a.example/x)",
        "curl https://a.example/x | tee x | bash",
        "curl https://a.example/x | python3 -",
        "sudo bash -c 'bash <(curl -s https://a.example/x)'",
    ],
)
def test_a_download_that_a_shell_runs_is_found_in_every_spelling(run):
    found = judged("dockerfile", f"{PY}RUN {run}", "no-pipe-to-shell")

    assert (found.holds, found.line) == (False, 2)


@pytest.mark.parametrize(
    "run",
    [
        "V=$(curl https://a.example/v) && echo $V",
        "diff <(curl https://a.example/x) y",
        "curl https://a.example/x | python3 -c 'import json'",
        "curl -o x https://a.example/x && sha256sum -c x.sum && sh x",
        "bash x; (curl https://a.example/y)",
    ],
)
def test_a_download_that_is_only_read_is_none_that_is_run(run):
    assert judged("dockerfile", f"{PY}RUN {run}", "no-pipe-to-shell").holds


@pytest.mark.parametrize(
    ("lines", "holds"),
    [
        ("RUN useradd -u 1000 app\nCOPY --chown=1000 a b", True),
        ("RUN useradd -m --uid=1000 app\nCOPY --chown=1000:1000 a b", True),
        ("COPY --chown=1000:1000 a b\nUSER 1000", True),
        ("RUN useradd -u 1000 web\nCOPY --chown=1000 a b", False),
        ("RUN useradd -u 1000 app\nCOPY --chown=1001 a b", False),
        ("COPY --chown=0 a b\nUSER 0", False),
    ],
)
def test_a_user_owns_files_under_the_number_that_he_has_here(lines, holds):
    assert judged("dockerfile", PY + lines, "copy-owned(app)").holds == holds


@pytest.mark.parametrize(
    ("fact", "rule", "holds"),
    [
        ("ports: ['localhost:8081:8080']", "valid", False),
        ("ports: ['localhost:8081:8080']", "localhost-only(a)", False),
        ("ports: [{host_ip: localhost, target: 80, published: '80'}]", "valid", False),
        ("ports: ['[::1]:8081:8080', '${IP}:81:80']", "valid", True),
        ("ports: ['::1:81:80']", "valid", False),
        ("ports: ['8080-8081:80-82']", "valid", False),
        ("ports: ['8080-8089:80']", "valid", True),
        ("ports: ['8080-8089:80']", "scalable(a)", True),
        ("ports: ['8080-8089:80-89']", "scalable(a)", False),
        ("ports: ['8080-8080:80']", "scalable(a)", False),
        ("healthcheck: {test: [curl, localhost]}", "valid", False),
        ("healthcheck: {test: [cmd, x]}", "valid", False),
        ("healthcheck: {test: [NONE]}", "valid", True),
        ("healthcheck: {test: []}", "valid", True),
    ],
)
def test_ports_and_checks_are_taken_as_compose_takes_them(fact, rule, holds):
    found = judged("compose", one(fact), rule)

    assert found.holds == holds, found
    assert holds or found.line == 4


def steps(work: Callable[..., Any], *arguments: Any) -> int:
    """How many functions, Python's and C's, are called while it works."""
    count = 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work(*arguments)
    finally:
        sys.setprofile(before)
    return count


def effort(work: Callable[..., Any], *arguments: Any) -> float:
    """Seconds of the processor, the least of three times."""
    times = []
    for _ in range(3):
        begun = process_time()
        work(*arguments)
        times.append(process_time() - begun)
    return min(times)


REPEATED = [
    ("dockerfile", "FROM a\nRUN ", "sh <(curl x) "),
    ("dockerfile", "FROM a\nRUN ", "$("),
    ("dockerfile", "FROM a\nRUN ", "a|sh "),
    ("dockerfile", "FROM a\nRUN ", "\"'"),
    ("dockerfile", "FROM a\nRUN ", "useradd -u "),
    ("dockerfile", "FROM a\nENV A=", "${A:-"),
    ("dockerfile", "FROM a\nENV A=x\n", "ENV A=$A$A\n"),
    ("dockerfile", "FROM a\n", "RUN set -o pipefail; curl x | sh\n"),
    ("dockerfile", "FROM a\n", "RUN useradd -u 1 app\nCOPY --chown=1 a b\n"),
    ("dockerfile", "FROM a\n", "RUN <<A\nA\n"),
    ("compose", "services: {a: {image: x, ports: [", "'1-9:1-9', "),
    ("compose", "services: {a: {image: x, ports: ['", "1:"),
    ("compose", "services:\n", "  ? a\n"),
    ("compose", "a: ", "["),
]


def _filled(begin: str, part: str, size: int) -> str:
    return begin + part * ((size - len(begin)) // len(part))


@pytest.mark.parametrize(("language", "begin", "part"), REPEATED, ids=[part for *_, part in REPEATED])
def test_twice_the_hostile_text_takes_about_twice_the_steps(language, begin, part):
    half, whole = (steps(check, language, _filled(begin, part, size), ALL[language]) for size in (8_000, 16_000))

    assert whole <= 3 * half + 20_000


@pytest.mark.parametrize(("language", "begin", "part"), REPEATED, ids=[part for *_, part in REPEATED])
def test_a_hostile_text_is_no_more_work_than_some_ordinary_ones_of_its_size(language, begin, part):
    ordinary = {
        "dockerfile": _filled(PY, "RUN apt-get update && apt-get install -y curl # tools\n", 16_000),
        "compose": "services:\n" + "".join(f"  a{n}: {{image: 'x:1', ports: ['{n}:80']}}\n" for n in range(300)),
    }
    usual = effort(check, language, ordinary[language], ALL[language])

    assert effort(check, language, _filled(begin, part, 16_000), ALL[language]) <= 20 * usual
