"""The name of a statement: the same for the same kind and words, in every version of a sheet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from content.factsheets.forms import words
from content.factsheets.model import Kind


def key_of(kind: Kind, text: str) -> str:
    """Return a statement's key. Neither place, marks nor capitals change it."""
    said = " ".join(words(text)) or text
    digest = hashlib.sha256(f"{kind}\n{said}".encode()).hexdigest()[:12]
    return f"{kind}-{digest}"


def keys_of(statements: Iterable[tuple[Kind, str]]) -> Iterator[str]:
    """Yield keys that differ from each other: the second of the same gets a number."""
    seen: Counter[str] = Counter()
    for kind, text in statements:
        key = key_of(kind, text)
        seen[key] += 1
        yield key if seen[key] == 1 else f"{key}-{seen[key]}"
