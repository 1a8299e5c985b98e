"""The centre that is attacked: one case at every step and a row in every table that is in use.

A new table gets its row here, by the way its users take. The same on both engines.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from core.archive import tables as archive
from core.archive.finding import ArchiveFilter
from core.archive.kept_searches import KeptSearches
from core.archive.record_use import ExportSearch, OpenRecord, RecordUse
from core.cases.rules import Stage, Step
from core.cases.service import WaiveReview
from core.draw.rules import Band
from core.guardian import tables as guardian
from core.guardian.commissions import Asking, Commissions
from core.guardian.duty_watch import DutyWatch
from core.identity import changes
from core.identity.rules import Role
from core.identity.service import IdentityService
from core.intake.rules import PackageFault
from core.kernel.ids import new_id
from tests.factories import House, Template, household, prepared
from tests.kept_records import fill_policy, fill_records
from tests.moved_records import fill_transfers
from tests.scanned_papers import fill_scans
from tests.second_factor import fill_second_factor
from tests.witnesses import fill_witnesses

#: The year 2100, µs.
FAR = 4_102_444_800_000_000


def template() -> Template:
    """The filled centre on SQLite, made once."""
    return prepared("attacks", fill)


def fill(house: House) -> None:
    """Everything that the attacks want to find."""
    for login in ("reviewer1", "approver1"):
        IdentityService(house.storage(login)).sign_in("workstation-1")
    house.certify()
    fill_policy(house)
    line = replace(house.settings.policy, committee=(Band(50_000_000, 3),)).named("line")
    house.settings = replace(house.settings, policy=line)
    for step in Step:
        if step is not Step.OPINION_GIVEN:
            house.case_at(step)
    house.relate("reviewer3", household().manifest["applicant"]["id_number"])
    house.receive(faults=(PackageFault.of("round", "round"),))
    writing = house.case_at(Step.REVIEW_STARTED)
    house.reading(house.holder(writing, Stage.REVIEW)).keep_draft(writing, "{}")
    house.reading("manager1").keep_draft(writing, "{}")
    _people(house)
    _rules_and_findings(house, writing)
    house.keep_archive()
    house.sequence()
    fill_witnesses(house)
    house.case_at(Step.OPINION_GIVEN)
    _stops(house)
    house.keep_guardian()
    fill_second_factor(house, "intake1")
    fill_records(house)
    fill_transfers(house)
    fill_scans(house)
    _redraws_and_committees(house)
    _searches(house)
    _commissions(house)


def _redraws_and_committees(house: House) -> None:
    """One case was dealt anew, one waits for the second person; committees with two votes, with all, and decided."""
    house.committee_case(votes=2)
    house.committee_case(votes=3)
    house.do_errand(house.committee_case(votes=3))
    anew = house.case_at(Step.REVIEW_STARTED)
    house.answer_redraw(house.declare_conflict(anew))
    DutyWatch(house.storage("guardian"), FAR).look()
    house.do_errand(anew)
    house.declare_conflict(house.case_at(Step.REVIEW_STARTED))


def _searches(house: House) -> None:
    """A kept search, a list written out, a record opened, a sealed report, a waiver on a case that went another way."""
    clerk = house.storage("archive1")
    KeptSearches(clerk).keep("样本", "李明", ArchiveFilter())
    use, record = RecordUse(clerk), house.all(select(archive.dossier.c.id))[0].id
    use.opened(OpenRecord(new_id(), record))
    use.exported(ExportSearch(new_id(), "{}", "csv", 1, "0" * 64))
    house.guardian_house.archive_hands.reports.make(f"{datetime.now(UTC):%Y}")
    waived = house.case_at(Step.REFUSED)
    house.cases("intake1").waive_review(WaiveReview(new_id(), waived, "样本"))


def _commissions(house: House) -> None:
    """One that was answered, one that was recalled, and one that the guardian is at."""
    given = Commissions(house.storage("archive1"), house.settings.blobs)
    record = house.all(select(archive.dossier.c.id))[0].id
    desk = house.guardian_house.commissions
    given.take_back(given.give(Asking("check-all")))
    given.give(Asking("check", {"record": str(record)}))
    desk.take_next()
    desk.take_next()
    given.take_back(given.give(Asking("fixity")))
    Commissions(house.storage("auditor1"), house.settings.blobs).give(Asking("check-all"))
    waiting = given.give(Asking("check-all"))
    with house.storage("guardian").changing() as connection:
        connection.execute(
            guardian.commission_progress.insert().values(commission_id=waiting, done=1, total=2)
        )


def _stops(house: House) -> None:
    """A stop that ended, one that somebody wants ended, and figures that stopped nothing."""
    of = f"{household().manifest['institution']},{household().manifest['product']}"
    (ended,) = house.post_loan(f"{of},2026-08,1000,10,90,20,100,50").stops
    house.end_stop(ended)
    (stop,) = house.post_loan(f"{of},2026-09,1000,10,90,20,100,50").stops
    house.end_stop(stop, confirmed=False)
    house.post_loan(f"{of},2026-10,1000,1,1,20,10,5")


def _people(house: House) -> None:
    """Somebody came, got and lost a role, and left; another is away for a day; two requests wait."""
    newcomer = house.change(changes.new_person("newcomer", "样本新人", None))
    grant = house.change(changes.role_grant(newcomer, Role.ARCHIVE_CLERK))
    house.change(changes.role_end(newcomer, grant))
    tie = house.change(changes.relationship(newcomer, changes.Tie.OTHER, changes.village_key("none")))
    house.change(changes.relationship_end(newcomer, tie))
    house.change(changes.passphrase_reset(newcomer))
    house.change(changes.leaving(newcomer))
    reviewer = house.staff["reviewer3"].id
    house.change(changes.absence(reviewer, 1, FAR, changes.AbsenceReason.TRAINING), asker="reviewer3")
    house.ask(changes.role_grant(house.staff["risk2"].id, Role.AUDITOR))
    house.ask(changes.new_person("waiting", "样本候补", None))


def _rules_and_findings(house: House, writing: UUID) -> None:
    house.check_rules("risk2", house.draft_rules("risk1", "2026-12"))
    house.draft_rules("risk1", "2026-13")
    house.draft_rules("risk1", "2026-11", ("bands.csv", "A 档（820", "A档（820"))
    house.ask_what_if("risk1", writing)
    house.deliver_risk_input("court_dishonest")
    compared = house.reused_photo()
    house.compare(compared, house.holder(compared, Stage.REVIEW))
    house.raise_alarm(compared)
    house.card_read(compared)
    house.looked_again(compared)
