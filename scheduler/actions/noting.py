"""What people should know of a post's captions beside their words."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from content.captions.hashtags import advice
from content.captions.thread import parts_of
from scheduler.actions.composing import card_of_post, studios_of
from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import Member, Office
from scheduler.actions.producing import Composed, composed
from scheduler.domain.planning_slots import use_of
from scheduler.domain.roles import Permission

_TAG = regex.compile(r"(?<![\w&/])[#\uff03][\w]+")


def notes_of(text: str) -> tuple[str, ...]:
    """Say of a caption as it stands whether it is a thread, and which tags need a thought."""
    parts = len(parts_of(text))
    thread = (f"a thread of {parts} posts",) if parts > 1 else ()
    return (*thread, *advice(tuple(dict.fromkeys(_TAG.findall(text)))))


def caption_notes(
    office: Office, member: Member, post_id: int, captions: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the notes by platform; a caption still as we composed it also says what it lacks."""
    member.needs(Permission.SEE)
    with office.sessions() as session:
        post = post_of(session, member, post_id)
        campaign = campaign_of(session, member, post.campaign_id)
        found = card_of_post(studios_of(office, session, member, campaign), post.plan_key)
    made: dict[str, Composed] = {}
    if found is not None:
        seed = found.seed + (use_of(post.plan_key)[1] - 1) * 101
        made, _problems = composed(found.studio, found.card, seed=seed)
    notes = {}
    for platform, text in captions.items():
        ours = made.get(platform)
        as_made = ours.notes if ours is not None and ours.text == text else ()
        notes[platform] = tuple(dict.fromkeys((*notes_of(text), *as_made)))
    return notes
