-- What the guardian is asked to do with the archive: by whom might do it on one machine, which is a clerk or an auditor
-- of the centre itself, for the guardian sees every record; by others with records of their own institution, each of
-- them named; and recalled by who asked.

-- Whether what is asked names records, or runs of checks of records, and all of them are of the session's institution.
CREATE OR REPLACE FUNCTION commission_of_own_records(kind text, asks text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  bank CONSTANT uuid := session_bank();
  named jsonb;
BEGIN
  named := CASE kind WHEN 'check' THEN jsonb_build_array(asks::jsonb->'record')
    WHEN 'transfer' THEN asks::jsonb->'records' WHEN 'report' THEN asks::jsonb->'runs' END;
  IF kind = 'report' THEN
    SELECT jsonb_agg((SELECT dossier_id FROM check_run WHERE id = one::uuid)) INTO named
    FROM jsonb_array_elements_text(named) AS one;
  END IF;
  RETURN coalesce((SELECT bool_and(EXISTS (SELECT 1 FROM dossier WHERE id = one::uuid AND institution_id = bank))
                   FROM jsonb_array_elements_text(named) AS one), false);
EXCEPTION WHEN data_exception THEN
  RETURN false;
END $$;

CREATE OR REPLACE FUNCTION commission_by_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT (sees_every_case() OR commission_of_own_records(NEW.kind, NEW.asks)) OR NOT EXISTS (
    SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
      AND (NEW.kind IN ('check', 'check-all', 'fixity', 'report', 'period-report') AND role IN ('archive-clerk', 'auditor')
        OR NEW.kind IN ('transfer', 'import', 'scan-in') AND role = 'archive-clerk'))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER commission_by_role BEFORE INSERT ON commission
FOR EACH ROW EXECUTE FUNCTION commission_by_role();

CREATE OR REPLACE FUNCTION commission_recall_by_giver() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM commission WHERE id = NEW.commission_id AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER commission_recall_by_giver BEFORE INSERT ON commission_recall
FOR EACH ROW EXECUTE FUNCTION commission_recall_by_giver();

-- The key of what lies beside the store, for who gave the commission.
CREATE OR REPLACE FUNCTION commission_key(the_commission uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN (SELECT key FROM commission WHERE id = the_commission AND staff_id = session_staff());
END $$;
GRANT EXECUTE ON FUNCTION commission_key(uuid) TO evenhand_archive_clerk, evenhand_auditor;

GRANT INSERT ON commission, commission_recall TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT (id, staff_id, kind, asks, parcel, bytes, at) ON commission TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT ON commission_result, commission_recall, commission_progress TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON commission_progress TO evenhand_guardian;

ALTER TABLE commission ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_giver ON commission;
CREATE POLICY its_giver ON commission TO evenhand_people
USING (staff_id = (SELECT session_staff()) OR session_holds('auditor') AND (SELECT sees_every_case()))
WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON commission;
CREATE POLICY guardian ON commission TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON commission;
CREATE POLICY guard ON commission TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE commission_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_result FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_what_was_asked ON commission_result;
CREATE POLICY of_what_was_asked ON commission_result FOR SELECT TO evenhand_people
USING (commission_id IN (SELECT id FROM commission));
DROP POLICY IF EXISTS guardian ON commission_result;
CREATE POLICY guardian ON commission_result TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON commission_result;
CREATE POLICY guard ON commission_result TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE commission_recall ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_recall FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_giver ON commission_recall;
CREATE POLICY its_giver ON commission_recall TO evenhand_people
USING (commission_id IN (SELECT id FROM commission)) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON commission_recall;
CREATE POLICY guardian ON commission_recall TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON commission_recall;
CREATE POLICY guard ON commission_recall TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE commission_progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_progress FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_what_was_asked ON commission_progress;
CREATE POLICY of_what_was_asked ON commission_progress FOR SELECT TO evenhand_people
USING (commission_id IN (SELECT id FROM commission));
DROP POLICY IF EXISTS guardian ON commission_progress;
CREATE POLICY guardian ON commission_progress TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON commission_progress;
CREATE POLICY guard ON commission_progress TO evenhand_guard USING (true) WITH CHECK (true);
