"""A program that uses every operation once, in an order in which each of them has its reason."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from starlette.testclient import TestClient

from scheduler.actions import programming
from scheduler.connectors.http import Keep, keep_nothing
from scheduler.connectors.registry import open_connector
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.tables import DeliveryRow
from scheduler.web.api.describing import examples
from scheduler.web.workshop import Workshop
from tests.scheduler.actions.provider import Provider
from tests.scheduler.web.world import World, a_picture

API = "/api/v1"
SHEET = """\
# Signs

## Warning signs

- They appear fearful or avoid eye contact.
- Someone else speaks for them.

Call the National Human Trafficking Hotline at 1-888-373-7888.
"""


def opened(platform: str, values: Mapping[str, str], keep: Keep = keep_nothing) -> Any:
    return open_connector(platform, values, allow_private=True, keep=keep)


def reaching(world: World) -> World:
    """Let the world connect to platforms on this machine."""
    return replace(world, office=replace(world.office, open_connector=opened, allow_private=True))


def a_token(world: World, *scopes: Scope, role: Role = Role.OWNER) -> str:
    return programming.make_token(
        world.office, world.members[role], "A test", scopes or tuple(Scope), timedelta(days=30)
    )[1]


@dataclass(slots=True)
class Journey:
    """``done`` holds what each operation answered first."""

    world: World
    client: TestClient
    workshop: Workshop
    done: dict[str, Any] = field(default_factory=dict)

    def do(self, operation: str, body: Any = None, /, **named: Any) -> Any:
        """Ask for an operation; names in its address are filled in, others are its query."""
        method, path = operation.split(" ")
        inside = {name: value for name, value in named.items() if f"{{{name}}}" in path}
        query = {name: value for name, value in named.items() if name not in inside}
        sent: dict[str, Any] = (
            {"content": body, "headers": {"content-type": "application/zip"}}
            if isinstance(body, bytes)
            else {"json": body}
            if body is not None
            else {}
        )
        answer = self.client.request(method, f"{API}{path.format(**inside)}", params=query, **sent)
        assert answer.status_code < 300, (operation, answer.status_code, answer.text[:500])
        self.done.setdefault(operation, answer)
        is_json = answer.headers.get("content-type") == "application/json"
        return answer.json() if is_json and answer.content else answer.content


def set_out(world: World) -> Journey:
    app = world.app()
    client = TestClient(app, headers={"authorization": f"Bearer {a_token(world)}"})
    return Journey(world=world, client=client, workshop=app.state.workshop)


def travel(world: World, provider: Provider, hook: str) -> Journey:
    """Use everything. ``hook`` is an address that answers, ``provider`` a Mastodon server."""
    trip = set_out(world)
    _start(trip)
    _material(trip)
    _channels(trip, provider)
    campaign = _campaign(trip)
    post = _posts(trip, campaign)
    _reviews(trip, post)
    _deliveries(trip, post)
    _packs(trip, campaign)
    _people(trip)
    _rules(trip)
    _webhooks(trip, hook)
    some = {"post_ids": [trip.do("GET /posts", campaign=campaign)["items"][-1]["id"]]}
    trip.do("POST /posts/hold", {**some, "reason": "The clinic asks us to wait"})
    trip.do("POST /posts/let-go", some)
    trip.do("POST /posts/take-out", some)
    trip.do("POST /posts/{number}/archive", number=post)
    return trip


def _start(trip: Journey) -> None:
    trip.do("GET /me")
    trip.do("GET /health")
    trip.do("POST /length", examples()["LengthIn"])


def _material(trip: Journey) -> None:
    trip.do("POST /factsheets", {"name": "signs.md", "text": SHEET.replace("fearful", "afraid")})
    sheet = trip.do("POST /factsheets", {"name": "signs.md", "text": SHEET})["id"]
    trip.do("GET /factsheets")
    items = trip.do("GET /factsheets/{number}", number=sheet)["extraction"]["items"]
    trip.do("GET /factsheets/{number}/changes", number=sheet)
    key = items[-1]["key"]
    trip.do("GET /factsheets/{number}/items/{key}/source", number=sheet, key=key)
    wrong = {"what": "exclude", "items": [key]}
    trip.do("POST /factsheets/{number}/corrections", wrong, number=sheet)
    trip.do("DELETE /factsheets/{number}/corrections/last", number=sheet)
    own = trip.world.sheet_id
    trip.do("POST /factsheets/{number}/contacts/{key}/checked", number=own, key="hotline")
    trip.do("GET /factsheets/{number}/translations/outline", number=own, language="es")
    trip.do("POST /factsheets/{number}/translations", examples()["TranslationIn"], number=own)
    trip.do("GET /factsheets/{number}/translations", number=own)
    spanish = {"number": own, "language": "es"}
    trip.do("GET /factsheets/{number}/translations/{language}", **spanish)
    written = examples()["WrittenIn"]
    trip.do("PUT /factsheets/{number}/translations/{language}", written, **spanish)
    read = examples()["ReadIn"]
    trip.do("POST /factsheets/{number}/translations/{language}/read", read, **spanish)
    logo = base64.b64encode(a_picture(1, (80, 40))).decode()
    kit = {**examples()["BrandIn"], "logos": {"dark": logo}}
    brand = trip.do("POST /brands", kit)["id"]
    trip.do("POST /brands/files", examples()["BrandFileIn"])
    trip.do("GET /brands")
    trip.do("GET /brands/{number}", number=brand)
    trip.do("POST /brands/contrast", {**examples()["BrandIn"], "base": brand})
    trip.do("POST /brands/preview", examples()["LookIn"])
    trip.do("GET /templates")
    trip.do("GET /templates/{name}", name="beacon")
    trip.do("GET /templates/{name}/preview", name="beacon", brand=brand)
    trip.do("GET /templates/{name}/check", name="beacon", format="link")


def _channels(trip: Journey, provider: Provider) -> None:
    trip.do("GET /platforms")
    trip.do("GET /channels")
    board = trip.do("POST /channels", {"platform": "handoff", "name": "Notices", "fields": {}})
    trip.do("GET /channels/{number}", number=board["id"])
    trip.do("POST /channels/{number}/verify", number=board["id"])
    trip.do("POST /channels/{number}/reconnect", {"fields": {}}, number=board["id"])
    server = {"platform": "mastodon", "fields": {"server": provider.url}}
    leave = trip.do("POST /channels/sign-ins", server)
    back = provider.let_in(leave["address"])
    trip.do("POST /channels/sign-ins/finish", {"address": back})


def _campaign(trip: Journey) -> int:
    wanted = {
        **examples()["CampaignIn"],
        "fact_sheet_id": trip.world.sheet_id,
        "brand_kit_id": trip.world.brand_id,
        "channel_ids": [trip.world.channel_ids[1]],
        "rules": {"posts_per_week": 1},
    }
    trip.do("POST /campaigns/preview", wanted)
    campaign = int(trip.do("POST /campaigns", wanted)["id"])
    trip.do("GET /campaigns")
    trip.do("GET /campaigns/{number}", number=campaign)
    trip.do("PATCH /campaigns/{number}", {"name": "Prevention Month"}, number=campaign)
    signs = trip.do("GET /factsheets")["items"][-1]["id"]
    parts = {"number": campaign, "sheet": signs}
    trip.do("PUT /campaigns/{number}/sheets/{sheet}", {"kinds": ["warning_sign"]}, **parts)
    trip.do("GET /campaigns/{number}/sheets", number=campaign)
    trip.do("DELETE /campaigns/{number}/sheets/{sheet}", **parts)
    trip.do("GET /campaigns/{number}/preview", number=campaign)
    trip.do("POST /campaigns/{number}/plan", number=campaign)
    first = trip.do("GET /campaigns/{number}/slots", number=campaign)["items"][0]
    times = {"times": {first["post_id"]: first["local_time"]}, "dry_run": True}
    trip.do("POST /campaigns/{number}/moves", times, number=campaign)
    trip.do("POST /campaigns/{number}/simulate", {"approve_all": True}, number=campaign)
    trip.do("POST /campaigns/{number}/copy", examples()["CopyIn"], number=campaign)
    trip.do("GET /campaigns/{number}/calendar.ics", number=campaign)
    trip.do("GET /calendar", first="2028-01-01", last="2028-01-31")
    table = examples()["TableIn"]
    trip.do("POST /campaigns/{number}/table", table, number=trip.world.campaign_id)
    trip.do("POST /campaigns/{number}/redraw", number=campaign)
    trip.do("POST /campaigns/{number}/submit", number=campaign)
    trip.do("GET /observances", year=2027)
    trip.do("PUT /observances", examples()["ObservanceIn"])
    trip.do("DELETE /observances/{name}", name="Riverbend Day")
    return campaign


def _posts(trip: Journey, campaign: int) -> int:
    post = int(trip.do("GET /posts", campaign=campaign)["items"][0]["id"])
    whole = trip.do("GET /posts/{number}", number=post)
    trip.do("GET /pictures")
    picture = whole["pictures"][0]
    trip.do("GET /pictures/{sha256}", sha256=picture["sha256"])
    caption = {"text": f"{whole['captions'][0]['text']} "}
    trip.do("PUT /posts/{number}/captions/{platform}", caption, number=post, platform="handoff")
    trip.do(
        "PUT /posts/{number}/alt-texts/{format}/{position}",
        {"text": picture["alt_text"]},
        number=post,
        format=picture["format"],
        position=0,
    )
    trip.do("POST /posts/{number}/redraw", {"template": "beacon"}, number=post)
    trip.do("GET /posts/{number}/preview", number=post, template="beacon")
    trip.do("POST /posts/{number}/move", {"local": "2028-01-19T12:00"}, number=post)
    number = trip.do("POST /posts/{number}/comments", {"text": "Fine."}, number=post)["id"]
    answer = {"text": "Thank you.", "answers_id": number}
    trip.do("POST /posts/{number}/comments", answer, number=post)
    trip.do("GET /posts/{number}/comments", number=post)
    trip.do("POST /posts/{number}/submit", number=post)
    return post


def _reviews(trip: Journey, post: int) -> None:
    whole = trip.do("GET /posts/{number}", number=post)
    yes = {"digest": whole["digest"], "comment": ""}
    trip.do("POST /posts/{number}/approve", yes, number=post)
    trip.do("POST /posts/{number}/withdraw", number=post)
    no = {**yes, "comment": "Say the number first."}
    trip.do("POST /posts/{number}/request-changes", no, number=post)
    trip.do("POST /posts/{number}/submit", number=post)
    waiting = trip.do("GET /posts", state="in_review")["items"]
    other = waiting[-2]["id"]
    bad = {"digest": trip.do("GET /posts/{number}", number=other)["digest"], "comment": "No."}
    trip.do("POST /posts/{number}/reject", bad, number=other)
    key = whole["sources"][0]["item_key"]
    trip.do("GET /reviews/claims/{key}", key=key)
    trip.do("POST /reviews/approve", {"seen": {post: whole["digest"]}})
    trip.do("GET /posts/{number}/history", number=post)
    trip.do("GET /posts/{number}/changes", number=post)
    link = trip.do("POST /review-links", examples()["LinkIn"])["id"]
    trip.do("GET /review-links")
    trip.do("DELETE /review-links/{number}", number=link)
    trip.do("GET /policies")
    kind = {"scope": "kind", "target": "fact", "approvals": 0}
    trip.do("PUT /policies", kind)
    trip.do("DELETE /policies/{scope}/{target}", scope="kind", target="fact")


def _deliveries(trip: Journey, post: int) -> None:
    trip.do("GET /deliveries")
    number = trip.do("GET /posts/{number}", number=post)["deliveries"][0]
    trip.do("GET /deliveries/{number}", number=number)
    trip.do("GET /deliveries/{number}/receipt", number=number)
    pause = trip.do("POST /pauses", examples()["PauseIn"])["id"]
    trip.do("GET /pauses")
    trip.do("GET /pauses/{number}/kept-back", number=pause)
    trip.do("POST /pauses/{number}/resume", {"missed": "hold"}, number=pause)
    other = trip.do("POST /pauses", {"scope": "platform", "target": "mastodon", "reason": "x"})
    trip.do("DELETE /pauses/{number}", number=other["id"])
    _stands(trip, number, State.FAILED)
    trip.do("GET /attention")
    trip.do("POST /deliveries/{number}/retry", number=number)
    _stands(trip, number, State.UNCONFIRMED)
    trip.do("POST /deliveries/{number}/settle", {"url": None}, number=number)
    trip.do("POST /deliveries/{number}/cancel", number=number)


def _stands(trip: Journey, number: int, state: State) -> None:
    """Put a delivery where only the publisher could bring it."""
    with trip.world.office.sessions.begin() as session:
        session.execute(update(DeliveryRow).where(DeliveryRow.id == number).values(state=state))


def _packs(trip: Journey, campaign: int) -> None:
    trip.do("GET /campaigns/{number}/report", number=campaign)
    trip.do("GET /campaigns/{number}/report.csv", number=campaign)
    older = _pack(trip, campaign)
    trip.do("GET /packs/builds")
    into = {"brand_id": trip.world.brand_id, "channel": trip.world.channel_ids[1]}
    days = {"first_day": "2028-02-01", "last_day": "2028-02-28"}
    taken = trip.do("POST /packs/import", older, **into, **days)["campaign_id"]
    other = trip.do("GET /posts", campaign=campaign)["items"][1]["id"]
    before = trip.do("GET /posts/{number}", number=other)["captions"][0]["text"]
    newer = {"text": f"{before} Thank you."}
    trip.do("PUT /posts/{number}/captions/{platform}", newer, number=other, platform="handoff")
    found = trip.do("POST /campaigns/{number}/packs/newer", _pack(trip, campaign), number=taken)
    trip.do("POST /campaigns/{number}/packs/update", {"key": found["key"]}, number=taken)
    link = trip.do("POST /partner-links", examples()["PartnerLinkIn"])["id"]
    trip.do("GET /partner-links")
    trip.do("DELETE /partner-links/{number}", number=link)
    table = trip.do("GET /campaigns/{number}/numbers.csv", number=campaign).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(table))) | {"likes": "14"}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    filled = {"partner": "Harbor Shelter", "table": out.getvalue()}
    trip.do("POST /campaigns/{number}/numbers", filled, number=campaign)


def _pack(trip: Journey, campaign: int) -> bytes:
    wishes = examples()["WishesIn"]
    key = trip.do("POST /campaigns/{number}/packs", wishes, number=campaign)["key"]
    trip.workshop.rest(30)
    told = trip.do("GET /packs/builds/{key}", key=key)
    assert told["state"] == "ready", told
    pack = trip.do("GET /packs/builds/{key}/pack.zip", key=key)
    assert isinstance(pack, bytes)
    return pack


def _people(trip: Journey) -> None:
    trip.do("GET /people")
    somebody = trip.world.members[Role.VIEWER].person_id
    trip.do("PUT /people/{number}/role", {"role": "reviewer"}, number=somebody)
    trip.do("DELETE /people/{number}", number=somebody)
    invitation = trip.do("POST /invitations", examples()["InvitationIn"])["id"]
    trip.do("GET /invitations")
    trip.do("DELETE /invitations/{number}", number=invitation)
    token = trip.do("POST /tokens", examples()["TokenIn"])["id"]
    trip.do("GET /tokens")
    trip.do("DELETE /tokens/{number}", number=token)
    trip.do("GET /audit")
    trip.do("GET /audit/verify")
    trip.do("GET /audit/export")


def _rules(trip: Journey) -> None:
    rules = trip.do("GET /rules", limit=200)["items"]
    quiet = next(one["id"] for one in rules if one["severity"] == "advise")
    trip.do("PUT /rules/{rule}", examples()["SwitchIn"], rule=quiet)
    trip.do("PUT /rule-packs/{name}", examples()["RulePackIn"], name="ours.toml")
    trip.do("GET /rule-packs")
    trip.do("POST /checks", examples()["TrialIn"])
    trip.do("DELETE /rule-packs/{name}", name="ours.toml")


def _webhooks(trip: Journey, hook: str) -> None:
    number = trip.do("POST /webhooks", {"url": hook, "topics": ["published"]})["id"]
    trip.do("GET /webhooks")
    trip.do("POST /webhooks/{number}/test", number=number)
    trip.do("GET /webhooks/{number}/events", number=number)
    trip.do("DELETE /webhooks/{number}", number=number)
