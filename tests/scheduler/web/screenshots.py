"""Pictures of every page, phone and desk, light and dark: make screenshots.

The pages show a real campaign: the bundled fact sheet, planned, drawn, partly approved and out.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

from content.brand_file import sample_brand_path
from content.samples import sample_sheet
from scheduler.actions import campaigning, commenting, importing, planning, reviewing, telling
from scheduler.actions.campaigning import NewCampaign
from scheduler.actions.reviewing import BlockedError
from scheduler.domain.campaign import Rules
from scheduler.domain.delivery import State
from scheduler.domain.roles import Role
from scheduler.store import plans
from scheduler.store.database import open_database, upgrade
from scheduler.store.media import MediaStore
from scheduler.store.tables import DeliveryRow, ReadingRow, ReceiptRow
from scheduler.web.server import running_pages
from tests.scheduler.web.browsers import FLAGS, HOW_TO_GET_ONE, browser_environment, find_browser
from tests.scheduler.web.conftest import DESK, PHONE
from tests.scheduler.web.world import COOKIE, World, a_world

OUT = Path("screenshots")
TODAY = timedelta(days=7, hours=2)  # after the world's own first day
NAMES = {
    "login": ("/login", None),
    "review": ("/review", Role.REVIEWER),
    "batch": ("/batch", Role.REVIEWER),
    "calendar": ("/campaigns/2/calendar?month=2027-01", Role.MANAGER),
    "calendar-list": ("/campaigns/2/calendar?month=2027-01&view=list", Role.MANAGER),
    "calendar-week": ("/campaigns/2/calendar?view=week&day=2027-01-13", Role.MANAGER),
    "calendar-choose": ("/campaigns/2/calendar?month=2027-01&choose=1&chosen=24", Role.MANAGER),
    "several": (
        "/campaigns/2/several?do=move&days=5&" + "&".join(f"post={n}" for n in range(10, 36, 5)),
        Role.MANAGER,
    ),
    "campaigns": ("/campaigns", Role.MANAGER),
    "deliveries": ("/deliveries", Role.MANAGER),
    "campaign": ("/campaigns/2", Role.MANAGER),
    "campaign-new": ("/campaigns/new?sheet=2", Role.MANAGER),
    "rehearsal": ("/campaigns/2/rehearsal?approved=true", Role.MANAGER),
    "post": ("/posts/12", Role.MANAGER),
    "compose": ("/posts/12/compose", Role.CONTRIBUTOR),
    "move": ("/posts/12/move?day=2027-01-16&time=22:00", Role.MANAGER),
    "attention": ("/attention", Role.MANAGER),
    "report": ("/campaigns/2/report", Role.MANAGER),
    "library": ("/library", Role.CONTRIBUTOR),
    "sheet": ("/library/sheets/2", Role.CONTRIBUTOR),
    "pictures": ("/library/pictures", Role.CONTRIBUTOR),
    "templates": ("/library/templates", Role.CONTRIBUTOR),
    "brand": ("/library/brands/2", Role.CONTRIBUTOR),
    "rules": ("/rules", Role.MANAGER),
    "channels": ("/channels", Role.MANAGER),
    "channel-new": ("/channels/new", Role.MANAGER),
    "channel-form": ("/channels/new/mastodon", Role.MANAGER),
    "people": ("/people", Role.OWNER),
    "audit": ("/audit", Role.OWNER),
    "account": ("/account", Role.OWNER),
    "pauses": ("/pauses", Role.MANAGER),
    "more": ("/more", Role.MANAGER),
    "problem": ("/posts/99999", Role.MANAGER),
}


def main(only: list[str]) -> int:
    path = find_browser()
    if path is None:
        sys.stderr.write(f"{HOW_TO_GET_ONE}\n")
        return 1
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/shots.db"
        upgrade(url)
        database = open_database(url)
        world = a_campaign(a_world(database, MediaStore(Path(folder) / "media")))
        with (
            running_pages(world.office, host="127.0.0.1", port=0) as pages,
            sync_playwright() as player,
        ):
            browser = player.chromium.launch(
                executable_path=path, args=list(FLAGS), env=browser_environment()
            )
            for name in only or NAMES:
                for theme in ("light", "dark"):
                    take(browser, pages.url, world, name, theme)
            browser.close()
        database.close()
    return 0


def take(browser: Browser, url: str, world: World, name: str, theme: str) -> None:
    path, role = NAMES[name]
    for device, size in (("phone", PHONE), ("desk", DESK)):
        context = browser.new_context(
            base_url=url,
            viewport={"width": size["width"], "height": size["height"]},
            device_scale_factor=2 if device == "phone" else 1,
            color_scheme="dark" if theme == "dark" else "light",
            locale="en-US",
            timezone_id="America/New_York",
        )
        if role is not None:
            context.add_cookies([{"name": COOKIE, "value": world.token(role), "url": url}])
        page = context.new_page()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{name}-{device}-{theme}.png")
        context.close()
    sys.stderr.write(f"{name} {theme}\n")


def a_campaign(world: World) -> World:
    """Plan the bundled sheet over January, review half of it, and let the first week be out."""
    office, people = world.office, world.members
    data, name = sample_sheet()
    sheet = importing.import_factsheet(office, people[Role.CONTRIBUTOR], data, name)
    brand = importing.add_brand(office, people[Role.MANAGER], sample_brand_path())
    new = NewCampaign(
        name="Trafficking Prevention Month 2027",
        fact_sheet_id=sheet.id,
        brand_kit_id=brand,
        channel_ids=world.channel_ids,
        first_day=date(2027, 1, 6),
        last_day=date(2027, 1, 31),
        zone="America/New_York",
        rules=Rules.from_json({"posts_per_week": 10}),
    )
    campaign = campaigning.create_campaign(office, people[Role.MANAGER], new)
    planning.plan_campaign(office, people[Role.MANAGER], campaign.id)
    with office.sessions() as session:
        in_order = [slot.post_id for slot in plans.slots(session, campaign.id)]
    for post_id in in_order:
        try:
            reviewing.submit(office, people[Role.CONTRIBUTOR], post_id)
        except BlockedError as error:
            sys.stderr.write(f"post {post_id}: {error}\n")
    for post_id in in_order[: len(in_order) // 2]:
        if world.state(post_id) == "in_review":
            reviewing.approve(office, people[Role.REVIEWER], post_id, world.digest(post_id))
    back = in_order[len(in_order) // 2]
    reviewing.request_changes(
        office, people[Role.REVIEWER], back, world.digest(back), "Wording or tone: too loud"
    )
    commenting.comment(
        office, people[Role.MANAGER], in_order[-1], "Can we lead with what people can do?"
    )
    _let_out(world, in_order[:5])
    telling.add_webhook(
        replace(office), people[Role.OWNER], "https://hooks.example.org/awareness", ()
    )
    world.watch.now += TODAY
    return world


def _let_out(world: World, post_ids: list[int]) -> None:
    with world.office.sessions.begin() as session:
        for place, post_id in enumerate(post_ids):
            state = State.UNCONFIRMED if place == len(post_ids) - 1 else State.PUBLISHED
            rows = session.scalars(
                update(DeliveryRow)
                .where(DeliveryRow.post_id == post_id)
                .values(state=state, approved_digest="f" * 64)
                .returning(DeliveryRow.id)
            ).all()
            for number in rows:
                if state is not State.PUBLISHED:
                    continue
                session.add(
                    ReceiptRow(
                        delivery_id=number,
                        remote_id=f"r{number}",
                        url=f"https://social.example/@riverbend/{number}",
                        digest="f" * 64,
                        request_sha256="",
                        at=world.watch.now,
                    )
                )
                session.add_all(
                    ReadingRow(
                        delivery_id=number,
                        metric=metric,
                        value=(value * (place + 2) + number) * (day + 2 - day // 3) // 7,
                        read_at=world.watch.now + timedelta(days=day),
                    )
                    for metric, value in (("likes", 31), ("reposts", 12), ("replies", 3))
                    for day in range(6)
                )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
