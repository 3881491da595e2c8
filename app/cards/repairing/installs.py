"""Which files list a program's dependencies, and which commands install from them."""

import re
from fnmatch import fnmatchcase

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.shellscript import Command, commands_of
from app.cards.repairing.stages import mounts

# Files by the last part of their path; a * in a Dockerfile's pattern stands for anything.
_MANIFESTS = (
    *(
        "requirements*.txt",
        "constraints*.txt",
        "requirements.in",
        "pyproject.toml",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
    ),
    *("Pipfile", "Pipfile.lock", "setup.py", "setup.cfg", "environment.yml", ".python-version", "uv.toml"),
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml"),
    *("bun.lock", "bun.lockb", ".npmrc", ".yarnrc.yml", ".nvmrc", ".yarn", "patches", "requirements"),
    *("go.mod", "go.sum", "go.work", "go.work.sum", "Cargo.toml", "Cargo.lock", "pom.xml", "mvnw", ".mvn"),
    *("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.properties", "gradlew"),
    *("gradle", "gradle.lockfile", "Gemfile", "Gemfile.lock", ".ruby-version", "composer.json", "composer.lock"),
    *("app.csproj", "app.fsproj", "app.sln", "nuget.config", "packages.lock.json", "Directory.Build.props"),
    *("mix.exs", "mix.lock"),
)
_ANY = re.compile(r"requirements.*\.txt|constraints.*\.txt|.*\.(csproj|fsproj|sln|gemspec)", re.IGNORECASE)
_NAMES = frozenset(name for name in _MANIFESTS if "*" not in name)


def own_name(words: tuple[str, ...]) -> tuple[str, ...]:
    """A command's words, with npm's other names for `npm ci` in the usual spelling."""
    return ("npm", "ci", *words[2:]) if words[:1] == ("npm",) and words[1:2] and words[1] in _NPM_CI else words


def wants_lock(step: Instruction) -> bool:
    """Whether a RUN runs `npm ci`, which gives up where there is no lock file."""
    return any(own_name((c.program, *c.plain))[:2] == ("npm", "ci") for c in commands_of(step))


def brings_lock(step: Instruction) -> bool:
    """Whether a step copies or mounts a file that `npm ci` keeps to, by its name or by a pattern."""
    if step.name in {"COPY", "ADD"}:
        sources = list(step.words[:-1])
    else:
        sources = [mount["source"] or "." for mount in mounts(step) if mount["type"] == "bind"]
    last = (source.rstrip("/").rsplit("/", 1)[-1][:80] for source in sources)
    return any(name == "." or any(fnmatchcase(lock, name) for lock in _NPM_LOCKS) for name in last)


def is_manifest(source: str) -> bool:
    """Whether a source of COPY is a list of dependencies or its lock file, by name or by a pattern that matches one."""
    last = source.rstrip("/").rsplit("/", 1)[-1]
    if last in _NAMES or _ANY.fullmatch(last) or re.search(r"(^|/)requirements/[^/]+\.(txt|in)$", source):
        return True
    if not re.search(r"[*?\[]", last) or not re.search(r"\w{2}", last):
        return False  # a bare * is the whole folder, not a manifest
    parts = (re.escape(part) for part in re.split(r"\*+|\?|\[[^\]]*\]", last[:80]))
    pattern = re.compile(".*".join(parts))
    return any(pattern.fullmatch(name) for name in (*_NAMES, "requirements.txt", "requirements-dev.txt"))


def manifests_mounted(step: Instruction) -> bool:
    """Whether a RUN sees a manifest, or the whole context, through a bind mount."""
    bound = [mount for mount in mounts(step) if mount["type"] == "bind"]
    return any(is_manifest(mount["source"] or mount["target"]) or not mount["source"] for mount in bound)


_NPM_CI = frozenset(("clean-install", "ic", "install-clean", "isntall-clean"))
"""What npm takes for `ci` as well, a slip of the finger included."""
_NPM_LOCKS = ("package-lock.json", "npm-shrinkwrap.json")

# program: (the words after it that install from a manifest, one of them must be the first that is no option)
_FROM_LISTS: dict[str, frozenset[str]] = {
    "npm": frozenset(("ci", *_NPM_CI, "install", "i")),
    "pnpm": frozenset(("install", "i", "fetch")),
    "yarn": frozenset(("", "install", "workspaces")),
    "bun": frozenset(("install", "i")),
    "poetry": frozenset(("install", "sync")),
    "pipenv": frozenset(("install", "sync")),
    "pdm": frozenset(("install", "sync")),
    "uv": frozenset(("sync",)),
    "go": frozenset(("mod",)),
    "cargo": frozenset(("fetch", "chef", "build")),
    "bundle": frozenset(("", "install")),
    "composer": frozenset(("install",)),
    "dotnet": frozenset(("restore",)),
    "mix": frozenset(("deps.get",)),
    "gradle": frozenset(("dependencies", "resolveDependencies")),
    "gradlew": frozenset(("dependencies", "resolveDependencies")),
}
_TOOLS = frozenset(("pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm", "virtualenv", "pip-tools"))
_VALUED = frozenset(("-r", "--requirement", "-c", "--constraint", "-t", "--target", "--index-url", "-i", "--prefix"))


def installs_dependencies(step: Instruction) -> bool | None:
    """Whether a RUN installs dependencies from a list (True) or by naming them (False); None where it does neither."""
    if step.name != "RUN":
        return None
    found = [_installs(command) for command in commands_of(step)]
    return True if True in found else False if False in found else None


def _installs(command: Command) -> bool | None:
    words = pip_words(command)
    if words is not None:
        return _pip(words)
    program, plain = command.program, command.plain
    first = plain[0] if plain else ""
    if program in {"mvn", "mvnw"}:
        return True if any(word.startswith("dependency:") or ":go-offline" in word for word in plain) else None
    if first not in _FROM_LISTS.get(program, ()) or command.options & {"-g", "--global"}:
        return None
    if program == "go":
        return True if plain[1:2] in {("download",), ("tidy",), ("vendor",)} else None
    if program == "yarn" and not first:
        return True if not command.options & {"--version", "-v", "--help"} else None
    named = program in {"npm", "pnpm", "bun"} and len(plain) > 1
    return not named


def pip_words(command: Command) -> tuple[str, ...] | None:
    """The words after `pip install`, however pip is started; None where the command is another."""
    words = command.bare
    if re.fullmatch(r"python[\d.]*", command.program) and words[1:3] == ("-m", "pip"):
        words = ("pip", *words[3:])
    elif command.program == "uv" and words[1:2] == ("pip",):
        words = ("pip", *words[2:])
    if not words or not re.fullmatch(r"pip[\d.]*", words[0]) or "install" not in words:
        return None
    return words[words.index("install") + 1 :]


def _pip(words: tuple[str, ...]) -> bool | None:
    if any(re.match(r"-r|--requirement|--group", word) for word in words):
        return True
    named = [
        word
        for word, before in zip(words, ("", *words), strict=False)
        if not word.startswith("-") and before not in _VALUED
    ]
    if any(word.startswith((".", "/")) for word in named):
        return True
    names = {re.split(r"[=<>!~\[;@ ]", word)[0].lower() for word in named}
    return False if names - _TOOLS else None
