"""Publishing in two steps, as Instagram and Threads do it: make a container, then publish it.

The picture is fetched from its public address while the container is made; the container is worked
on until it is ``FINISHED``, lives for a day, and can be published once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.sandbox.call import Call
from scheduler.sandbox.database import Json
from scheduler.sandbox.fetching import UnreachableError, fetch
from scheduler.sandbox.ledger import NewPost, Picture, Post
from scheduler.sandbox.pictures import NoPictureError, as_kept, keep, look_at
from scheduler.sandbox.platforms.meta import refuse
from scheduler.sandbox.world import Account, World

LIFE = timedelta(hours=24)
MAX_ALT = 1000
MAX_BYTES = 8 * 1024 * 1024
MIN_WIDTH = 320
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """What a platform takes: types of pictures, ratios of their sides, how many together."""

    platform: str
    mime: frozenset[str]
    ratio: tuple[float, float]
    most: int


def fetched(call: Call, gallery: Gallery, told: Mapping[str, str]) -> Picture:
    """Fetch the picture a container is made of and check it as the platform does."""
    alt = told.get("alt_text", "")
    if len(alt) > MAX_ALT:
        refuse(100, f"(#100) Param alt_text must have at most {MAX_ALT} characters")
    try:
        found = fetch(told.get("image_url", ""))
    except UnreachableError as error:
        refuse(
            9004,
            f"The media could not be fetched from this URI: {error}.",
            subcode=2207052,
        )
    try:
        seen = look_at(found.data)
    except NoPictureError:
        refuse(9004, "Only photo or video can be accepted as media type.", subcode=2207052)
    size = len(found.data)
    if seen.mime not in gallery.mime or found.mime not in gallery.mime:
        refuse(36001, f"The image format {seen.mime} is not supported.", subcode=2207005)
    if size > MAX_BYTES:
        refuse(36000, "The image size is too large.", subcode=2207004)
    if seen.width < MIN_WIDTH:
        refuse(36003, "The image is too narrow.", subcode=2207009)
    lowest, highest = gallery.ratio
    if not lowest <= seen.width / seen.height <= highest:
        refuse(
            36003, "The submitted image has an aspect ratio that is not accepted.", subcode=2207009
        )
    return keep(call.world.database, found.data, seen, alt=alt)


def make(
    world: World, account: Account, text: str, pictures: Sequence[Picture], *, child: bool
) -> str:
    """Keep a new container and return its id."""
    number = str(world.next_number())
    kept = {
        "account": account.name,
        "text": text,
        "pictures": [as_kept(replace(one, media_id=number)) for one in pictures],
        "child": child,
        "at": world.now().timestamp(),
        "polls_left": world.knobs.media_polls,
        "published": "",
    }
    world.database.put((account.platform, "container", number), kept, account.name)
    return number


def container_of(world: World, account: Account, number: str) -> Json | None:
    kept = world.database.get((account.platform, "container", number))
    return kept if kept is not None and kept["account"] == account.name else None


def status_of(world: World, kept: Json) -> str:
    """Return the status code without counting it as a look."""
    if kept["published"]:
        return "PUBLISHED"
    if world.now().timestamp() - kept["at"] > LIFE.total_seconds():
        return "EXPIRED"
    return "IN_PROGRESS" if kept["polls_left"] > 0 else "FINISHED"


def look(world: World, account: Account, number: str, kept: Json) -> str:
    """Return the status code; each look brings a container nearer to its end."""
    status = status_of(world, kept)
    if status == "IN_PROGRESS":
        left = {**kept, "polls_left": kept["polls_left"] - 1}
        world.database.put((account.platform, "container", number), left, account.name)
    return status


def children(world: World, account: Account, gallery: Gallery, listed: str) -> list[Picture]:
    """Return the pictures of a carousel's children, in their order."""
    numbers = [one.strip() for one in listed.strip("[]").replace('"', "").split(",") if one.strip()]
    if not FEWEST <= len(numbers) <= gallery.most:
        refuse(
            100,
            f"The carousel must have 2 to {gallery.most} children.",
            subcode=2207028,
        )
    pictures: list[Picture] = []
    for number in numbers:
        kept = container_of(world, account, number)
        if kept is None or not kept["child"]:
            refuse(100, f"(#100) {number} is no carousel item.", subcode=2207028)
        if status_of(world, kept) != "FINISHED":
            refuse(9007, "A child of the carousel is not ready.", subcode=2207027)
        pictures += [Picture(**one) for one in kept["pictures"]]
    return pictures


def publish(world: World, account: Account, number: str, url: Callable[[str], str]) -> Post:
    """Make a finished container public, once."""
    place = (account.platform, "container", number)
    kept = container_of(world, account, number)
    if kept is None or kept["child"]:
        refuse(24, "The requested resource does not exist", subcode=2207006)
    match status_of(world, kept):
        case "IN_PROGRESS":
            refuse(9007, "The media is not ready for publishing, please wait.", subcode=2207027)
        case "EXPIRED" | "PUBLISHED":
            refuse(24, "The requested resource does not exist", subcode=2207008)
    post_id = str(world.next_number())
    post = world.ledger.accept(
        NewPost(
            platform=account.platform,
            account=account.name,
            remote_id=post_id,
            text=kept["text"],
            url=url(post_id),
            key=number,
            pictures=tuple(Picture(**one) for one in kept["pictures"]),
        )
    )
    world.database.put(place, {**kept, "published": post_id}, account.name)
    return post
