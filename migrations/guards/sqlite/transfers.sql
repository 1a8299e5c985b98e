-- What leaves the archive and what comes into it from elsewhere.

-- A dossier is sealed over a case of this centre, a decided one with its people, or it is of a batch that is being
-- imported.
DROP TRIGGER IF EXISTS dossier_of_case_or_batch;
CREATE TRIGGER dossier_of_case_or_batch BEFORE INSERT ON dossier
WHEN NOT CASE
  WHEN NEW.batch_id IS NULL
    THEN NEW.case_id IS NOT NULL AND (NEW.outcome NOT IN ('approve', 'decline')
      OR NEW.reviewer_id IS NOT NULL AND NEW.approver_id IS NOT NULL)
  ELSE NEW.case_id IS NULL AND NEW.reviewer_id IS NULL AND NEW.approver_id IS NULL AND EXISTS (
    SELECT 1 FROM import_batch
    WHERE id = NEW.batch_id AND at = NEW.at AND NEW.number BETWEEN first_number AND last_number)
  END
BEGIN SELECT RAISE(ABORT, 'evenhand:batch'); END;

-- Among the records that stand, an archival number and the id on a cover name one.
DROP TRIGGER IF EXISTS dossier_named_once;
CREATE TRIGGER dossier_named_once BEFORE INSERT ON dossier
WHEN EXISTS (
  SELECT 1 FROM dossier AS other
  WHERE (other.archival_number = NEW.archival_number OR other.qr_id = NEW.qr_id)
    AND NOT EXISTS (SELECT 1 FROM batch_undone WHERE other.number BETWEEN first_number AND last_number))
BEGIN SELECT RAISE(ABORT, 'evenhand:exists'); END;

-- A batch is asked for by an archive clerk, and has the next numbers, one a record.
DROP TRIGGER IF EXISTS import_batch_in_order;
CREATE TRIGGER import_batch_in_order BEFORE INSERT ON import_batch
WHEN NEW.kind NOT IN ('transfer', 'legacy') OR NEW.records < 1
  OR NEW.first_number <> 1 + coalesce((SELECT max(number) FROM dossier), 0)
  OR NEW.last_number <> NEW.first_number + NEW.records - 1
  OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.clerk_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:batch'); END;

-- A file comes with its record, in the same act.
DROP TRIGGER IF EXISTS imported_file_with_its_record;
CREATE TRIGGER imported_file_with_its_record BEFORE INSERT ON imported_file
WHEN NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND batch_id IS NOT NULL AND at = NEW.at)
BEGIN SELECT RAISE(ABORT, 'evenhand:batch'); END;

-- A batch is undone by an archive clerk, whole, and not while one of its records is on loan.
DROP TRIGGER IF EXISTS batch_undone_whole;
CREATE TRIGGER batch_undone_whole BEFORE INSERT ON batch_undone
WHEN NEW.reason = ''
  OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
  OR NOT EXISTS (SELECT 1 FROM import_batch WHERE id = NEW.batch_id
                   AND first_number = NEW.first_number AND last_number = NEW.last_number)
  OR EXISTS (SELECT 1 FROM record_lent JOIN dossier ON dossier.id = record_lent.dossier_id
             WHERE dossier.batch_id = NEW.batch_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:batch'); END;

DROP TRIGGER IF EXISTS transfer_by_clerk;
CREATE TRIGGER transfer_by_clerk BEFORE INSERT ON transfer
WHEN NEW.recipient = '' OR NEW.records < 1
  OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.clerk_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:batch'); END;
