"""Statements compiled once to SQL text, for the few that run on every request."""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import CompoundSelect

from app.db.engines import driver

Row = Any
"""A named tuple with the statement's columns."""

_DIALECT = SQLiteDialect_pysqlite(paramstyle="named")


class Prepared:
    """A Core statement whose SQL text, parameters and row type are worked out once.

    Running it costs what sqlite3 itself costs, a fifth of executing the statement through SQLAlchemy. Values go through
    the column types' own processors, so that a date is a date on both ways.
    """

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(  # type: ignore[attr-defined]
            dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
        )
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - narrows the type
        self.sql = str(compiled)
        self._inward = _inward(compiled)
        awaited = {name for parameter, name in compiled.bind_names.items() if parameter.required}
        self._constants = self._turn({name: value for name, value in compiled.params.items() if name not in awaited})
        columns = _columns(statement)
        row: Any = namedtuple("Row", [c.key for c in columns])  # type: ignore[misc]
        self._row: Callable[[Sequence[Any]], Row] = row._make
        self._outward = _outward(columns)

    def one(self, db: Connection, **values: Any) -> Row | None:
        """The first row, or None."""
        found = driver(db).execute(self.sql, self._bind(values)).fetchone()
        return None if found is None else self._shape(found)

    def all(self, db: Connection, **values: Any) -> list[Row]:
        """Every row."""
        return [self._shape(found) for found in driver(db).execute(self.sql, self._bind(values))]

    def run(self, db: Connection, **values: Any) -> int:
        """Runs a change; how many rows it touched."""
        return driver(db).execute(self.sql, self._bind(values)).rowcount

    def _bind(self, values: dict[str, Any]) -> dict[str, Any]:
        self._turn(values)
        return {**self._constants, **values} if self._constants else values

    def _turn(self, values: dict[str, Any]) -> dict[str, Any]:
        for name, process in self._inward:
            if name in values:
                values[name] = process(values[name])
        return values

    def _shape(self, found: Sequence[Any]) -> Row:
        if not self._outward:
            return self._row(found)
        values = list(found)
        for place, process in self._outward:
            values[place] = process(values[place])
        return self._row(values)


def _inward(compiled: SQLCompiler) -> list[tuple[str, Callable[[Any], Any]]]:
    """The parameters that must be turned into what the driver stores; constants in the statement are turned at once."""
    processors: dict[str, Callable[[Any], Any]] = {}
    for parameter, name in compiled.bind_names.items():
        process = parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
        if process is not None:
            processors[name] = process  # a parameter may stand in several places; it is turned once
    return list(processors.items())


def _columns(statement: Executable) -> list[Any]:
    if isinstance(statement, (Select, CompoundSelect)):
        return list(statement.selected_columns)
    if isinstance(statement, UpdateBase):
        return list(statement.exported_columns)
    return []


def _outward(columns: Sequence[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
    """The columns that must be turned from what the driver stores."""
    processors = []
    for place, column in enumerate(columns):
        process = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
        if process is not None:
            processors.append((place, process))
    return processors
