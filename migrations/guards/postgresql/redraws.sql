-- A case that is dealt already is dealt anew: for a cause that the facts show, or because one person asked for
-- it and a second one confirmed it. The old duty ends, the new one comes from a new draw.

-- Duties with the size of the committee that they belong to; one who decides alone is a committee of one. A record is
-- long, so it is read for the duty that is asked for and for no other: hence the look-up by key, and no join.
CREATE OR REPLACE VIEW duty_seat WITH (security_invoker = true) AS
SELECT duty.id, duty.case_id, duty.stage, duty.round, duty.staff_id,
  coalesce((SELECT (record::jsonb #>> '{input,committee}')::int FROM draw WHERE id = duty.draw_id), 1) AS committee
FROM duty WHERE duty.draw_id IS NOT NULL;

-- Seats that were taken from somebody and are not filled again.
CREATE OR REPLACE VIEW vacancy WITH (security_invoker = true) AS
SELECT redraw.duty_id, redraw.case_id, seat.stage, seat.round, redraw.reason, seat.committee
FROM redraw JOIN duty_seat AS seat ON seat.id = redraw.duty_id
JOIN case_state ON case_state.case_id = redraw.case_id AND case_state.round = seat.round
  AND case_state.kind IN (seat.stage || '-drawn', seat.stage || '-started')
WHERE seat.committee > (
  SELECT count(*) FROM duty AS other
  WHERE other.case_id = seat.case_id AND other.stage = seat.stage AND other.round = seat.round
    AND NOT EXISTS (SELECT 1 FROM redraw AS gone WHERE gone.duty_id = other.id));

-- Conflicts of interest that were declared and not found void.
CREATE OR REPLACE VIEW conflict_held WITH (security_invoker = true) AS
SELECT redraw_request.id, redraw_request.duty_id, redraw_request.case_id, duty.staff_id
FROM redraw_request JOIN duty ON duty.id = redraw_request.duty_id
WHERE redraw_request.reason = 'conflict'
  AND NOT EXISTS (SELECT 1 FROM redraw_answer
                  WHERE redraw_answer.request_id = redraw_request.id AND redraw_answer.outcome = 'refused');

GRANT SELECT ON duty_seat, vacancy, conflict_held TO evenhand_guard, evenhand_guardian, evenhand_reader;

-- The holder asks, or an administrator; for an open duty, with a reason in words, one request at a time.
CREATE OR REPLACE FUNCTION redraw_request_founded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.reason NOT IN ('absence', 'conflict', 'leaver', 'role-ended')
    OR length(trim(NEW.remark)) = 0
    OR NOT EXISTS (SELECT 1 FROM duty
                   WHERE id = NEW.duty_id AND case_id = NEW.case_id AND stage IN ('review', 'approval')
                     AND (staff_id = NEW.staff_id
                          OR EXISTS (SELECT 1 FROM role_held WHERE role_held.staff_id = NEW.staff_id
                                       AND role IN ('system-administrator', 'security-administrator'))))
    OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
    OR EXISTS (SELECT 1 FROM redraw_request AS asked WHERE asked.duty_id = NEW.duty_id
                 AND NOT EXISTS (SELECT 1 FROM redraw_answer WHERE request_id = asked.id AND outcome = 'refused'))
  THEN PERFORM refuse('redraw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER redraw_request_founded BEFORE INSERT ON redraw_request
FOR EACH ROW EXECUTE FUNCTION redraw_request_founded();

-- The second person: a security administrator, or an approver without any duty on the case; neither who
-- asked nor who holds the duty.
CREATE OR REPLACE FUNCTION redraw_answer_by_a_second() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.outcome NOT IN ('confirmed', 'refused')
    OR NOT EXISTS (
         SELECT 1 FROM redraw_request AS asked JOIN duty ON duty.id = asked.duty_id
         WHERE asked.id = NEW.request_id AND asked.staff_id <> NEW.staff_id AND duty.staff_id <> NEW.staff_id
           AND NOT EXISTS (SELECT 1 FROM duty AS other
                           WHERE other.case_id = asked.case_id AND other.staff_id = NEW.staff_id))
    OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                     AND role IN ('security-administrator', 'approver'))
  THEN PERFORM refuse('second'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER redraw_answer_by_a_second BEFORE INSERT ON redraw_answer
FOR EACH ROW EXECUTE FUNCTION redraw_answer_by_a_second();

-- What was asked must be confirmed; what nobody asked must be so.
CREATE OR REPLACE FUNCTION redraw_with_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE cause boolean;
BEGIN
  cause := EXISTS (
         SELECT 1 FROM duty
         JOIN case_state ON case_state.case_id = duty.case_id AND case_state.round = duty.round
           AND case_state.kind IN (duty.stage || '-drawn', duty.stage || '-started')
         WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id)
    AND NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id);
  IF cause AND NEW.request_id IS NOT NULL THEN
    cause := EXISTS (
      SELECT 1 FROM redraw_request AS asked JOIN redraw_answer ON request_id = asked.id
      WHERE asked.id = NEW.request_id AND asked.duty_id = NEW.duty_id AND asked.reason = NEW.reason
        AND outcome = 'confirmed');
  ELSIF cause AND NEW.reason = 'absence' THEN
    cause := EXISTS (
      SELECT 1 FROM absence_held JOIN duty ON duty.staff_id = absence_held.staff_id
      WHERE duty.id = NEW.duty_id AND starts <= NEW.at AND ends > NEW.at);
  ELSIF cause AND NEW.reason = 'leaver' THEN
    cause := EXISTS (
      SELECT 1 FROM leaving JOIN duty ON duty.staff_id = leaving.staff_id WHERE duty.id = NEW.duty_id);
  ELSIF cause AND NEW.reason = 'role-ended' THEN
    cause := NOT EXISTS (
      SELECT 1 FROM role_held JOIN duty ON duty.staff_id = role_held.staff_id
      WHERE duty.id = NEW.duty_id
        AND role_held.role = CASE duty.stage WHEN 'review' THEN 'reviewer' ELSE 'approver' END);
  ELSE
    cause := false;
  END IF;
  IF cause IS NOT TRUE THEN PERFORM refuse('redraw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER redraw_with_cause BEFORE INSERT ON redraw
FOR EACH ROW EXECUTE FUNCTION redraw_with_cause();

-- As many people at a stage as the draw had seats for, and no more.
CREATE OR REPLACE FUNCTION duty_in_its_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.stage <> 'investigation'
   AND (SELECT count(*) FROM duty AS other
        WHERE other.case_id = NEW.case_id AND other.stage = NEW.stage AND other.round = NEW.round
          AND NOT EXISTS (SELECT 1 FROM redraw WHERE redraw.duty_id = other.id))
     >= coalesce((SELECT (record::jsonb #>> '{input,committee}')::int FROM draw WHERE id = NEW.draw_id), 1)
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_in_its_place BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION duty_in_its_place();

-- Who has declared a conflict judges nothing until it is found void.
CREATE OR REPLACE FUNCTION opinion_without_conflict() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('conflict'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER opinion_without_conflict BEFORE INSERT ON opinion
FOR EACH ROW EXECUTE FUNCTION opinion_without_conflict();

CREATE OR REPLACE FUNCTION decision_without_conflict() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('conflict'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_without_conflict BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_without_conflict();

CREATE OR REPLACE FUNCTION vote_without_conflict() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('conflict'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_without_conflict BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION vote_without_conflict();

CREATE OR REPLACE FUNCTION case_return_without_conflict() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('conflict'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER case_return_without_conflict BEFORE INSERT ON case_return
FOR EACH ROW EXECUTE FUNCTION case_return_without_conflict();

-- The columns of a draw are what its record says.
CREATE OR REPLACE FUNCTION draw_says_what_it_is() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE said CONSTANT jsonb := NEW.record::jsonb;
BEGIN
  IF (said #>> '{input,case_id}')::uuid IS DISTINCT FROM NEW.case_id
    OR said #>> '{input,stage}' IS DISTINCT FROM NEW.stage
    OR (said #>> '{input,round}')::int IS DISTINCT FROM NEW.round
    OR said #>> '{input,reason}' IS DISTINCT FROM NEW.reason
    OR coalesce((said #>> '{input,number}')::bigint, NEW.number) <> NEW.number
    OR coalesce(said #>> '{lots,0,result}', said ->> 'result')::uuid IS DISTINCT FROM NEW.result_staff_id
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_says_what_it_is BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION draw_says_what_it_is();

-- A draw is made with the key in force, and with the nonce that its branch committed to.
CREATE OR REPLACE FUNCTION draw_with_key_in_force() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.record::jsonb ->> 'public_key' IS DISTINCT FROM (
       SELECT public_key FROM centre_key WHERE purpose = 'draw' ORDER BY at DESC, id DESC LIMIT 1)
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_with_key_in_force BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION draw_with_key_in_force();

CREATE OR REPLACE FUNCTION draw_with_committed_nonce() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE said CONSTANT jsonb := NEW.record::jsonb -> 'input';
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM (SELECT branch_nonce, nonce_hash FROM package
                        WHERE case_id = NEW.case_id ORDER BY round DESC LIMIT 1) AS newest
         WHERE newest.branch_nonce = said ->> 'branch_nonce'
           AND newest.nonce_hash = encode(sha256(decode(newest.branch_nonce, 'hex')), 'hex')
           AND newest.nonce_hash = coalesce(said ->> 'nonce_hash', newest.nonce_hash))
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_with_committed_nonce BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION draw_with_committed_nonce();

CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON redraw
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON redraw_request
FOR EACH ROW EXECUTE FUNCTION case_held();

-- What waits for a second person, with what he must know of it and no more of the case.
CREATE OR REPLACE FUNCTION redraws_waiting()
RETURNS TABLE (id uuid, case_number text, stage text, holder text, asker text, reason text, remark text, at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE me CONSTANT uuid := session_staff();
BEGIN
  IF NOT session_holds('system-administrator', 'security-administrator', 'audit-administrator', 'approver',
                       'auditor', 'risk-manager') THEN
    PERFORM refuse('role');
  END IF;
  RETURN QUERY
    SELECT asked.id, loan_case.number, duty.stage, held.name, asker.name, asked.reason, asked.remark, asked.at
    FROM redraw_request AS asked
    JOIN duty ON duty.id = asked.duty_id
    JOIN loan_case ON loan_case.id = asked.case_id
    JOIN staff AS held ON held.id = duty.staff_id
    JOIN staff AS asker ON asker.id = asked.staff_id
    WHERE NOT EXISTS (SELECT 1 FROM redraw_answer WHERE request_id = asked.id)
      AND (NOT session_holds('approver')
           OR NOT EXISTS (SELECT 1 FROM duty AS own WHERE own.case_id = asked.case_id AND own.staff_id = me));
END $$;

-- Whose duties are open: for administrators, who see no case.
CREATE OR REPLACE FUNCTION open_duties()
RETURNS TABLE (duty_id uuid, case_id uuid, case_number text, stage text, staff_id uuid, at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT session_holds('system-administrator', 'security-administrator') THEN PERFORM refuse('role'); END IF;
  RETURN QUERY
    SELECT queue.duty_id, queue.case_id, loan_case.number, queue.stage, queue.staff_id, queue.at
    FROM queue JOIN loan_case ON loan_case.id = queue.case_id;
END $$;

-- Cases that wait because nobody could be drawn, with the record that says why: for administrators.
CREATE OR REPLACE FUNCTION draws_waiting()
RETURNS TABLE (case_id uuid, number text, stage text, at bigint, record text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT session_holds('system-administrator', 'security-administrator') THEN PERFORM refuse('role'); END IF;
  RETURN QUERY
    SELECT DISTINCT loan_case.id, loan_case.number, newest.stage, newest.at, newest.record
    FROM errand JOIN loan_case ON loan_case.id = errand.case_id
    CROSS JOIN LATERAL (SELECT draw.stage, draw.at, draw.record, draw.result_staff_id FROM draw
                        WHERE draw.case_id = errand.case_id ORDER BY draw.number DESC LIMIT 1) AS newest
    WHERE errand.kind IN ('draw-review', 'draw-approval', 'redraw') AND newest.result_staff_id IS NULL;
END $$;

GRANT EXECUTE ON FUNCTION draws_waiting() TO evenhand_system_administrator, evenhand_security_administrator;
GRANT EXECUTE ON FUNCTION redraws_waiting() TO evenhand_people;
GRANT EXECUTE ON FUNCTION open_duties() TO evenhand_system_administrator, evenhand_security_administrator;
GRANT INSERT ON redraw_request
TO evenhand_reviewer, evenhand_approver, evenhand_system_administrator, evenhand_security_administrator;
GRANT SELECT ON redraw_request, redraw_answer TO evenhand_people;
GRANT INSERT ON redraw_answer TO evenhand_security_administrator, evenhand_approver;

DROP POLICY IF EXISTS administrators ON redraw_request;
CREATE POLICY administrators ON redraw_request TO evenhand_system_administrator, evenhand_security_administrator
USING (true) WITH CHECK (staff_id = (SELECT session_staff()));

ALTER TABLE redraw_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE redraw_answer FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_request ON redraw_answer;
CREATE POLICY of_the_request ON redraw_answer TO evenhand_people
USING (staff_id = (SELECT session_staff())
  OR EXISTS (SELECT 1 FROM redraw_request WHERE redraw_request.id = redraw_answer.request_id))
WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON redraw_answer;
CREATE POLICY guardian ON redraw_answer TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON redraw_answer;
CREATE POLICY guard ON redraw_answer TO evenhand_guard USING (true) WITH CHECK (true);
