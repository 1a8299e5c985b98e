-- Records in keeping: how long, what is held, what may go and how it goes, what is lent. Nothing is destroyed but
-- by a list that another approved and two more people witnessed, nothing under hold, nothing on loan.

CREATE OR REPLACE FUNCTION day_in_china(at bigint) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = evenhand, pg_temp AS $$
  SELECT (to_timestamp(at / 1000000) AT TIME ZONE 'UTC' + interval '8 hours')::date
$$;
GRANT EXECUTE ON FUNCTION day_in_china(bigint) TO evenhand_people, evenhand_guard, evenhand_guardian, evenhand_owner;

-- Days (ISO) from which a record need not be kept: counted as its policy line says, or without one from settlement
-- for a loan and from the decision else; later where an approved list said so; none where it is kept for ever, or
-- where nobody knows yet from when to count.
CREATE OR REPLACE VIEW record_due WITH (security_invoker = true) AS
SELECT dossier.id AS dossier_id, dossier.case_id, dossier.number, to_char(
    CASE coalesce((SELECT counted_from FROM retention_line WHERE retention_line.id = dossier.retention_line_id),
                  CASE dossier.outcome WHEN 'approve' THEN 'settlement' ELSE 'decision' END)
      WHEN 'settlement' THEN (SELECT settled_on::date FROM settlement WHERE settlement.dossier_id = dossier.id
                           ORDER BY settlement.at DESC, settlement.id DESC LIMIT 1)
      ELSE day_in_china(dossier.decided_at) END
    + make_interval(years => substr(dossier.retention, 2)::integer + coalesce((
      SELECT sum(disposal_item.years)::integer FROM disposal_item
      JOIN disposal_answer ON disposal_answer.disposal_id = disposal_item.disposal_id
      WHERE disposal_item.dossier_id = dossier.id AND disposal_item.verdict = 'extend'
        AND disposal_answer.outcome = 'approved'), 0)), 'YYYY-MM-DD') AS due_on
FROM dossier
WHERE dossier.retention <> 'Y'
  AND NOT EXISTS (SELECT 1 FROM destruction WHERE destruction.dossier_id = dossier.id)
  AND NOT EXISTS (SELECT 1 FROM disposal_item
                  JOIN disposal_answer ON disposal_answer.disposal_id = disposal_item.disposal_id
                  WHERE disposal_item.dossier_id = dossier.id AND disposal_item.verdict = 'keep'
                    AND disposal_answer.outcome = 'approved');

CREATE OR REPLACE VIEW record_held WITH (security_invoker = true) AS
SELECT record_hold.id, record_hold.dossier_id, record_hold.case_id, record_hold.reason, record_hold.remark, record_hold.staff_id,
  record_hold.at FROM record_hold
WHERE NOT EXISTS (SELECT 1 FROM hold_lift WHERE hold_lift.hold_id = record_hold.id);

CREATE OR REPLACE VIEW record_lent WITH (security_invoker = true) AS
SELECT record_loan_request.id, record_loan_request.staff_id, record_loan_answer.dossier_id,
  record_loan_answer.sha256, record_loan_answer.pages, record_loan_answer.ends
FROM record_loan_answer JOIN record_loan_request ON record_loan_request.id = record_loan_answer.request_id
WHERE record_loan_answer.outcome = 'granted'
  AND NOT EXISTS (SELECT 1 FROM record_loan_return WHERE record_loan_return.request_id = record_loan_request.id);

GRANT SELECT ON record_due, record_held, record_lent TO evenhand_reader, evenhand_guard, evenhand_guardian;

CREATE OR REPLACE TRIGGER settlement_by_archive_clerk BEFORE INSERT ON settlement
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

