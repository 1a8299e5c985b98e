"""Everything about records in keeping that one signed-in person has in hand."""

from __future__ import annotations

from collections.abc import Callable

from core.archive.dossier_fonts import house_fonts
from core.archive.keeping.disposal_queries import DisposalQueries
from core.archive.keeping.labels import box_label, label_sheets
from core.archive.keeping.loan_queries import LoanQueries
from core.archive.keeping.loans import RecordLoans
from core.archive.keeping.paper import PaperTwins
from core.archive.keeping.policies import RetentionPolicies
from core.archive.keeping.policy_queries import PolicyQueries
from core.archive.keeping.queries import RetentionQueries
from core.archive.keeping.register import DisposalRegister
from core.archive.keeping.service import Disposals, RecordKeeping
from core.identity.rules import Staff
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Storage


class RecordsDesk:
    """Retention and its policy, holds, disposal, loans and paper twins."""

    def __init__(
        self,
        storage: Storage,
        blobs: Blobs,
        staff: Staff,
        catalogue: Catalogue,
        centre: Words,
        destroy: Callable[[], bool],
    ) -> None:
        """``destroy`` has the guardian do what finished lists say, where it is within this process."""
        self.staff, self.catalogue = staff, catalogue
        self.retention = RetentionQueries(storage, catalogue)
        self.policies = RetentionPolicies(storage, catalogue)
        self.on_policies = PolicyQueries(storage, catalogue)
        self.keeping = RecordKeeping(storage)
        self.disposals = Disposals(storage, catalogue)
        self.lists = DisposalQueries(storage)
        self.register = DisposalRegister(storage)
        self.loans = RecordLoans(storage, blobs, staff)
        self.borrowed = LoanQueries(storage)
        self.paper = PaperTwins(storage)
        self.finish_disposals = destroy
        self._centre = centre

    def box_labels(self) -> bytes:
        """A label for every box, as sheets to print (PDF)."""
        return label_sheets([box_label(box) for box in self.paper.boxes()], self._centre, house_fonts())
