"""Old records for tests, and what is done with them: held, appraised, destroyed, lent, put into boxes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables as archive
from core.archive.gram_index import grams_row
from core.archive.grams import index_grams, search_text
from core.archive.keeping import service as keeping
from core.archive.keeping import tables
from core.archive.keeping.loans import (
    GRANTED,
    AnswerRecordLoan,
    AskRecordLoan,
    RecordLoans,
    ReturnRecordLoan,
    ViewRecordPage,
)
from core.archive.keeping.paper import FilePaper, MakeBox, PaperTwins, TakeStock
from core.archive.keeping.policies import CONFIRMED, AnswerRetention, DraftRetention, RetentionPolicies
from core.archive.keeping.policy_queries import policy_in_force
from core.archive.keeping.rules import Appraisal, HoldReason, LoanReason, Verdict
from core.archive.retention import HOUSE_LINES, CountedFrom, PolicyLine
from core.archive.rules import new_dossier_id
from core.cases import tables as cases
from core.identity import tables as identity
from core.kernel.clock import local_date
from core.kernel.ids import new_id
from tests.factories import House, Relate, catalogue

MAKER, APPROVER, WITNESSES = "archive1", "auditor1", ("intake1", "risk1")
OLD = int(datetime(2010, 1, 4, 4, tzinfo=UTC).timestamp()) * 1_000_000
PHONE = "13900000001"


def old_record(house: House, outcome: str = "decline", decided_at: int = OLD, pdf: bytes = b"") -> UUID:
    """A sealed record of long ago, of a case that came in today; returns its id."""
    case_id = house.new_case()
    [case] = house.all(select(cases.loan_case).where(cases.loan_case.c.id == case_id))
    kind = (outcome, case.product, catalogue().categories[case.product], case.institution_id)
    with house.storage("guardian").work(Relate(new_id())) as work:
        number = int(work.scalar(select(func.max(archive.dossier.c.number))) or 0) + 1
        item = int(work.scalar(select(func.count()).select_from(archive.dossier))) + 1
        fields = [case.applicant_name, PHONE]
        line = policy_in_force(work).line_for(*kind)
        assert line is not None
        dossier_id = work.record(
            archive.dossier,
            chain=case_id,
            number=number,
            case_id=case_id,
            archival_number=f"A002-DK·2010·D10-{item:04d}",
            qr_id=new_dossier_id(),
            sha256=house.blobs.put(work, pdf or f"样本 {new_id()}".encode(), "application/pdf"),
            pages=2,
            originals=0,
            outcome=outcome,
            applicant_name=case.applicant_name,
            person_key=case.person_key,
            institution_id=case.institution_id,
            village_id=case.village_id,
            product=case.product,
            amount_fen=1_000_000,
            retention=line.period,
            retention_line_id=line.id,
            reviewer_id=house.staff["reviewer1"].id,
            approver_id=house.staff["approver1"].id,
            decided_at=decided_at,
            search_text=search_text(fields),
            specimen=True,
        )
        work.connection.execute(*grams_row(number, index_grams(fields), at_centre=work.at_centre))
        work.commit({})
    return dossier_id


def row_of(house: House, dossier_id: UUID) -> Any:
    """The row of a record (but for what is hidden)."""
    columns = [column for column in archive.dossier.columns if column.name != "search_text"]
    return house.all(select(*columns).where(archive.dossier.c.id == dossier_id))[0]


def hold(house: House, dossier_id: UUID, login: str = MAKER) -> UUID:
    """Hold a record for a court; returns the hold."""
    command = keeping.PlaceHold(new_id(), dossier_id, HoldReason.COURT, "样本")
    keeping.RecordKeeping(house.storage(login)).place_hold(command)
    table = tables.record_hold
    return house.all(select(table.c.id).where(table.c.dossier_id == dossier_id).order_by(table.c.id))[-1].id


def ask_lift(house: House, hold_id: UUID, login: str = MAKER) -> UUID:
    """Ask that a hold be lifted; returns the request."""
    keeping.RecordKeeping(house.storage(login)).ask_lift(keeping.AskHoldLift(new_id(), hold_id, "样本"))
    request = tables.hold_lift_request
    return house.all(select(request.c.id).where(request.c.hold_id == hold_id))[-1].id


def disposals(house: House, login: str) -> keeping.Disposals:
    return keeping.Disposals(house.storage(login), catalogue())


def make_list(house: House, *records: UUID, verdict: Verdict = Verdict.DESTROY, years: int = 0) -> UUID:
    """An appraisal list of records with one verdict; returns its id."""
    items = tuple(Appraisal(one, verdict, "保管期满", years) for one in records)
    number = disposals(house, MAKER).make(keeping.MakeDisposal(new_id(), "样本", items))
    return house.all(select(tables.disposal.c.id).where(tables.disposal.c.number == number))[0].id


def approve(house: House, disposal_id: UUID, login: str = APPROVER) -> None:
    command = keeping.AnswerDisposal(new_id(), disposal_id, keeping.APPROVED, "样本")
    disposals(house, login).answer(command)


def witness(house: House, disposal_id: UUID, *logins: str) -> None:
    for login in logins or WITNESSES:
        disposals(house, login).witness(keeping.WitnessDisposal(new_id(), disposal_id))


def loans(house: House, login: str) -> RecordLoans:
    return RecordLoans(house.storage(login), house.blobs, house.staff[login])


def ask_loan(house: House, dossier_id: UUID, login: str = "reviewer1") -> UUID:
    number = row_of(house, dossier_id).archival_number
    command = AskRecordLoan(new_id(), number, LoanReason.AUDIT, "样本", 5)
    return loans(house, login).ask(command)


def lend(house: House, dossier_id: UUID, login: str = "reviewer1", seconds: int | None = None) -> UUID:
    """A loan to ``login``; returns the request."""
    request_id = ask_loan(house, dossier_id, login)
    loans(house, MAKER).answer(AnswerRecordLoan(new_id(), request_id, GRANTED, "", seconds))
    return request_id


def today(house: House) -> str:
    """The day (ISO) it is at the centre."""
    with house.storage(MAKER).reading() as reading:
        return local_date(reading.now).isoformat()


def draft_policy(house: House, *lines: PolicyLine, since: str = "", login: str = MAKER) -> UUID:
    """A retention policy that waits; returns its id. Without ``lines`` that of the house again, from today on."""
    policies = RetentionPolicies(house.storage(login), catalogue())
    day = since or today(house)
    number = policies.draft(DraftRetention(new_id(), day, "样本", lines or HOUSE_LINES))
    policy = tables.retention_policy
    return house.all(select(policy.c.id).where(policy.c.number == number))[0].id


def confirm_policy(house: House, policy_id: UUID, login: str = APPROVER, outcome: str = CONFIRMED) -> None:
    policies = RetentionPolicies(house.storage(login), catalogue())
    policies.answer(AnswerRetention(new_id(), policy_id, outcome, "样本"))


def fill_policy(house: House) -> None:
    """In force from the first record on: lines for a product and an institution of which there is no record."""
    bank = house.all(select(identity.institution.c.id).order_by(identity.institution.c.code))[0].id
    unused = catalogue().products[-1].code
    special = (
        PolicyLine("", "D40", CountedFrom.DECISION, product=unused),
        PolicyLine("", "D50", CountedFrom.DECISION, institution_id=bank),
    )
    confirm_policy(house, draft_policy(house, *special, *HOUSE_LINES))


def fill_records(house: House) -> None:
    """Everything that the attacks on records in keeping want to find."""
    confirm_policy(house, draft_policy(house, since="2099-01-01"))
    draft_policy(house, since="2099-01-01")
    waiting, held, lent, listed, kept, boxed, refused = (old_record(house) for _ in range(7))
    gone, free = (old_record(house, pdf="同一份样本".encode()) for _ in range(2))
    finished = make_list(house, gone)
    approve(house, finished)
    witness(house, finished)
    assert house.guardian_house.destroyer.do()
    half = make_list(house, waiting)
    approve(house, half)
    witness(house, half, WITNESSES[0])
    hold(house, held)
    still_lent = lend(house, lent)
    full = make_list(house, held, lent)
    approve(house, full)
    witness(house, full)
    kept_list = make_list(house, kept, verdict=Verdict.EXTEND, years=50)
    approve(house, kept_list)
    for login in WITNESSES:  # the program asks nobody to: nothing of this list is to be destroyed
        with house.storage(login).work(keeping.WitnessDisposal(new_id(), kept_list)) as work:
            work.record(tables.disposal_witness, disposal_id=kept_list, staff_id=work.staff_id)
            work.commit({})
    make_list(house, listed)
    disposals(house, APPROVER).answer(
        keeping.AnswerDisposal(new_id(), make_list(house, refused), keeping.REFUSED, "样本")
    )
    ask_loan(house, gone)
    keeping.RecordKeeping(house.storage("auditor1")).lift(
        keeping.LiftHold(new_id(), ask_lift(house, hold(house, listed)))
    )
    ask_lift(house, hold(house, free))
    loan = old_record(house, "approve")
    keeping.RecordKeeping(house.storage(MAKER)).settle(
        keeping.SettleLoan(new_id(), loan, "2012-03-01", "样本")
    )
    _fill_loans(house, free, still_lent)
    twins = PaperTwins(house.storage(MAKER))
    code = twins.make_box(MakeBox(new_id(), "A-01-02", "样本"))
    twins.file(FilePaper(new_id(), code, (row_of(house, boxed).archival_number,)))
    twins.take_stock(TakeStock(new_id(), code, ("A002-DK·2010·D10-9999",)))


def _fill_loans(house: House, dossier_id: UUID, open_loan: UUID) -> None:
    view = tables.record_loan_view
    with house.storage("reviewer1").work(ViewRecordPage(new_id(), open_loan, 1)) as work:
        work.record(view, request_id=open_loan, page=1, staff_id=work.staff_id)
        work.commit({})
    given_back = lend(house, dossier_id)
    loans(house, "reviewer1").give_back(ReturnRecordLoan(new_id(), given_back))
    lend(house, dossier_id, seconds=0)
    ask_loan(house, dossier_id)
    ask_loan(house, dossier_id, MAKER)
