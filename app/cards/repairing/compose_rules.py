"""The rules about compose files, and the one that asks whether Compose would take the file at all."""

from app.cards.repairing.compose_links import link_mistakes
from app.cards.repairing.compose_schema import schema_mistakes
from app.cards.repairing.network_rules import NETWORK_RULES
from app.cards.repairing.project import Project
from app.cards.repairing.rule import Finding, Rule, fails, holds
from app.cards.repairing.service_rules import SERVICE_RULES
from app.cards.repairing.storage_rules import STORAGE_RULES


def valid(project: Project) -> Finding:
    """Compose would accept the file: it fits the specification, and every name in it is declared."""
    mistakes = sorted((*schema_mistakes(project.root), *link_mistakes(project)), key=lambda mistake: mistake.line)
    if mistakes:
        first = mistakes[0]
        more = f" ({len(mistakes) - 1} more below)" if len(mistakes) > 1 else ""
        return fails(f"{project.shown(first)}: {first.words}{more}", first)
    if not project.parts:
        return fails("The file has no services.")
    return holds("The file fits the Compose specification.")


def no_version_key(project: Project) -> Finding:
    """The file has no version at its top."""
    at = project.root.map.get("version")
    return fails(f"{project.shown(at)} is obsolete and ignored.", at) if at else holds("There is no version key.")


def project_name(project: Project, wanted: str = "") -> Finding:
    """The project has a name (that one) at the top of the file."""
    at = project.root.map.get("name")
    if at is None:
        return fails("The file has no name: the folder’s is taken.")
    if wanted and at.text != wanted:
        return fails(f"{project.shown(at)} is not {wanted}.", at)
    return holds(f"{project.shown(at)} says so.", at)


RULES: dict[str, Rule] = {
    "valid": Rule("Compose accepts the file", valid),
    "no-version-key": Rule("The obsolete version key is gone", no_version_key),
    "project-name": Rule("The project is named[ {0}]", project_name, ("name?",)),
    **SERVICE_RULES,
    **NETWORK_RULES,
    **STORAGE_RULES,
}
