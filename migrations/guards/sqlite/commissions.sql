-- What the guardian is asked to do with the archive: by whom might do it on one machine, and recalled by who asked.

DROP TRIGGER IF EXISTS commission_by_role;
CREATE TRIGGER commission_by_role BEFORE INSERT ON commission
WHEN NOT EXISTS (
  SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
    AND (NEW.kind IN ('check', 'check-all', 'fixity', 'report', 'period-report') AND role IN ('archive-clerk', 'auditor')
      OR NEW.kind IN ('transfer', 'import', 'scan-in') AND role = 'archive-clerk'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS commission_recall_by_giver;
CREATE TRIGGER commission_recall_by_giver BEFORE INSERT ON commission_recall
WHEN NOT EXISTS (SELECT 1 FROM commission WHERE id = NEW.commission_id AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;
