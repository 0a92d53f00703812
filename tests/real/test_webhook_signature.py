"""Our signatures are accepted by the library that Standard Webhooks itself publishes."""

from __future__ import annotations

import json
import subprocess
import time

import pytest

from scheduler.connectors.platforms.webhook import Webhook
from tests.real.conftest import MODULES
from tests.scheduler.connectors.cases import SECRET
from tests.scheduler.connectors.fake_platform import Asked, FakePlatform
from tests.scheduler.connectors.samples import KEY, a_post

# Runs with the Python that has the library; ours does not.
JUDGE = """
import json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
told = json.load(sys.stdin)
try:
    Webhook(told["secret"]).verify(told["body"], told["headers"])
    print("accepted")
except WebhookVerificationError as error:
    print(error)
"""


def judged(sent: Asked, body: str, secret: str = SECRET) -> str:
    headers = {name: value for name, value in sent.headers.items() if name.startswith("webhook-")}
    done = subprocess.run(  # noqa: S603  # our own program
        [f"{MODULES}/python/bin/python", "-c", JUDGE],
        input=json.dumps({"secret": secret, "body": body, "headers": headers}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def sent() -> Asked:
    platform = FakePlatform((200, {}))
    webhook = Webhook(
        platform.session(), url="https://hooks.example/x", secret=SECRET, clock=time.time
    )
    post = a_post(text="Fünf 👩‍👩‍👧 of us.")
    webhook.publish(webhook.prepare(post, KEY), KEY)
    return platform.last


def test_a_receiver_accepts_what_we_signed(sent: Asked) -> None:
    assert judged(sent, sent.text) == "accepted"


def test_a_receiver_refuses_what_was_changed_or_signed_by_others(sent: Asked) -> None:
    other = "whsec_" + "b3RoZXI=" * 4

    assert judged(sent, sent.text.replace("Fünf", "Sechs")) != "accepted"
    assert judged(sent, sent.text, other) != "accepted"
