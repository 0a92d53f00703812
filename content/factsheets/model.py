"""The words of a fact sheet as values: blocks, items, contacts, warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

Lines = tuple[int, int]
"""First and last line of the source, 1-based and inclusive. For PDF and DOCX: paragraph numbers."""


class Kind(StrEnum):
    FACT = auto()
    DEFINITION = auto()
    AFFECTED_GROUP = auto()
    TACTIC = auto()
    WARNING_SIGN = auto()
    QUESTION = auto()
    ACTION = auto()
    SAFETY = auto()
    RESOURCE = auto()


class BlockKind(StrEnum):
    HEADING = auto()
    PARAGRAPH = auto()
    LIST_ITEM = auto()
    TABLE_ROW = auto()
    FURNITURE = auto()
    """A running header, page number, skip link or menu: never an item."""


class ContactRole(StrEnum):
    HOTLINE = auto()
    EMERGENCY = auto()
    TIP_LINE = auto()
    INFO = auto()
    PUBLISHER = auto()


class FactSheetError(Exception):
    """A sheet that cannot be read: the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address as the sheet prints it; ``url`` is None when it cannot be followed safely."""

    text: str
    raw: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item or table row, in reading order."""

    kind: BlockKind
    text: str
    lines: Lines
    level: int = 0  # heading level, or list depth from 1
    list_id: int | None = None  # items of one list share it
    emphasis: tuple[str, ...] = ()  # words the sheet prints in bold
    links: tuple[Link, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    name: str
    sha256: str
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""  # as declared by the sheet; empty when it declares none
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One typed statement of a fact sheet.

    ``text`` stands as in the sheet; ``context`` is the heading or lead-in it cannot be read
    without; ``group`` names items that belong on one card or must travel together.
    ``key`` stays the same for the same kind and wording, in every version of the sheet.
    """

    key: str
    kind: Kind
    text: str
    lines: Lines
    context: str = ""
    section: str = ""
    group: str = ""
    emphasis: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCode:
    """A number that takes text messages: ``text HELP or INFO to 233733 (BeFree)``."""

    number: str
    keywords: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A line or address people are sent to.

    ``phone`` is E.164 or a short code, for machines; ``phone_printed`` is what people read.
    """

    key: str
    name: str
    role: ContactRole
    phone: str = ""
    phone_printed: str = ""
    text_code: TextCode | None = None
    url: str = ""
    region: str = ""
    lines: Lines = (0, 0)
    verified_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWarning:
    """Something a person must be told about the sheet. ``proposal`` is never applied unasked."""

    code: str
    message: str
    lines: Lines | None = None
    proposal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A sentence left out because ``of`` (an item's key or a contact's) says it already."""

    text: str
    lines: Lines
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Text that became no item: layout, the publisher's own block, a lead-in."""

    text: str
    lines: Lines
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    title: str
    language: str
    publisher: str = ""
    publisher_url: str = ""
    items: tuple[Item, ...] = ()
    contacts: tuple[Contact, ...] = ()
    warnings: tuple[SheetWarning, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    sha256: str = ""
    topic: str = ""
    metadata: tuple[tuple[str, str], ...] = field(default=())
