"""The application's own source, read as syntax trees."""

import ast
from functools import cache
from pathlib import Path

from app.settings import ROOT

MODULES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "app").rglob("*.py"))


def text(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(text(name))


def dotted(node: ast.AST) -> str:
    """`a.b.c` as written; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else f".{node.attr}"
    return ""


def room(name: str) -> str:
    """`app/review/kinds/x.py` lies in review; what lies in app/ itself has no room."""
    parts = Path(name).parts
    return parts[1] if len(parts) > 2 else ""
