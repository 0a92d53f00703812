"""Composes one caption of a brief: same brief, same words."""

from __future__ import annotations

from dataclasses import dataclass

from content.captions import statements, wording
from content.captions.counting import measure
from content.captions.demands import demand_usable
from content.captions.fitting import SPACINGS, Levels, Parts, Role, fit, gone, text_of
from content.captions.hashtags import advice, tags
from content.captions.limits import limit_for
from content.captions.links import tagged
from content.captions.model import Brief, Caption, CaptionError, TextLimit
from content.captions.patterns import Patterns, base_language, filled, languages, patterns_for
from content.checks.statistics import statistics
from content.checks.topics import topic


def compose(brief: Brief) -> Caption:
    """Compose the caption of a brief within its platform's limit.

    Parts give way in the order of ``fitting.DROP_ORDER``; the statement, its lead-in, the lines of
    advice and the hotline are never left out. Of a statement of several sentences the last ones go
    when all else has gone, and ``dropped`` says "rest". Raises ``CaptionError`` when even the
    shortest wording does not fit, or when the brief holds what cannot go out. A language without
    pattern files gets the sheet's own words alone, and a note that says so.
    """
    limit = brief.limit or limit_for(brief.platform)
    demand_usable(brief, limit)
    draft = prepared(brief, limit)
    caption = fitted(draft, draft.parts)
    if caption is None:
        raise CaptionError(_too_long(brief, draft.parts, limit))
    return caption


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The parts a caption may have, in all their forms, before any limit is looked at."""

    brief: Brief
    limit: TextLimit
    parts: Parts
    pattern: str
    notes: tuple[str, ...]


def prepared(brief: Brief, limit: TextLimit) -> Prepared:
    """Word the parts of a caption. The brief must be usable."""
    patterns = patterns_for(brief.language)
    choice = _choice(brief)
    hashtags, notes = _hashtags(brief, limit)
    link, link_notes = _link(brief, limit, patterns)
    parts = {
        Role.SPACING: SPACINGS,
        Role.CLAIM: statements.claim(brief, patterns, choice),
        Role.REST: statements.rest(brief, patterns),
        **_safety(brief, patterns, choice),
        Role.SOURCE: _source(brief, patterns),
        Role.LINK: link,
        Role.HASHTAGS: hashtags,
    }
    if patterns:
        asked = statements.calls(brief, patterns)
        calls = choice.second(asked, statements.first_width(brief, patterns))
        parts[Role.OPENING] = (*statements.opening(brief, patterns, choice), "")
        parts[Role.CALL] = (*calls[:1], "")
    else:
        notes = (*notes, _no_patterns(brief))
    return Prepared(
        brief=brief,
        limit=limit,
        parts={role: forms for role, forms in parts.items() if any(forms)},
        pattern=_name(brief, patterns, choice),
        notes=(*_lacks(brief), *notes, *link_notes),
    )


def fitted(draft: Prepared, parts: Parts) -> Caption | None:
    """Make a caption of ``parts`` within the limit; None where no choice of forms fits."""
    levels = fit(parts, lambda text: measure(text, draft.limit).fits)
    if levels is None:
        return None
    text = text_of(parts, levels)
    return Caption(
        platform=draft.brief.platform,
        text=text,
        length=measure(text, draft.limit),
        pattern=draft.pattern,
        hashtags=tuple(_chosen(parts, levels, Role.HASHTAGS).split()),
        dropped=_dropped(parts, levels),
        notes=(*draft.notes, *_left_to_the_picture(levels)),
    )


def _safety(
    brief: Brief, patterns: Patterns | None, choice: statements.Choice
) -> dict[Role, tuple[str, ...]]:
    """Return the lines a caption of this topic and kind may not go without."""
    needed = wording.must_carry(brief)
    parts: dict[Role, tuple[str, ...]] = {}
    for role in (Role.CAUTION, Role.DO_NOT_CONFRONT):
        if role.value in needed:
            parts[role] = wording.advice(brief, role.value)
    emergency, hotline, crisis = brief.emergency, brief.hotline, wording.crisis_line(brief)
    if emergency and "emergency" in needed and not wording.says(brief, emergency):
        parts[Role.EMERGENCY] = wording.emergency(emergency, patterns)
    if hotline and hotline != emergency and not wording.says(brief, hotline):
        parts[Role.HOTLINE] = wording.hotline(brief, patterns, choice)
    elif hotline and Role.EMERGENCY not in parts and not wording.says(brief, hotline):
        parts[Role.HOTLINE] = wording.emergency(hotline, patterns)
    if crisis and not wording.says(brief, crisis):
        parts[Role.CRISIS] = wording.named(crisis, patterns)
    return parts


def _lacks(brief: Brief) -> tuple[str, ...]:
    """Say which contact the topic asks for and nobody has given."""
    given = {"hotline": brief.hotline, "emergency": brief.emergency}
    return tuple(
        f"no {name} is given, and this topic must name one: the checks will stop this caption"
        for name, contact in given.items()
        if contact is None and name in wording.must_carry(brief)
    )


def _source(brief: Brief, patterns: Patterns | None) -> tuple[str, ...]:
    if not brief.source:
        return ()
    names = dict.fromkeys((brief.source, wording.short_source(brief.source)))
    forms = tuple(
        text
        for name in names
        for text in (filled(patterns.source, {"source": name}) if patterns else (name,))
    )
    # A figure without its source must not go out, so then the line has no empty form.
    states_figure = any(statistics(item.text) for item in brief.items)
    return forms if states_figure else (*forms, "")


def _link(
    brief: Brief, limit: TextLimit, patterns: Patterns | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not brief.link:
        return (), ()
    if not limit.clickable_links:
        note = f"link left out: addresses cannot be followed on {brief.platform}"
        return ((patterns.bio, ""), (note,)) if patterns and brief.link_in_bio else ((), (note,))
    full = tagged(brief.link, platform=brief.platform, campaign=brief.campaign)
    forms = patterns.link if patterns else ("{link}",)
    texts = (*filled(forms, {"link": full}), *filled(forms[-1:], {"link": brief.link}), "")
    return tuple(dict.fromkeys(texts)), ()


def _hashtags(brief: Brief, limit: TextLimit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = topic(brief.topic)
    own = known.hashtags.get(base_language(brief.language), ()) if known else ()
    made, without_year = tags(brief.hashtags or own, brief.year)
    most = limit.advised_hashtags
    if limit.max_hashtags is not None:
        most = min(most, limit.max_hashtags)
    notes = [f"hashtag {words} left out: the campaign has no year" for words in without_year]
    notes += advice(made)
    if most == 0 and made:
        notes.append(f"hashtags left out: {brief.platform} has none")
    elif len(made) > most:
        left = " ".join(made[most:])
        notes.append(f"hashtags left out: {left} ({most} are advised on {brief.platform})")
    used = made[:most]
    return tuple(" ".join(used[:count]) for count in range(len(used), -1, -1)), tuple(notes)


def _choice(brief: Brief) -> statements.Choice:
    return statements.Choice(number=abs(brief.seed))


def _name(brief: Brief, patterns: Patterns | None, choice: statements.Choice) -> str:
    if patterns is None:
        return ""
    return f"{patterns.language}/{brief.items[0].kind}/{choice.number}"


def _chosen(parts: Parts, levels: Levels, role: Role) -> str:
    return parts[role][levels[role]] if role in parts else ""


def _dropped(parts: Parts, levels: Levels) -> tuple[str, ...]:
    left_out = gone(parts, levels)
    names = [role.value for role in left_out]
    if levels.get(Role.REST) and Role.REST not in left_out:
        names.append(Role.REST.value)  # some of its sentences are missing
    if Role.HASHTAGS in parts and Role.HASHTAGS not in left_out:
        kept = _chosen(parts, levels, Role.HASHTAGS).split()
        names.extend(tag for tag in parts[Role.HASHTAGS][0].split() if tag not in kept)
    return tuple(names)


def _left_to_the_picture(levels: Levels) -> tuple[str, ...]:
    if not levels.get(Role.REST):
        return ()
    return ("not every sentence of the statement fits: the rest stands on the picture only",)


def _too_long(brief: Brief, parts: Parts, limit: TextLimit) -> str:
    shortest = text_of(parts, {role: len(forms) - 1 for role, forms in parts.items()})
    need = measure(shortest, limit).length
    hint = "split it into a thread" if limit.threads else "shorten the statement"
    return (
        f"the text of line {brief.items[0].lines[0]} does not fit {brief.platform}: with the lines"
        f" it must carry it counts {need} of {limit.limit}; {hint} or leave this platform out"
    )


def _no_patterns(brief: Brief) -> str:
    known = ", ".join(languages())
    return (
        f"no caption patterns in {brief.language!r} yet (there are: {known}): only the words of"
        " the sheet, the contacts and the source are used"
    )
