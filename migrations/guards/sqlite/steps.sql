-- The life of a case: which step may follow which (core/cases/rules.py NEXT; a test compares), and
-- what each step must rest on.

DROP TRIGGER IF EXISTS step_follows;
CREATE TRIGGER step_follows BEFORE INSERT ON step
WHEN NEW.seq <> 1 + coalesce((SELECT seq FROM case_state WHERE case_id = NEW.case_id), 0)
  OR NOT EXISTS (
    WITH rule(before, after) AS (VALUES
      ('', 'received'),
      ('received', 'screened'), ('received', 'refused'), ('received', 'withdrawn'),
      ('screened', 'review-drawn'), ('screened', 'withdrawn'),
      ('refused', 'review-requested'), ('refused', 'withdrawn'),
      ('review-requested', 'review-drawn'), ('review-requested', 'withdrawn'),
      ('review-drawn', 'review-started'), ('review-drawn', 'opinion-given'),
      ('review-drawn', 'supplement-asked'), ('review-drawn', 'withdrawn'),
      ('review-started', 'opinion-given'), ('review-started', 'supplement-asked'),
      ('review-started', 'withdrawn'),
      ('opinion-given', 'approval-drawn'), ('opinion-given', 'withdrawn'),
      ('supplement-asked', 'received'), ('supplement-asked', 'withdrawn'),
      ('approval-drawn', 'approval-started'), ('approval-drawn', 'approved'),
      ('approval-drawn', 'declined'), ('approval-drawn', 'review-again'),
      ('approval-drawn', 'withdrawn'),
      ('approval-started', 'approved'), ('approval-started', 'declined'),
      ('approval-started', 'review-again'), ('approval-started', 'withdrawn'),
      ('review-again', 'review-drawn'), ('review-again', 'withdrawn'),
      ('approved', 'sealed'), ('declined', 'sealed'), ('refused', 'sealed'), ('withdrawn', 'sealed'))
    SELECT 1 FROM rule
    WHERE after = NEW.kind
      AND before = coalesce((SELECT kind FROM case_state WHERE case_id = NEW.case_id), ''))
  OR NEW.round <> coalesce((SELECT round + (kind IN ('supplement-asked', 'review-again'))
                            FROM case_state WHERE case_id = NEW.case_id), 1)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS step_founded;
CREATE TRIGGER step_founded BEFORE INSERT ON step
WHEN NOT CASE
  WHEN NEW.kind = 'received' THEN EXISTS (
    SELECT 1 FROM package WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round)
  WHEN NEW.kind IN ('screened', 'refused') THEN EXISTS (
    SELECT 1 FROM screening WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND (outcome = 'refuse') = (NEW.kind = 'refused'))
  WHEN NEW.kind IN ('review-drawn', 'approval-drawn') THEN EXISTS (
    SELECT 1 FROM duty WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND stage || '-drawn' = NEW.kind)
  WHEN NEW.kind IN ('review-started', 'approval-started') THEN EXISTS (
    SELECT 1 FROM duty_held WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND stage || '-started' = NEW.kind AND staff_id = NEW.staff_id)
  WHEN NEW.kind = 'opinion-given' THEN EXISTS (
    SELECT 1 FROM opinion WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND staff_id = NEW.staff_id)
  WHEN NEW.kind IN ('approved', 'declined') THEN EXISTS (
    SELECT 1 FROM decision WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND staff_id = NEW.staff_id AND (outcome = 'approve') = (NEW.kind = 'approved'))
  WHEN NEW.kind IN ('supplement-asked', 'review-again') THEN EXISTS (
    SELECT 1 FROM case_return WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
      AND staff_id = NEW.staff_id AND (target = 'supplement') = (NEW.kind = 'supplement-asked'))
  WHEN NEW.kind = 'withdrawn' THEN EXISTS (
    SELECT 1 FROM withdrawal WHERE id = NEW.fact_id AND case_id = NEW.case_id)
  WHEN NEW.kind = 'review-requested' THEN EXISTS (
    SELECT 1 FROM role_held
    JOIN staff ON staff.id = role_held.staff_id
    JOIN loan_case ON loan_case.id = NEW.case_id
    WHERE role_held.staff_id = NEW.staff_id
      AND (role_held.role = 'intake-clerk'
           OR role_held.role = 'customer-manager' AND staff.institution_id = loan_case.institution_id))
  WHEN NEW.kind = 'sealed' THEN EXISTS (
    SELECT 1 FROM dossier WHERE id = NEW.fact_id AND case_id = NEW.case_id)
  ELSE 0 END
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS step_taken;
CREATE TRIGGER step_taken AFTER INSERT ON step
BEGIN
  INSERT INTO case_state (case_id, seq, kind, round, at)
  VALUES (NEW.case_id, NEW.seq, NEW.kind, NEW.round, NEW.at)
  ON CONFLICT (case_id) DO UPDATE
  SET seq = excluded.seq, kind = excluded.kind, round = excluded.round, at = excluded.at;
  DELETE FROM errand WHERE NEW.kind = 'withdrawn' AND case_id = NEW.case_id AND errand.kind <> 'seal';
END;

-- The guards above read case_state: only the trigger may write it.
DROP TRIGGER IF EXISTS case_state_inserted_by_step;
CREATE TRIGGER case_state_inserted_by_step BEFORE INSERT ON case_state
WHEN NOT EXISTS (SELECT 1 FROM step WHERE case_id = NEW.case_id AND seq = NEW.seq
                   AND kind = NEW.kind AND round = NEW.round AND at = NEW.at)
  OR EXISTS (SELECT 1 FROM step WHERE case_id = NEW.case_id AND seq > NEW.seq)
  OR NEW.rowid NOT IN (-1, coalesce((SELECT rowid FROM case_state WHERE case_id = NEW.case_id), -1))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS case_state_updated_by_step;
CREATE TRIGGER case_state_updated_by_step BEFORE UPDATE ON case_state
WHEN NOT EXISTS (SELECT 1 FROM step WHERE case_id = NEW.case_id AND seq = NEW.seq
                   AND kind = NEW.kind AND round = NEW.round AND at = NEW.at)
  OR EXISTS (SELECT 1 FROM step WHERE case_id = NEW.case_id AND seq > NEW.seq)
  OR NEW.rowid NOT IN (-1, coalesce((SELECT rowid FROM case_state WHERE case_id = NEW.case_id), -1))
  OR NEW.case_id <> OLD.case_id
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS case_state_never_deleted;
CREATE TRIGGER case_state_never_deleted BEFORE DELETE ON case_state
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;
