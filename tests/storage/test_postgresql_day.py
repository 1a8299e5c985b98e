"""A day at a PostgreSQL centre through its front doors: packages in a guardian's process, people in their own."""

from __future__ import annotations

from pathlib import Path

from core.app import App, open_centre, open_guardian
from core.archive.queries import ArchiveFilter
from core.cases.reading import MarkSeen
from core.cases.rules import QUESTIONS, Judgement, Outcome
from core.cases.service import Decide, GiveOpinion, StartDuty
from core.demo_centre import make_demo_specimen
from core.kernel.ids import new_id
from tests.centre_house import GUARDIAN_PASSPHRASE, PASSPHRASES, postgresql_centre


def judge(app: App, *, deciding: bool) -> int:
    """Work off one's inbox: look, judge, next; returns how many."""
    done = 0
    for row in app.case_queries.inbox():
        app.cases.start(StartDuty(new_id(), row.id))
        view = app.case_queries.case(row.id)
        pages = tuple((paper.id, page) for paper in view.documents for page in range(1, paper.page_count + 1))
        app.reading.mark_seen(MarkSeen(new_id(), row.id, pages))
        view = app.case_queries.case(row.id)
        assert view.unseen == 0
        assert view.screening is not None
        limit = view.screening.result["limit"]["fen"] or view.amount_fen
        judgement = Judgement(
            Outcome.APPROVE,
            min(view.amount_fen, limit, 9_000_000),
            view.term_months,
            "6.35",
            view.repayment,
            ("income-clear",),
            "",
            "",
            tuple((question.code, True) for question in QUESTIONS),
        )
        if deciding:
            app.cases.decide(Decide(new_id(), row.id, judgement, view.evidence_hash, 0))
        else:
            app.cases.give_opinion(GiveOpinion(new_id(), row.id, judgement, view.evidence_hash, 0))
        done += 1
    return done


def test_from_the_tablets_package_to_the_sealed_archive(tmp_path: Path) -> None:
    with postgresql_centre() as house:
        guardian = open_guardian(house.folder, GUARDIAN_PASSPHRASE)
        try:
            with open_centre(house.folder, "intake1", PASSPHRASES["intake1"]) as clerk:
                paths = [make_demo_specimen(n, tmp_path, clerk.now(), clerk.catalogue) for n in (1, 2)]
                receipts = [guardian.guardian.receive(path) for path in paths]
                assert [receipt.outcome for receipt in receipts] == ["accepted", "accepted"]
                assert guardian.guardian.receive(paths[0]).outcome == "known"
                assert clerk.intake.counts() == (2, 0)
            for stage, logins in (
                ("review", ("reviewer1", "reviewer2", "reviewer3")),
                ("approval", ("approver1", "approver2", "approver3")),
            ):
                assert guardian.guardian.run_until_idle() == []
                done = 0
                for login in logins:
                    with open_centre(house.folder, login, PASSPHRASES[login]) as person:
                        done += judge(person, deciding=stage == "approval")
                assert done == 2
            assert guardian.guardian.run_until_idle() == []
        finally:
            guardian.close()
        with open_centre(house.folder, "archive1", PASSPHRASES["archive1"]) as clerk:
            rows = clerk.archive.search(ArchiveFilter())
            assert len(rows) == 2
            assert all(clerk.archive.record(row.id).intact for row in rows)
        with open_centre(house.folder, "auditor1", PASSPHRASES["auditor1"]) as auditor:
            assert all(auditor.draws.verify(draw.id).ok for draw in auditor.draws.draws())
            assert auditor.draws.count() == 4
            found = auditor.verify_log()
            assert found.ok, found.findings
