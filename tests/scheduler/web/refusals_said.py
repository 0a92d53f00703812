"""Every refusal and note that code below the pages can put on one, as it stands in the source.

A sentence with values in it is returned with numbered places: "There is no post {1}."
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import scheduler

ROOT = Path(scheduler.__file__).parents[1]
ROOMS = ("scheduler/actions", "scheduler/domain", "scheduler/connectors", "content")
# What an action says of itself, and what it passes on from below: each is shown on some page.
TOLD = frozenset(
    {
        *("ActionError", "ChangedError", "NotAllowedError", "NotFoundError", "LoginError"),
        *("TooManyTriesError", "CodeNeededError", "InvitationError", "LinkError"),
        *("PartnerLinkError", "BlockedError", "FactSheetError", "CorrectionError", "TableError"),
        *("RulePackError", "CaptionError", "BrandError", "CardError", "PictureError"),
        *("TemplateError", "TooLongError", "RuleError", "PlanError", "ZoneError"),
        *("LocalTimeError", "PolicyError", "FieldError", "UnknownPlatformError", "PackError"),
        *("SendError",),
    }
)
# Sentences that become refusals with the line of a table before them, and notes on captions.
LINES = (
    "content/packs/tables_read.py",
    "content/packs/posts_table.py",
    "content/packs/posts_dialects.py",
    "scheduler/actions/importing_posts.py",
)
NOTES = {
    "content/captions/hashtags.py": ("advice",),
    "content/captions/composing.py": ("_hashtags", "_left_to_the_picture", "_no_patterns"),
    "scheduler/actions/noting.py": ("notes_of",),
    "scheduler/actions/producing.py": ("_left_out",),
}
PARTS = "_PARTS"  # a table of words that notes are filled in with
# Told by commands alone: no page leads there.
BY_COMMAND = (
    "content/observances/",
    "content/captions/patterns.py",
    "content/cards/design.py",
    "content/cards/schema.py",
    "content/brand_file.py",
    "scheduler/actions/observing.py",
    "scheduler/actions/simulating.py",
    "scheduler/actions/restoring.py",
    "scheduler/domain/rule_reading.py",
)


@cache
def refusals() -> frozenset[str]:
    """Return every sentence that needs a translation."""
    paths = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    found = {text for path in paths for text in _of_file(path)}
    return frozenset(text for text in found if _has_words(text))


def _of_file(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    if name.startswith(BY_COMMAND):
        return
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in TOLD:
            for argument in (*node.args, *(word.value for word in node.keywords)):
                yield from _sentences(argument)
        elif isinstance(node, ast.Call) and name in LINES and _is_of_a_line(node):
            yield from _sentences(node.args[0])
        elif isinstance(node, ast.FunctionDef) and node.name in NOTES.get(name, ()):
            yield from _notes(node)
        elif isinstance(node, ast.Assign) and name in NOTES and _named(node) == PARTS:
            assert isinstance(node.value, ast.Dict)
            yield from (text for one in node.value.values for text in _sentences(one))
        elif isinstance(node, ast.Yield) and name in LINES and node.value:
            yield from _sentences(node.value)


def _is_of_a_line(node: ast.Call) -> bool:
    appended = isinstance(node.func, ast.Attribute) and node.func.attr == "append"
    return bool(node.args) and (appended or _called(node) in {"ValueError", "_needed"})


def _named(node: ast.Assign) -> str:
    return node.targets[0].id if isinstance(node.targets[0], ast.Name) else ""


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _notes(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the notes a function makes; its docstring begins with a capital, they do not."""
    parts = {
        id(part)
        for node in ast.walk(function)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr):
            yield _template(node)
        elif isinstance(node, ast.Constant) and id(node) not in parts and _is_note(node.value):
            yield str(node.value)


def _is_note(value: object) -> bool:
    return isinstance(value, str) and value.count(" ") > 1 and not value[0].isupper()


def _sentences(node: ast.expr) -> Iterator[str]:
    """Yield the sentences an expression may be: both sides of a condition, parts of a list."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield _template(node)
        case ast.IfExp():
            yield from _sentences(node.body)
            yield from _sentences(node.orelse)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _sentences(part)


def _template(node: ast.JoinedStr) -> str:
    parts, places = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts += str(part.value)
        else:
            places += 1
            parts += f"{{{places}}}"
    return parts


def _has_words(text: str) -> bool:
    """Say whether there is anything to translate: "{1}: {2}" is nothing but values."""
    words = [word for word in re.split(r"[^A-Za-z]+", text) if len(word) > 1]
    return len(words) >= (2 if "{1}" in text else 1)
