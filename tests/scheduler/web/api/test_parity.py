"""Programs can do what people can: each action of a page has its operation, or a reason why not.

A page that is new stands in one of the two tables below: name the operation that does the same, or
say why only a person before a screen can do it.
"""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.web.api.application import operations
from tests.scheduler.web.world import every_route

# What a page's form or picture does, and the operations that do it for programs.
SAME: Mapping[str, str] = {
    "GET /account": "GET /tokens",
    "POST /account/tokens": "POST /tokens",
    "POST /account/tokens/{token_id}/revoke": "DELETE /tokens/{number}",
    "GET /attention": "GET /attention",
    "GET /audit": "GET /audit; GET /audit/verify; GET /audit/export",
    "GET /batch": "GET /posts; GET /reviews/claims/{key}",
    "POST /batch": "POST /reviews/approve",
    "GET /calendar": "GET /calendar",
    "GET /campaigns": "GET /campaigns",
    "POST /campaigns": "POST /campaigns; POST /campaigns/{number}/plan",
    "POST /campaigns/preview": "POST /campaigns/preview",
    "GET /campaigns/{campaign_id}": "GET /campaigns/{number}",
    "GET /campaigns/{campaign_id}/calendar": "GET /calendar; GET /observances",
    "POST /campaigns/{campaign_id}/copy": "POST /campaigns/{number}/copy",
    "POST /campaigns/{campaign_id}/edit": "PATCH /campaigns/{number}",
    "POST /campaigns/{campaign_id}/plan": "POST /campaigns/{number}/plan",
    "GET /campaigns/{campaign_id}/rehearsal": "POST /campaigns/{number}/simulate",
    "GET /campaigns/{campaign_id}/report": "GET /campaigns/{number}/report",
    "GET /campaigns/{campaign_id}/report.csv": "GET /campaigns/{number}/report.csv",
    "GET /campaigns/{campaign_id}/several": "POST /campaigns/{number}/moves",
    "POST /campaigns/{campaign_id}/several": (
        "POST /campaigns/{number}/moves; POST /posts/hold; POST /posts/let-go; "
        "POST /posts/take-out; POST /posts/{number}/submit"
    ),
    "POST /campaigns/{campaign_id}/submit": "POST /campaigns/{number}/submit",
    "POST /campaigns/{campaign_id}/table": "POST /campaigns/{number}/table",
    "POST /campaigns/{campaign_id}/table/take-in": "POST /campaigns/{number}/table",
    "GET /campaigns/{campaign_id}/sheets": "GET /campaigns/{number}/sheets",
    "POST /campaigns/{campaign_id}/sheets": "PUT /campaigns/{number}/sheets/{sheet}",
    "POST /campaigns/{campaign_id}/sheets/{sheet_id}": "PUT /campaigns/{number}/sheets/{sheet}",
    "POST /campaigns/{campaign_id}/sheets/{sheet_id}/remove": (
        "DELETE /campaigns/{number}/sheets/{sheet}"
    ),
    "GET /channels": "GET /channels",
    "GET /channels/new": "GET /platforms",
    "POST /channels/new/{platform}": "POST /channels",
    "POST /channels/{channel_id}/reconnect": "POST /channels/{number}/reconnect",
    "POST /channels/{channel_id}/verify": "POST /channels/{number}/verify",
    "GET /connect/callback": "POST /channels/sign-ins/finish",
    "POST /connect/{platform}/sign-in": "POST /channels/sign-ins",
    "GET /deliveries": "GET /deliveries",
    "POST /deliveries/{delivery_id}/cancel": "POST /deliveries/{number}/cancel",
    "GET /deliveries/{delivery_id}/proof.json": "GET /deliveries/{number}/receipt",
    "POST /deliveries/{delivery_id}/retry": "POST /deliveries/{number}/retry",
    "POST /deliveries/{delivery_id}/settle": "POST /deliveries/{number}/settle",
    "GET /healthz": "GET /health",
    "POST /length/{platform}": "POST /length",
    "GET /library": "GET /factsheets; GET /brands",
    "POST /library/brands": "POST /brands; POST /brands/files",
    "GET /library/brands/preview/card.webp": "POST /brands/preview",
    "GET /library/brands/preview/contrast": "POST /brands/contrast",
    "GET /library/brands/{brand_id}": "GET /brands/{number}",
    "GET /library/pictures": "GET /pictures",
    "POST /library/sheets": "POST /factsheets",
    "GET /library/sheets/{sheet_id}": "GET /factsheets/{number}; GET /factsheets/{number}/changes",
    "POST /library/sheets/{sheet_id}/contacts/checked": (
        "POST /factsheets/{number}/contacts/{key}/checked"
    ),
    "GET /library/sheets/{sheet_id}/item": "GET /factsheets/{number}/items/{key}/source",
    "POST /library/sheets/{sheet_id}/item": "POST /factsheets/{number}/corrections",
    "POST /library/sheets/{sheet_id}/corrections/take-back": (
        "DELETE /factsheets/{number}/corrections/last"
    ),
    "GET /library/sheets/{sheet_id}/translations": "GET /factsheets/{number}/translations",
    "POST /library/sheets/{sheet_id}/translations/open": (
        "GET /factsheets/{number}/translations/{language}; "
        "GET /factsheets/{number}/translations/outline"
    ),
    "POST /library/sheets/{sheet_id}/translations/file": "POST /factsheets/{number}/translations",
    "GET /library/sheets/{sheet_id}/translations/{language}": (
        "GET /factsheets/{number}/translations/{language}"
    ),
    "POST /library/sheets/{sheet_id}/translations/{language}": (
        "PUT /factsheets/{number}/translations/{language}"
    ),
    "POST /library/sheets/{sheet_id}/translations/{language}/read": (
        "POST /factsheets/{number}/translations/{language}/read"
    ),
    "GET /library/templates": "GET /templates",
    "GET /library/templates/{name}/{size}/{kind}.webp": "GET /templates/{name}/preview",
    "GET /media/{sha256}": "GET /pictures/{sha256}",
    "GET /packs": "GET /packs/builds; GET /partner-links",
    "GET /packs/builds/{key}/pack.zip": "GET /packs/builds/{key}/pack.zip",
    "GET /packs/campaigns/{campaign_id}": "GET /posts; GET /campaigns/{number}/report",
    "POST /packs/campaigns/{campaign_id}": "POST /campaigns/{number}/packs",
    "POST /packs/campaigns/{campaign_id}/newer": "POST /campaigns/{number}/packs/newer",
    "POST /packs/campaigns/{campaign_id}/numbers": "POST /campaigns/{number}/numbers",
    "GET /packs/campaigns/{campaign_id}/numbers.csv": "GET /campaigns/{number}/numbers.csv",
    "POST /packs/campaigns/{campaign_id}/update": "POST /campaigns/{number}/packs/update",
    "POST /packs/import": "POST /packs/import",
    "POST /packs/links": "POST /partner-links",
    "POST /packs/links/{link_id}/revoke": "DELETE /partner-links/{number}",
    "GET /pauses": "GET /pauses; GET /pauses/{number}/kept-back",
    "POST /pauses": "POST /pauses",
    "POST /pauses/{pause_id}/resume": "POST /pauses/{number}/resume; DELETE /pauses/{number}",
    "GET /people": "GET /people; GET /invitations; GET /review-links; GET /policies",
    "POST /people/invitations": "POST /invitations",
    "POST /people/invitations/{invitation_id}/revoke": "DELETE /invitations/{number}",
    "POST /people/links": "POST /review-links",
    "POST /people/links/{link_id}/revoke": "DELETE /review-links/{number}",
    "POST /people/policy": "PUT /policies; DELETE /policies/{scope}/{target}",
    "POST /people/remove": "DELETE /people/{number}",
    "POST /people/role": "PUT /people/{number}/role",
    "GET /posts/{post_id}": "GET /posts/{number}; GET /posts/{number}/history",
    "POST /posts/{post_id}/captions/{platform}": "PUT /posts/{number}/captions/{platform}",
    "POST /posts/{post_id}/comments": "POST /posts/{number}/comments",
    "POST /posts/{post_id}/compose": (
        "PUT /posts/{number}/captions/{platform}; POST /posts/{number}/redraw; "
        "PUT /posts/{number}/alt-texts/{format}/{position}"
    ),
    "GET /posts/{post_id}/move": "POST /campaigns/{number}/moves",
    "POST /posts/{post_id}/move": "POST /posts/{number}/move",
    "GET /posts/{post_id}/preview.webp": "GET /posts/{number}/preview",
    "POST /posts/{post_id}/submit": "POST /posts/{number}/submit",
    "GET /review": "GET /posts",
    "GET /review/{post_id}": "GET /posts/{number}; GET /posts/{number}/changes",
    "POST /review/{post_id}/approve": "POST /posts/{number}/approve",
    "POST /review/{post_id}/send-back": "POST /posts/{number}/request-changes",
    "POST /review/{post_id}/undo": "POST /posts/{number}/withdraw",
    "GET /rules": "GET /rules; GET /rule-packs",
    "POST /rules/off": "PUT /rules/{rule}",
    "POST /rules/on": "PUT /rules/{rule}",
    "POST /rules/packs": "PUT /rule-packs/{name}",
    "POST /rules/packs/remove": "DELETE /rule-packs/{name}",
    "POST /rules/try": "POST /checks",
}
PASSWORD = "A password or code is typed by a person; a program has its token."
SCREEN = "A place on the screen: a form still empty, a menu, a way on."
ONE_ORGANIZATION = "A token is for one organization; another has a token of its own."
BY_LINK = "Opened by a person without an account, by a link made for them alone."
FILES = "Files of the pages themselves, or pictures a platform fetches by a signed address."
PAGES_ALONE: Mapping[str, str] = {
    "GET /": SCREEN,
    "GET /more": SCREEN,
    "GET /report": SCREEN,
    "GET /campaigns/new": SCREEN,
    "GET /campaigns/{campaign_id}/edit": SCREEN,
    "GET /campaigns/{campaign_id}/table": SCREEN,
    "GET /channels/new/{platform}": SCREEN,
    "GET /channels/{channel_id}/reconnect": SCREEN,
    "GET /library/brands/new": SCREEN,
    "GET /packs/import": SCREEN,
    "GET /posts/{post_id}/captions/{platform}": SCREEN,
    "GET /posts/{post_id}/compose": SCREEN,
    "POST /language": SCREEN,
    "GET /login": PASSWORD,
    "POST /login": PASSWORD,
    "POST /login/code": PASSWORD,
    "POST /logout": PASSWORD,
    "POST /account/password": PASSWORD,
    "POST /account/second-step": PASSWORD,
    "POST /account/second-step/confirm": PASSWORD,
    "POST /account/second-step/off": PASSWORD,
    "POST /account/organization": ONE_ORGANIZATION,
    "GET /join/{token}": BY_LINK,
    "POST /join/{token}": BY_LINK,
    "GET /r/{token}": BY_LINK,
    "POST /r/{token}": BY_LINK,
    "POST /leave": BY_LINK,
    "GET /partner/{token}": BY_LINK,
    "POST /partner/{token}": BY_LINK,
    "GET /partner/{token}/packs/{key}": BY_LINK,
    "POST /partner/{token}/packs/{key}": BY_LINK,
    "GET /partner/{token}/packs/{key}/card.webp": BY_LINK,
    "GET /partner/{token}/packs/{key}/contrast": BY_LINK,
    "GET /partner/{token}/packs/{key}/pack.zip": BY_LINK,
    "GET /partner/{token}/pictures/{sha256}": BY_LINK,
    "GET /partner/{token}/numbers.csv": BY_LINK,
    "POST /partner/{token}/numbers": BY_LINK,
    "GET /media/{sha256}/{width}": FILES,
    "GET /shared/{name}": FILES,
    "GET /static/{name}": FILES,
}


def page_actions() -> set[str]:
    return {
        f"{method} {route.path}"
        for route in every_route()
        for method in (route.methods or set()) - {"HEAD"}
    }


def test_each_action_of_a_page_is_an_operation_or_has_a_reason() -> None:
    told = SAME.keys() | PAGES_ALONE.keys()

    assert page_actions() - told == set(), "name their operations, or say why there are none"
    assert told - page_actions() == set(), "no page does this any more"
    assert not SAME.keys() & PAGES_ALONE.keys()


def test_each_operation_that_is_named_exists() -> None:
    known = {f"{method} {route.path}" for route in operations() for method in route.methods or ()}
    named = {one for every in SAME.values() for one in every.split("; ")}

    assert named - known == set()


def test_no_form_is_a_page_s_alone_without_a_strong_reason() -> None:
    changing = {action for action in PAGES_ALONE if action.startswith("POST ")}

    assert {PAGES_ALONE[action] for action in changing} <= {
        PASSWORD,
        ONE_ORGANIZATION,
        BY_LINK,
        SCREEN,
    }
    assert {action for action in changing if PAGES_ALONE[action] is SCREEN} == {"POST /language"}
