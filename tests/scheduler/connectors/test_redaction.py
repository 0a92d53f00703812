from __future__ import annotations

import pytest

from scheduler.connectors.redaction import redact


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("POST /bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendPhoto", "AAHdqTcv"),
        ("https://discord.com/api/webhooks/1234/abcd-efgh_ij?wait=true", "abcd-efgh"),
        ("https://hooks.slack.com/services/T0/B0/xyz", "T0/B0/xyz"),
        ("eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl is expired", "c2lnbmF0dXJl"),
        ("https://graph.facebook.com/me?access_token=EAAG123&x=1", "EAAG123"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
        ("token xoxb-1-2-abc", "1-2-abc"),
    ],
)
def test_knows_tokens_by_their_shape(text: str, secret: str) -> None:
    assert secret not in redact(text)


def test_hides_given_secrets_longest_first() -> None:
    assert redact("a secret-long secret", ["secret", "secret-long"]) == "a [hidden] [hidden]"


def test_leaves_ordinary_words_alone() -> None:
    assert redact("the picture is too large", ["the", ""]) == "the picture is too large"
