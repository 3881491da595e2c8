"""What Dockerfile, compose.yaml and .dockerignore must agree on, and what must never slip into them."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()


def exec_form(instruction: str) -> list[str]:
    """The words of the one exec-form `CMD [...]` that follows `instruction`, line breaks and options allowed."""
    [words] = re.findall(rf"^{instruction}(?:[^\n]*\\\n\s*CMD)? (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [str(word) for word in json.loads(words)]


def after(words: list[str], option: str) -> str:
    return words[words.index(option) + 1]


def test_the_served_the_checked_the_exposed_and_the_published_port_are_one():
    served, checked = after(exec_form("CMD"), "--port"), after(exec_form("HEALTHCHECK"), "--port")
    [exposed] = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    [published] = re.findall(r'- "\$\{EBB_PUBLISH:-127\.0\.0\.1:\d+\}:(\d+)"', COMPOSE)
    assert len({served, checked, exposed, published}) == 1


def test_the_build_asks_no_registry_for_its_own_syntax():
    assert not re.search(r"^#\s*(syntax|escape|check)\s*=", DOCKERFILE, re.MULTILINE | re.IGNORECASE)


def test_the_user_is_a_number_and_not_root():
    assert [int(uid) > 0 for uid in re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)] == [True]


def test_what_is_copied_is_what_the_build_may_see():
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
    assert copied == allowed


def test_compose_hands_on_every_variable_that_is_a_setting_and_no_other():
    from app.settings import Settings

    handed = set(re.findall(r"^ {6}(EBB_[A-Z_]+):$", COMPOSE, re.MULTILINE))
    settings = {f"EBB_{name.upper()}" for name in Settings.model_fields}
    fixed_by_the_image = {"EBB_DATA", "EBB_HOST", "EBB_PORT"}
    never_in_a_container = {"EBB_SINGLE_USER"}
    assert handed == settings - fixed_by_the_image - never_in_a_container
