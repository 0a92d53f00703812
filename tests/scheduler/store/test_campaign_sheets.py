from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from scheduler.domain.campaign_sheet import CampaignSheet
from scheduler.store import campaigns
from scheduler.store.database import MIGRATIONS, open_database


def test_a_campaign_of_an_earlier_release_keeps_its_one_sheet(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        for line in OLD.splitlines():
            connection.execute(text(line))
        command.upgrade(config, "head")
        connection.commit()

    with database.sessions() as session:
        found = campaigns.campaign(session, 1, 1)

    database.close()
    assert found is not None
    assert found.sheets == (CampaignSheet(fact_sheet_id=7),)
    assert found.country is None


OLD = """\
INSERT INTO organizations (id, slug, name, zone, created_at) \
VALUES (1, 'r', 'R', 'UTC', '2026-01-01')
INSERT INTO fact_sheets (id, organization_id, name, title, language, topic, version, source, \
sha256, extraction, corrections, imported_at) \
VALUES (7, 1, 'a.md', 'A', 'en', '', 1, '', '', '{}', '[]', '')
INSERT INTO brand_kits (id, organization_id, name, definition, files, created_at) \
VALUES (1, 1, 'B', '', '{}', '2026-01-01')
INSERT INTO campaigns (id, organization_id, fact_sheet_id, brand_kit_id, name, first_day, \
last_day, zone, template, rules, hashtags, link, created_at) \
VALUES (1, 1, 7, 1, 'C', '2027-01-01', '2027-01-31', 'UTC', '', '{}', '[]', '', '2026-01-01')
"""
