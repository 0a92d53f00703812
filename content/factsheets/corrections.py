"""What people correct in an extraction, kept apart from it so that it survives a new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Any, assert_never

from content.factsheets.forms import words
from content.factsheets.identity import key_of, keys_of
from content.factsheets.model import Extraction, Item, Kind, LeftOut, SheetWarning


class CorrectionError(Exception):
    """A correction that cannot be made: the message says why and what would do."""


class Correcting(StrEnum):
    KIND = auto()
    TEXT = auto()  # trimmed: words may go, none may come
    SPLIT = auto()
    MERGE = auto()
    EMPHASIS = auto()  # the words that stand out on the card
    EXCLUDE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """``keys`` name the items as extracted, ``said`` their words, for people.

    ``texts`` are the words that stay (trimmed), the parts (split), or what stands out.
    """

    what: Correcting
    keys: tuple[str, ...]
    said: tuple[str, ...] = ()
    kind: Kind | None = None
    texts: tuple[str, ...] = ()


def correction_for(
    extraction: Extraction,
    what: Correcting,
    keys: Sequence[str],
    *,
    kind: Kind | None = None,
    texts: Sequence[str] = (),
) -> Correction:
    """Return a correction that holds for ``extraction``, or raise ``CorrectionError``."""
    items = [item for item in extraction.items if item.key in keys]
    if not items or len(items) != len(set(keys)):
        raise CorrectionError("The sheet has no such item any more: look at it again.")
    found = Correction(
        what=what,
        keys=tuple(item.key for item in items),
        said=tuple(item.text for item in items),
        kind=kind,
        texts=tuple(text.strip() for text in texts),
    )
    _demand_sound(found, items)
    return found


def corrected(extraction: Extraction, corrections: Sequence[Correction]) -> Extraction:
    """Apply corrections in their order.

    One whose sentence is no longer in the sheet changes nothing and becomes a warning.
    """
    items = list(extraction.items)
    left_out = list(extraction.left_out)
    warnings = list(extraction.warnings)
    for correction in corrections:
        places = [i for i, item in enumerate(items) if item.key in correction.keys]
        if len(places) != len(set(correction.keys)):
            warnings.append(_lost(correction))
            continue
        taken = [items[place] for place in places]
        if correction.what is Correcting.EXCLUDE:
            left_out += [
                LeftOut(text=item.text, lines=item.lines, why="excluded by a person")
                for item in taken
            ]
        made = _apply(correction, taken)
        items = [item for item in items if item not in taken]
        items[places[0] : places[0]] = made
    return replace(
        extraction,
        items=tuple(_distinct(items)),
        left_out=tuple(sorted(left_out, key=lambda one: one.lines)),
        warnings=tuple(warnings),
    )


def to_plain(correction: Correction) -> dict[str, Any]:
    return {
        "what": correction.what.value,
        "keys": list(correction.keys),
        "said": list(correction.said),
        "kind": correction.kind.value if correction.kind else None,
        "texts": list(correction.texts),
    }


def from_plain(plain: Mapping[str, Any]) -> Correction:
    return Correction(
        what=Correcting(plain["what"]),
        keys=tuple(plain["keys"]),
        said=tuple(plain["said"]),
        kind=Kind(plain["kind"]) if plain["kind"] else None,
        texts=tuple(plain["texts"]),
    )


_ONE_ITEM = frozenset({Correcting.TEXT, Correcting.SPLIT, Correcting.EMPHASIS})


def _demand_sound(correction: Correction, items: Sequence[Item]) -> None:
    """Refuse what would make an item say what its sentence does not say."""
    if correction.what in _ONE_ITEM and len(items) != 1:
        raise CorrectionError("Trim, split or emphasize one item at a time.")
    if correction.what is Correcting.MERGE and len(items) < 2:  # noqa: PLR2004
        raise CorrectionError("Merging takes two items or more.")
    if correction.what is Correcting.KIND and correction.kind is None:
        raise CorrectionError("Say which kind the item is.")
    if correction.what is Correcting.TEXT and len(correction.texts) != 1:
        raise CorrectionError("Give the words that stay.")
    if correction.what is Correcting.SPLIT and len(correction.texts) < 2:  # noqa: PLR2004
        raise CorrectionError("Give the parts, two or more.")
    strange = [text for text in correction.texts if text not in items[0].text]
    if correction.what is Correcting.EMPHASIS and strange:
        raise CorrectionError(
            f"The item does not say {strange[0]!r}: only its own words stand out."
        )
    rewords = correction.what in {Correcting.TEXT, Correcting.SPLIT}
    if rewords and not _only_fewer_words(items[0].text, correction.texts):
        raise CorrectionError(
            "The new text has words that the sheet's sentence does not have: take words away, or"
            " change the fact sheet itself."
        )


def _only_fewer_words(text: str, parts: Sequence[str]) -> bool:
    """Say whether the parts, one after another, are the text with words left out."""
    rest = iter(words(text))
    wanted = [word for part in parts for word in words(part)]
    return all(map(bool, parts)) and bool(wanted) and all(word in rest for word in wanted)


def _apply(correction: Correction, items: Sequence[Item]) -> list[Item]:
    match correction.what:
        case Correcting.KIND:
            assert correction.kind is not None
            return [_renamed(replace(item, kind=correction.kind)) for item in items]
        case Correcting.TEXT | Correcting.SPLIT:
            make: Callable[[str], Item] = lambda text: _renamed(  # noqa: E731
                replace(
                    items[0],
                    text=text,
                    links=_still_there(items[0], text),
                    emphasis=tuple(words for words in items[0].emphasis if words in text),
                )
            )
            return [make(text) for text in correction.texts]
        case Correcting.MERGE:
            return [_merged(items, correction.kind)]
        case Correcting.EMPHASIS:
            return [replace(items[0], emphasis=tuple(filter(None, correction.texts)))]
        case Correcting.EXCLUDE:
            return []
        case _:
            assert_never(correction.what)


def _merged(items: Sequence[Item], kind: Kind | None) -> Item:
    first = items[0]
    return _renamed(
        replace(
            first,
            kind=kind or first.kind,
            text=" ".join(item.text for item in items),
            lines=(min(i.lines[0] for i in items), max(i.lines[1] for i in items)),
            links=tuple(link for item in items for link in item.links),
            emphasis=tuple(words for item in items for words in item.emphasis),
        )
    )


def _renamed(item: Item) -> Item:
    return replace(item, key=key_of(item.kind, item.text))


def _still_there(item: Item, text: str) -> tuple[Any, ...]:
    return tuple(link for link in item.links if link.text in text)


def _distinct(items: Sequence[Item]) -> list[Item]:
    keys = keys_of((item.kind, item.text) for item in items)
    return [replace(item, key=key) for item, key in zip(items, keys, strict=True)]


def _lost(correction: Correction) -> SheetWarning:
    said = correction.said[0] if correction.said else correction.keys[0]
    return SheetWarning(
        code="correction_without_sentence",
        message=(
            f"A correction ({correction.what}) of {said!r} no longer applies: the sentence is not"
            " in this version of the sheet."
        ),
    )