-- On a day of the calendar: of another (2015-02-30) record_due would fail for everybody.
CREATE OR REPLACE FUNCTION settlement_of_a_loan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM dossier, generate_series(day_in_china(decided_at)::timestamp,
                                              day_in_china(database_time())::timestamp, interval '1 day') AS day
       WHERE id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id AND outcome = 'approve'
         AND NEW.settled_on = to_char(day, 'YYYY-MM-DD'))
  THEN PERFORM refuse('settled'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER settlement_of_a_loan BEFORE INSERT ON settlement
FOR EACH ROW EXECUTE FUNCTION settlement_of_a_loan();

-- What holds, lends and destroys one record waits for one another; each sees what the one before committed, and an
-- older picture fails on the row that a destruction has changed.
CREATE OR REPLACE FUNCTION record_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM 1 FROM dossier WHERE id = NEW.dossier_id FOR NO KEY UPDATE;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON record_hold
FOR EACH ROW EXECUTE FUNCTION record_waits();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON destruction
FOR EACH ROW EXECUTE FUNCTION record_waits();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON record_loan_answer
FOR EACH ROW EXECUTE FUNCTION record_waits();

CREATE OR REPLACE TRIGGER record_hold_by_archive BEFORE INSERT ON record_hold
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

CREATE OR REPLACE FUNCTION record_hold_for_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.reason NOT IN ('court', 'inspection', 'dispute')
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id)
  OR EXISTS (SELECT 1 FROM destruction WHERE dossier_id = NEW.dossier_id)
  THEN PERFORM refuse('hold'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_hold_for_cause BEFORE INSERT ON record_hold
FOR EACH ROW EXECUTE FUNCTION record_hold_for_cause();

CREATE OR REPLACE TRIGGER hold_lift_request_by_archive BEFORE INSERT ON hold_lift_request
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

CREATE OR REPLACE FUNCTION hold_lift_request_of_a_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM record_hold WHERE id = NEW.hold_id AND dossier_id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id)
  THEN PERFORM refuse('hold'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold_lift_request_of_a_hold BEFORE INSERT ON hold_lift_request
FOR EACH ROW EXECUTE FUNCTION hold_lift_request_of_a_hold();

CREATE OR REPLACE TRIGGER hold_lift_by_archive BEFORE INSERT ON hold_lift
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

-- Who asks that a hold be lifted does not lift it.
CREATE OR REPLACE FUNCTION hold_lift_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM hold_lift_request WHERE id = NEW.request_id AND hold_id = NEW.hold_id
                   AND dossier_id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id AND staff_id <> NEW.staff_id)
  THEN PERFORM refuse('hold'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold_lift_by_another BEFORE INSERT ON hold_lift
FOR EACH ROW EXECUTE FUNCTION hold_lift_by_another();

CREATE OR REPLACE TRIGGER disposal_by_archive_clerk BEFORE INSERT ON disposal
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

-- A list is made whole: what is approved is what was there.
CREATE OR REPLACE FUNCTION disposal_item_of_its_list() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM disposal WHERE id = NEW.disposal_id AND staff_id = NEW.staff_id AND at = NEW.at)
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id)
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disposal_item_of_its_list BEFORE INSERT ON disposal_item
FOR EACH ROW EXECUTE FUNCTION disposal_item_of_its_list();

