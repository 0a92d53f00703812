"""Packs of the organization's own campaigns, and packs that others made."""

from __future__ import annotations

import errno
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest

from content.packs.verifying import verify
from scheduler.actions import making_packs
from scheduler.actions.office import NotFoundError
from scheduler.domain.pack_build import BuildState, Wishes
from scheduler.domain.roles import Role
from scheduler.store import pack_builds, posts
from scheduler.store.media import Folder, MediaError, MediaStore
from tests.content.packs.sheets import a_campaigns_pack, a_newer_pack
from tests.scheduler.web.test_partners import approved
from tests.scheduler.web.world import World, a_post


def made(world: World, wishes: Wishes) -> pack_builds.PackBuild:
    asked = making_packs.ask(world.office, world.members[Role.VIEWER], world.campaign_id, wishes)
    making_packs.make_next(world.office)
    with world.office.sessions() as session:
        build = pack_builds.by_key(session, asked.key)
    assert build is not None
    return build


def test_a_pack_is_made_in_the_background_and_can_be_come_back_to(world: World) -> None:
    approved(world)
    client = world.client(Role.CONTRIBUTOR)

    told = client.post("/packs/campaigns/1", data={"formats": "portrait", "platforms": "mastodon"})
    client.app.state.workshop.rest(30)  # type: ignore[attr-defined]  # an ASGI app by its protocol
    page = world.client(Role.VIEWER).get("/packs").text

    assert told.status_code == 303
    (address,) = re.findall(r"/packs/builds/[\w-]+/pack\.zip", page)
    answer = client.get(address)
    manifest = verify(answer.content).manifest
    assert manifest.title == "Trafficking Prevention Month"
    assert (manifest.plain["formats"], manifest.plain["platforms"]) == (["portrait"], ["mastodon"])
    assert answer.headers["content-length"] == str(len(answer.content))


def test_drafts_and_a_choice_of_posts_can_be_asked_for(world: World) -> None:
    first, second = approved(world), a_post(world, number=1)

    every = made(world, Wishes(approved_only=False))
    chosen = made(world, Wishes(approved_only=False, post_ids=(second,)))
    none = made(world, Wishes(post_ids=(second,)))

    assert first != second
    assert (every.done, chosen.done) == (2, 1)
    assert none.state is BuildState.FAILED
    assert "No post of the campaign fits" in none.trouble


def test_a_full_disk_is_told_and_leaves_nothing(world: World, tmp_path: Path) -> None:
    approved(world)

    class Full(Folder):
        def write_from(self, name: str, source: IO[bytes]) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    asked = making_packs.ask(world.office, world.members[Role.VIEWER], world.campaign_id, Wishes())
    full = MediaStore(Full(tmp_path / "media"))
    making_packs.make_next(replace(world.office, media=full))

    with world.office.sessions() as session:
        build = pack_builds.by_key(session, asked.key)
    assert build is not None
    assert build.state is BuildState.FAILED
    assert "No space left" in build.trouble


def test_packs_leave_when_their_time_is_over_and_the_same_bytes_stay_while_needed(
    world: World,
) -> None:
    approved(world)
    first = made(world, Wishes())
    world.watch.now += timedelta(days=3)
    second = made(world, Wishes())
    assert first.sha256 == second.sha256

    world.watch.now += timedelta(days=5)
    assert making_packs.remove_old(world.office) == 1
    world.office.media.open(second.sha256).close()
    world.watch.now += timedelta(days=5)
    assert making_packs.remove_old(world.office) == 1

    with pytest.raises(MediaError, match="missing"):
        world.office.media.open(second.sha256)
    assert world.client(Role.OWNER).get(f"/packs/builds/{second.key}/pack.zip").status_code == 404


def test_a_build_that_is_begun_again_and_again_ends(world: World) -> None:
    approved(world)
    asked = making_packs.ask(world.office, world.members[Role.VIEWER], world.campaign_id, Wishes())
    for _ in range(making_packs.MOST_TRIES):
        with world.office.sessions.begin() as session:
            pack_builds.claim(session, now=world.watch.now, until=world.watch.now)

    making_packs.make_next(world.office)

    with world.office.sessions() as session:
        build = pack_builds.by_key(session, asked.key)
    assert build is not None
    assert build.state is BuildState.FAILED


def test_an_organization_has_few_packs_made_at_a_time(world: World) -> None:
    approved(world)
    client = world.client(Role.VIEWER)
    for _ in range(making_packs.MOST_AT_ONCE):
        making_packs.ask(world.office, world.members[Role.VIEWER], world.campaign_id, Wishes())

    assert client.post("/packs/campaigns/1").status_code == 422


def test_packs_of_others_are_not_to_be_had(world: World) -> None:
    approved(world)
    build = made(world, Wishes())
    stranger = world.members[Role.OWNER]

    with pytest.raises(NotFoundError):
        making_packs.build_of(world.office, replace(stranger, organization_id=2), build.key)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.CONTRIBUTOR])
def test_links_and_imports_are_for_those_who_plan(world: World, role: Role) -> None:
    client = world.client(role)

    assert client.get("/packs/import").status_code == 403
    assert client.post("/packs/links", data={"campaign_id": 1, "partner": "x"}).status_code == 403


def test_a_links_address_is_shown_once_and_opens_the_page(world: World) -> None:
    approved(world)
    manager = world.client(Role.MANAGER)

    told = manager.post("/packs/links", data={"campaign_id": 1, "partner": "Harbor"}).text

    (token,) = re.findall(r"/partner/([\w-]{43})", told)
    assert token not in manager.get("/packs").text
    assert world.client(None).get(f"/partner/{token}").status_code == 200


def test_a_pack_comes_in_as_drafts_and_a_newer_one_shows_what_it_changes(world: World) -> None:
    manager = world.client(Role.MANAGER)

    told = manager.post(
        "/packs/import",
        data={"brand_id": world.brand_id, "channels": world.channel_ids[0]},
        files={"file": ("pack.zip", BytesIO(a_campaigns_pack()), "application/zip")},
    )
    shown = manager.post(
        "/packs/campaigns/2/newer", files={"file": ("newer.zip", BytesIO(a_newer_pack()))}
    )
    (key,) = re.findall(r'name="key" value="([\w-]+)"', shown.text)
    done = manager.post("/packs/campaigns/2/update", data={"key": key})

    assert "2 drafts were made." in told.text
    assert "Newer words." in shown.text
    assert done.status_code == 303
    with world.office.sessions() as session:
        states = {post.state for post in posts.of_campaign(session, 2)}
    assert states == {"draft"}


def test_a_file_that_is_no_pack_is_refused_with_the_reason(world: World) -> None:
    told = world.client(Role.MANAGER).post(
        "/packs/import",
        data={"brand_id": world.brand_id, "channels": world.channel_ids[0]},
        files={"file": ("pack.zip", b"no zip at all")},
    )

    assert told.status_code == 422
    assert "no ZIP file" in told.text


def test_an_upload_larger_than_a_sheet_may_be_is_taken_here(world: World) -> None:
    told = world.client(Role.MANAGER).post(
        "/packs/import",
        data={"brand_id": world.brand_id, "channels": world.channel_ids[0]},
        files={"file": ("pack.zip", bytes(13 * 1024 * 1024))},
    )

    assert told.status_code == 422
    assert "no ZIP file" in told.text
