"""Templates and what every template may use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from scheduler.web import (
    assets,
    comparing,
    language,
    record_names,
    refusals,
    signs,
    status,
    wording,
)
from scheduler.web.language import LANGUAGES

FOLDER = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by ext.i18n
        language._,
        language.ngettext,
        newstyle=True,
    )
    environment.globals.update(
        a_thumb=signs.thumb,
        a_tile=signs.tiles(environment),
        an_icon=signs.icon,
        asset=assets.address,
        current_language=language.current,
        languages=LANGUAGES,
    )
    environment.filters.update(
        at=wording.at,
        audit_name=record_names.audit_name,
        change_name=wording.change_name,
        clock=wording.clock,
        correction_name=wording.correction_name,
        country_name=wording.country_name,
        day=wording.day,
        day_and_time=wording.day_and_time,
        delivery_state_name=status.name_of_state,
        delivery_status=lambda one: status.status_of(one.post_state, one.state),
        event_name=wording.event_name,
        format_name=wording.format_name,
        full_day=wording.full_day,
        initials=wording.initials,
        instant=wording.instant,
        kind_name=wording.kind_name,
        language_name=wording.language_name,
        lasts=wording.lasts,
        metric_name=wording.metric_name,
        month=wording.month,
        number=wording.number,
        outcome_name=wording.outcome_name,
        place=wording.place,
        platform_name=wording.platform_name,
        post_icon=lambda state: status.ICONS[status.Status(state)],
        post_state_name=wording.post_state_name,
        role_name=wording.role_name,
        role_of_contact=wording.role_of_contact,
        short_clock=wording.short_clock,
        short_day=wording.short_day,
        day_of_year=wording.day_of_year,
        spaced=spaced,
        status_icon=status.ICONS.__getitem__,
        status_name=status.name,
        was_now=lambda line: comparing.differences(line.was, line.item.text),
        told=refusals.told,
        weekday=wording.weekday,
        weekday_name=wording.weekday_name,
        word_changes=lambda change: comparing.differences(change.before, change.after),
    )
    return environment


def render(
    request: Request, template: str, *, status_code: int = 200, words: dict[str, Any]
) -> Response:
    text = (
        templates().get_template(template).render(request=request, path=request.url.path, **words)
    )
    return HTMLResponse(text, status_code=status_code)


def spaced(text: str) -> Markup:
    """Draw the empty line between two paragraphs as a small space, so that a phone shows more."""
    gap = Markup('<span class="pause"></span>')
    return gap.join(escape(part) for part in text.split("\n\n"))
