"""Guards of decisions and votes look things up once: their texts alone have changed, and are applied after this

Nothing to be made, and nothing to be set aside.
"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guards follow by themselves."""


def downgrade() -> None:
    """The guards follow by themselves."""
