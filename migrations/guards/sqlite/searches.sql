-- What people keep of their searches is theirs; a waiver is of a refusal that stands; a report leaves no record out.

DROP TRIGGER IF EXISTS saved_search_inserted_by_its_owner;
CREATE TRIGGER saved_search_inserted_by_its_owner BEFORE INSERT ON saved_search
WHEN NEW.rowid <> -1 OR NEW.staff_id IS NOT session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

DROP TRIGGER IF EXISTS saved_search_updated_by_its_owner;
CREATE TRIGGER saved_search_updated_by_its_owner BEFORE UPDATE ON saved_search
WHEN OLD.staff_id IS NOT session_staff() OR NEW.staff_id <> OLD.staff_id OR NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

DROP TRIGGER IF EXISTS saved_search_deleted_by_its_owner;
CREATE TRIGGER saved_search_deleted_by_its_owner BEFORE DELETE ON saved_search
WHEN OLD.staff_id IS NOT session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

-- That a refused applicant asks for no person's review is said by whoever may ask for one, while it may be asked.
DROP TRIGGER IF EXISTS review_waiver_of_a_refusal;
CREATE TRIGGER review_waiver_of_a_refusal BEFORE INSERT ON review_waiver
WHEN NOT EXISTS (SELECT 1 FROM case_state
                 WHERE case_id = NEW.case_id AND kind = 'refused' AND round = NEW.round)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS review_waiver_by_its_branch;
CREATE TRIGGER review_waiver_by_its_branch BEFORE INSERT ON review_waiver
WHEN NOT EXISTS (
    SELECT 1 FROM role_held
    JOIN staff ON staff.id = role_held.staff_id
    JOIN loan_case ON loan_case.id = NEW.case_id
    WHERE role_held.staff_id = NEW.staff_id
      AND (role_held.role = 'intake-clerk'
           OR role_held.role = 'customer-manager' AND staff.institution_id = loan_case.institution_id))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Every record that was checked in the time reported on is in the report.
DROP TRIGGER IF EXISTS check_report_of_every_record;
CREATE TRIGGER check_report_of_every_record BEFORE INSERT ON check_report
WHEN NEW.records <> (SELECT count(DISTINCT dossier_id) FROM check_run
                     WHERE at >= NEW.since AND at < NEW.before)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;
