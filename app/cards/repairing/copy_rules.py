"""Rules about what a Dockerfile copies into the image, and in which order."""

import re

from app.cards.repairing.dockerfile import Instruction
from app.cards.repairing.installs import (
    brings_lock,
    installs_dependencies,
    is_manifest,
    manifests_mounted,
    wants_lock,
)
from app.cards.repairing.rule import Finding, Rule, fails, holds, shown
from app.cards.repairing.shellscript import commands_of
from app.cards.repairing.stages import Dockerfile, Stage, path_in, workdirs

_REMOTE = re.compile(r"(https?|git|ssh|ftp)://|git@", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst))$", re.IGNORECASE)
_CODE = re.compile(r"\.(py|[cm]?[jt]sx?|go|rs|java|kt|rb|php|cs|c|cc|cpp|h|ex|exs|scala|swift|html?|css|vue)$")
_SECRET_FILE = re.compile(
    r"(^|/)(\.env(\.(?!example|sample|template|dist)[\w.-]+)?|id_(rsa|ed25519|ecdsa|dsa)|\.netrc|\.npmrc|\.pypirc"
    r"|\.git-credentials|\.ssh|\.aws|\.docker|credentials(\.json)?|[^/]*\.(pem|key|p12|pfx|keystore))/?$"
)


def from_context(step: Instruction) -> tuple[str, ...]:
    """What a COPY or ADD takes from the build context; () where it copies from a stage or an address."""
    if step.name not in {"COPY", "ADD"} or step.flag("from") is not None:
        return ()
    return tuple(word for word in step.words[:-1] if not _REMOTE.match(word) and not re.match(r"\d*<<", word))


def is_everything(source: str) -> bool:
    """Whether a source is the whole context: `.`, `./`, `*`, `/`."""
    return re.fullmatch(r"[./*]+", source) is not None and ".." not in source


def is_code(source: str) -> bool:
    """Whether a source is program text that changes from day to day: the whole context, a folder, a file of code."""
    last = source.rstrip("/").rsplit("/", 1)[-1]
    if is_everything(source) or _CODE.search(last):
        return True
    return ("." not in last or source.endswith("/")) and not is_manifest(source)


def deps_before_sources(file: Dockerfile) -> Finding:
    """In each stage that installs from a manifest, the manifest is copied first and the sources only after."""
    installed = None
    for stage in file.stages:
        found = _order(stage)
        if found and not found.holds:
            return found
        installed = installed or found
    copied = next((step for _, step in file.steps("COPY", "ADD") if any(map(is_code, from_context(step)))), None)
    if installed is None:
        return fails("No RUN installs dependencies in a step of its own.", copied)
    return installed if copied else fails("The sources are never copied.")


def _order(stage: Stage) -> Finding | None:
    """What the first installing RUN of a stage finds before it; None where the stage installs nothing."""
    manifest = code = None
    for step in stage.lineage:
        for source in from_context(step):
            if is_code(source):
                code = code or step
            elif is_manifest(source):
                manifest = manifest or step
        listed = installs_dependencies(step)
        if listed is None:
            continue
        if code:
            why = f"brings in sources before {shown(step.text)}, so every edit installs everything again."
            return fails(f"{shown(code.text)} {why}", code)
        if listed and manifest is None and not manifests_mounted(step):
            return fails(f"{shown(step.text)} finds no list of dependencies: copy it first.", step)
        return _locked(stage, step) or holds(
            f"{shown(step.text)} runs again only when the list of dependencies changes.", step
        )
    return None


def _locked(stage: Stage, step: Instruction) -> Finding | None:
    """What is wrong where an `npm ci` finds no lock file."""
    before = stage.lineage[: stage.lineage.index(step) + 1]
    if not wants_lock(step) or any(map(brings_lock, before)):
        return None
    return fails(f"{shown(step.text)} gives up without a lock file: copy package-lock.json first, too.", step)


def copy_not_add(file: Dockerfile) -> Finding:
    """ADD is used only for what COPY cannot do: an address, or an archive to unpack."""
    for _, step in file.steps("ADD"):
        if any(not _ARCHIVE.search(source) for source in from_context(step)):
            return fails(f"{shown(step.text)} only copies files: COPY does that without ADD’s surprises.", step)
    return holds("No ADD stands where COPY would do.")


