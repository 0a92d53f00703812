"""Threads: one approved text, several posts that answer one another, each made once.

A thread that broke off is taken up at the part that is missing: ``publish`` may be called again
with the same frozen request, and first looks which parts stand there.
"""

from __future__ import annotations

from scheduler.connectors.base import SendError, Verdict

JOINT = "+"


def broken_off(done: int, of: int, error: SendError) -> SendError:
    """Return what a failure means once a part is public: the rest must follow, whatever it was."""
    return SendError(
        Verdict.AMBIGUOUS,
        f"{done} of {of} posts of the thread are out; the rest follows. {error.message}",
        retry_after=error.retry_after,
        status=error.status,
        code=error.code,
    )


def first_of(remote_id: str) -> str:
    return remote_id.partition(JOINT)[0]
