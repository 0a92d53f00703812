"""The lines of the record of what was done, as people read them."""

from __future__ import annotations

from scheduler.domain.post import Decision
from scheduler.web.language import _, later
from scheduler.web.wording import event_name

DEEDS = {
    "partner link made": later("Link for a partner made"),
    "partner link closed": later("Link for a partner closed"),
    "policy set": later("Rule of approval set"),
    "policy removed": later("Rule of approval removed"),
    "access token made": later("Access token made"),
    "access token revoked": later("Access token revoked"),
    "webhook added": later("Webhook added"),
    "invited": later("Invited"),
    "joined": later("Joined"),
    "invitation revoked": later("Invitation revoked"),
    "member removed": later("Member removed"),
    "role changed": later("Role changed"),
    "review link made": later("Review link made"),
    "review link opened": later("Review link opened"),
    "review link revoked": later("Review link revoked"),
    "contact checked": later("Contact checked"),
    "rule pack added": later("Rule pack added"),
    "rule pack removed": later("Rule pack removed"),
    "rule switched off": later("Rule switched off"),
    "rule switched on": later("Rule switched on"),
    f"review {Decision.APPROVE}": later("A reviewer approved"),
    f"review {Decision.REQUEST_CHANGES}": later("A reviewer asked for changes"),
    f"review {Decision.REJECT}": later("A reviewer rejected"),
}


def audit_name(what: str) -> str:
    """Name an entry; one that came later than these names is shown as it was written."""
    if what in DEEDS:
        return _(DEEDS[what])
    subject, _space, event = what.partition(" ")
    if subject == "post":
        return _("Post: %s") % event_name(event)
    if subject == "delivery":
        return _("Delivery: %s") % event_name(event)
    return what.replace("_", " ").capitalize()
