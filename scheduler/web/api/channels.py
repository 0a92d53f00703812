"""Channels: what can be connected, connected accounts and how they stand, signing in."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field

from scheduler.actions import connecting
from scheduler.actions.budgeting import budgets_of
from scheduler.actions.finding import channel_of
from scheduler.actions.signing_in import begin_sign_in, finish_sign_in
from scheduler.connectors.base import Connector
from scheduler.connectors.registry import connector_class, platforms
from scheduler.connectors.signing_in import sign_in_of
from scheduler.domain.budget import Counted, Per, Share
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.web.api.caller import Caller, Connecting, Reader
from scheduler.web.api.paging import FIRST, After, AfterName, Limit, Number, page_of
from scheduler.web.api.shapes import MOST, Given, Page, Shape
from scheduler.web.routes.connect import BACK

router = APIRouter(tags=["Channels"])

Entered = dict[str, str]


class FieldOut(Shape):
    """One thing that is entered to connect an account."""

    name: str
    label: str
    secret: bool
    optional: bool
    default: str
    choices: list[str]


class PlatformOut(Shape):
    """``signs_in``: an account can be connected by a link instead of entering a secret."""

    platform: str
    title: str
    about: str
    signs_in: bool
    fields: list[FieldOut]


class ShareOut(Shape):
    """The platform takes ``count`` in any ``seconds``; posts wait where it is all ``spent``."""

    of: Counted
    spent: int
    count: int
    seconds: int
    per: Per = Field(description="Who shares the limit: this account, or all of the app or server")


class ChannelOut(Shape):
    """``trouble`` is empty where nothing is wrong; ``days_left`` null where nobody knows.

    ``limits`` are what the platform said of the account, ``budget`` what it counts.
    """

    id: int
    platform: str
    name: str
    account_name: str
    account_url: str
    trouble: str
    parked: bool
    blocked_until: datetime | None
    days_left: int | None
    limits: dict[str, Any]
    budget: list[ShareOut]


class ChannelIn(Given):
    """``fields`` are those the platform asks for, secrets among them; they are kept locked."""

    platform: str = Field(max_length=40)
    name: str = Field(default="", max_length=120)
    fields: Entered = Field(max_length=20)


class FieldsIn(Given):
    """Fields that are not named keep their values."""

    fields: Entered = Field(max_length=20)


class SignInIn(Given):
    """``fields`` hold no secret; ``channel_id`` is the one to reconnect, 0 for a new one."""

    platform: str = Field(max_length=40)
    name: str = Field(default="", max_length=120)
    channel_id: int = Field(strict=True, default=0, ge=0, le=MOST)
    fields: Entered = Field(default_factory=dict, max_length=20)


class SignInOut(Shape):
    """``address`` is opened by the token's person, who comes back to ``way_back``."""

    address: str
    way_back: str


class CameBackIn(Given):
    address: str = Field(max_length=4000, description="Where the browser came back to, whole")


class AccountOut(Shape):
    name: str
    url: str


@router.get("/platforms")
def list_platforms(
    _caller: Reader, request: Request, after: AfterName = "", limit: Limit = FIRST
) -> Page[PlatformOut]:
    """List the platforms that can be connected, with the fields each asks for."""
    return page_of(request, platforms(), after, limit, _platform, str)


@router.get("/channels")
def list_channels(
    caller: Reader, request: Request, after: After = 0, limit: Limit = FIRST
) -> Page[ChannelOut]:
    """List connected accounts and what is wrong with them; secrets are never shown."""
    with caller.office.sessions() as session:
        every = channels.channels(session, caller.member.organization_id)
        budgets = budgets_of(session, every, caller.office.now())

    def draw(one: Channel) -> ChannelOut:
        return _out(caller, one, budgets[one.id])

    return page_of(request, every, after, limit, draw, lambda one: one.id)


@router.get("/channels/{number}")
def show(caller: Reader, number: Number) -> ChannelOut:
    """Show one connected account."""
    with caller.office.sessions() as session:
        return _alone(caller, channel_of(session, caller.member, number))


@router.post("/channels", status_code=201)
def connect(caller: Connecting, given: ChannelIn) -> ChannelOut:
    """Connect an account after asking the platform whose it is.

    An account that was connected before keeps its channel and history.
    """
    made = connecting.add_channel(
        caller.office, caller.member, given.platform, given.name.strip(), given.fields
    )
    return _alone(caller, made)


@router.post("/channels/{number}/verify")
def verify(caller: Connecting, number: Number) -> AccountOut:
    """Ask the platform now whether the stored access still opens the account."""
    found = connecting.verify_channel(caller.office, caller.member, number)
    return AccountOut(name=found.name, url=found.url)


@router.post("/channels/{number}/reconnect")
def reconnect(caller: Connecting, number: Number, given: FieldsIn) -> ChannelOut:
    """Give a channel new access to the same account; what was held for want of it goes on."""
    fields = {name: value for name, value in given.fields.items() if value.strip()}
    again = connecting.reconnect_channel(caller.office, caller.member, number, fields)
    return _alone(caller, again)


@router.post("/channels/sign-ins", status_code=201)
def begin(caller: Connecting, given: SignInIn) -> SignInOut:
    """Begin to connect by signing in: a person opens the address and lets this program in.

    Whoever the token acts for comes back into the web app, logged in, or the address they came
    back to is given to the operation that finishes a sign-in. It serves once, for 15 minutes.
    """
    back = f"{caller.base}{BACK}"
    channel = str(given.channel_id) if given.channel_id else ""
    asked = {**given.fields, "name": given.name, "channel": channel}
    if given.channel_id:
        with caller.office.sessions() as session:
            channel_of(session, caller.member, given.channel_id)
    address = begin_sign_in(caller.office, caller.member, given.platform, asked, back)
    return SignInOut(address=address, way_back=back)


@router.post("/channels/sign-ins/finish", status_code=201)
def finish(caller: Connecting, given: CameBackIn) -> ChannelOut:
    """Finish a sign-in with the address the browser came back to."""
    return _alone(caller, finish_sign_in(caller.office, caller.member, given.address))


def _alone(caller: Caller, channel: Channel) -> ChannelOut:
    with caller.office.sessions() as session:
        shares = budgets_of(session, [channel], caller.office.now())[channel.id]
    return _out(caller, channel, shares)


def _out(caller: Caller, channel: Channel, shares: Sequence[Share]) -> ChannelOut:
    now = caller.office.now()
    return ChannelOut(
        id=channel.id,
        platform=channel.platform,
        name=channel.name,
        account_name=channel.account_name,
        account_url=channel.account_url,
        trouble=channel.trouble or connecting.ending(channel, now),
        parked=channel.parked,
        blocked_until=channel.blocked_until,
        days_left=connecting.days_left(channel, now),
        limits=dict(channel.limits),
        budget=[
            ShareOut(
                of=share.allowance.of,
                spent=share.spent,
                count=share.allowance.count,
                seconds=int(share.allowance.within.total_seconds()),
                per=share.allowance.per,
            )
            for share in shares
        ],
    )


def _platform(name: str) -> PlatformOut:
    found = connector_class(name)
    return PlatformOut(
        platform=name,
        title=found.title,
        about=_about(found),
        signs_in=sign_in_of(found) is not None,
        fields=[FieldOut.model_validate(one) for one in found.fields if not one.internal],
    )


def _about(found: type[Connector]) -> str:
    """Return the first paragraph of the platform's help, without addresses of sources."""
    module = inspect.getmodule(found)
    text = inspect.getdoc(module) or "" if module else ""
    return " ".join(text.split("\n\n")[0].split()).partition(" Source:")[0]
