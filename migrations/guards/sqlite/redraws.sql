-- A case that is dealt already is dealt anew: for a cause that the facts show, or because one person asked for
-- it and a second one confirmed it. The old duty ends, the new one comes from a new draw.

-- Duties with the size of the committee that they belong to; one who decides alone is a committee of one.
DROP VIEW IF EXISTS duty_seat;
CREATE VIEW duty_seat AS
SELECT duty.id, duty.case_id, duty.stage, duty.round, duty.staff_id,
  coalesce(json_extract(draw.record, '$.input.committee'), 1) AS committee
FROM duty JOIN draw ON draw.id = duty.draw_id;

-- Seats that were taken from somebody and are not filled again.
DROP VIEW IF EXISTS vacancy;
CREATE VIEW vacancy AS
SELECT redraw.duty_id, redraw.case_id, seat.stage, seat.round, redraw.reason, seat.committee
FROM redraw JOIN duty_seat AS seat ON seat.id = redraw.duty_id
JOIN case_state ON case_state.case_id = redraw.case_id AND case_state.round = seat.round
  AND case_state.kind IN (seat.stage || '-drawn', seat.stage || '-started')
WHERE seat.committee > (
  SELECT count(*) FROM duty AS other
  WHERE other.case_id = seat.case_id AND other.stage = seat.stage AND other.round = seat.round
    AND NOT EXISTS (SELECT 1 FROM redraw AS gone WHERE gone.duty_id = other.id));

-- Conflicts of interest that were declared and not found void.
DROP VIEW IF EXISTS conflict_held;
CREATE VIEW conflict_held AS
SELECT redraw_request.id, redraw_request.duty_id, redraw_request.case_id, duty.staff_id
FROM redraw_request JOIN duty ON duty.id = redraw_request.duty_id
WHERE redraw_request.reason = 'conflict'
  AND NOT EXISTS (SELECT 1 FROM redraw_answer
                  WHERE redraw_answer.request_id = redraw_request.id AND redraw_answer.outcome = 'refused');

-- The holder asks, or an administrator; for an open duty, with a reason in words, one request at a time.
DROP TRIGGER IF EXISTS redraw_request_founded;
CREATE TRIGGER redraw_request_founded BEFORE INSERT ON redraw_request
WHEN NEW.reason NOT IN ('absence', 'conflict', 'leaver', 'role-ended')
  OR length(trim(NEW.remark)) = 0
  OR NOT EXISTS (SELECT 1 FROM duty
                 WHERE id = NEW.duty_id AND case_id = NEW.case_id AND stage IN ('review', 'approval')
                   AND (staff_id = NEW.staff_id
                        OR EXISTS (SELECT 1 FROM role_held WHERE role_held.staff_id = NEW.staff_id
                                     AND role IN ('system-administrator', 'security-administrator'))))
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
  OR EXISTS (SELECT 1 FROM redraw_request AS asked WHERE asked.duty_id = NEW.duty_id
               AND NOT EXISTS (SELECT 1 FROM redraw_answer WHERE request_id = asked.id AND outcome = 'refused'))
BEGIN SELECT RAISE(ABORT, 'evenhand:redraw'); END;

-- The second person: a security administrator, or an approver without any duty on the case; neither who
-- asked nor who holds the duty.
DROP TRIGGER IF EXISTS redraw_answer_by_a_second;
CREATE TRIGGER redraw_answer_by_a_second BEFORE INSERT ON redraw_answer
WHEN NEW.outcome NOT IN ('confirmed', 'refused')
  OR NOT EXISTS (
       SELECT 1 FROM redraw_request AS asked JOIN duty ON duty.id = asked.duty_id
       WHERE asked.id = NEW.request_id AND asked.staff_id <> NEW.staff_id AND duty.staff_id <> NEW.staff_id
         AND NOT EXISTS (SELECT 1 FROM duty AS other
                         WHERE other.case_id = asked.case_id AND other.staff_id = NEW.staff_id))
  OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role IN ('security-administrator', 'approver'))
BEGIN SELECT RAISE(ABORT, 'evenhand:second'); END;

