-- Opinions, decisions and returns: each on the person's own open duty of the right stage, and one of
-- them only. Withdrawals before a decision.
-- Written out for each table, because each asks for something of its own.

CREATE OR REPLACE FUNCTION opinion_on_own_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM duty_held AS duty
         WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
           AND duty.staff_id = NEW.staff_id AND duty.stage = 'review')
    OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
    OR EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER opinion_on_own_duty BEFORE INSERT ON opinion
FOR EACH ROW EXECUTE FUNCTION opinion_on_own_duty();

CREATE OR REPLACE FUNCTION opinion_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                     AND kind IN ('review-drawn', 'review-started'))
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER opinion_in_time BEFORE INSERT ON opinion
FOR EACH ROW EXECUTE FUNCTION opinion_in_time();

CREATE OR REPLACE FUNCTION decision_on_own_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM duty_held AS duty
         WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
           AND duty.staff_id = NEW.staff_id AND duty.stage = 'approval'
           AND NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_end.duty_id = duty.id)
         -- or, for a committee, on the seat of the member whose vote carries (votes.sql, which sees to it that
         -- no member decides alone)
         UNION ALL
         SELECT 1 FROM vote
         WHERE vote.duty_id = NEW.duty_id AND vote.case_id = NEW.case_id AND vote.round = NEW.round)
    OR EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_on_own_duty BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_on_own_duty();

CREATE OR REPLACE FUNCTION decision_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                     AND kind IN ('approval-drawn', 'approval-started'))
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_in_time BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_in_time();

CREATE OR REPLACE FUNCTION decision_on_anothers_opinion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM opinion
                   WHERE id = NEW.opinion_id AND case_id = NEW.case_id AND round = NEW.round
                     AND staff_id <> NEW.staff_id)
    OR EXISTS (SELECT 1 FROM opinion WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('separation'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_on_anothers_opinion BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_on_anothers_opinion();

CREATE OR REPLACE FUNCTION decision_within_authority() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.outcome = 'approve'
   AND NEW.amount_fen > coalesce((SELECT amount_fen FROM case_authority
                                 WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id), 0)
   AND NOT EXISTS (SELECT 1 FROM vote WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('authority'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_within_authority BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_within_authority();

CREATE OR REPLACE FUNCTION case_return_on_own_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM duty_held AS duty
         WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id AND duty.round = NEW.round
           AND duty.staff_id = NEW.staff_id
           AND duty.stage = CASE NEW.target WHEN 'supplement' THEN 'review' WHEN 'review' THEN 'approval' END
           AND NOT EXISTS (SELECT 1 FROM duty_seat WHERE duty_seat.id = duty.id AND committee > 1))
    OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
    OR EXISTS (SELECT 1 FROM opinion WHERE duty_id = NEW.duty_id)
    OR EXISTS (SELECT 1 FROM decision WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER case_return_on_own_duty BEFORE INSERT ON case_return
FOR EACH ROW EXECUTE FUNCTION case_return_on_own_duty();

CREATE OR REPLACE FUNCTION case_return_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                     AND kind IN ('review-drawn', 'review-started', 'approval-drawn', 'approval-started'))
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER case_return_in_time BEFORE INSERT ON case_return
FOR EACH ROW EXECUTE FUNCTION case_return_in_time();

-- The applicant withdraws through the branch that sent the case, or through the centre's clerk.
CREATE OR REPLACE FUNCTION withdrawal_within_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'intake-clerk')
   AND NOT EXISTS (SELECT 1 FROM role_held
                   JOIN staff ON staff.id = role_held.staff_id
                   JOIN loan_case ON loan_case.institution_id = staff.institution_id
                   WHERE role_held.staff_id = NEW.staff_id AND role_held.role = 'customer-manager'
                     AND loan_case.id = NEW.case_id)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER withdrawal_within_role BEFORE INSERT ON withdrawal
FOR EACH ROW EXECUTE FUNCTION withdrawal_within_role();

CREATE OR REPLACE FUNCTION withdrawal_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id
                     AND kind NOT IN ('approved', 'declined', 'withdrawn', 'sealed'))
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER withdrawal_in_time BEFORE INSERT ON withdrawal
FOR EACH ROW EXECUTE FUNCTION withdrawal_in_time();
