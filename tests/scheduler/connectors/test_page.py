"""``docs/platforms.md`` says what the connectors themselves say, and nothing that they do not."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from scheduler.connectors.base import Capabilities, Connector, Field
from scheduler.connectors.registry import connector_class, platforms
from scheduler.connectors.signing_in import sign_in_of

PAGE = Path(__file__).resolve().parents[3] / "docs" / "platforms.md"
HEAD = """\
# Platforms

Drawn from `scheduler/connectors/platforms/` by `tests/scheduler/connectors/test_page.py`, which
fails while this page differs.

**Looked up**: after a lost answer the program itself finds out whether the post is out.
**Alt text**: delivered with every picture. **Threads**: a text that fits no single post becomes
posts that answer one another (a line of three dashes parts them). **Public address**: the platform
fetches pictures, so `AWARENESS_PUBLIC_BASE_URL` must lead here from the internet.

**Sign-in**: the operator makes an app at the platform once, with the exact way back
`AWARENESS_PUBLIC_BASE_URL` + `/connect/callback`, and enters its keys by `awareness channel app`.
Then everybody who may connect channels signs in from the pages. On Mastodon the app makes itself
known.

| platform | pictures | largest | kinds | alt text | looked up | threads | address | sign-in |
|---|---|---|---|---|---|---|---|---|
"""


def drawn() -> str:
    classes = {name: connector_class(name) for name in platforms()}
    rows = "".join(_row(cls) for cls in classes.values())
    return HEAD + rows + "".join(_part(name, cls) for name, cls in classes.items())


def _row(cls: type[Connector]) -> str:
    takes: Capabilities = cls.capabilities
    cells = (
        f"[{cls.title}](#{cls.platform})",
        str(takes.max_images),
        f"{takes.max_image_bytes / 1_000_000:g} MB",
        ", ".join(kind.rpartition("/")[2] for kind in takes.mime_types),
        _word(takes.alt_text) if not takes.by_hand else "shown to the person",
        "a person confirms" if takes.by_hand else _word(takes.finds),
        "yes" if takes.threads else "",
        "needed" if takes.needs_public_media else "",
        "yes" if sign_in_of(cls) else "",
    )
    return f"| {' | '.join(cells)} |\n"


def _word(yes: bool) -> str:  # noqa: FBT001  # the one thing it is about
    return "yes" if yes else "no"


def _part(name: str, cls: type[Connector]) -> str:
    words = inspect.getdoc(sys.modules[cls.__module__]) or ""
    sign_in = sign_in_of(cls)
    apps = f"Apps are made at {sign_in.apps}.\n\n" if sign_in and sign_in.apps else ""
    fields = "\n".join(_field(field) for field in cls.fields if not field.internal)
    return f'\n<a id="{name}"></a>\n\n## {cls.title} (`{name}`)\n\n{words}\n\n{apps}{fields}\n'


def _field(field: Field) -> str:
    notes = [
        *(["secret"] if field.secret else []),
        *(["optional"] if field.optional else []),
        *([f"one of: {', '.join(field.choices)}"] if field.choices else []),
        *([f"usually {field.default}"] if field.default else []),
    ]
    return f"- `{field.name}`: {field.label}" + (f" ({'; '.join(notes)})" if notes else "")


def test_the_page_says_what_the_connectors_say() -> None:
    assert PAGE.read_text("utf-8") == drawn(), (
        "draw docs/platforms.md anew: python -m tests.scheduler.connectors.test_page"
    )


if __name__ == "__main__":
    PAGE.write_text(drawn(), "utf-8")
