"""The demo from first to last step; started again on the same folder it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from scheduler import clock
from scheduler.actions import planning, reviewing
from scheduler.actions.office import Office
from scheduler.actions.reviewing import BlockedError
from scheduler.app import opened
from scheduler.clock import SkippingClock
from scheduler.demo import cast as casting
from scheduler.demo.cast import Cast
from scheduler.demo.passers_by import react
from scheduler.demo.summary import Summary, summarize
from scheduler.domain.digest import post_digest
from scheduler.domain.post import PostState
from scheduler.publisher.embedded import EmbeddedEngine
from scheduler.publisher.engagement import collect
from scheduler.sandbox.server import RunningSandbox, serve_sandbox
from scheduler.settings import Settings
from scheduler.store import contents, plans, posts
from scheduler.store.campaigns import Campaign
from scheduler.store.sheets import FactSheet
from scheduler.web.server import Pages, demand_free, running_pages, until_stopped

LEFT_FOR_YOU = 3  # posts that wait in the review queue when the demo is over
PATIENCE = 300.0  # seconds until an engine that stands still is given up

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The demo while it runs: its parts are open until the ``with`` block ends."""

    office: Office
    engine: EmbeddedEngine
    sandbox: RunningSandbox
    cast: Cast
    campaign: Campaign
    sheet: FactSheet
    pages: Pages | None

    def addresses(self) -> dict[str, str]:
        """Return what to open in a browser, and who may log in; empty when nothing is served."""
        if self.pages is None:
            return {}
        return {
            "Web app": self.pages.url,
            "Feed": f"{self.sandbox.url}/",
            "Volunteer": f"{self.cast.volunteers[0].email}, password {self.cast.password}",
            "Manager": f"{self.cast.manager.email}, the same password",
        }

    def serve(self, tell: Tell) -> None:
        """Keep everything running until Ctrl-C: what you approve goes out."""
        assert self.pages is not None
        tell("Approve one of the posts that wait in the web app and see it appear in the feed.")
        tell("Stop with Ctrl-C.")
        until_stopped(self.pages)


@contextmanager
def stage(
    settings: Settings, sheet: tuple[bytes, str], *, serving: bool, tell: Tell
) -> Iterator[Stage]:
    """Open everything the demo needs: sandbox, database, people, channels, campaign, engine.

    ``serving`` opens the web app on the settings' port and the sandbox on the next one;
    otherwise the sandbox takes any free port.
    """
    if serving:
        demand_free(settings.host, settings.port)
    demo_clock = SkippingClock(clock.now())
    with ExitStack() as open_until_the_end:
        office = open_until_the_end.enter_context(
            opened(settings, now=demo_clock.now, migrate=True)
        )
        sandbox = serve_sandbox(
            settings.data_dir / "sandbox",
            settings.host,
            settings.port + 1 if serving and settings.port else 0,
            now=demo_clock.now,  # posts bear the time at which they left
        )
        open_until_the_end.callback(sandbox.stop)
        pages = None
        if serving:
            pages = open_until_the_end.enter_context(
                running_pages(
                    office, host=settings.host, port=settings.port, sandbox_url=sandbox.url
                )
            )
        demo_clock.resume_from(office)
        cast = casting.hire(office, settings.data_dir)
        casting.connect(office, cast, sandbox)
        imported = casting.import_sheet(office, cast, *sheet)
        tell(f"Fact sheet: {imported.title!r}, {len(imported.extraction['items'])} items")
        campaign = casting.set_up_campaign(office, cast, imported, office.now())
        engine = EmbeddedEngine(office, clock=demo_clock, threads=settings.threads)
        open_until_the_end.callback(engine.stop)
        yield Stage(
            office=office,
            engine=engine,
            sandbox=sandbox,
            cast=cast,
            campaign=campaign,
            sheet=imported,
            pages=pages,
        )


def play(on: Stage, tell: Tell) -> Summary:
    """Plan, review, publish, react, collect; tell each step as it happens."""
    plan_and_submit(on, tell)
    approve(on, tell)
    publish(on, tell)
    before = collect_engagement(on)
    reactions = react(on.sandbox.url)
    tell(f"Passers-by on the feed left {reactions} likes, reposts and replies")
    collect_engagement(on)
    return summarize(on.office, on.cast.manager, on.campaign, on.sandbox.url, before)


def plan_and_submit(on: Stage, tell: Tell) -> None:
    def progress(number: int, of: int, title: str) -> None:
        if number % 10 == 0 or number == of:
            tell(f"  {number} of {of} posts drawn and written; last: {title}")

    planned = planning.plan_campaign(on.office, on.cast.manager, on.campaign.id, progress=progress)
    for problem in planned.problems:
        tell(f"  note: {problem}")
    tell(f"Plan: {planned.made} posts made, {planned.kept} kept from before")
    with on.office.sessions() as session:
        drafts = [
            post.id
            for post in posts.of_campaign(session, on.campaign.id)
            if post.state is PostState.DRAFT
        ]
    refused = 0
    for number in drafts:
        try:
            reviewing.submit(on.office, on.cast.contributor, number)
        except BlockedError as error:
            refused += 1
            tell(f"  post {number} is not fit for review: {error}")
    tell(f"Submitted for review: {len(drafts) - refused} posts, {refused} stopped by the checks")


def approve(on: Stage, tell: Tell) -> None:
    """Let the volunteers say yes in turn, to what they see, leaving the last posts for you."""
    with on.office.sessions() as session:
        state = {post.id: post.state for post in posts.of_campaign(session, on.campaign.id)}
        in_order = [slot.post_id for slot in plans.slots(session, on.campaign.id)]
    waiting = [
        number for number in in_order[:-LEFT_FOR_YOU] if state[number] is PostState.IN_REVIEW
    ]
    for turn, number in enumerate(waiting):
        volunteer = on.cast.volunteers[turn % len(on.cast.volunteers)]
        with on.office.sessions() as session:
            seen = post_digest(content.digest() for content in contents.of_post(session, number))
        reviewing.approve(on.office, volunteer, number, seen)
    tell(f"Approved by volunteers: {len(waiting)} posts, each bound to what they saw")


def publish(on: Stage, tell: Tell) -> None:
    tell("Publishing over HTTP; the demo's clock skips the hours in which nothing is due")
    on.engine.start()
    on.engine.wait_idle(timeout=PATIENCE)


def collect_engagement(on: Stage) -> dict[str, int]:
    from scheduler.actions.reporting import report_of  # noqa: PLC0415

    collect(on.office)
    return dict(report_of(on.office, on.cast.manager, on.campaign.id).totals)
