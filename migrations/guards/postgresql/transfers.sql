-- What leaves the archive and what comes into it from elsewhere.

-- A dossier is sealed over a case of this centre, a decided one with its people, or it is of a batch that is being
-- imported.
CREATE OR REPLACE FUNCTION dossier_of_case_or_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT (CASE
    WHEN NEW.batch_id IS NULL
      THEN NEW.case_id IS NOT NULL AND (NEW.outcome NOT IN ('approve', 'decline')
      OR NEW.reviewer_id IS NOT NULL AND NEW.approver_id IS NOT NULL)
    ELSE NEW.case_id IS NULL AND NEW.reviewer_id IS NULL AND NEW.approver_id IS NULL AND EXISTS (
      SELECT 1 FROM import_batch
      WHERE id = NEW.batch_id AND at = NEW.at AND NEW.number BETWEEN first_number AND last_number)
    END) THEN PERFORM refuse('batch'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER dossier_of_case_or_batch BEFORE INSERT ON dossier
FOR EACH ROW EXECUTE FUNCTION dossier_of_case_or_batch();

-- Among the records that stand, an archival number and the id on a cover name one. One name at a time.
CREATE OR REPLACE FUNCTION dossier_named_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dossiers', 0));
  IF EXISTS (
    SELECT 1 FROM dossier AS other
    WHERE (other.archival_number = NEW.archival_number OR other.qr_id = NEW.qr_id)
      AND NOT EXISTS (SELECT 1 FROM batch_undone WHERE other.number BETWEEN first_number AND last_number))
  THEN PERFORM refuse('exists'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER dossier_named_once BEFORE INSERT ON dossier
FOR EACH ROW EXECUTE FUNCTION dossier_named_once();

-- A batch is asked for by an archive clerk, and has the next numbers, one a record.
CREATE OR REPLACE FUNCTION import_batch_in_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dossiers', 0));
  IF NEW.kind NOT IN ('transfer', 'legacy') OR NEW.records < 1
    OR NEW.first_number <> 1 + coalesce((SELECT max(number) FROM dossier), 0)
    OR NEW.last_number <> NEW.first_number + NEW.records - 1
    OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.clerk_id AND role = 'archive-clerk')
  THEN PERFORM refuse('batch'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER import_batch_in_order BEFORE INSERT ON import_batch
FOR EACH ROW EXECUTE FUNCTION import_batch_in_order();

-- A file comes with its record, in the same act.
CREATE OR REPLACE FUNCTION imported_file_with_its_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND batch_id IS NOT NULL AND at = NEW.at)
  THEN PERFORM refuse('batch'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER imported_file_with_its_record BEFORE INSERT ON imported_file
FOR EACH ROW EXECUTE FUNCTION imported_file_with_its_record();

-- A batch is undone by an archive clerk of the centre (nobody else has the right to insert), whole, and not while one
-- of its records is on loan.
CREATE OR REPLACE FUNCTION batch_undone_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('dossiers', 0));
  IF NEW.reason = '' OR NOT sees_every_case()
    OR NOT EXISTS (SELECT 1 FROM import_batch WHERE id = NEW.batch_id
                     AND first_number = NEW.first_number AND last_number = NEW.last_number)
    OR EXISTS (SELECT 1 FROM record_lent JOIN dossier ON dossier.id = record_lent.dossier_id
               WHERE dossier.batch_id = NEW.batch_id)
  THEN PERFORM refuse('batch'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER batch_undone_whole BEFORE INSERT ON batch_undone
FOR EACH ROW EXECUTE FUNCTION batch_undone_whole();

CREATE OR REPLACE FUNCTION transfer_by_clerk() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.recipient = '' OR NEW.records < 1
    OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.clerk_id AND role = 'archive-clerk')
  THEN PERFORM refuse('batch'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER transfer_by_clerk BEFORE INSERT ON transfer
FOR EACH ROW EXECUTE FUNCTION transfer_by_clerk();

GRANT SELECT ON transfer, import_batch TO evenhand_archive_clerk, evenhand_auditor;
GRANT SELECT ON batch_undone TO evenhand_people;
GRANT INSERT ON batch_undone TO evenhand_archive_clerk;

-- A file is seen by who sees its record.
ALTER TABLE imported_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE imported_file FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_record ON imported_file;
CREATE POLICY of_the_record ON imported_file FOR SELECT TO evenhand_people
USING ((SELECT sees_every_case()) OR EXISTS (SELECT 1 FROM dossier WHERE dossier.id = dossier_id));
DROP POLICY IF EXISTS guardian ON imported_file;
CREATE POLICY guardian ON imported_file TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON imported_file;
CREATE POLICY guard ON imported_file TO evenhand_guard USING (true) WITH CHECK (true);
GRANT SELECT ON imported_file TO evenhand_archive_clerk, evenhand_auditor;
