"""Makes a caption fit: parts give way in one stated order, then what still fits comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum, auto

_LINE = "\n"
SPACINGS = ("\n\n", _LINE)
"""What may stand between paragraphs, as the forms of ``Role.SPACING``."""


class Role(StrEnum):
    OPENING = auto()
    CLAIM = auto()
    REST = auto()
    CALL = auto()
    CAUTION = auto()
    DO_NOT_CONFRONT = auto()
    EMERGENCY = auto()
    HOTLINE = auto()
    CRISIS = auto()
    SOURCE = auto()
    LINK = auto()
    HASHTAGS = auto()
    NUMBER = auto()
    SPACING = auto()


Parts = Mapping[Role, tuple[str, ...]]
"""The forms of each part from full to short; a part that may go ends with an empty form."""

Levels = Mapping[Role, int]

# Roles of one paragraph, and what joins them inside it.
_LAYOUT: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.OPENING, Role.CLAIM, Role.REST), " "),
    ((Role.CALL,), " "),
    ((Role.CAUTION, Role.DO_NOT_CONFRONT), " "),
    ((Role.EMERGENCY, Role.HOTLINE, Role.CRISIS), _LINE),
    ((Role.SOURCE, Role.LINK), _LINE),
    ((Role.HASHTAGS,), " "),
    ((Role.NUMBER,), " "),
)

# Who gives way first. A role stands here as often as it may be shortened at that point; each
# time it takes its next shorter form. What is optional goes before the lines of safety are
# shortened; the claim, the hotline and the lines of advice have no empty form, so they can be
# shortened but never lost. The further sentences of a long statement go last of all: they stay on
# the picture.
DROP_ORDER: tuple[Role, ...] = (
    *([Role.HASHTAGS] * 30),  # all but the last tag: see `_steps`
    Role.CALL,
    Role.SOURCE,
    Role.OPENING,
    Role.SPACING,
    Role.LINK,
    Role.LINK,
    Role.HOTLINE,
    Role.CRISIS,
    Role.HASHTAGS,
    Role.LINK,
    Role.EMERGENCY,
    Role.CAUTION,
    Role.DO_NOT_CONFRONT,
    Role.SOURCE,
    Role.CLAIM,
    Role.HOTLINE,
    Role.CRISIS,
    Role.EMERGENCY,
    Role.REST,  # sentence by sentence, to the last
)
_BACK_FIRST = (
    Role.REST,
    *(Role.HOTLINE, Role.CRISIS, Role.EMERGENCY, Role.CAUTION, Role.DO_NOT_CONFRONT),
    *(Role.SOURCE, Role.LINK, Role.HASHTAGS, Role.CALL, Role.SPACING),
)


def fit(parts: Parts, fits: Callable[[str], bool]) -> Levels | None:
    """Choose a form of each part so that the text fits; None when no choice does."""
    levels = dict.fromkeys(parts, 0)
    if fits(text_of(parts, levels)):
        return levels
    for role in _steps(parts):
        levels[role] += 1
        if fits(text_of(parts, levels)):
            return _given_back(parts, levels, fits)
    return None


def text_of(parts: Parts, levels: Levels) -> str:
    paragraphs = (
        joint.join(filter(None, (_form(parts, levels, role) for role in roles)))
        for roles, joint in _LAYOUT
    )
    between = _form(parts, levels, Role.SPACING) or _LINE
    return between.join(filter(None, paragraphs))


def gone(parts: Parts, levels: Levels) -> tuple[Role, ...]:
    """Name the parts that had words and are left out."""
    return tuple(role for role in parts if parts[role][0] and not _form(parts, levels, role))


def _form(parts: Parts, levels: Levels, role: Role) -> str:
    return parts[role][levels[role]] if role in parts else ""


def _steps(parts: Parts) -> list[Role]:
    """Spell the order out for these parts: no step may leave a part without a form."""
    left = {role: len(forms) - 1 for role, forms in parts.items()}
    kept_back = {Role.HASHTAGS: 1, Role.SOURCE: 1, Role.LINK: 1}
    steps = []
    for position, role in enumerate(DROP_ORDER):
        last_chance = role not in DROP_ORDER[position + 1 :]
        reserve = 0 if last_chance else kept_back.get(role, 0)
        if left.get(role, 0) > reserve:
            left[role] -= 1
            steps.append(role)
    return steps + [Role.REST] * left.get(Role.REST, 0)


def _given_back(parts: Parts, levels: dict[Role, int], fits: Callable[[str], bool]) -> Levels:
    """Later steps may free more than was needed: take back the fuller forms that fit."""
    for role in _BACK_FIRST:
        for level in range(levels.get(role, 0)):
            fuller = {**levels, role: level}
            if fits(text_of(parts, fuller)):
                levels = fuller
                break
    return levels
