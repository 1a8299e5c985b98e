-- Records in keeping: how long, what is held, what may go and how it goes, what is lent. Nothing is destroyed but
-- by a list that another approved and two more people witnessed, nothing under hold, nothing on loan.

-- Days (ISO) from which a record need not be kept: counted as its policy line says, or without one from settlement
-- for a loan and from the decision else; later where an approved list said so; none where it is kept for ever, or
-- where nobody knows yet from when to count.
DROP VIEW IF EXISTS record_due;
CREATE VIEW record_due AS
SELECT dossier.id AS dossier_id, dossier.case_id, dossier.number, date(
    CASE coalesce((SELECT counted_from FROM retention_line WHERE retention_line.id = dossier.retention_line_id),
                  CASE dossier.outcome WHEN 'approve' THEN 'settlement' ELSE 'decision' END)
      WHEN 'settlement' THEN (SELECT settled_on FROM settlement WHERE settlement.dossier_id = dossier.id
                           ORDER BY settlement.at DESC, settlement.id DESC LIMIT 1)
      ELSE date(dossier.decided_at / 1000000 + 28800, 'unixepoch') END,
    '+' || (CAST(substr(dossier.retention, 2) AS INTEGER) + coalesce((
      SELECT sum(disposal_item.years) FROM disposal_item
      JOIN disposal_answer ON disposal_answer.disposal_id = disposal_item.disposal_id
      WHERE disposal_item.dossier_id = dossier.id AND disposal_item.verdict = 'extend'
        AND disposal_answer.outcome = 'approved'), 0)) || ' years') AS due_on
FROM dossier
WHERE dossier.retention <> 'Y'
  AND NOT EXISTS (SELECT 1 FROM destruction WHERE destruction.dossier_id = dossier.id)
  AND NOT EXISTS (SELECT 1 FROM disposal_item
                  JOIN disposal_answer ON disposal_answer.disposal_id = disposal_item.disposal_id
                  WHERE disposal_item.dossier_id = dossier.id AND disposal_item.verdict = 'keep'
                    AND disposal_answer.outcome = 'approved');

DROP VIEW IF EXISTS record_held;
CREATE VIEW record_held AS
SELECT record_hold.* FROM record_hold
WHERE NOT EXISTS (SELECT 1 FROM hold_lift WHERE hold_lift.hold_id = record_hold.id);

DROP VIEW IF EXISTS record_lent;
CREATE VIEW record_lent AS
SELECT record_loan_request.id, record_loan_request.staff_id, record_loan_answer.dossier_id,
  record_loan_answer.sha256, record_loan_answer.pages, record_loan_answer.ends
FROM record_loan_answer JOIN record_loan_request ON record_loan_request.id = record_loan_answer.request_id
WHERE record_loan_answer.outcome = 'granted'
  AND NOT EXISTS (SELECT 1 FROM record_loan_return WHERE record_loan_return.request_id = record_loan_request.id);

DROP TRIGGER IF EXISTS settlement_by_archive_clerk;
CREATE TRIGGER settlement_by_archive_clerk BEFORE INSERT ON settlement
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS settlement_of_a_loan;
CREATE TRIGGER settlement_of_a_loan BEFORE INSERT ON settlement
WHEN NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NEW.case_id AND outcome = 'approve'
                   AND NEW.settled_on >= date(decided_at / 1000000 + 28800, 'unixepoch'))
  OR NEW.settled_on IS NOT date(NEW.settled_on)
  OR NEW.settled_on > date('now', '+8 hours')
BEGIN SELECT RAISE(ABORT, 'evenhand:settled'); END;

