from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scheduler.actions.moving import move
from scheduler.actions.office import ActionError
from scheduler.actions.planning import Planned, plan_campaign
from scheduler.domain.post import PostEvent, PostState
from scheduler.domain.roles import Role
from scheduler.store import plans, posts
from scheduler.store.plans import TakenSlot
from tests.scheduler.web.world import World


def planned(world: World) -> Planned:
    return plan_campaign(world.office, world.members[Role.MANAGER], world.campaign_id)


def slots(world: World) -> dict[str, TakenSlot]:
    with world.office.sessions() as session:
        return {slot.plan_key: slot for slot in plans.slots(session, world.campaign_id)}


def test_x(world: World) -> None:
    done = planned(world)
    print(done)
    for s in slots(world).values(): print(s)
    assert 0
