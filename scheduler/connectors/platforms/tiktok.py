"""TikTok: photo posts.

TikTok fetches the pictures by itself from an address whose domain you have verified with it, takes
no alt text, and before its audit of the app shows posts to nobody but you. It forbids added logos
in posts made by programs, so by default the pictures go to your inbox and you finish the post in
the app. Source: https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import requests

from scheduler.connectors.base import (
    Account,
    Capabilities,
    Field,
    Json,
    Outgoing,
    Receipt,
    SendError,
    SignIn,
    Verdict,
)
from scheduler.connectors.http import call
from scheduler.connectors.limits import (
    refuse_length,
    refuse_long_caption,
    refuse_what_does_not_fit,
    utf16_units,
)
from scheduler.connectors.polling import Sleep, polled
from scheduler.connectors.tokens import renewed_by_app
from scheduler.connectors.verdicts import Dialect, Reply, counts, ended, text_in

_SERVER = "https://open.tiktokapis.com"
_LOGIN = "https://www.tiktok.com"
_BEFORE_END = timedelta(minutes=15)  # of two hours
_TITLE_TAKES = 90
_WAITS = (1, 2, 3, 5, 8)
_INBOX, _DIRECT = "my inbox, I finish it in the app", "at once"
_NO_PICTURE = "TikTok could not fetch the pictures. Are their addresses reachable from outside?"
_MEANINGS: Mapping[str, tuple[Verdict, str]] = {
    "access_token_invalid": (
        Verdict.REAUTH,
        "TikTok no longer accepts this access. Connect again.",
    ),
    "scope_not_authorized": (
        Verdict.REAUTH,
        "The access does not allow posting. Connect again and allow it.",
    ),
    "url_ownership_unverified": (
        Verdict.PERMANENT,
        "The pictures' address is not known as yours. Verify its domain with TikTok.",
    ),
    "unaudited_client_can_only_post_to_private_accounts": (
        Verdict.PERMANENT,
        "TikTok has not audited the app yet: until then it posts to private accounts only.",
    ),
    "privacy_level_option_mismatch": (
        Verdict.PERMANENT,
        "The account does not allow posts for these viewers. Choose others at the channel.",
    ),
    "picture_size_check_failed": (Verdict.PERMANENT, "A picture is too large for TikTok."),
    "photo_pull_failed": (Verdict.PERMANENT, _NO_PICTURE),
    "rate_limit_exceeded": (Verdict.RATE_LIMITED, "TikTok asks to slow down."),
    "spam_risk_too_many_posts": (Verdict.QUOTA, "The account has posted as often as a day allows."),
    "spam_risk_too_many_pending_share": (
        Verdict.QUOTA,
        "Five posts wait in the account's inbox. Finish them in the app first.",
    ),
    "reached_active_user_cap": (Verdict.QUOTA, "The app has reached its users for today."),
}


def _explain(reply: Reply) -> SendError | None:
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    code = str(error.get("code") or "") if isinstance(error, dict) else ""
    if code in {"", "ok"}:
        return None
    if code == "internal_error":
        return SendError(reply.unclear, "TikTok had trouble of its own.", code=code)
    said = str((error or {}).get("message") or "")
    verdict, sentence = _MEANINGS.get(code, (Verdict.PERMANENT, "TikTok refused this."))
    return SendError(verdict, f"{sentence} It said: {ended(said or code)}", code=code)


_DIALECT = Dialect(_explain)


class TikTok:
    platform: ClassVar[str] = "tiktok"
    title: ClassVar[str] = "TikTok"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("access", "Access token", secret=True),
        Field("mode", "Where posts go", default=_INBOX, choices=(_INBOX, _DIRECT)),
        Field(
            "viewers",
            "Who sees posts that go out at once",
            default="PUBLIC_TO_EVERYONE",
            choices=(
                "PUBLIC_TO_EVERYONE",
                "MUTUAL_FOLLOW_FRIENDS",
                "FOLLOWER_OF_CREATOR",
                "SELF_ONLY",
            ),
        ),
        Field("refresh", "Refresh token", secret=True, internal=True),
        Field("client_id", "Client key of the app", internal=True),
        Field("client_secret", "Client secret of the app", secret=True, internal=True),
        Field("server", "API server", default=_SERVER, address=True),
        Field("expires_at", "When the access ends", internal=True),
    )
    sign_in: ClassVar[SignIn] = SignIn(
        authorize=f"{_LOGIN}/v2/auth/authorize/",
        token="{server}/v2/oauth/token/",  # noqa: S106 - an address
        apps="https://developers.tiktok.com/apps",
        scopes=("user.info.basic", "video.publish", "video.upload"),
        separator=",",
        id_name="client_key",
    )
    capabilities: ClassVar[Capabilities] = Capabilities(
        alt_text=False,
        max_images=35,
        max_image_bytes=20_000_000,
        mime_types=("image/jpeg", "image/webp"),
        needs_public_media=True,
        finds=False,
        renews=True,
    )

    def __init__(
        self, session: requests.Session, *, sleep: Sleep = time.sleep, **values: str
    ) -> None:
        self._session = session
        self._sleep = sleep
        self._server = values.get("server") or _SERVER
        self._direct = values.get("mode") == _DIRECT
        self._viewers = values.get("viewers") or "PUBLIC_TO_EVERYONE"
        self._tokens = renewed_by_app(
            session,
            values,
            f"{self._server}/v2/oauth/token/",
            id_name="client_key",
        )

    def verify(self) -> Account:
        answer = self._call("GET", "user/info/", params={"fields": "open_id,display_name"})
        user = answer.get("user") or {}
        return Account(
            remote_id=text_in(user, "open_id"),
            name=str(user.get("display_name") or "TikTok"),
            url=f"{_LOGIN}/",
        )

    def renew(self, now: datetime) -> datetime | None:
        self._tokens.renew_before_end(now, _BEFORE_END)
        return None  # renewed again and again without anybody's help, for half a year at least

    def prepare(self, outgoing: Outgoing, key: str) -> Json:
        refuse_what_does_not_fit(outgoing, self.capabilities, self.title)
        text = outgoing.text
        refuse_long_caption(text, self.platform, self.title)
        refuse_length(utf16_units(outgoing.title), _TITLE_TAKES, self.title, "title")
        if not outgoing.pictures:
            raise SendError(Verdict.PERMANENT, "TikTok takes no photo post without a picture.")
        info: Json = {"title": outgoing.title, "description": text}
        if self._direct:
            info |= self._asked_of_the_creator()
        return {
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST" if self._direct else "MEDIA_UPLOAD",
            "post_info": info,
            "source_info": {
                "source": "PULL_FROM_URL",
                "photo_images": [picture.url for picture in outgoing.pictures],
                "photo_cover_index": 0,
            },
        }

    def publish(self, request: Json, key: str) -> Receipt:
        answer = self._call("POST", "post/publish/content/init/", irreversible=True, json=request)
        publish_id = text_in(answer, "publish_id", verdict=Verdict.AMBIGUOUS)
        state = self._outcome(publish_id)
        post_id = next(iter(state.get("publicaly_available_post_id") or []), "")  # spelt so
        return Receipt(
            remote_id=str(post_id or publish_id),
            url=f"{_LOGIN}/@/photo/{post_id}" if post_id else "",
        )

    def find(self, request: Json, key: str, since: datetime) -> Receipt | None:
        raise SendError(
            Verdict.AMBIGUOUS,
            "TikTok does not let programs look for a post. Look into the app, and its inbox.",
        )

    def engagement(self, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        ids = [receipt.remote_id for receipt in receipts if receipt.url]
        if not ids:
            return {}
        names = {
            "view_count": "views",
            "like_count": "likes",
            "comment_count": "replies",
            "share_count": "reposts",
        }
        try:
            answer = self._call(
                "POST",
                "video/query/",
                params={"fields": ",".join(("id", *names))},
                json={"filters": {"video_ids": ids}},
            )
        except SendError as error:
            if error.code == "scope_not_authorized":  # reading numbers needs a scope of its own
                return {}
            raise
        return {str(one.get("id")): counts(one, names) for one in answer.get("videos") or []}

    def delete(self, receipt: Receipt) -> None:
        raise SendError(
            Verdict.PERMANENT, "TikTok lets no program delete a post. Delete it in the app."
        )

    def credentials(self) -> Mapping[str, str]:
        return self._tokens.changed()

    def _call(self, method: str, path: str, **parts: Any) -> Json:
        def ask(access: str) -> Json:
            answer = call(
                self._session,
                method,
                f"{self._server}/v2/{path}",
                dialect=_DIALECT,
                headers={"Authorization": f"Bearer {access}"},
                **parts,
            )
            data = answer.get("data")
            return data if isinstance(data, dict) else {}

        return self._tokens.using(ask)

    def _asked_of_the_creator(self) -> Json:
        """Ask, as TikTok demands before each post, what the account allows."""
        allowed = self._call("POST", "post/publish/creator_info/query/")
        options = allowed.get("privacy_level_options") or []
        if options and self._viewers not in options:
            raise SendError(
                Verdict.PERMANENT,
                f"The account allows these viewers only: {', '.join(options)}. Choose one at the "
                "channel.",
            )
        return {
            "privacy_level": self._viewers,
            "disable_comment": bool(allowed.get("comment_disabled")),
            "auto_add_music": True,
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
        }

    def _outcome(self, publish_id: str) -> Json:
        """Return what became of it; raise where TikTok says that nothing was published."""

        def look() -> Json | None:
            state = self._call(
                "POST", "post/publish/status/fetch/", json={"publish_id": publish_id}
            )
            return None if str(state.get("status", "")).startswith("PROCESSING") else state

        try:
            state = polled(look, self._sleep, _WAITS) or {}
        except SendError:
            return {}  # TikTok took it; only the look at it failed
        if state.get("status") == "FAILED":
            reason = str(state.get("fail_reason") or "no reason given")
            verdict, sentence = _MEANINGS.get(reason, (Verdict.PERMANENT, "TikTok gave it up."))
            raise SendError(verdict, f"{sentence} It said: {ended(reason)}", code=reason)
        return state
