"""``awareness pack``: content packs for partner organizations."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from content.cards.model import Format
from content.packs.model import PackContent
from scheduler import clock
from scheduler.actions.office import ActionError
from scheduler.cli.installation import Seat, acting, settings_for
from scheduler.cli.output import choice, emit, json_option, tell
from scheduler.settings import secret_key
from scheduler.store.whole_files import written_whole

data_option = click.option(
    "--data", type=click.Path(path_type=Path), help="The installation's folder, for its key."
)
out_option = click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The pack to write."
)
formats_option = click.option(
    "--format", "formats", multiple=True, type=choice(Format), help="Picture shapes."
)
pack_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group("pack")
def command() -> None:
    """Content packs: build, verify, rebrand, compare, import."""


@command.command("build")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--campaign", type=int, help="A campaign's posts instead of a fact sheet.")
@out_option
@click.option("--brand", type=click.Path(path_type=Path), help="Brand file (TOML).")
@click.option("--template", default="", help="Card template; see 'awareness templates list'.")
@formats_option
@click.option("--platform", "platforms", multiple=True, help="Platforms to write captions for.")
@click.option("--card", "keys", multiple=True, help="Only these cards; see manifest.json.")
@click.option("--post", "post_ids", type=int, multiple=True, help="Only these of a campaign.")
@click.option("--approved", is_flag=True, help="Only what is approved of a campaign.")
@click.option("--media-base", default="", help="Public address under which the pack will lie.")
@click.option("--as", "email", default="", help="Who builds a campaign's pack.")
@click.option("--org", "organization", default="")
@data_option
@json_option
def build(  # one option for each fact
    *,
    file: Path | None,
    campaign: int | None,
    out: Path,
    brand: Path | None,
    template: str,
    formats: tuple[str, ...],
    platforms: tuple[str, ...],
    keys: tuple[str, ...],
    post_ids: tuple[int, ...],
    approved: bool,
    media_base: str,
    email: str,
    organization: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Build a pack from a fact sheet FILE, or from a campaign."""
    if (file is None) == (campaign is None):
        raise click.UsageError("Name a fact sheet or --campaign ID, one of the two.")
    base = f"{media_base.rstrip('/')}/" if media_base else ""
    shapes = tuple(Format(name) for name in formats)
    if campaign is not None:
        from scheduler.actions.organizing import act_as  # noqa: PLC0415  # slow to import
        from scheduler.actions.sharing_packs import pack_of_campaign  # noqa: PLC0415
        from scheduler.cli.installation import office_of  # noqa: PLC0415
        from scheduler.domain.pack_build import Wishes  # noqa: PLC0415

        with office_of(data) as office:
            member = act_as(office, email, organization)
            wishes = Wishes(
                formats=formats, platforms=platforms, post_ids=post_ids, approved_only=approved
            )
            content = pack_of_campaign(office, member, campaign, wishes, media_base=base)
            _write(content, out, _key(data), as_json=as_json)
        return
    assert file is not None
    _write(
        _from_sheet(file, brand, template, shapes, platforms, media_base=base, keys=keys),
        out,
        _key(data),
        as_json=as_json,
    )


@command.command("verify")
@pack_argument
@click.option("--signer", default="", help="Fingerprint of the key it must be signed with.")
@json_option
def verify(*, file: Path, signer: str, as_json: bool) -> None:
    """Check every file of a pack; the first that differs is named."""
    from content.packs.rebranding import stale_contacts  # noqa: PLC0415  # slow to import
    from content.packs.verifying import verify as check  # noqa: PLC0415

    found = check(file, signer=signer)
    stale = stale_contacts(found.manifest, clock.now().astimezone(UTC).date())
    signed = f"signed by {found.signer}" if found.signer else "not signed"
    old = f" Out of date: {', '.join(stale)}." if stale else ""
    emit(
        {
            "ok": True,
            "signer": found.signer,
            "title": found.manifest.title,
            "files": len(found.manifest.files),
            "stale_contacts": stale,
        },
        as_json=as_json,
        text=lambda: f"{len(found.manifest.files)} files, each as it was made; {signed}.{old}",
    )