-- A record is on one list at a time, until that is refused or has done what it says of it.
CREATE OR REPLACE FUNCTION disposal_item_on_one_list() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('disposals', 0));
  IF EXISTS (
       SELECT 1 FROM disposal_item AS other
       LEFT JOIN disposal_answer AS answer ON answer.disposal_id = other.disposal_id
       WHERE other.dossier_id = NEW.dossier_id
         AND (answer.id IS NULL OR (answer.outcome = 'approved' AND other.verdict = 'destroy')))
  THEN PERFORM refuse('listed'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disposal_item_on_one_list BEFORE INSERT ON disposal_item
FOR EACH ROW EXECUTE FUNCTION disposal_item_on_one_list();

CREATE OR REPLACE FUNCTION disposal_item_when_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.verdict NOT IN ('destroy', 'extend', 'keep')
  OR (NEW.verdict = 'extend') <> (NEW.years > 0)
  OR NEW.years NOT BETWEEN 0 AND 100
  OR trim(NEW.reason) = ''
  OR NOT EXISTS (SELECT 1 FROM record_due
                 WHERE dossier_id = NEW.dossier_id AND due_on < to_char(day_in_china(database_time()), 'YYYY-MM-DD'))
  THEN PERFORM refuse('due'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disposal_item_when_due BEFORE INSERT ON disposal_item
FOR EACH ROW EXECUTE FUNCTION disposal_item_when_due();

CREATE OR REPLACE TRIGGER disposal_answer_by_archive BEFORE INSERT ON disposal_answer
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

CREATE OR REPLACE FUNCTION disposal_answer_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM disposal WHERE id = NEW.disposal_id AND staff_id <> NEW.staff_id)
  OR NEW.outcome NOT IN ('approved', 'refused')
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disposal_answer_by_another BEFORE INSERT ON disposal_answer
FOR EACH ROW EXECUTE FUNCTION disposal_answer_by_another();

CREATE OR REPLACE TRIGGER disposal_witness_of_the_centre BEFORE INSERT ON disposal_witness
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor', 'intake-clerk', 'risk-manager');

-- Witnesses are neither who made the list nor who approved it.
CREATE OR REPLACE FUNCTION disposal_witness_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM disposal JOIN disposal_answer ON disposal_answer.disposal_id = disposal.id
       WHERE disposal.id = NEW.disposal_id AND disposal_answer.outcome = 'approved'
         AND disposal.staff_id <> NEW.staff_id AND disposal_answer.staff_id <> NEW.staff_id)
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disposal_witness_by_another BEFORE INSERT ON disposal_witness
FOR EACH ROW EXECUTE FUNCTION disposal_witness_by_another();

CREATE OR REPLACE FUNCTION destruction_as_approved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
       SELECT 1 FROM disposal_item
       JOIN disposal ON disposal.id = disposal_item.disposal_id
       JOIN disposal_answer ON disposal_answer.disposal_id = disposal.id
       JOIN dossier ON dossier.id = disposal_item.dossier_id
       WHERE disposal_item.id = NEW.item_id AND disposal_item.verdict = 'destroy'
         AND disposal_item.title = NEW.title AND disposal.number = NEW.disposal_number
         AND disposal_answer.outcome = 'approved' AND dossier.id = NEW.dossier_id
         AND dossier.case_id IS NOT DISTINCT FROM NEW.case_id AND dossier.number = NEW.dossier_number
         AND dossier.archival_number = NEW.archival_number AND dossier.sha256 = NEW.sha256)
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER destruction_as_approved BEFORE INSERT ON destruction
FOR EACH ROW EXECUTE FUNCTION destruction_as_approved();

CREATE OR REPLACE FUNCTION destruction_witnessed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM disposal_witness
      JOIN disposal_item ON disposal_item.disposal_id = disposal_witness.disposal_id
      WHERE disposal_item.id = NEW.item_id) < 2
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER destruction_witnessed BEFORE INSERT ON destruction
FOR EACH ROW EXECUTE FUNCTION destruction_witnessed();