DROP TRIGGER IF EXISTS record_hold_by_archive;
CREATE TRIGGER record_hold_by_archive BEFORE INSERT ON record_hold
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS record_hold_for_cause;
CREATE TRIGGER record_hold_for_cause BEFORE INSERT ON record_hold
WHEN NEW.reason NOT IN ('court', 'inspection', 'dispute')
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NEW.case_id)
  OR EXISTS (SELECT 1 FROM destruction WHERE dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:hold'); END;

DROP TRIGGER IF EXISTS hold_lift_request_by_archive;
CREATE TRIGGER hold_lift_request_by_archive BEFORE INSERT ON hold_lift_request
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS hold_lift_request_of_a_hold;
CREATE TRIGGER hold_lift_request_of_a_hold BEFORE INSERT ON hold_lift_request
WHEN NOT EXISTS (SELECT 1 FROM record_hold WHERE id = NEW.hold_id AND dossier_id = NEW.dossier_id AND case_id IS NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:hold'); END;

DROP TRIGGER IF EXISTS hold_lift_by_archive;
CREATE TRIGGER hold_lift_by_archive BEFORE INSERT ON hold_lift
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Who asks that a hold be lifted does not lift it.
DROP TRIGGER IF EXISTS hold_lift_by_another;
CREATE TRIGGER hold_lift_by_another BEFORE INSERT ON hold_lift
WHEN NOT EXISTS (SELECT 1 FROM hold_lift_request WHERE id = NEW.request_id AND hold_id = NEW.hold_id
                   AND dossier_id = NEW.dossier_id AND case_id IS NEW.case_id AND staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:hold'); END;

DROP TRIGGER IF EXISTS disposal_by_archive_clerk;
CREATE TRIGGER disposal_by_archive_clerk BEFORE INSERT ON disposal
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- A list is made whole: what is approved is what was there.
DROP TRIGGER IF EXISTS disposal_item_of_its_list;
CREATE TRIGGER disposal_item_of_its_list BEFORE INSERT ON disposal_item
WHEN NOT EXISTS (SELECT 1 FROM disposal WHERE id = NEW.disposal_id AND staff_id = NEW.staff_id AND at = NEW.at)
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

-- A record is on one list at a time, until that is refused or has done what it says of it.
DROP TRIGGER IF EXISTS disposal_item_on_one_list;
CREATE TRIGGER disposal_item_on_one_list BEFORE INSERT ON disposal_item
WHEN EXISTS (
       SELECT 1 FROM disposal_item AS other
       LEFT JOIN disposal_answer AS answer ON answer.disposal_id = other.disposal_id
       WHERE other.dossier_id = NEW.dossier_id
         AND (answer.id IS NULL OR (answer.outcome = 'approved' AND other.verdict = 'destroy')))
BEGIN SELECT RAISE(ABORT, 'evenhand:listed'); END;

DROP TRIGGER IF EXISTS disposal_item_when_due;
CREATE TRIGGER disposal_item_when_due BEFORE INSERT ON disposal_item
WHEN NEW.verdict NOT IN ('destroy', 'extend', 'keep')
  OR (NEW.verdict = 'extend') <> (NEW.years > 0)
  OR NEW.years NOT BETWEEN 0 AND 100
  OR trim(NEW.reason) = ''
  OR NOT EXISTS (SELECT 1 FROM record_due
                 WHERE dossier_id = NEW.dossier_id AND due_on < date('now', '+8 hours'))
BEGIN SELECT RAISE(ABORT, 'evenhand:due'); END;

DROP TRIGGER IF EXISTS disposal_answer_by_archive;
CREATE TRIGGER disposal_answer_by_archive BEFORE INSERT ON disposal_answer
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS disposal_answer_by_another;
CREATE TRIGGER disposal_answer_by_another BEFORE INSERT ON disposal_answer
WHEN NOT EXISTS (SELECT 1 FROM disposal WHERE id = NEW.disposal_id AND staff_id <> NEW.staff_id)
  OR NEW.outcome NOT IN ('approved', 'refused')
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

DROP TRIGGER IF EXISTS disposal_witness_of_the_centre;
CREATE TRIGGER disposal_witness_of_the_centre BEFORE INSERT ON disposal_witness
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role IN ('archive-clerk', 'auditor', 'intake-clerk', 'risk-manager'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Witnesses are neither who made the list nor who approved it.
DROP TRIGGER IF EXISTS disposal_witness_by_another;
CREATE TRIGGER disposal_witness_by_another BEFORE INSERT ON disposal_witness
WHEN NOT EXISTS (
       SELECT 1 FROM disposal JOIN disposal_answer ON disposal_answer.disposal_id = disposal.id
       WHERE disposal.id = NEW.disposal_id AND disposal_answer.outcome = 'approved'
         AND disposal.staff_id <> NEW.staff_id AND disposal_answer.staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

DROP TRIGGER IF EXISTS destruction_as_approved;
CREATE TRIGGER destruction_as_approved BEFORE INSERT ON destruction
WHEN NOT EXISTS (
       SELECT 1 FROM disposal_item
       JOIN disposal ON disposal.id = disposal_item.disposal_id
       JOIN disposal_answer ON disposal_answer.disposal_id = disposal.id
       JOIN dossier ON dossier.id = disposal_item.dossier_id
       WHERE disposal_item.id = NEW.item_id AND disposal_item.verdict = 'destroy'
         AND disposal_item.title = NEW.title AND disposal.number = NEW.disposal_number
         AND disposal_answer.outcome = 'approved' AND dossier.id = NEW.dossier_id
         AND dossier.case_id IS NEW.case_id AND dossier.number = NEW.dossier_number
         AND dossier.archival_number = NEW.archival_number AND dossier.sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

DROP TRIGGER IF EXISTS destruction_witnessed;
CREATE TRIGGER destruction_witnessed BEFORE INSERT ON destruction
WHEN (SELECT count(*) FROM disposal_witness
      JOIN disposal_item ON disposal_item.disposal_id = disposal_witness.disposal_id
      WHERE disposal_item.id = NEW.item_id) < 2
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

DROP TRIGGER IF EXISTS destruction_of_nothing_held;
CREATE TRIGGER destruction_of_nothing_held BEFORE INSERT ON destruction
WHEN EXISTS (SELECT 1 FROM record_held WHERE dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:held'); END;

DROP TRIGGER IF EXISTS destruction_of_nothing_lent;
CREATE TRIGGER destruction_of_nothing_lent BEFORE INSERT ON destruction
WHEN EXISTS (SELECT 1 FROM record_lent WHERE dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:lent'); END;

-- What is erased is of the record that is destroyed, and a file that another record still has stays.
DROP TRIGGER IF EXISTS erasure_of_the_record;
CREATE TRIGGER erasure_of_the_record BEFORE INSERT ON erasure
WHEN NOT EXISTS (
  SELECT 1 FROM destruction WHERE destruction.id = NEW.destruction_id AND CASE NEW.table_name
    WHEN 'dossier' THEN destruction.dossier_id = NEW.row_id
    WHEN 'person_number' THEN EXISTS (SELECT 1 FROM person_number
                                      WHERE id = NEW.row_id AND case_id = destruction.case_id)
    WHEN 'paper_page' THEN EXISTS (SELECT 1 FROM paper_page
                                   WHERE id = NEW.row_id AND dossier_id = destruction.dossier_id)
    WHEN 'blob' THEN EXISTS (
      SELECT 1 FROM blob
      WHERE blob.id = NEW.row_id
        AND (blob.sha256 = destruction.sha256
             OR EXISTS (SELECT 1 FROM package WHERE sha256 = blob.sha256 AND case_id = destruction.case_id)
             OR EXISTS (SELECT 1 FROM document WHERE sha256 = blob.sha256 AND case_id = destruction.case_id)
             OR EXISTS (SELECT 1 FROM imported_file
                        WHERE sha256 = blob.sha256 AND dossier_id = destruction.dossier_id)
             OR EXISTS (SELECT 1 FROM later_paper
                        WHERE sha256 = blob.sha256 AND dossier_id = destruction.dossier_id))
        AND NOT EXISTS (
          SELECT 1 FROM document WHERE document.sha256 = blob.sha256
            AND NOT EXISTS (SELECT 1 FROM destruction AS gone WHERE gone.case_id = document.case_id))
        AND NOT EXISTS (
          SELECT 1 FROM imported_file WHERE imported_file.sha256 = blob.sha256
            AND NOT EXISTS (SELECT 1 FROM destruction AS gone WHERE gone.dossier_id = imported_file.dossier_id))
        AND NOT EXISTS (
          SELECT 1 FROM later_paper WHERE later_paper.sha256 = blob.sha256
            AND NOT EXISTS (SELECT 1 FROM destruction AS gone WHERE gone.dossier_id = later_paper.dossier_id))
        AND NOT EXISTS (
          SELECT 1 FROM dossier WHERE dossier.sha256 = blob.sha256
            AND NOT EXISTS (SELECT 1 FROM destruction AS gone WHERE gone.dossier_id = dossier.id)))
    ELSE 0 END)
BEGIN SELECT RAISE(ABORT, 'evenhand:disposal'); END;

DROP TRIGGER IF EXISTS erasure_done;
CREATE TRIGGER erasure_done AFTER INSERT ON erasure
BEGIN
  UPDATE blob SET key = '' WHERE NEW.table_name = 'blob' AND id = NEW.row_id;
  UPDATE paper_page SET search_text = '' WHERE NEW.table_name = 'paper_page' AND id = NEW.row_id;
  UPDATE person_number SET value = '' WHERE NEW.table_name = 'person_number' AND id = NEW.row_id;
  UPDATE dossier SET applicant_name = '', person_key = '', search_text = ''
  WHERE NEW.table_name = 'dossier' AND id = NEW.row_id;
END;

DROP TRIGGER IF EXISTS record_loan_request_for_cause;
CREATE TRIGGER record_loan_request_for_cause BEFORE INSERT ON record_loan_request
WHEN NEW.days NOT BETWEEN 1 AND 90 OR trim(NEW.reason) = ''
BEGIN SELECT RAISE(ABORT, 'evenhand:loan'); END;

DROP TRIGGER IF EXISTS record_loan_answer_by_archive;
CREATE TRIGGER record_loan_answer_by_archive BEFORE INSERT ON record_loan_answer
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS record_loan_answer_by_another;
CREATE TRIGGER record_loan_answer_by_another BEFORE INSERT ON record_loan_answer
WHEN NOT EXISTS (SELECT 1 FROM record_loan_request WHERE id = NEW.request_id AND staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:loan'); END;

-- What is lent is the record that was asked for, for no longer than was asked.
DROP TRIGGER IF EXISTS record_loan_answer_of_the_record;
CREATE TRIGGER record_loan_answer_of_the_record BEFORE INSERT ON record_loan_answer
WHEN CASE NEW.outcome
  WHEN 'refused' THEN NEW.dossier_id IS NOT NULL OR NEW.sha256 <> ''
  WHEN 'granted' THEN NOT EXISTS (
    SELECT 1 FROM record_loan_request AS asked
    JOIN dossier ON dossier.archival_number = asked.archival_number
    WHERE asked.id = NEW.request_id AND dossier.id = NEW.dossier_id AND dossier.sha256 = NEW.sha256
      AND dossier.pages = NEW.pages AND NEW.ends <= NEW.at + asked.days * 86400000000
      AND NOT EXISTS (SELECT 1 FROM destruction WHERE destruction.dossier_id = dossier.id))
  ELSE 1 END
BEGIN SELECT RAISE(ABORT, 'evenhand:loan'); END;

DROP TRIGGER IF EXISTS record_loan_return_of_a_loan;
CREATE TRIGGER record_loan_return_of_a_loan BEFORE INSERT ON record_loan_return
WHEN NOT EXISTS (
  SELECT 1 FROM record_lent WHERE id = NEW.request_id
    AND (staff_id = NEW.staff_id
         OR EXISTS (SELECT 1 FROM role_held WHERE role_held.staff_id = NEW.staff_id AND role = 'archive-clerk')))
BEGIN SELECT RAISE(ABORT, 'evenhand:loan'); END;

DROP TRIGGER IF EXISTS record_loan_view_in_term;
CREATE TRIGGER record_loan_view_in_term BEFORE INSERT ON record_loan_view
WHEN NOT EXISTS (SELECT 1 FROM record_lent WHERE id = NEW.request_id AND staff_id = NEW.staff_id
                   AND ends > NEW.at AND NEW.page BETWEEN 1 AND pages)
BEGIN SELECT RAISE(ABORT, 'evenhand:loan'); END;

DROP TRIGGER IF EXISTS paper_box_by_archive_clerk;
CREATE TRIGGER paper_box_by_archive_clerk BEFORE INSERT ON paper_box
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS paper_filing_by_archive_clerk;
CREATE TRIGGER paper_filing_by_archive_clerk BEFORE INSERT ON paper_filing
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS stock_take_by_archive_clerk;
CREATE TRIGGER stock_take_by_archive_clerk BEFORE INSERT ON stock_take
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;
