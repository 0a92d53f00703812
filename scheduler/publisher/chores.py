"""What is done beside sending, now and then: telling people and programs, and tidying up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from scheduler.actions.office import Office
from scheduler.actions.reminding import remind
from scheduler.actions.telling import tell_due
from scheduler.publisher.budget import FORGET_EACH, forget_spent
from scheduler.publisher.mailing import Mailing, local_mailbox, send_notices, smtp_server
from scheduler.settings import Settings

Chore = tuple[Callable[[], object], timedelta]
"""Something to do, and how long to wait between two times."""

REMIND_EACH = timedelta(minutes=1)
WRITE_EACH = timedelta(minutes=1)
TELL_EACH = timedelta(seconds=2)


def chores(office: Office, settings: Settings) -> Sequence[Chore]:
    """Return what an engine should do beside sending; each may be done by several at once."""
    return (
        (partial(remind, office), REMIND_EACH),
        (partial(send_notices, office, mailing(settings)), WRITE_EACH),
        (partial(tell_due, office), TELL_EACH),
        (partial(forget_spent, office), FORGET_EACH),
    )


def mailing(settings: Settings) -> Mailing:
    """Return how notices leave: through a mail server, or into a folder where there is none."""
    return Mailing(
        post=smtp_server(settings.smtp_url)
        if settings.smtp_url
        else local_mailbox(settings.data_dir / "mail"),
        sender=settings.mail_from,
        base_url=settings.public_base_url,
        webhook=settings.notice_webhook,
        allow_private=settings.allow_private_network,
    )
