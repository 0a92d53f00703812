"""Answer keys of our own sheets: what must come out, what must not, and whom one can reach.

A key is a text with one line for each answer::

    kind | text | context || other kinds that are right as well
    ! text that must not become an item
    @ role number          (role * for any)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from content.factsheets.extraction import compile_sheet
from content.factsheets.forms import words
from content.factsheets.model import Extraction, Item

FOLDER = Path(__file__).parent / "sheets"


@dataclass(frozen=True, slots=True)
class Answer:
    kinds: frozenset[str]
    text: str
    context: str

    def is_given_by(self, item: Item) -> bool:
        return words(item.text) == words(self.text)


@dataclass(frozen=True, slots=True)
class Key:
    answers: tuple[Answer, ...]
    never: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]
    source: str  # the sheet as it stands, for looking up the lines that items cite


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.key"))


def extraction_of(name: str) -> Extraction:
    path = sheet_of(name)
    return compile_sheet(path.read_bytes(), path.name)


def sheet_of(name: str) -> Path:
    return next(p for p in sorted(FOLDER.glob(f"{name}.*")) if p.suffix != ".key")


def key_of(name: str) -> Key:
    answers, never, contacts = [], [], []
    for line in (FOLDER / f"{name}.key").read_text("utf-8").splitlines():
        if line.startswith("!"):
            never.append(line[1:].strip())
        elif line.startswith("@"):
            role, number = line[1:].split()
            contacts.append((role, number))
        elif line.strip():
            answers.append(_answer(line))
    return Key(tuple(answers), tuple(never), tuple(contacts), sheet_of(name).read_text("utf-8"))


def _answer(line: str) -> Answer:
    said, _, others = line.partition("||")
    kind, text, *context = (part.strip() for part in said.split(" | "))
    also = {other.strip() for other in others.split(",") if other.strip()}
    return Answer(frozenset({kind, *also}), text, context[0] if context else "")