CREATE OR REPLACE FUNCTION destruction_of_nothing_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM record_held WHERE dossier_id = NEW.dossier_id)
  THEN PERFORM refuse('held'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER destruction_of_nothing_held BEFORE INSERT ON destruction
FOR EACH ROW EXECUTE FUNCTION destruction_of_nothing_held();

CREATE OR REPLACE FUNCTION destruction_of_nothing_lent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM record_lent WHERE dossier_id = NEW.dossier_id)
  THEN PERFORM refuse('lent'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER destruction_of_nothing_lent BEFORE INSERT ON destruction
FOR EACH ROW EXECUTE FUNCTION destruction_of_nothing_lent();

-- What is erased is of the record that is destroyed, and a file that another record still has stays.
CREATE OR REPLACE FUNCTION erasure_of_the_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
  SELECT 1 FROM destruction WHERE destruction.id = NEW.destruction_id AND (CASE NEW.table_name
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
    ELSE false END))
  THEN PERFORM refuse('disposal'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER erasure_of_the_record BEFORE INSERT ON erasure
FOR EACH ROW EXECUTE FUNCTION erasure_of_the_record();

-- Inserting it is the erasing; the index forgets the record's words with it.
CREATE OR REPLACE FUNCTION erasure_done() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  UPDATE blob SET key = '' WHERE NEW.table_name = 'blob' AND id = NEW.row_id;
  DELETE FROM paper_gram WHERE NEW.table_name = 'paper_page'
    AND number = (SELECT number FROM paper_page WHERE id = NEW.row_id);
  UPDATE paper_page SET search_text = '' WHERE NEW.table_name = 'paper_page' AND id = NEW.row_id;
  UPDATE person_number SET value = '' WHERE NEW.table_name = 'person_number' AND id = NEW.row_id;
  DELETE FROM dossier_gram WHERE NEW.table_name = 'dossier'
    AND number = (SELECT number FROM dossier WHERE id = NEW.row_id);
  UPDATE dossier SET applicant_name = '', person_key = '', search_text = ''
  WHERE NEW.table_name = 'dossier' AND id = NEW.row_id;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER erasure_done AFTER INSERT ON erasure
FOR EACH ROW EXECUTE FUNCTION erasure_done();
GRANT UPDATE (key) ON blob TO evenhand_guard;
GRANT UPDATE (search_text) ON paper_page TO evenhand_guard;
GRANT UPDATE (value) ON person_number TO evenhand_guard;
GRANT UPDATE (applicant_name, person_key, search_text) ON dossier TO evenhand_guard;
GRANT DELETE ON dossier_gram, paper_gram TO evenhand_guard;

CREATE OR REPLACE FUNCTION record_loan_request_for_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.days NOT BETWEEN 1 AND 90 OR trim(NEW.reason) = ''
  THEN PERFORM refuse('loan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_loan_request_for_cause BEFORE INSERT ON record_loan_request
FOR EACH ROW EXECUTE FUNCTION record_loan_request_for_cause();

CREATE OR REPLACE TRIGGER record_loan_answer_by_archive BEFORE INSERT ON record_loan_answer
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

CREATE OR REPLACE FUNCTION record_loan_answer_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM record_loan_request WHERE id = NEW.request_id AND staff_id <> NEW.staff_id)
  THEN PERFORM refuse('loan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_loan_answer_by_another BEFORE INSERT ON record_loan_answer
FOR EACH ROW EXECUTE FUNCTION record_loan_answer_by_another();

-- What is lent is the record that was asked for, for no longer than was asked.
CREATE OR REPLACE FUNCTION record_loan_answer_of_the_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF (CASE NEW.outcome
  WHEN 'refused' THEN NEW.dossier_id IS NOT NULL OR NEW.sha256 <> ''
  WHEN 'granted' THEN NOT EXISTS (
    SELECT 1 FROM record_loan_request AS asked
    JOIN dossier ON dossier.archival_number = asked.archival_number
    WHERE asked.id = NEW.request_id AND dossier.id = NEW.dossier_id AND dossier.sha256 = NEW.sha256
      AND dossier.pages = NEW.pages AND NEW.ends <= NEW.at + asked.days * 86400000000
      AND NOT EXISTS (SELECT 1 FROM destruction WHERE destruction.dossier_id = dossier.id))
  ELSE true END)
  THEN PERFORM refuse('loan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_loan_answer_of_the_record BEFORE INSERT ON record_loan_answer
FOR EACH ROW EXECUTE FUNCTION record_loan_answer_of_the_record();

CREATE OR REPLACE FUNCTION record_loan_return_of_a_loan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
  SELECT 1 FROM record_lent WHERE id = NEW.request_id
    AND (staff_id = NEW.staff_id
         OR EXISTS (SELECT 1 FROM role_held WHERE role_held.staff_id = NEW.staff_id AND role = 'archive-clerk')))
  THEN PERFORM refuse('loan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_loan_return_of_a_loan BEFORE INSERT ON record_loan_return
FOR EACH ROW EXECUTE FUNCTION record_loan_return_of_a_loan();

CREATE OR REPLACE FUNCTION record_loan_view_in_term() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM record_lent WHERE id = NEW.request_id AND staff_id = NEW.staff_id
                   AND ends > NEW.at AND NEW.page BETWEEN 1 AND pages)
  THEN PERFORM refuse('loan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER record_loan_view_in_term BEFORE INSERT ON record_loan_view
FOR EACH ROW EXECUTE FUNCTION record_loan_view_in_term();

CREATE OR REPLACE TRIGGER paper_box_by_archive_clerk BEFORE INSERT ON paper_box
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

CREATE OR REPLACE TRIGGER paper_filing_by_archive_clerk BEFORE INSERT ON paper_filing
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

CREATE OR REPLACE TRIGGER stock_take_by_archive_clerk BEFORE INSERT ON stock_take
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

-- Lists, answers and witnesses tell of no person's case; items and the register are read with their cases.
GRANT SELECT ON disposal, disposal_answer, disposal_witness
TO evenhand_archive_clerk, evenhand_auditor, evenhand_intake_clerk, evenhand_risk_manager;
GRANT SELECT ON erasure TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT ON paper_box, paper_filing, stock_take TO evenhand_archive_clerk, evenhand_auditor;
GRANT INSERT ON settlement, disposal, disposal_item, paper_box, paper_filing, stock_take TO evenhand_archive_clerk;
GRANT INSERT ON record_hold, hold_lift_request, hold_lift, disposal_answer, record_loan_answer
TO evenhand_archive_clerk, evenhand_auditor;
GRANT INSERT ON disposal_witness
TO evenhand_archive_clerk, evenhand_auditor, evenhand_intake_clerk, evenhand_risk_manager;
GRANT SELECT ON record_loan_request, record_loan_answer, record_loan_return, record_loan_view TO evenhand_reader;
GRANT INSERT ON record_loan_request, record_loan_return, record_loan_view TO evenhand_reader;

-- A loan is the borrower's, and the archive's of the centre itself.
CREATE OR REPLACE FUNCTION may_see_loan(the_request uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM record_loan_request WHERE id = the_request AND staff_id = session_staff())
      OR session_holds('archive-clerk', 'auditor') AND sees_every_case();
END $$;
GRANT EXECUTE ON FUNCTION may_see_loan(uuid) TO evenhand_people;

ALTER TABLE record_loan_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_loan_request FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_loan ON record_loan_request;
CREATE POLICY of_the_loan ON record_loan_request TO evenhand_people
USING (staff_id = (SELECT session_staff()) OR may_see_loan(id)) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON record_loan_request;
CREATE POLICY guardian ON record_loan_request TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON record_loan_request;
CREATE POLICY guard ON record_loan_request TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE record_loan_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_loan_answer FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_loan ON record_loan_answer;
CREATE POLICY of_the_loan ON record_loan_answer TO evenhand_people
USING (may_see_loan(request_id)) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON record_loan_answer;
CREATE POLICY guardian ON record_loan_answer TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON record_loan_answer;
CREATE POLICY guard ON record_loan_answer TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE record_loan_return ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_loan_return FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_loan ON record_loan_return;
CREATE POLICY of_the_loan ON record_loan_return TO evenhand_people
USING (may_see_loan(request_id)) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON record_loan_return;
CREATE POLICY guardian ON record_loan_return TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON record_loan_return;
CREATE POLICY guard ON record_loan_return TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE record_loan_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_loan_view FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_loan ON record_loan_view;
CREATE POLICY of_the_loan ON record_loan_view TO evenhand_people
USING (may_see_loan(request_id)) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON record_loan_view;
CREATE POLICY guardian ON record_loan_view TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON record_loan_view;
CREATE POLICY guard ON record_loan_view TO evenhand_guard USING (true) WITH CHECK (true);
