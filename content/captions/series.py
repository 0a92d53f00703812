"""What is too long for one caption becomes a thread or a carousel, where the platform has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum, auto

import regex

from content.captions import wording
from content.captions.composing import Prepared, compose, fitted, prepared
from content.captions.counting import measure
from content.captions.demands import demand_usable
from content.captions.fitting import Parts, Role, text_of
from content.captions.limits import limit_for
from content.captions.model import Brief, Caption, CaptionError, TextLimit
from content.captions.patterns import patterns_for

_MOST_PARTS = 25  # nobody reads on; Bluesky and Mastodon set no limit
_SLIDE = 280
"""Characters of a statement that can be read on one picture of a carousel."""

_SENTENCE = regex.compile(r"(?<=[.!?…。！？؟।][\"'”’)]*)\s+|\n")
# A space inside a number, or between a number and what it counts, is no place to cut.
_SPACE = regex.compile(r"(?<!\d)\s+|(?<=\d)\s+(?=[^\W\d]{5,})")


class Form(StrEnum):
    SINGLE = auto()
    THREAD = auto()
    CAROUSEL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One caption; the parts of a thread in their order; or the caption and slides of a carousel.

    The words of the statement are all in ``captions``, or all in ``slides``.
    """

    form: Form
    captions: tuple[Caption, ...]
    slides: tuple[str, ...] = ()


def compose_series(brief: Brief) -> Series:
    """Compose one caption or, where it does not fit, what the platform has for long texts.

    Every part of a thread names the hotline, its last one carries all lines of safety. Raises
    ``CaptionError`` where the platform has neither threads nor several pictures, or where even
    these do not hold the text.
    """
    try:
        caption = compose(brief)
        if Role.REST not in caption.dropped:
            return Series(form=Form.SINGLE, captions=(caption,))
        error = CaptionError(f"{brief.platform} does not take all sentences")
    except CaptionError as refused:
        error = refused
    return _more_than_one(brief, error)


def _more_than_one(brief: Brief, error: CaptionError) -> Series:
    limit = brief.limit or limit_for(brief.platform)
    demand_usable(brief, limit)  # what is wrong with the brief itself stays wrong
    if limit.threads:
        return Series(form=Form.THREAD, captions=_thread(_with_hotline(brief, limit)))
    if limit.max_images > 1:
        return _carousel(_joined(prepared(brief, limit)), error)
    raise error


def _joined(draft: Prepared) -> Prepared:
    """Put all sentences of the statement together, to be cut anew."""
    *_, claim = draft.parts[Role.CLAIM]
    whole = " ".join(filter(None, (claim, *draft.parts.get(Role.REST, ())[:1])))
    parts = {**draft.parts, Role.CLAIM: (whole,)}
    parts.pop(Role.REST, None)
    return replace(draft, parts=parts)


def _with_hotline(brief: Brief, limit: TextLimit) -> Prepared:
    """Word the hotline even where the statement names it: that may stand in another part."""
    draft = _joined(prepared(brief, limit))
    if brief.hotline is None or Role.HOTLINE in draft.parts:
        return draft
    forms = wording.named(brief.hotline, patterns_for(brief.language))
    return replace(draft, parts={**draft.parts, Role.HOTLINE: forms})


def _thread(draft: Prepared) -> tuple[Caption, ...]:
    claim = draft.parts[Role.CLAIM][-1]
    middle: Parts = {
        role: draft.parts[role]
        for role in (Role.SPACING, Role.HOTLINE, Role.CRISIS)
        if role in draft.parts
    }
    widest = f"{_MOST_PARTS}/{_MOST_PARTS}"

    def holds(text: str) -> bool:
        return fitted(draft, {**middle, Role.CLAIM: (text,), Role.NUMBER: (widest,)}) is not None

    pieces = list(_cut(claim, holds, draft))
    last = {**draft.parts, Role.CLAIM: (pieces[-1],), Role.NUMBER: (widest,)}
    if fitted(draft, last) is None:
        pieces.append("")
    if len(pieces) > _MOST_PARTS:
        raise CaptionError(_hopeless(draft, f"a thread of {_MOST_PARTS} parts"))
    parts = [
        {
            **(draft.parts if number == len(pieces) else middle),
            Role.CLAIM: (piece,),
            Role.NUMBER: (f"{number}/{len(pieces)}",),
        }
        for number, piece in enumerate(pieces, start=1)
    ]
    captions = [fitted(draft, part) for part in parts]
    made = tuple(caption for caption in captions if caption is not None)
    if len(made) < len(captions):
        raise CaptionError(_hopeless(draft, "a thread"))
    return made


def _carousel(draft: Prepared, error: CaptionError) -> Series:
    claim = draft.parts[Role.CLAIM][-1]
    slides = tuple(_cut(claim, lambda text: len(text) <= _SLIDE, draft))
    if len(slides) > draft.limit.max_images:
        raise CaptionError(_hopeless(draft, f"{draft.limit.max_images} pictures")) from error
    # Half a sentence may say something else than the whole: the caption has the first one or none.
    first = next(_split(_SENTENCE, claim))[0]
    caption = fitted(draft, {**draft.parts, Role.CLAIM: (first,)})
    if caption is None:
        raise CaptionError(
            _hopeless(draft, "a carousel: its first sentence is too long")
        ) from error
    return Series(form=Form.CAROUSEL, captions=(caption,), slides=slides)


def _cut(text: str, holds: Callable[[str], bool], draft: Prepared) -> Iterator[str]:
    """Cut text at sentences, or where one is too long at words, never inside one or a number."""
    piece = ""
    for part, joint in _parts(text, holds):
        longer = f"{piece}{joint}{part}" if piece else part
        if holds(longer):
            piece = longer
            continue
        if piece:
            yield piece
        if not holds(part):
            raise CaptionError(_hopeless(draft, "any part: one word is too long"))
        piece = part
    yield piece


def _parts(text: str, holds: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    for sentence, joint in _split(_SENTENCE, text):
        if holds(sentence):
            yield sentence, joint
            continue
        words = list(_split(_SPACE, sentence))
        yield words[0][0], joint
        yield from words[1:]


def _split(where: regex.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Return the parts of a text, each with what stood before it."""
    position, joint = 0, ""
    for found in where.finditer(text):
        if text[position : found.start()].strip():
            yield text[position : found.start()], joint
            joint = found.group()
        position = found.end()
    if text[position:].strip():
        yield text[position:], joint


def _hopeless(draft: Prepared, what: str) -> str:
    shortest = {role: (forms[-1],) for role, forms in draft.parts.items()}
    need = measure(text_of(shortest, dict.fromkeys(shortest, 0)), draft.limit).length
    return (
        f"the text of line {draft.brief.items[0].lines[0]} cannot fit {draft.brief.platform}, not"
        f" even into {what}: it counts {need}; shorten the statement or leave this platform out"
    )
