"""Names of images, as Dockerfiles and compose files write them."""

import re
from dataclasses import dataclass

_HUB = ("docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/", "library/")


@dataclass(frozen=True, slots=True)
class Image:
    """`name` without the hub's own prefix; `tag` and `digest` are "" where they are not given."""

    name: str
    tag: str
    digest: str

    @property
    def moving(self) -> bool:
        """Whether it is taken at latest, said or left out."""
        return not self.digest and self.tag in {"", "latest"}

    @property
    def pinned(self) -> bool:
        """Whether a digest or a version in the tag says which one it is."""
        return bool(self.digest) or (re.search(r"\d", self.tag) is not None and "$" not in self.tag)

    @property
    def unpinned(self) -> str:
        """Why it is not pinned, to follow the line's text."""
        if "$" in self.name + self.tag:
            return "takes its image from a variable without a default."
        if self.moving:
            return f"names no version of {self.name}: whatever is latest is taken, another one tomorrow."
        return f"has the tag “{self.tag}”, which names no version."


def image(text: str) -> Image:
    """An image as its name, tag and digest."""
    rest, _, digest = text.partition("@")
    name, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:  # that colon belongs to a registry's port
        name, tag = rest, ""
    for prefix in _HUB:
        if name.startswith(prefix):
            name = name.removeprefix(prefix)
            break
    return Image(name, tag, digest)


def same_image(one: str, other: str) -> bool:
    """Whether two names mean the same image; a digest is compared only where both have one."""
    left, right = image(one), image(other)
    if left.name != right.name:
        return False
    if left.digest and right.digest:
        return left.digest == right.digest
    return (left.tag or "latest") == (right.tag or "latest")
