from __future__ import annotations

from datetime import date

import pytest

from content.captions.limits import Figure, figures, limit_for, platforms
from content.captions.model import CaptionError
from scheduler.connectors import registry

# The platforms of the product's reference on publishing, and what every installation has.
WANTED = frozenset(
    {
        *("mastodon", "pixelfed", "bluesky", "x", "facebook", "instagram", "threads", "linkedin"),
        *("pinterest", "telegram", "discord", "slack", "tumblr", "tiktok", "webhook", "handoff"),
    }
)


def test_every_platform_has_a_row() -> None:
    assert set(platforms()) >= WANTED
    assert set(platforms()) >= set(registry.platforms())


@pytest.mark.parametrize("figure", figures(), ids=lambda f: f"{f.platform}.{f.name}")
def test_every_figure_names_its_source_and_day(figure: Figure) -> None:
    source, seen_on = figure.source, figure.seen_on

    assert len(source) > 8
    assert date(2024, 1, 1) <= date.fromisoformat(seen_on)


def test_an_unknown_platform_is_one_clear_line() -> None:
    with pytest.raises(CaptionError, match=r"no platform is called 'orkut'; known: bluesky, "):
        limit_for("orkut")
