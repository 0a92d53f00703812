"""What is published or cancelled stays so, whoever writes: no second copy by a slip of a query."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEAVES = "OLD.state IN ('published', 'cancelled') AND NEW.state <> OLD.state"
_DOUBLES = "OLD.state = 'unconfirmed' AND NEW.state = 'sending'"
_SAYS = "a delivery cannot make this move"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER deliveries_move BEFORE UPDATE OF state ON deliveries "
            f"WHEN ({_LEAVES}) OR ({_DOUBLES}) BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION deliveries_move() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER deliveries_move BEFORE UPDATE OF state ON deliveries FOR EACH ROW "
        f"WHEN (({_LEAVES}) OR ({_DOUBLES})) EXECUTE FUNCTION deliveries_move()"
    )
