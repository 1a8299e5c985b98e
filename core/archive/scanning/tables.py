"""What came by the scanner: stacks, papers filed to their records, papers that wait or were discarded, texts of pages."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, Uuid

from core.storage.tables import ERASABLE, HIDDEN, fact_table

#: Pages of one record that are kept in words, by which the numbers of pages follow from the record's.
PAGES_OF_A_RECORD = 2_048


def _by_whom() -> Column[object]:
    return Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False)


#: A stack of pages as it came, taken in once: ``sha256`` is of the file. ``brought_by`` is whoever brought it, empty
#: for a watched folder.
scan_stack = fact_table(
    "scan_stack",
    Column("sha256", Text, nullable=False, unique=True),
    Column("file_name", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("blanks", Integer, nullable=False),
    Column("separators", Integer, nullable=False),
    Column("brought_by", Uuid, ForeignKey("staff.id"), nullable=True),
    by=("guardian",),
)

#: A paper whose record the stack does not name. ``stack_pages`` is a JSON list; ``suggested_by`` says on what a
#: suggestion rests, empty where there is none.
scan_waiting = fact_table(
    "scan_waiting",
    Column("stack_id", Uuid, ForeignKey("scan_stack.id"), nullable=False, index=True),
    Column("stack_pages", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("suggested_id", Uuid, ForeignKey("dossier.id"), nullable=True),
    Column("suggested_by", Text, nullable=False),
    by=("guardian",),
)

#: A clerk found that a paper belongs to no record; its file stays where it is.
scan_discard = fact_table(
    "scan_discard",
    Column("waiting_id", Uuid, ForeignKey("scan_waiting.id"), nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: A paper that came after the record was sealed: filed by the guardian where its sheet named the record, else by a
#: clerk out of what waited.
later_paper = fact_table(
    "later_paper",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=True, index=True),
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("stack_id", Uuid, ForeignKey("scan_stack.id"), nullable=False),
    Column("stack_pages", Text, nullable=False),
    Column("waiting_id", Uuid, ForeignKey("scan_waiting.id"), nullable=True, unique=True),
    _by_whom(),
    by=("own",),
)

#: The words of one page of a record's paper, an original or a later one, normalised as they are compared. ``number``
#: is that of the record times 2,048 and the page's own among the record's, so that the index walks newest first.
#: ``engine`` says who read it; a page without words has an empty text.
paper_page = fact_table(
    "paper_page",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=True, index=True),
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, index=True),
    Column("document_id", Uuid, ForeignKey("document.id"), nullable=True, index=True),
    Column("later_paper_id", Uuid, ForeignKey("later_paper.id"), nullable=True, index=True),
    Column("page", Integer, nullable=False),
    Column("engine", Text, nullable=False),
    Column("search_text", Text, nullable=False, info=HIDDEN | ERASABLE),
    by=("guardian",),
)