-- What was asked must be confirmed; what nobody asked must be so.
DROP TRIGGER IF EXISTS redraw_with_cause;
CREATE TRIGGER redraw_with_cause BEFORE INSERT ON redraw
WHEN NOT EXISTS (
       SELECT 1 FROM duty
       JOIN case_state ON case_state.case_id = duty.case_id AND case_state.round = duty.round
         AND case_state.kind IN (duty.stage || '-drawn', duty.stage || '-started')
       WHERE duty.id = NEW.duty_id AND duty.case_id = NEW.case_id)
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
  OR NOT CASE
    WHEN NEW.request_id IS NOT NULL THEN EXISTS (
      SELECT 1 FROM redraw_request AS asked JOIN redraw_answer ON request_id = asked.id
      WHERE asked.id = NEW.request_id AND asked.duty_id = NEW.duty_id AND asked.reason = NEW.reason
        AND outcome = 'confirmed')
    WHEN NEW.reason = 'absence' THEN EXISTS (
      SELECT 1 FROM absence_held JOIN duty ON duty.staff_id = absence_held.staff_id
      WHERE duty.id = NEW.duty_id AND starts <= NEW.at AND ends > NEW.at)
    WHEN NEW.reason = 'leaver' THEN EXISTS (
      SELECT 1 FROM leaving JOIN duty ON duty.staff_id = leaving.staff_id WHERE duty.id = NEW.duty_id)
    WHEN NEW.reason = 'role-ended' THEN NOT EXISTS (
      SELECT 1 FROM role_held JOIN duty ON duty.staff_id = role_held.staff_id
      WHERE duty.id = NEW.duty_id AND role_held.role =
        CASE duty.stage WHEN 'review' THEN 'reviewer' ELSE 'approver' END)
    ELSE 0 END
BEGIN SELECT RAISE(ABORT, 'evenhand:redraw'); END;

-- As many people at a stage as the draw had seats for, and no more.
DROP TRIGGER IF EXISTS duty_in_its_place;
CREATE TRIGGER duty_in_its_place BEFORE INSERT ON duty
WHEN NEW.stage <> 'investigation'
 AND (SELECT count(*) FROM duty AS other
      WHERE other.case_id = NEW.case_id AND other.stage = NEW.stage AND other.round = NEW.round
        AND NOT EXISTS (SELECT 1 FROM redraw WHERE redraw.duty_id = other.id))
   >= coalesce((SELECT json_extract(record, '$.input.committee') FROM draw WHERE id = NEW.draw_id), 1)
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;

-- Who has declared a conflict judges nothing until it is found void.
DROP TRIGGER IF EXISTS opinion_without_conflict;
CREATE TRIGGER opinion_without_conflict BEFORE INSERT ON opinion
WHEN EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:conflict'); END;

DROP TRIGGER IF EXISTS decision_without_conflict;
CREATE TRIGGER decision_without_conflict BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:conflict'); END;

DROP TRIGGER IF EXISTS vote_without_conflict;
CREATE TRIGGER vote_without_conflict BEFORE INSERT ON vote
WHEN EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:conflict'); END;

DROP TRIGGER IF EXISTS case_return_without_conflict;
CREATE TRIGGER case_return_without_conflict BEFORE INSERT ON case_return
WHEN EXISTS (SELECT 1 FROM conflict_held WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:conflict'); END;

-- The columns of a draw are what its record says.
DROP TRIGGER IF EXISTS draw_says_what_it_is;
CREATE TRIGGER draw_says_what_it_is BEFORE INSERT ON draw
WHEN (
    NOT json_valid(NEW.record)
    OR replace(json_extract(NEW.record, '$.input.case_id'), '-', '') IS NOT NEW.case_id
    OR json_extract(NEW.record, '$.input.stage') IS NOT NEW.stage
    OR json_extract(NEW.record, '$.input.round') IS NOT NEW.round
    OR json_extract(NEW.record, '$.input.reason') IS NOT NEW.reason
    OR coalesce(json_extract(NEW.record, '$.input.number'), NEW.number) <> NEW.number
    OR replace(coalesce(json_extract(NEW.record, '$.lots[0].result'), json_extract(NEW.record, '$.result')), '-', '')
       IS NOT NEW.result_staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;

-- A draw is made with the key in force, and with the nonce that its branch committed to.
DROP TRIGGER IF EXISTS draw_with_key_in_force;
CREATE TRIGGER draw_with_key_in_force BEFORE INSERT ON draw
WHEN json_extract(NEW.record, '$.public_key') IS NOT (
       SELECT public_key FROM centre_key WHERE purpose = 'draw' ORDER BY at DESC, id DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;

DROP TRIGGER IF EXISTS draw_with_committed_nonce;
CREATE TRIGGER draw_with_committed_nonce BEFORE INSERT ON draw
WHEN NOT EXISTS (
       SELECT 1 FROM (SELECT branch_nonce, nonce_hash FROM package
                      WHERE case_id = NEW.case_id ORDER BY round DESC LIMIT 1) AS newest
       WHERE newest.branch_nonce = json_extract(NEW.record, '$.input.branch_nonce')
         AND newest.nonce_hash = coalesce(json_extract(NEW.record, '$.input.nonce_hash'), newest.nonce_hash))
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;
