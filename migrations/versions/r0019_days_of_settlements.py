"""Settlements are of days that the calendar has: a guard alone has changed, and is applied after this

Nothing to be made, and nothing to be set aside.
"""

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guards follow by themselves."""


def downgrade() -> None:
    """The guards follow by themselves."""
