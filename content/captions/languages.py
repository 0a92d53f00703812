"""What a language tag looks like: en, pt-BR, zh_Hans."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def is_language_tag(text: str) -> bool:
    return bool(_TAG.fullmatch(text))
