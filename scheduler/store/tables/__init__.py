"""Every table, imported once so that the metadata is whole."""

from scheduler.store.tables.approvals import (
    AuditHeadRow,
    AuditRow,
    CommentRow,
    InvitationRow,
    NoticeRow,
    PolicyRow,
    ReviewLinkRow,
    SnapshotRow,
)
from scheduler.store.tables.base import Table
from scheduler.store.tables.campaigns import (
    BrandKitRow,
    CampaignChannelRow,
    CampaignRow,
    CampaignSheetRow,
    ChannelRow,
    FactSheetRow,
    ObservanceRow,
    PauseRow,
)
from scheduler.store.tables.checks import RulePackRow, SwitchedOffRuleRow
from scheduler.store.tables.deliveries import (
    AttemptRow,
    DeliveryEventRow,
    DeliveryRow,
    ReadingRow,
    ReceiptRow,
)
from scheduler.store.tables.errands import ErrandRow
from scheduler.store.tables.packs import (
    PackBuildRow,
    PackImportRow,
    PartnerLinkRow,
    PartnerNumberRow,
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
from scheduler.store.tables.programs import (
    AccessTokenRow,
    AnswerRow,
    SecondFactorRow,
    WebhookRow,
)
from scheduler.store.tables.spendings import SpendingRow

__all__ = [
    "AccessTokenRow",
    "AnswerRow",
    "AssetRow",
    "AttemptRow",
    "AuditHeadRow",
    "AuditRow",
    "BrandKitRow",
    "CampaignChannelRow",
    "CampaignRow",
    "CampaignSheetRow",
    "CaptionRow",
    "ChannelRow",
    "CommentRow",
    "DeliveryEventRow",
    "DeliveryRow",
    "ErrandRow",
    "FactSheetRow",
    "FailedLoginRow",
    "InvitationRow",
    "LoginRow",
    "MarkRow",
    "MemberRow",
    "NoticeRow",
    "ObservanceRow",
    "OrganizationRow",
    "PackBuildRow",
    "PackImportRow",
    "PartnerLinkRow",
    "PartnerNumberRow",
    "PauseRow",
    "PersonRow",
    "PolicyRow",
    "PostEventRow",
    "PostItemRow",
    "PostRow",
    "ReadingRow",
    "ReceiptRow",
    "ReviewLinkRow",
    "ReviewRow",
    "RulePackRow",
    "SecondFactorRow",
    "SnapshotRow",
    "SpendingRow",
    "SwitchedOffRuleRow",
    "Table",
    "WebhookRow",
]
