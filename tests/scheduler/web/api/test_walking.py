"""Every operation is walked: as another organization, with too little scope, in too low a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from scheduler.domain.roles import Role
from scheduler.domain.scopes import Scope
from scheduler.store.database import open_database
from scheduler.store.media import MediaStore
from scheduler.store.tables import Table
from scheduler.web.api.application import create_api, operations
from scheduler.web.api.describing import examples
from scheduler.web.visit import Site
from tests.scheduler.web.api.journey import API, a_token
from tests.scheduler.web.lent import Lent
from tests.scheduler.web.world import World, a_world, some_posts

# What an operation may note although it changes nothing: when a token was used, and that a key
# for doing a request once is taken.
NOTED = {"access_tokens", "answers"}
# These ask, compare or draw with what they are sent, and keep nothing of it.
ONLY_ASK = {
    "POST /length",
    "POST /checks",
    "POST /brands/contrast",
    "POST /brands/preview",
    "POST /campaigns/{number}/simulate",
}
# What a person who may only look may do beyond looking: what concerns nobody but themselves, a
# pack of what they see anyway, a word under a post.
FOR_VIEWERS = {
    "POST /tokens",
    "DELETE /tokens/{number}",
    "POST /campaigns/{number}/packs",
    "POST /posts/{number}/comments",
    *ONLY_ASK,
}
# Named by words that mean the same in every organization: whose it is follows from the token.
BY_WORD = {
    "GET /templates/{name}",
    "GET /templates/{name}/preview",
    "GET /templates/{name}/check",
    "DELETE /observances/{name}",
    "PUT /rules/{rule}",
    "PUT /rule-packs/{name}",
    "DELETE /rule-packs/{name}",
    "DELETE /policies/{scope}/{target}",
    "GET /reviews/claims/{key}",
}


@pytest.fixture
def two(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[World, World]]:
    database = open_database(sqlite_url)
    media = MediaStore(tmp_path / "media")
    ours, theirs = a_world(database, media), a_world(database, media, name="The Others")
    some_posts(theirs, 2)
    yield ours, theirs
    database.close()


def walk() -> list[tuple[str, str, str]]:
    return [
        (f"{method} {route.path}", method, route.path)
        for route in operations()
        for method in sorted(route.methods or ())
    ]


def described() -> dict[str, dict[str, Any]]:
    site = Site(office=None, sandbox_url=None, public_base_url="")  # type: ignore[arg-type]
    return {
        f"{method.upper()} {path}": operation
        for path, methods in create_api(site).openapi()["paths"].items()
        for method, operation in methods.items()
    }


TOLD = described()
SCOPES = {name: operation["x-scopes"][0] for name, operation in TOLD.items()}


def bodies() -> Mapping[str, dict[str, Any]]:
    """Return what to send to each operation: the example of its shape, or a pack that is none."""
    found: dict[str, dict[str, Any]] = {}
    for name, operation in TOLD.items():
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            shape = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
            found[name] = {"json": examples()[shape]}
        elif content:
            zip_type = {"content-type": "application/zip"}
            found[name] = {"content": b"PK", "headers": zip_type}
    return found


QUERIES: Mapping[str, dict[str, str | int]] = {
    "GET /observances": {"year": 2027},
    "GET /calendar": {"first": "2027-01-01", "last": "2027-01-31"},
    "GET /factsheets/{number}/translations/outline": {"language": "es"},
    "POST /packs/import": {"brand_id": 1, "channel": 1},
}


def everything(world: World) -> dict[str, list[object]]:
    with world.office.sessions() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Table.metadata.sorted_tables
            if table.name not in NOTED
        }


def ask(client: TestClient, name: str, numbers: Mapping[str, object]) -> Any:
    method, path = name.split(" ")
    address = re.sub(r"\{(\w+)\}", lambda found: str(numbers[found[1]]), path)
    return client.request(
        method, f"{API}{address}", params=QUERIES.get(name, {}), **BODIES.get(name, {})
    )


BODIES = bodies()
WORDS: Mapping[str, object] = {
    "sheet": 1,
    "language": "es",
    "number": 1,
    "name": "beacon",
    "key": "item-0",
    "platform": "mastodon",
    "format": "portrait",
    "position": 0,
    "sha256": "0" * 64,
    "scope": "kind",
    "target": "fact",
    "rule": "accessibility.alt-text",
}


def a_program(
    world: World, *scopes: Scope, role: Role = Role.OWNER, app: Lent | None = None
) -> TestClient:
    token = a_token(world, *scopes, role=role)
    return TestClient(
        app or world.app(),
        headers={"authorization": f"Bearer {token}"},
        raise_server_exceptions=False,
    )


def number_of_theirs(world: World, path: str) -> int:
    first = path.split("/")[1]
    return {
        "factsheets": world.sheet_id,
        "brands": world.brand_id,
        "campaigns": world.campaign_id,
        "channels": world.channel_ids[0],
        "posts": world.posts[0],
        "people": world.members[Role.VIEWER].person_id,
    }.get(first, 1)


def test_no_operation_shows_or_changes_what_belongs_to_others(two: tuple[World, World]) -> None:
    ours, theirs = two
    made = a_program(theirs)
    for name in ("POST /pauses", "POST /invitations", "POST /review-links", "POST /partner-links"):
        body = BODIES[name]["json"]
        mine = {"campaign_id": theirs.campaign_id} if "campaign_id" in body else {}
        answer = made.post(f"{API}{name.split(' ')[1]}", json={**body, **mine})
        assert answer.status_code == 201, answer.text
    with_webhook = made.post(f"{API}/webhooks", json={"url": "https://hooks.example/x"})
    assert with_webhook.status_code == 201
    stranger = a_program(ours)
    before = everything(ours)
    walked = 0

    for name, _method, path in walk():
        if "{" not in path or name in BY_WORD:
            continue
        answer = ask(stranger, name, {**WORDS, "number": number_of_theirs(theirs, path)})
        assert answer.status_code == 404, (name, answer.status_code, answer.text)
        walked += 1

    assert walked >= 60
    assert everything(ours) == before


def test_lists_name_nothing_of_others(two: tuple[World, World]) -> None:
    ours, _theirs = two
    stranger = a_program(ours)

    for name, method, path in walk():
        if method == "GET" and "{" not in path:
            answer = ask(stranger, name, {})
            assert answer.status_code == 200, (name, answer.text)
            assert "The Others" not in answer.text, name
            assert "the-others" not in answer.text, name


def test_nothing_is_made_of_what_belongs_to_others(two: tuple[World, World]) -> None:
    ours, theirs = two
    stranger = a_program(ours)
    campaign = examples()["CampaignIn"]
    whole = {
        **campaign,
        "fact_sheet_id": ours.sheet_id,
        "brand_kit_id": ours.brand_id,
        "channel_ids": [ours.channel_ids[0]],
    }
    before = everything(ours)

    for address, body in [
        ("campaigns", {**whole, "fact_sheet_id": theirs.sheet_id}),
        ("campaigns", {**whole, "brand_kit_id": theirs.brand_id}),
        ("campaigns", {**whole, "channel_ids": [theirs.channel_ids[0]]}),
        ("campaigns/preview", {**whole, "fact_sheet_id": theirs.sheet_id}),
        ("review-links", {**examples()["LinkIn"], "campaign_id": theirs.campaign_id}),
        ("review-links", {**examples()["LinkIn"], "campaign_id": None, "post_ids": theirs.posts}),
        ("partner-links", {**examples()["PartnerLinkIn"], "campaign_id": theirs.campaign_id}),
        ("posts/hold", {"post_ids": theirs.posts, "reason": "x"}),
        ("posts/let-go", {"post_ids": theirs.posts}),
        ("posts/take-out", {"post_ids": theirs.posts}),
        ("brands/contrast", {**examples()["BrandIn"], "base": theirs.brand_id}),
        ("checks", {**examples()["TrialIn"], "campaign_id": theirs.campaign_id}),
        ("channels/sign-ins", {**examples()["SignInIn"], "channel_id": theirs.channel_ids[0]}),
        ("pauses", {"scope": "campaign", "target": str(theirs.campaign_id), "reason": "x"}),
    ]:
        answer = stranger.post(f"{API}/{address}", json=body)
        assert answer.status_code in {404, 422}, (address, answer.status_code, answer.text)
    policy = {"scope": "channel", "target": str(theirs.channel_ids[0]), "approvals": 0}
    assert stranger.put(f"{API}/policies", json=policy).status_code == 404
    assert everything(ours) == before


def test_a_token_that_may_read_changes_nothing_whatever_it_asks(two: tuple[World, World]) -> None:
    _ours, world = two
    reads = a_program(world, Scope.READ)
    before = everything(world)

    for name, method, path in walk():
        answer = ask(reads, name, {**WORDS, "number": number_of_theirs(world, path)})
        if method != "GET" and name not in ONLY_ASK:
            assert answer.status_code == 403, (name, answer.status_code)
        else:
            assert answer.status_code != 500, (name, answer.text)

    assert everything(world) == before


def test_a_get_changes_nothing_whatever_its_scope(two: tuple[World, World]) -> None:
    """Those that ask for the scope of reading are walked by the test before this one."""
    _ours, world = two
    client = a_program(world)
    before = everything(world)

    for name, method, path in walk():
        if method == "GET" and SCOPES[name] != Scope.READ:
            ask(client, name, {**WORDS, "number": number_of_theirs(world, path)})

    assert everything(world) == before


def test_every_operation_refuses_a_token_without_its_scope(two: tuple[World, World]) -> None:
    _ours, world = two
    app = world.app()

    for scope in Scope:
        lacks = a_program(world, *(set(Scope) - {scope}), app=app)
        for name, needed in SCOPES.items():
            if needed == scope:
                answer = ask(lacks, name, WORDS)
                assert answer.status_code == 403, (name, answer.status_code)
                assert scope in answer.json()["detail"], name


def test_a_viewer_with_every_scope_only_looks(two: tuple[World, World]) -> None:
    _ours, world = two
    viewer = a_program(world, role=Role.VIEWER)
    before = everything(world)

    for name, method, path in walk():
        if method == "GET" or name in FOR_VIEWERS:
            continue
        answer = ask(viewer, name, {**WORDS, "number": number_of_theirs(world, path)})
        assert answer.status_code in {403, 404, 422}, (name, answer.status_code, answer.text)

    assert everything(world) == before