def copy_owned(file: Dockerfile, owner: str = "") -> Finding:
    """Every COPY and ADD of the final stage hands its files to a user who is not root (or to that one)."""
    copies = [step for step in (file.final.lineage if file.final else ()) if step.name in {"COPY", "ADD"}]
    known = _numbers(file, owner.partition(":")[0]) if owner else set()
    for step in copies:
        given = step.flag("chown")
        if not given:
            return fails(f"{shown(step.text)} has no --chown: its files belong to root.", step)
        user = given.partition(":")[0]
        if user in {"root", "0"} or (owner and owner not in {given, user} and user not in known):
            return fails(f"{shown(step.text)} hands the files to {given}{f', not {owner}' if owner else ''}.", step)
    return holds(f"{shown(copies[0].text)} hands them over.", copies[0]) if copies else fails("Nothing is copied.")


def _numbers(file: Dockerfile, owner: str) -> set[str]:
    """The numbers of that user: the one he was made with, and the one that the container runs as."""
    found = set()
    for step in file.final.lineage if file.final else ():
        for command in commands_of(step) if step.name == "RUN" else ():
            if command.program in {"useradd", "adduser"}:
                uid = re.search(r"(?:^|\s)(?:-[a-zA-Z]*u|--uid)[\s=]?([0-9]{1,10})(?=\s|$)", " ".join(command.bare[1:]))
                if uid and [word for word in command.plain if word != uid[1]][-1:] == [owner]:
                    found.add(uid[1])
    user = file.final.last("USER") if file.final else None
    number = " ".join(user.words).partition(":")[0] if user else ""
    return found | ({number} if number.isdecimal() else set())


def copies(file: Dockerfile, source: str, target: str = "") -> Finding:
    """A COPY or ADD takes that from the context (and puts it there)."""
    near = None
    for stage in file.stages:
        for step, folder in workdirs(stage):
            if _plain(source) not in map(_plain, from_context(step)):
                continue
            there = path_in(folder, step.words[-1])
            if not target or there == path_in(folder, target):
                return holds(f"{shown(step.text)} does it.", step)
            near = step
    if near:
        return fails(f"{shown(near.text)} puts {source} elsewhere, not in {target}.", near)
    return fails(f"No COPY takes {source}.")


def _plain(path: str) -> str:
    return path.removeprefix("./").rstrip("/") or "."


def no_copy_all(file: Dockerfile) -> Finding:
    """The final stage does not copy the whole context."""
    for step in file.final.lineage if file.final else ():
        if any(map(is_everything, from_context(step))):
            return fails(f"{shown(step.text)} puts the whole folder into the image: name what it needs.", step)
    return holds("Only named files and folders reach the image.") if file.stages else fails("The file has no FROM.")


def no_copy_outside(file: Dockerfile) -> Finding:
    """No source lies above the build context."""
    for _, step in file.steps("COPY", "ADD"):
        for source in from_context(step):
            if source.startswith("..") or "/../" in source:
                return fails(f"{shown(step.text)} reaches above the build context, where nothing can be read.", step)
    return holds("Every source lies within the build context.")


def no_secret_copied(file: Dockerfile) -> Finding:
    """No COPY takes a file that holds a secret by its name."""
    for _, step in file.steps("COPY", "ADD"):
        for source in from_context(step):
            if _SECRET_FILE.search(source):
                return fails(
                    f"{shown(step.text)} leaves {source} in a layer, where whoever has the image reads it.", step
                )
    return holds("No file that is named like a secret is copied.")


COPY_RULES: dict[str, Rule] = {
    "deps-before-sources": Rule("Dependencies are installed before the sources are copied", deps_before_sources),
    "copy-not-add": Rule("Files are copied with COPY, not ADD", copy_not_add),
    "copy-owned": Rule("Copied files belong to [{0}, ]a user who is not root", copy_owned, ("user?",)),
    "copies": Rule("{0} is copied[ to {1}]", copies, ("path", "path?")),
    "no-copy-all": Rule("The final stage copies named files, not the whole folder", no_copy_all),
    "no-copy-outside": Rule("Nothing is copied from above the build context", no_copy_outside),
    "no-secret-copied": Rule("No file with a secret is copied into the image", no_secret_copied),
}
