"""Accounts that posts go to: connect, check, reconnect, and what is wrong in plain words."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from scheduler.actions import connecting
from scheduler.actions.budgeting import budgets_of, tightest_first
from scheduler.actions.finding import channel_of
from scheduler.actions.office import ActionError, NotFoundError
from scheduler.connectors.base import Connector, Field
from scheduler.connectors.registry import UnknownPlatformError, connector_class, platforms
from scheduler.connectors.signing_in import sign_in_of
from scheduler.domain.roles import Permission
from scheduler.store import channels
from scheduler.store.channels import Channel
from scheduler.web.language import _
from scheduler.web.limits_told import told
from scheduler.web.visit import Visit, Visitor, go

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an account stands: ``trouble`` is empty where nothing is wrong.

    ``budget`` tells what the platform counts, the tightest first.
    """

    channel: Channel
    trouble: str
    resting: bool
    days_left: int | None
    budget: Sequence[str]


@router.get("/channels")
def show(visit: Visitor) -> Response:
    now = visit.office.now()
    with visit.office.sessions() as session:
        every = channels.channels(session, visit.member.organization_id)
        budgets = budgets_of(session, every, now)
    return visit.page(
        "channels.html",
        healths=[
            Health(
                channel=one,
                trouble=one.trouble or connecting.ending(one, now),
                resting=one.rests(now),
                days_left=connecting.days_left(one, now),
                budget=[told(share) for share in tightest_first(budgets[one.id])],
            )
            for one in every
        ],
    )


@router.get("/channels/new")
def choose(visit: Visitor) -> Response:
    visit.member.needs(Permission.CONNECT)
    known = [(name, _class(name)) for name in platforms()]
    shown = [(name, one.title, _about(one)) for name, one in known]
    return visit.page("channel_choice.html", platforms=sorted(shown, key=lambda one: one[1]))


@router.get("/channels/new/{platform}")
def form(visit: Visitor, platform: str) -> Response:
    visit.member.needs(Permission.CONNECT)
    return _form(visit, platform, {})


@router.post("/channels/new/{platform}")
async def connect(visit: Visitor, platform: str) -> Response:
    values = await _values(visit)
    return await run_in_threadpool(_connect, visit, platform, values)


@router.post("/channels/{channel_id}/verify")
def verify(visit: Visitor, channel_id: int) -> Response:
    """Ask the platform now whether the account still opens."""
    connecting.verify_channel(visit.office, visit.member, channel_id)
    return go("/channels?said=verified")


@router.get("/channels/{channel_id}/reconnect")
def reconnect_form(visit: Visitor, channel_id: int) -> Response:
    visit.member.needs(Permission.CONNECT)
    with visit.office.sessions() as session:
        channel = channel_of(session, visit.member, channel_id)
    return _form(visit, channel.platform, dict(channel.settings), channel=channel)


@router.post("/channels/{channel_id}/reconnect")
async def reconnect(visit: Visitor, channel_id: int) -> Response:
    values = await _values(visit)
    return await run_in_threadpool(_reconnect, visit, channel_id, values)


def _connect(visit: Visit, platform: str, values: dict[str, str]) -> Response:
    visit.member.needs(Permission.CONNECT)
    name = values.pop("name", "").strip()
    _class(platform)
    try:
        connecting.add_channel(visit.office, visit.member, platform, name, values)
    except ActionError as error:
        return _form(visit, platform, {**values, "name": name}, problem=error)
    return go("/channels?said=connected")


def _reconnect(visit: Visit, channel_id: int, values: dict[str, str]) -> Response:
    visit.member.needs(Permission.CONNECT)
    with visit.office.sessions() as session:
        channel = channel_of(session, visit.member, channel_id)
    values.pop("name", None)
    given = {name: value for name, value in values.items() if value.strip()}
    try:
        connecting.reconnect_channel(visit.office, visit.member, channel_id, given)
    except ActionError as error:
        return _form(visit, channel.platform, given, channel=channel, problem=error)
    return go("/channels?said=connected")


def _form(
    visit: Visit,
    platform: str,
    values: Mapping[str, str],
    *,
    channel: Channel | None = None,
    problem: ActionError | None = None,
) -> Response:
    found = _class(platform)
    secret = {field.name for field in found.fields if field.secret}
    return visit.page(
        "channel.html",
        status_code=422 if problem else 200,
        platform=platform,
        title=found.title,
        about=_paragraphs(found),
        fields=_asked(found, channel),
        values={name: value for name, value in values.items() if name not in secret},
        channel=channel,
        problem=problem,
        signs_in=sign_in_of(found) is not None,
    )


def _asked(found: type[Connector], channel: Channel | None) -> list[Field]:
    """Return what a person enters; to reconnect an account, only what may have changed."""
    asked = [field for field in found.fields if not field.internal]
    return [field for field in asked if field.secret] if channel else asked


def _class(platform: str) -> type[Connector]:
    try:
        return connector_class(platform)
    except UnknownPlatformError as error:
        raise NotFoundError(str(error), _("Choose one from the list.")) from error


def _about(found: type[Connector]) -> str:
    """Return the first sentence of the platform's help."""
    return (_paragraphs(found) or [""])[0]


def _paragraphs(found: type[Connector]) -> list[str]:
    """Return the platform's help: its module's own words, without addresses of sources."""
    module = inspect.getmodule(found)
    text = inspect.getdoc(module) or "" if module else ""
    plain = [" ".join(part.split()) for part in text.split("\n\n")]
    return [part.partition(" Source:")[0] for part in plain if part]


async def _values(visit: Visit) -> dict[str, str]:
    async with visit.request.form() as given:
        return {name: value for name, value in given.items() if isinstance(value, str)}
