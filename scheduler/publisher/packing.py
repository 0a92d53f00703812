"""Put together what was approved, from the tables and the picture store."""

from __future__ import annotations

from scheduler.actions.office import Office
from scheduler.connectors.base import Outgoing, Picture
from scheduler.store.contents import DeliveryContent, StoredPicture


def outgoing(office: Office, content: DeliveryContent) -> Outgoing:
    """Return the delivery as connectors take it.

    Raises ``MediaError`` when a picture is gone or is no longer the one that was approved.
    """
    return Outgoing(
        text=content.caption,
        pictures=tuple(_picture(office, picture) for picture in content.pictures),
        language=content.language,
        link=content.link,
        at=content.delivery.due_at,
    )


def _picture(office: Office, picture: StoredPicture) -> Picture:
    return Picture(
        data=office.media.get(picture.sha256),
        mime_type=picture.mime_type,
        alt_text=picture.alt_text,
        width=picture.width,
        height=picture.height,
        url=_address(office, picture),
    )


def _address(office: Office, picture: StoredPicture) -> str:
    """Return where platforms that take no upload can fetch the picture, for a day."""
    if office.shared is None:
        return ""
    return office.shared.address(picture.sha256, picture.mime_type, now=office.now())
