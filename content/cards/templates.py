"""Finds the card templates, from source and installed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from content.cards.design import Template, TemplateError
from content.cards.schema import read_template

DEFAULT = "beacon"
_INSTALLED = Path(__file__).parent / "designs"
_SOURCE = Path(__file__).parents[2] / "templates" / "images"


def templates_dir() -> Path:
    """Return the folder of the templates that come with the program."""
    return _INSTALLED if _INSTALLED.is_dir() else _SOURCE


def list_templates() -> tuple[str, ...]:
    """Name the templates that come with the program, the default one first."""
    found = sorted(
        path.name for path in templates_dir().iterdir() if (path / "template.toml").is_file()
    )
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def load_template(name: str) -> Template:
    """Load a template by name, or the one in a folder: any name with a slash, or ".", is a path.

    Raises ``TemplateError`` with file, line and key, or with the names there are.
    """
    if "/" in name or "\\" in name or name in {".", ".."}:
        return read_template(Path(name).resolve())
    if name not in list_templates():
        raise TemplateError(
            f"There is no template {name!r}; there are {', '.join(list_templates())}."
        )
    return _bundled(name)


@lru_cache(maxsize=32)
def _bundled(name: str) -> Template:
    return read_template(templates_dir() / name)