@command.command("rebrand")
@pack_argument
@click.option("--brand", required=True, type=click.Path(path_type=Path), help="Your brand file.")
@out_option
@click.option("--template", default="", help="Another card template.")
@formats_option
@data_option
@json_option
def rebrand(  # one option for each fact
    *,
    file: Path,
    brand: Path,
    out: Path,
    template: str,
    formats: tuple[str, ...],
    data: Path | None,
    as_json: bool,
) -> None:
    """Put your own logo, colours, hotline and local resources into a pack."""
    from content.brand_file import load_brand  # noqa: PLC0415  # slow to import
    from content.packs.rebranding import rebranded, stale_contacts  # noqa: PLC0415
    from content.packs.verifying import verify as check  # noqa: PLC0415

    found, kit = check(file), load_brand(brand)
    today = clock.now().astimezone(UTC).date()
    for name in (
        *stale_contacts(found.manifest, today),
        *(one.name for one in kit.contacts if one.expires_on and one.expires_on < today),
    ):
        tell(f"Note: “{name}” is out of date: check the number before you post.")
    shapes = tuple(Format(name) for name in formats)
    content = rebranded(found.manifest, kit, formats=shapes, template=template)
    _write(content, out, _key(data), as_json=as_json)


@command.command("diff")
@click.argument("older", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("newer", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def diff(*, older: Path, newer: Path, as_json: bool) -> None:
    """Show what the NEWER pack says that the OLDER one does not."""
    from content.packs.comparing import compare  # noqa: PLC0415  # slow to import
    from content.packs.verifying import verify as check  # noqa: PLC0415

    changes = compare(check(older).manifest, check(newer).manifest)
    emit(
        [asdict(change) for change in changes],
        as_json=as_json,
        text=lambda: (
            "\n".join(
                f"{one.what}: {one.subject}"
                + (f"\n  - {one.before}\n  + {one.after}" if one.before else "")
                for one in changes
            )
            or "The two packs say and show the same."
        ),
    )


@command.command("import")
@pack_argument
@click.option("--name", default="", help="Name of the new campaign.")
@click.option("--brand", "brand_id", type=int, help="Number of the brand kit.")
@click.option("--channel", "channel_ids", type=int, multiple=True, help="Channels to post to.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--zone", default="", help="IANA zone, as America/New_York.")
@click.option("--update", "campaign", type=int, help="Bring it into this campaign instead.")
@click.option("--yes", is_flag=True, help="With --update: change without asking.")
@acting
@json_option
def import_(  # one option for each fact
    *,
    file: Path,
    name: str,
    brand_id: int | None,
    channel_ids: tuple[int, ...],
    first: datetime | None,
    last: datetime | None,
    zone: str,
    campaign: int | None,
    yes: bool,
    seat: Seat,
    as_json: bool,
) -> None:
    """Take a pack over as drafts of a new campaign, or of one made from an older pack."""
    from scheduler.actions import taking_over  # noqa: PLC0415  # slow to import

    with seat.open() as (office, member):
        if campaign is not None:
            changes = taking_over.preview_update(office, member, campaign, file)
            for change in changes:
                tell(f"{change.what}: {change.subject}")
            if changes and not yes:
                click.confirm("Bring these into what has not gone out?", abort=True, err=True)
            changed = taking_over.update(office, member, campaign, file) if changes else ()
            emit(
                {"changed": changed, "changes": [asdict(change) for change in changes]},
                as_json=as_json,
                text=lambda: f"{len(changed)} posts are drafts again, as the newer pack has them.",
            )
            return
        done = taking_over.take_over(
            office,
            member,
            file,
            taking_over.TakeOver(
                name=name,
                brand_kit_id=brand_id or 0,
                channel_ids=channel_ids,
                zone=zone,
                first_day=first.date() if first else None,
                last_day=last.date() if last else None,
            ),
        )
    for note in done.notes:
        tell(f"Note: {note}")
    emit(
        asdict(done),
        as_json=as_json,
        text=lambda: f"Campaign {done.campaign_id}: {done.posts} drafts. None is approved.",
    )


@command.command("numbers-table")
@click.argument("campaign", type=int)
@out_option
@acting
@json_option
def numbers_table(*, campaign: int, out: Path, seat: Seat, as_json: bool) -> None:
    """Write the table in which a partner sends back what its posts earned."""
    from scheduler.actions import hearing_partners  # noqa: PLC0415  # slow to import

    with seat.open() as (office, member):
        table = hearing_partners.numbers_table(office, member, campaign)
    with written_whole(out) as whole:
        whole.write(table)
    emit(
        {"campaign": campaign, "file": str(out)},
        as_json=as_json,
        text=lambda: f"{out}: send it to your partners with the pack.",
    )


@command.command("numbers")
@click.argument("campaign", type=int)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--partner", required=True, help="Whose numbers these are.")
@acting
@json_option
def numbers(*, campaign: int, file: Path, partner: str, seat: Seat, as_json: bool) -> None:
    """Take in a table that a partner has filled in."""
    from scheduler.actions import hearing_partners  # noqa: PLC0415  # slow to import

    with seat.open() as (office, member):
        count = hearing_partners.take_numbers(office, member, campaign, partner, file.read_bytes())
    emit(
        {"campaign": campaign, "partner": partner, "numbers": count},
        as_json=as_json,
        text=lambda: f"{count} numbers of {partner} are in the report.",
    )


def _from_sheet(  # the choices of one command line
    file: Path,
    brand: Path | None,
    template: str,
    formats: tuple[Format, ...],
    platforms: tuple[str, ...],
    *,
    media_base: str,
    keys: tuple[str, ...],
) -> PackContent:
    from content.brand_file import default_brand, load_brand  # noqa: PLC0415  # slow to import
    from content.cards.templates import list_templates  # noqa: PLC0415
    from content.packs.gathering import FORMATS, PLATFORMS, Choices, gather  # noqa: PLC0415
    from scheduler.cli.sheet_file import compiled_file  # noqa: PLC0415

    extraction = compiled_file(file)
    kit = load_brand(brand) if brand else default_brand(extraction.publisher or extraction.title)
    choices = Choices(
        template=template or list_templates()[0],
        formats=formats or FORMATS,
        platforms=platforms or PLATFORMS,
        keys=frozenset(keys) or None,
        media_base=media_base,
        sheet_name=file.name,
    )
    return gather(extraction, kit, choices)


def _write(
    content: PackContent, out: Path, key: Ed25519PrivateKey | None, *, as_json: bool
) -> None:
    from content.packs.building import build as write  # noqa: PLC0415  # slow to import

    def progress(number: int, of: int, headline: str) -> None:
        tell(f"{number}/{of} {headline}")

    try:
        with written_whole(out) as file:
            built = write(content, file, key=key, progress=progress)
    except OSError as error:
        raise ActionError(
            f"{out} could not be written: {error.strerror or error}.",
            "Free some space or choose another place with --out.",
        ) from error
    for note in built.notes:
        tell(f"Note: {note}")
    signed = f"signed by {built.signed_by}" if built.signed_by else "not signed"
    result: dict[str, Any] = {**asdict(built), "file": str(out)}
    emit(
        result,
        as_json=as_json,
        text=lambda: f"{out}: {built.cards} cards, {built.files} files, {signed}.",
    )


def _key(data: Path | None) -> Ed25519PrivateKey | None:
    """Return the installation's key; a pack built without an installation is not signed."""
    from content.packs.signing import signing_key  # noqa: PLC0415  # slow to import

    settings = settings_for(data)
    if not settings.secret_key and not (settings.data_dir / "secret.key").exists():
        if data is not None:
            raise ActionError(
                f"There is no installation in {data}, so no key to sign with.",
                "Leave --data out for a pack that is not signed.",
            )
        return None
    return signing_key(secret_key(settings))
