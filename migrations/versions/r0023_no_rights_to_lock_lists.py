"""Nobody at work can lock the lists of drafts and kept searches whole. Guards alone have changed

Nothing to be made, and nothing to be set aside.
"""

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guards follow by themselves."""


def downgrade() -> None:
    """The guards follow by themselves."""
