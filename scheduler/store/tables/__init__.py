"""Every table, imported once so that the metadata is whole."""

from scheduler.store.tables.base import Table
from scheduler.store.tables.campaigns import (
    BrandKitRow,
    CampaignChannelRow,
    CampaignRow,
    ChannelRow,
    FactSheetRow,
    PauseRow,
)
from scheduler.store.tables.deliveries import (
    AttemptRow,
    DeliveryEventRow,
    DeliveryRow,
    ReadingRow,
    ReceiptRow,
)
from scheduler.store.tables.people import (
    FailedLoginRow,
    LoginRow,
    MarkRow,
    MemberRow,
    OrganizationRow,
    PersonRow,
)
from scheduler.store.tables.posts import (
    AssetRow,
    CaptionRow,
    PostEventRow,
    PostItemRow,
    PostRow,
    ReviewRow,
)

__all__ = [
    "AssetRow",
    "AttemptRow",
    "BrandKitRow",
    "CampaignChannelRow",
    "CampaignRow",
    "CaptionRow",
    "ChannelRow",
    "DeliveryEventRow",
    "DeliveryRow",
    "FactSheetRow",
    "FailedLoginRow",
    "LoginRow",
    "MarkRow",
    "MemberRow",
    "OrganizationRow",
    "PauseRow",
    "PersonRow",
    "PostEventRow",
    "PostItemRow",
    "PostRow",
    "ReadingRow",
    "ReceiptRow",
    "ReviewRow",
    "Table",
]
