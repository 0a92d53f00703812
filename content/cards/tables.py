"""Reads TOML tables key by key, and says file, line and key of whatever is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import regex

E = TypeVar("E", bound=StrEnum)

_HEADER = regex.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = regex.compile(r"^\s*([\w.\"'-]+)\s*=")
_MISSING = object()
_LINE = regex.compile(r"at line (\d+)")


def parsed(text: str, name: str, error: type[Exception]) -> dict[str, Any]:
    """Parse TOML; what is wrong with its form is raised as ``error`` with file and line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        found = _LINE.search(str(broken))
        line = found.group(1) if found else str(max(1, len(text.splitlines())))
        raise error(f"{name}, line {line}: this is no TOML: {broken}.") from None


class Table:
    """One table of a file. Every ``take_*`` uses a key up; ``done`` refuses what is left."""

    def __init__(
        self, values: dict[str, Any], path: str, source: Source, *, index: int = 0
    ) -> None:
        self._values = dict(values)
        self._known: list[str] = []
        self.path = path
        self.source = source
        self._index = index

    def fail(self, key: str, why: str) -> Exception:
        """Build the error for one key of this table."""
        full = f"{self.path}.{key}" if self.path else key
        line = self.source.line(self.path, key, self._index)
        return self.source.error(f"{self.source.name}, line {line}: {full} {why}.")

    def has(self, key: str) -> bool:
        return key in self._values

    def names(self) -> list[str]:
        return list(self._values)

    def take(self, key: str, what: type | tuple[type, ...], otherwise: Any = _MISSING) -> Any:
        self._known.append(key)
        if key not in self._values:
            if otherwise is _MISSING:
                raise self.fail(key, "is missing")
            return otherwise
        value = self._values.pop(key)
        if not isinstance(value, what) or (isinstance(value, bool) and what is not bool):
            raise self.fail(key, f"must be {_named(what)}, not {value!r}")
        return value

    def text(self, key: str, otherwise: Any = _MISSING) -> str:
        return str(self.take(key, str, otherwise))

    def number(
        self, key: str, otherwise: Any = _MISSING, *, least: float = -1e6, most: float = 1e6
    ) -> float:
        value = float(self.take(key, (int, float), otherwise))
        if not least <= value <= most:
            raise self.fail(key, f"must be between {least:g} and {most:g}, not {value:g}")
        return value

    def flag(self, key: str, *, otherwise: bool) -> bool:
        return bool(self.take(key, bool, otherwise))

    def numbers(self, key: str, count: int, otherwise: Any = _MISSING) -> Any:
        value = self.take(key, list, otherwise)
        if value is otherwise:
            return value
        good = all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)
        if len(value) != count or not good:
            raise self.fail(key, f"must be {count} numbers, not {value!r}")
        return tuple(float(one) for one in value)

    def choice(self, key: str, options: type[E], otherwise: E) -> E:
        value = self.text(key, str(otherwise))
        if value not in list(options):
            raise self.fail(key, f"must be one of {', '.join(options)}, not {value!r}")
        return options(value)

    def choices(self, key: str, options: Sequence[str], otherwise: Any = _MISSING) -> Any:
        value = self.take(key, list, otherwise)
        if value is otherwise:
            return value
        for one in value:
            if one not in options:
                raise self.fail(key, f"must hold only {', '.join(options)}, not {one!r}")
        return tuple(str(one) for one in value)

    def checked(self, key: str, check: Callable[[str], None], otherwise: Any = _MISSING) -> str:
        """Take a text that ``check`` accepts; its ``ValueError`` becomes an error of this file."""
        value = self.text(key, otherwise)
        if value != otherwise:
            try:
                check(value)
            except ValueError as wrong:
                raise self.fail(key, f"is wrong: {wrong}") from None
        return value

    def table(self, key: str, *, needed: bool = True) -> Table:
        values = self.take(key, dict) if needed else self.take(key, dict, {})
        return Table(values, f"{self.path}.{key}" if self.path else key, self.source)

    def tables(self, key: str) -> Iterator[Table]:
        for index, values in enumerate(self.take(key, list, [])):
            if not isinstance(values, dict):
                raise self.fail(key, "must be tables: write [[" + key + "]]")
            path = f"{self.path}.{key}" if self.path else key
            yield Table(values, path, self.source, index=index)

    def done(self) -> None:
        for key in self._values:
            raise self.fail(key, f"is not known here; there are {', '.join(self._known)}")


class Source:
    """The file the tables come from: finds the line on which a key stands."""

    def __init__(self, name: str, text: str, error: type[Exception]) -> None:
        self.name = name
        self.error = error
        self._lines = text.splitlines()

    def root(self, values: dict[str, Any]) -> Table:
        return Table(values, "", self)

    def line(self, path: str, key: str, index: int = 0) -> int:
        """Return the line of a key, else of its table, else of the nearest table above it."""
        header, header_line, seen = "", 1, -1
        best = 1
        for number, line in enumerate(self._lines, 1):
            if found := _HEADER.match(line):
                header, header_line = found.group(1).replace(" ", ""), number
                seen += header == path
                if path == header or path.startswith(f"{header}."):
                    best = header_line
            elif (written := _KEY.match(line)) and _same(header, written.group(1), path, key):
                if header != path or seen <= 0 or seen == index:
                    best = number
                if header != path or seen == index:
                    return number
        return best


def _same(header: str, written: str, path: str, key: str) -> bool:
    full = f"{path}.{key}" if path else key
    here = f"{header}.{written}" if header else written
    return here == full or full.startswith(f"{here}.")


def _named(what: type | tuple[type, ...]) -> str:
    names = {str: "a text", bool: "true or false", list: "a list", dict: "a table"}
    return "a number" if isinstance(what, tuple) else names.get(what, what.__name__)
