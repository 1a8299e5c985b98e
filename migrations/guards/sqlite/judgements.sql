-- Opinions, decisions and returns: each on the person's own open duty of the right stage, once.
-- Written out for each table, because each asks for something of its own.

DROP TRIGGER IF EXISTS opinion_on_own_duty;
CREATE TRIGGER opinion_on_own_duty BEFORE INSERT ON opinion
WHEN NOT EXISTS (
       SELECT 1 FROM duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id AND duty.stage = 'review')
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS opinion_in_time;
CREATE TRIGGER opinion_in_time BEFORE INSERT ON opinion
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                   AND kind IN ('review-drawn', 'review-started'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS decision_on_own_duty;
CREATE TRIGGER decision_on_own_duty BEFORE INSERT ON decision
WHEN NOT EXISTS (
       SELECT 1 FROM duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id AND duty.stage = 'approval')
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS decision_in_time;
CREATE TRIGGER decision_in_time BEFORE INSERT ON decision
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                   AND kind IN ('approval-drawn', 'approval-started'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS decision_on_anothers_opinion;
CREATE TRIGGER decision_on_anothers_opinion BEFORE INSERT ON decision
WHEN NOT EXISTS (SELECT 1 FROM opinion
                 WHERE id = NEW.opinion_id AND case_id = NEW.case_id AND round = NEW.round
                   AND staff_id <> NEW.staff_id)
  OR EXISTS (SELECT 1 FROM opinion WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:separation'); END;

DROP TRIGGER IF EXISTS decision_within_authority;
CREATE TRIGGER decision_within_authority BEFORE INSERT ON decision
WHEN NEW.outcome = 'approve'
 AND NEW.amount_fen > coalesce((SELECT amount_fen FROM authority WHERE staff_id = NEW.staff_id), 0)
BEGIN SELECT RAISE(ABORT, 'evenhand:authority'); END;

DROP TRIGGER IF EXISTS case_return_on_own_duty;
CREATE TRIGGER case_return_on_own_duty BEFORE INSERT ON case_return
WHEN NOT EXISTS (
       SELECT 1 FROM duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id AND duty.stage = CASE NEW.target WHEN 'supplement' THEN 'review' WHEN 'review' THEN 'approval' END)
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;
