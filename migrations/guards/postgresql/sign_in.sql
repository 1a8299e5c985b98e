-- Coming in, and the second factor. A code is tried in two steps: the try is committed first (so that it counts,
-- whatever its giver does next), then judged; a try that comes too early is not taken at all.

-- Microseconds that nobody may try again after so many failures in a row: as core/identity/sign_in_attempts.py.
CREATE OR REPLACE FUNCTION wait_after(failures bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN failures < 3 THEN 0 ELSE least(900000000, 30000000 * 2 ^ least(failures - 3, 20))::bigint END
$$;

-- SHA-1 (FIPS 180-4), HMAC (RFC 2104) and the six digits of a time step (RFC 6238), so that no extension is needed.
CREATE OR REPLACE FUNCTION sha1(message bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = evenhand, pg_temp AS $$
DECLARE
  whole CONSTANT bigint := 4294967295;
  padded CONSTANT bytea := message || '\x80'::bytea
    || decode(repeat('00', (119 - length(message) % 64) % 64), 'hex') || int8send(length(message) * 8::bigint);
  h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102; h3 bigint := 271733878;
  h4 bigint := 3285377520;
  a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
  w bigint[];
BEGIN
  FOR block IN 0 .. length(padded) / 64 - 1 LOOP
    FOR i IN 0 .. 15 LOOP
      w[i] := (get_byte(padded, block * 64 + i * 4)::bigint << 24) | (get_byte(padded, block * 64 + i * 4 + 1) << 16)
            | (get_byte(padded, block * 64 + i * 4 + 2) << 8) | get_byte(padded, block * 64 + i * 4 + 3);
    END LOOP;
    FOR i IN 16 .. 79 LOOP
      x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
      w[i] := ((x << 1) & whole) | (x >> 31);
    END LOOP;
    a := h0; b := h1; c := h2; d := h3; e := h4;
    FOR i IN 0 .. 79 LOOP
      IF i < 20 THEN f := (b & c) | ((whole # b) & d); k := 1518500249;
      ELSIF i < 40 THEN f := b # c # d; k := 1859775393;
      ELSIF i < 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
      ELSE f := b # c # d; k := 3395469782;
      END IF;
      x := ((((a << 5) & whole) | (a >> 27)) + f + e + k + w[i]) & whole;
      e := d; d := c; c := ((b << 30) & whole) | (b >> 2); b := a; a := x;
    END LOOP;
    h0 := (h0 + a) & whole; h1 := (h1 + b) & whole; h2 := (h2 + c) & whole; h3 := (h3 + d) & whole;
    h4 := (h4 + e) & whole;
  END LOOP;
  RETURN substr(int8send(h0), 5) || substr(int8send(h1), 5) || substr(int8send(h2), 5) || substr(int8send(h3), 5)
    || substr(int8send(h4), 5);
END $$;

CREATE OR REPLACE FUNCTION hmac_sha1(secret bytea, message bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = evenhand, pg_temp AS $$
DECLARE
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
  FOR i IN 0 .. length(secret) - 1 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(secret, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(secret, i));
  END LOOP;
  RETURN sha1(outer_pad || sha1(inner_pad || message));
END $$;

CREATE OR REPLACE FUNCTION totp_code(secret bytea, counter bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = evenhand, pg_temp AS $$
DECLARE
  digest CONSTANT bytea := hmac_sha1(secret, int8send(counter));
  start CONSTANT int := get_byte(digest, 19) & 15;
BEGIN
  RETURN lpad(((((get_byte(digest, start) & 127)::bigint << 24) | (get_byte(digest, start + 1) << 16)
    | (get_byte(digest, start + 2) << 8) | get_byte(digest, start + 3)) % 1000000)::text, 6, '0');
END $$;

-- What a setting of the centre says now; null where nothing was ever set.
CREATE OR REPLACE FUNCTION setting_in_force(the_name text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN (SELECT value FROM centre_setting WHERE name = the_name ORDER BY at DESC, id DESC LIMIT 1);
END $$;

CREATE OR REPLACE FUNCTION centre_setting_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT (NEW.name = 'step-up' AND NEW.value IN ('off', 'approvals')
       OR NEW.name = 'passphrase-rules' AND NEW.value IN ('length', 'complexity'))
  THEN PERFORM refuse('setting'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER centre_setting_known BEFORE INSERT ON centre_setting
FOR EACH ROW EXECUTE FUNCTION centre_setting_known();

-- Whether somebody's authenticator is on record and was not reset since.
CREATE OR REPLACE FUNCTION totp_enrolled(who uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM totp_enrolment WHERE staff_id = who
    AND NOT EXISTS (SELECT 1 FROM totp_reset WHERE totp_reset.staff_id = who AND totp_reset.at > totp_enrolment.at));
END $$;

-- A second authenticator would be the thief's: the first is taken away by two administrators before.
CREATE OR REPLACE FUNCTION totp_enrolment_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('totp ' || NEW.staff_id::text, 0));
  IF totp_enrolled(NEW.staff_id) OR NEW.secret !~ '^[0-9a-f]{40}$'
  THEN PERFORM refuse('enrolled'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER totp_enrolment_once BEFORE INSERT ON totp_enrolment
FOR EACH ROW EXECUTE FUNCTION totp_enrolment_once();

-- Tries of one person come one after another, each with the wait that the failures before it have earned.
CREATE OR REPLACE FUNCTION step_up_attempt_in_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  failures bigint;
  latest bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN PERFORM refuse('isolation'); END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('totp ' || NEW.staff_id::text, 0));
  SELECT count(*), max(step_up_attempt.at) INTO failures, latest FROM step_up_attempt
  WHERE staff_id = NEW.staff_id AND step_up_attempt.at > coalesce((
    SELECT max(judged.at) FROM step_up JOIN step_up_attempt AS judged ON judged.id = step_up.attempt_id
    WHERE step_up.staff_id = NEW.staff_id), 0);
  IF abs(NEW.at - database_time()) > 20000000 OR database_time() < latest + wait_after(failures)
  THEN PERFORM refuse('throttled'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER step_up_attempt_in_turn BEFORE INSERT ON step_up_attempt
FOR EACH ROW EXECUTE FUNCTION step_up_attempt_in_turn();

-- The time step whose code a try gave; null where it was wrong, old, or used before. Only of a try that can no
-- longer be taken back: whoever has written anything in this transaction is refused.
CREATE OR REPLACE FUNCTION step_up_counter(the_attempt uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  tried record;
  secret bytea;
  used bigint;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN PERFORM refuse('code'); END IF;
  SELECT * INTO tried FROM step_up_attempt
  WHERE id = the_attempt AND staff_id = session_staff() AND at > database_time() - 60000000
    AND NOT EXISTS (SELECT 1 FROM step_up WHERE attempt_id = the_attempt);
  IF tried IS NULL OR NOT totp_enrolled(session_staff()) THEN RETURN NULL; END IF;
  SELECT decode(totp_enrolment.secret, 'hex') INTO secret FROM totp_enrolment
  WHERE staff_id = session_staff() ORDER BY at DESC, id DESC LIMIT 1;
  SELECT coalesce(max(counter), 0) INTO used FROM step_up WHERE staff_id = session_staff();
  FOR counter IN tried.at / 30000000 - 1 .. tried.at / 30000000 + 1 LOOP
    IF counter > used AND totp_code(secret, counter) = tried.code THEN RETURN counter; END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION step_up_by_its_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.counter IS DISTINCT FROM step_up_counter(NEW.attempt_id)
  THEN PERFORM refuse('code'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER step_up_by_its_code BEFORE INSERT ON step_up
FOR EACH ROW EXECUTE FUNCTION step_up_by_its_code();

-- Until when the person's last code is good (ten minutes), 0 where there is none.
CREATE OR REPLACE FUNCTION stepped_up_until(who uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT max(step_up.at) + 600000000 FROM step_up WHERE staff_id = who
    AND NOT EXISTS (SELECT 1 FROM totp_reset WHERE totp_reset.staff_id = who AND totp_reset.at > step_up.at)), 0);
END $$;

CREATE OR REPLACE FUNCTION own_step_up() RETURNS TABLE (enrolled boolean, good_until bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT totp_enrolled(session_staff()), stepped_up_until(session_staff());
END $$;

-- A committee's decision is counted from votes, each of which had its code.
CREATE OR REPLACE FUNCTION decision_stepped_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF coalesce(setting_in_force('step-up'), 'off') = 'approvals' AND stepped_up_until(NEW.staff_id) < database_time()
    AND NOT EXISTS (SELECT 1 FROM vote WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('step-up'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_stepped_up BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_stepped_up();

CREATE OR REPLACE FUNCTION vote_stepped_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF coalesce(setting_in_force('step-up'), 'off') = 'approvals' AND stepped_up_until(NEW.staff_id) < database_time()
  THEN PERFORM refuse('step-up'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_stepped_up BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION vote_stepped_up();

-- A passphrase is given for once to who is here and forgot it; the guardian's is its machine's.
CREATE OR REPLACE FUNCTION passphrase_reset_of_one_here() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM leaving WHERE staff_id = NEW.staff_id)
    OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER passphrase_reset_of_one_here BEFORE INSERT ON passphrase_reset
FOR EACH ROW EXECUTE FUNCTION passphrase_reset_of_one_here();

-- Who came in with a passphrase for once changes it before anything else.
CREATE OR REPLACE FUNCTION command_after_own_passphrase() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.kind NOT IN ('SignIn', 'ChangePassphrase')
    AND EXISTS (SELECT 1 FROM passphrase_reset AS reset
                WHERE reset.staff_id = NEW.staff_id
                  AND NOT EXISTS (SELECT 1 FROM passphrase_change AS own
                                  WHERE own.staff_id = NEW.staff_id AND own.at >= reset.at))
  THEN PERFORM refuse('for-once'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER command_after_own_passphrase BEFORE INSERT ON command
FOR EACH ROW EXECUTE FUNCTION command_after_own_passphrase();

CREATE OR REPLACE FUNCTION own_passphrase_for_once() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT max(at) FROM passphrase_reset WHERE staff_id = session_staff()), 0)
    > coalesce((SELECT max(at) FROM passphrase_change WHERE staff_id = session_staff()), 0);
END $$;

-- How often somebody failed to sign in under the session's login since it last came in, and when last.
CREATE OR REPLACE FUNCTION own_failed_sign_ins() RETURNS TABLE (failures bigint, latest bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE before CONSTANT bigint := coalesce((
  SELECT at FROM sign_in WHERE staff_id = session_staff() ORDER BY at DESC OFFSET 1 LIMIT 1), 0);
BEGIN
  RETURN QUERY
    SELECT coalesce(sum(failed_sign_in.count), 0)::bigint, coalesce(max(failed_sign_in.last_at), 0)
    FROM failed_sign_in JOIN staff ON staff.login = failed_sign_in.login
    WHERE staff.id = session_staff() AND failed_sign_in.at > before;
END $$;

-- When the session's person last chose a passphrase; the day of the entry on record where never.
CREATE OR REPLACE FUNCTION own_passphrase_since() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT max(at) FROM passphrase_change WHERE staff_id = session_staff()),
                  (SELECT at FROM staff WHERE id = session_staff()));
END $$;

GRANT EXECUTE ON FUNCTION wait_after(bigint), sha1(bytea), hmac_sha1(bytea, bytea), totp_code(bytea, bigint)
TO evenhand_guard;
GRANT EXECUTE ON FUNCTION setting_in_force(text), step_up_counter(uuid), own_step_up(),
  own_failed_sign_ins(), own_passphrase_since(), own_passphrase_for_once() TO evenhand_people;
GRANT SELECT ON centre_setting TO evenhand_people;
GRANT INSERT ON failed_sign_in, passphrase_change, totp_enrolment, step_up_attempt, step_up TO evenhand_people;
GRANT SELECT ON failed_sign_in, passphrase_change, passphrase_reset, step_up, totp_reset
TO evenhand_security_administrator, evenhand_audit_administrator, evenhand_auditor;
GRANT SELECT ON passphrase_reset, totp_reset TO evenhand_system_administrator;
GRANT SELECT (id, staff_id, at) ON totp_enrolment, step_up_attempt
TO evenhand_security_administrator, evenhand_audit_administrator, evenhand_auditor;
