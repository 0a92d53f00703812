"""Move a post to another time of its campaign."""

from __future__ import annotations

from datetime import datetime

from scheduler.actions.finding import campaign_of, post_of
from scheduler.actions.office import ActionError, ChangedError, Member, NotFoundError, Office
from scheduler.actions.reviewing import void
from scheduler.domain.campaign import Rules
from scheduler.domain.planning_slots import slot_at
from scheduler.domain.roles import Permission
from scheduler.domain.wall_time import local_text
from scheduler.store import plans, posts


def move(office: Office, member: Member, post_id: int, local: datetime) -> bool:
    """Give a post another wall time in its campaign's zone; say whether it must be approved anew.

    Approval covers a time window: within it a post moves freely, outside it becomes a draft.
    Raises ``ActionError`` for a time that has passed or lies outside the campaign.
    """
    member.needs(Permission.PLAN)
    at = office.now()
    with office.sessions.begin() as session:
        post = post_of(session, member, post_id, lock=True)
        campaign = campaign_of(session, member, post.campaign_id)
        if not campaign.first_day <= local.date() <= campaign.last_day:
            raise ActionError(
                f"{local.date()} is outside the campaign.",
                f"It runs from {campaign.first_day} to {campaign.last_day}.",
            )
        rules = Rules.from_json(campaign.rules)
        slot = slot_at(post.plan_key, local, campaign.zone, late_hours=rules.late_hours, reason="")
        if slot.due_at < at:
            raise ActionError("That time has passed.", "Choose a later one.")
        before = _current(plans.slots(session, campaign.id), post_id)
        moved = plans.move(
            session,
            post_id,
            plans.NewTime(
                due_at=slot.due_at,
                local_time=local_text(slot.local),
                window_opens=slot.window_opens,
                window_closes=slot.window_closes,
            ),
        )
        if not moved:
            raise ActionError("This post has gone out already and cannot be moved.")
        if (before.window_opens, before.window_closes) == (slot.window_opens, slot.window_closes):
            return False
        note = f"moved from {before.local_time} to {local_text(slot.local)}"
        try:
            void(session, member, post, at=at, note=note)
        except posts.StalePostError as error:
            raise ChangedError("Somebody else changed this post.", "Look again.") from error
        return True


def _current(slots: list[plans.TakenSlot], post_id: int) -> plans.TakenSlot:
    for slot in slots:
        if slot.post_id == post_id:
            return slot
    raise NotFoundError(f"Post {post_id} has no time to move from.")
