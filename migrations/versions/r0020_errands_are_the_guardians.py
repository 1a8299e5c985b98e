"""No person deletes errands: what was to be done on a withdrawn case goes with its step. Guards alone have changed

Nothing to be made, and nothing to be set aside.
"""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guards follow by themselves."""


def downgrade() -> None:
    """The guards follow by themselves."""
