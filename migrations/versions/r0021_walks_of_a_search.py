"""A search at a centre walks or begins with the index by what it costs: a guard's text alone has changed

Nothing to be made, and nothing to be set aside.
"""

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The guards follow by themselves."""


def downgrade() -> None:
    """The guards follow by themselves."""
