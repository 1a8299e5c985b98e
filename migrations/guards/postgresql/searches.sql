-- What people keep of their searches is theirs; a waiver is of a refusal that stands; a report leaves no record out.

ALTER TABLE saved_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_search FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_owner ON saved_search;
CREATE POLICY its_owner ON saved_search TO evenhand_people
USING (staff_id = (SELECT session_staff())) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON saved_search;
CREATE POLICY guardian ON saved_search FOR SELECT TO evenhand_guardian USING (true);
DROP POLICY IF EXISTS guard ON saved_search;
CREATE POLICY guard ON saved_search TO evenhand_guard USING (staff_id = (SELECT session_staff()));
GRANT SELECT, INSERT, UPDATE (name, asked, at) ON saved_search TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT, DELETE ON saved_search TO evenhand_guard;
GRANT EXECUTE ON FUNCTION search_thrown_away(uuid) TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT ON saved_search TO evenhand_guardian;

-- That a refused applicant asks for no person's review is said by whoever may ask for one, while it may be asked.
CREATE OR REPLACE FUNCTION review_waiver_of_a_refusal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state
                 WHERE case_id = NEW.case_id AND kind = 'refused' AND round = NEW.round)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER review_waiver_of_a_refusal BEFORE INSERT ON review_waiver
FOR EACH ROW EXECUTE FUNCTION review_waiver_of_a_refusal();

CREATE OR REPLACE FUNCTION review_waiver_by_its_branch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
      SELECT 1 FROM role_held
      JOIN staff ON staff.id = role_held.staff_id
      JOIN loan_case ON loan_case.id = NEW.case_id
      WHERE role_held.staff_id = NEW.staff_id
        AND (role_held.role = 'intake-clerk'
             OR role_held.role = 'customer-manager' AND staff.institution_id = loan_case.institution_id))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER review_waiver_by_its_branch BEFORE INSERT ON review_waiver
FOR EACH ROW EXECUTE FUNCTION review_waiver_by_its_branch();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON review_waiver
FOR EACH ROW EXECUTE FUNCTION case_held();

-- Every record that was checked in the time reported on is in the report.
CREATE OR REPLACE FUNCTION check_report_of_every_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.records <> (SELECT count(DISTINCT dossier_id) FROM check_run
                     WHERE at >= NEW.since AND at < NEW.before)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER check_report_of_every_record BEFORE INSERT ON check_report
FOR EACH ROW EXECUTE FUNCTION check_report_of_every_record();

GRANT INSERT ON review_waiver TO evenhand_customer_manager, evenhand_intake_clerk;
GRANT SELECT ON check_report TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT, INSERT ON search_export, record_opening TO evenhand_archive_clerk, evenhand_auditor;
