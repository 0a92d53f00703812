"""A platform's limits as a page tells them: how much of each is spent, and who shares it."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.budget import Counted, Per, Share
from scheduler.web.language import _, ngettext
from scheduler.web.wording import lasts, number


def told(share: Share) -> str:
    one = share.allowance
    sentence = {
        Counted.POSTS: _("%(spent)s of %(count)s posts in %(time)s"),
        Counted.REQUESTS: _("%(spent)s of %(count)s requests in %(time)s"),
        Counted.UPLOADS: _("%(spent)s of %(count)s pictures in %(time)s"),
    }[one.of]
    figures = {"spent": number(share.spent), "count": number(one.count), "time": _time(one.within)}
    shared = {
        Per.ACCOUNT: "",
        Per.APP: _("shared by all channels of the app"),
        Per.SERVER: _("shared by all accounts on that server"),
    }[one.per]
    return f"{sentence % figures} ({shared})" if shared else sentence % figures


def _time(within: timedelta) -> str:
    seconds = int(within.total_seconds())
    if seconds < 60:  # noqa: PLR2004  # a minute
        return ngettext("%d second", "%d seconds", seconds) % seconds
    return lasts(within)
