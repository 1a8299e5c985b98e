-- Coming in, and the second factor. On one machine the service judges codes (core/identity/step_up.py); that tries
-- wait, and that a decision rests on a code where the centre asks for one, is held here too.

DROP TRIGGER IF EXISTS centre_setting_known;
CREATE TRIGGER centre_setting_known BEFORE INSERT ON centre_setting
WHEN NOT (NEW.name = 'step-up' AND NEW.value IN ('off', 'approvals')
       OR NEW.name = 'passphrase-rules' AND NEW.value IN ('length', 'complexity'))
BEGIN SELECT RAISE(ABORT, 'evenhand:setting'); END;

-- A second authenticator would be the thief's: the first is taken away by two administrators before.
DROP TRIGGER IF EXISTS totp_enrolment_once;
CREATE TRIGGER totp_enrolment_once BEFORE INSERT ON totp_enrolment
WHEN EXISTS (SELECT 1 FROM totp_enrolment AS earlier WHERE earlier.staff_id = NEW.staff_id
               AND NOT EXISTS (SELECT 1 FROM totp_reset
                               WHERE totp_reset.staff_id = NEW.staff_id AND totp_reset.at > earlier.at))
BEGIN SELECT RAISE(ABORT, 'evenhand:enrolled'); END;

-- A passphrase is given for once to who is here and forgot it; the guardian's is its machine's.
DROP TRIGGER IF EXISTS passphrase_reset_of_one_here;
CREATE TRIGGER passphrase_reset_of_one_here BEFORE INSERT ON passphrase_reset
WHEN EXISTS (SELECT 1 FROM leaving WHERE staff_id = NEW.staff_id)
  OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Who came in with a passphrase for once changes it before anything else.
DROP TRIGGER IF EXISTS command_after_own_passphrase;
CREATE TRIGGER command_after_own_passphrase BEFORE INSERT ON command
WHEN NEW.kind NOT IN ('SignIn', 'ChangePassphrase')
 AND EXISTS (SELECT 1 FROM passphrase_reset AS reset
             WHERE reset.staff_id = NEW.staff_id
               AND NOT EXISTS (SELECT 1 FROM passphrase_change AS own
                               WHERE own.staff_id = NEW.staff_id AND own.at >= reset.at))
BEGIN SELECT RAISE(ABORT, 'evenhand:for-once'); END;

-- Each try has the wait that the failures since the last good code have earned: three free, then 30 seconds
-- doubled each time, a quarter of an hour at most (core/identity/sign_in_attempts.py).
DROP TRIGGER IF EXISTS step_up_attempt_in_turn;
CREATE TRIGGER step_up_attempt_in_turn BEFORE INSERT ON step_up_attempt
WHEN (SELECT count(*) >= 3 AND CAST(unixepoch('subsec') * 1000000 AS INTEGER)
               < max(tried.at) + min(900000000, 30000000 * (1 << min(count(*) - 3, 20)))
      FROM step_up_attempt AS tried
      WHERE tried.staff_id = NEW.staff_id AND tried.at > coalesce((
        SELECT max(judged.at) FROM step_up JOIN step_up_attempt AS judged ON judged.id = step_up.attempt_id
        WHERE step_up.staff_id = NEW.staff_id), 0))
BEGIN SELECT RAISE(ABORT, 'evenhand:throttled'); END;

DROP TRIGGER IF EXISTS step_up_by_its_code;
CREATE TRIGGER step_up_by_its_code BEFORE INSERT ON step_up
WHEN NOT EXISTS (SELECT 1 FROM step_up_attempt
                 WHERE id = NEW.attempt_id AND staff_id = NEW.staff_id AND at > NEW.at - 60000000)
  OR NEW.counter <= coalesce((SELECT max(counter) FROM step_up WHERE staff_id = NEW.staff_id), 0)
BEGIN SELECT RAISE(ABORT, 'evenhand:code'); END;

-- A committee's decision is counted from votes, each of which had its code.
DROP TRIGGER IF EXISTS decision_stepped_up;
CREATE TRIGGER decision_stepped_up BEFORE INSERT ON decision
WHEN (SELECT value FROM centre_setting WHERE name = 'step-up' ORDER BY at DESC, id DESC LIMIT 1) = 'approvals'
 AND NOT EXISTS (SELECT 1 FROM vote WHERE duty_id = NEW.duty_id)
 AND NOT EXISTS (SELECT 1 FROM step_up
                 WHERE staff_id = NEW.staff_id AND at + 600000000 >= CAST(unixepoch('subsec') * 1000000 AS INTEGER)
                   AND NOT EXISTS (SELECT 1 FROM totp_reset
                                   WHERE totp_reset.staff_id = NEW.staff_id AND totp_reset.at > step_up.at))
BEGIN SELECT RAISE(ABORT, 'evenhand:step-up'); END;

DROP TRIGGER IF EXISTS vote_stepped_up;
CREATE TRIGGER vote_stepped_up BEFORE INSERT ON vote
WHEN (SELECT value FROM centre_setting WHERE name = 'step-up' ORDER BY at DESC, id DESC LIMIT 1) = 'approvals'
 AND NOT EXISTS (SELECT 1 FROM step_up
                 WHERE staff_id = NEW.staff_id AND at + 600000000 >= CAST(unixepoch('subsec') * 1000000 AS INTEGER)
                   AND NOT EXISTS (SELECT 1 FROM totp_reset
                                   WHERE totp_reset.staff_id = NEW.staff_id AND totp_reset.at > step_up.at))
BEGIN SELECT RAISE(ABORT, 'evenhand:step-up'); END;
