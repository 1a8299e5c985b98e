-- Opinions, decisions and returns: each on the person's own open duty of the right stage, and one of
-- them only. Withdrawals before a decision.
-- Written out for each table, because each asks for something of its own.

DROP TRIGGER IF EXISTS opinion_on_own_duty;
CREATE TRIGGER opinion_on_own_duty BEFORE INSERT ON opinion
WHEN NOT EXISTS (
       SELECT 1 FROM duty_held AS duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id AND duty.stage = 'review')
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
  OR EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS opinion_in_time;
CREATE TRIGGER opinion_in_time BEFORE INSERT ON opinion
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                   AND kind IN ('review-drawn', 'review-started'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS decision_on_own_duty;
CREATE TRIGGER decision_on_own_duty BEFORE INSERT ON decision
WHEN NOT EXISTS (
       SELECT 1 FROM duty_held AS duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id AND duty.stage = 'approval'
         AND NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_end.duty_id = duty.id)
         AND NOT EXISTS (SELECT 1 FROM duty_seat WHERE duty_seat.id = duty.id AND committee > 1)
       -- or, for a committee, on the seat of the member whose vote carries (votes.sql)
       UNION ALL
       SELECT 1 FROM vote
       WHERE vote.duty_id = NEW.duty_id AND vote.case_id = NEW.case_id AND vote.round = NEW.round)
  OR EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id)
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
 AND NEW.amount_fen > coalesce((SELECT amount_fen FROM case_authority
                                 WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id), 0)
 AND NOT EXISTS (SELECT 1 FROM duty_seat WHERE id = NEW.duty_id AND committee > 1)
BEGIN SELECT RAISE(ABORT, 'evenhand:authority'); END;

DROP TRIGGER IF EXISTS case_return_on_own_duty;
CREATE TRIGGER case_return_on_own_duty BEFORE INSERT ON case_return
WHEN NOT EXISTS (
       SELECT 1 FROM duty_held AS duty
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
         AND duty.staff_id = NEW.staff_id
         AND duty.stage = CASE NEW.target WHEN 'supplement' THEN 'review' WHEN 'review' THEN 'approval' END
         AND NOT EXISTS (SELECT 1 FROM duty_seat WHERE duty_seat.id = duty.id AND committee > 1))
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
  OR EXISTS (SELECT 1 FROM opinion WHERE duty_id = NEW.duty_id)
  OR EXISTS (SELECT 1 FROM decision WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS case_return_in_time;
CREATE TRIGGER case_return_in_time BEFORE INSERT ON case_return
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                   AND kind IN ('review-drawn', 'review-started', 'approval-drawn', 'approval-started'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

-- The applicant withdraws through the branch that sent the case, or through the centre's clerk.
DROP TRIGGER IF EXISTS withdrawal_within_role;
CREATE TRIGGER withdrawal_within_role BEFORE INSERT ON withdrawal
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'intake-clerk')
 AND NOT EXISTS (SELECT 1 FROM role_held
                 JOIN staff ON staff.id = role_held.staff_id
                 JOIN loan_case ON loan_case.institution_id = staff.institution_id
                 WHERE role_held.staff_id = NEW.staff_id AND role_held.role = 'customer-manager'
                   AND loan_case.id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS withdrawal_in_time;
CREATE TRIGGER withdrawal_in_time BEFORE INSERT ON withdrawal
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id
                   AND kind NOT IN ('approved', 'declined', 'withdrawn', 'sealed'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;
