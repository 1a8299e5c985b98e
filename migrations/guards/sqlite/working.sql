-- What may change is still nobody's to bend: the list of open duties follows from the facts, an
-- errand stays until it is done, a draft is its writer's.

DROP TRIGGER IF EXISTS queue_inserted_by_duty;
CREATE TRIGGER queue_inserted_by_duty BEFORE INSERT ON queue
WHEN NEW.rowid <> -1
  OR NOT EXISTS (SELECT 1 FROM duty WHERE id = NEW.duty_id AND staff_id = NEW.staff_id
                   AND case_id = NEW.case_id AND stage = NEW.stage AND at = NEW.at
                   AND stage <> 'investigation')
  OR NOT EXISTS (SELECT 1 FROM loan_case WHERE id = NEW.case_id
                   AND product = NEW.product AND amount_fen = NEW.amount_fen)
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS queue_never_updated;
CREATE TRIGGER queue_never_updated BEFORE UPDATE ON queue
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS queue_deleted_by_duty_end;
CREATE TRIGGER queue_deleted_by_duty_end BEFORE DELETE ON queue
WHEN NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_id = OLD.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS errand_when_due;
CREATE TRIGGER errand_when_due BEFORE INSERT ON errand
WHEN NEW.rowid <> -1
  OR EXISTS (SELECT 1 FROM errand WHERE id = NEW.id
             OR (case_id = NEW.case_id AND kind = NEW.kind AND round = NEW.round))
  OR NEW.attempts <> 0
  OR NEW.due > CAST(unixepoch('subsec') * 1000000 AS INTEGER) + 60000000
  OR NOT EXISTS (
       SELECT 1 FROM case_state
       WHERE case_id = NEW.case_id AND round + (kind = 'review-again') = NEW.round
         AND CASE NEW.kind
               WHEN 'screen' THEN kind = 'received'
               WHEN 'draw-review' THEN kind IN ('screened', 'review-requested', 'review-again')
               WHEN 'draw-approval' THEN kind = 'opinion-given'
               WHEN 'seal' THEN kind IN ('approved', 'declined', 'refused', 'withdrawn')
               WHEN 'redraw' THEN kind IN ('review-drawn', 'review-started', 'approval-drawn', 'approval-started')
               WHEN 'count-votes' THEN kind IN ('approval-drawn', 'approval-started') END)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

-- Only the guardian puts an errand off, and at most for twenty minutes.
DROP TRIGGER IF EXISTS errand_put_off_by_guardian;
CREATE TRIGGER errand_put_off_by_guardian BEFORE UPDATE ON errand
WHEN NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.kind <> OLD.kind OR NEW.round <> OLD.round
  OR NEW.rowid <> OLD.rowid
  OR NEW.due > CAST(unixepoch('subsec') * 1000000 AS INTEGER) + 1200000000
  OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'guardian')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS errand_until_done;
CREATE TRIGGER errand_until_done BEFORE DELETE ON errand
WHEN EXISTS (
       SELECT 1 FROM case_state
       WHERE case_id = OLD.case_id AND round + (kind = 'review-again') = OLD.round
         AND CASE OLD.kind
               WHEN 'screen' THEN kind = 'received'
               WHEN 'draw-review' THEN kind IN ('screened', 'review-requested', 'review-again')
               WHEN 'draw-approval' THEN kind = 'opinion-given'
               WHEN 'seal' THEN kind IN ('approved', 'declined', 'withdrawn')
               WHEN 'redraw' THEN EXISTS (SELECT 1 FROM vacancy WHERE vacancy.case_id = OLD.case_id)
               WHEN 'count-votes' THEN kind IN ('approval-drawn', 'approval-started') END)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS draft_inserted_by_its_writer;
CREATE TRIGGER draft_inserted_by_its_writer BEFORE INSERT ON draft
WHEN NEW.rowid <> -1 OR NEW.staff_id IS NOT session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

DROP TRIGGER IF EXISTS draft_updated_by_its_writer;
CREATE TRIGGER draft_updated_by_its_writer BEFORE UPDATE ON draft
WHEN OLD.staff_id IS NOT session_staff() OR NEW.staff_id <> OLD.staff_id OR NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

DROP TRIGGER IF EXISTS draft_deleted_by_its_writer;
CREATE TRIGGER draft_deleted_by_its_writer BEFORE DELETE ON draft
WHEN OLD.staff_id IS NOT session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;
