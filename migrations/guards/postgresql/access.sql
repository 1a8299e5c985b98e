-- Who is asking, and what he or she may see. Every answer rests on session_user: what a client can set
-- (role, application_name, any setting) says nothing here. Functions that look behind row security belong
-- to evenhand_guard, which owns no table and cannot sign in.

CREATE OR REPLACE FUNCTION refuse(code text) RETURNS void
LANGUAGE plpgsql SET search_path = evenhand, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'evenhand:%', code USING ERRCODE = '23000';
END $$;

CREATE OR REPLACE FUNCTION refused() RETURNS trigger
LANGUAGE plpgsql SET search_path = evenhand, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'evenhand:%', TG_ARGV[0] USING ERRCODE = '23000';
END $$;

-- Microseconds since 1970, as every `at` has them.
CREATE OR REPLACE FUNCTION database_time() RETURNS bigint
LANGUAGE sql VOLATILE AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $$;

-- The person behind the login role eh_<login>; null for anybody else, and for who has left.
CREATE OR REPLACE FUNCTION session_staff() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE own_login CONSTANT text := CASE left(session_user, 3) WHEN 'eh_' THEN substr(session_user, 4) END;
BEGIN
  RETURN (SELECT id FROM staff WHERE login = own_login
            AND NOT EXISTS (SELECT 1 FROM leaving WHERE staff_id = staff.id));
END $$;

CREATE OR REPLACE FUNCTION session_holds(VARIADIC roles text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE me CONSTANT uuid := session_staff();
BEGIN
  RETURN EXISTS (SELECT 1 FROM role_held WHERE staff_id = me AND role = ANY (roles));
END $$;

-- Until the first power is given, the founding session may give it.
CREATE OR REPLACE FUNCTION unfounded() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT 1 FROM role_grant);
END $$;

-- Clerks and auditors of the centre itself see every case; those of a bank see that bank's.
CREATE OR REPLACE FUNCTION sees_every_case() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  -- Asked at every statement: who is in none of these groups need not be looked up.
  IF NOT (pg_has_role(session_user, 'evenhand_guardian', 'MEMBER')
       OR pg_has_role(session_user, 'evenhand_intake_clerk', 'MEMBER')
       OR pg_has_role(session_user, 'evenhand_archive_clerk', 'MEMBER')
       OR pg_has_role(session_user, 'evenhand_auditor', 'MEMBER')
       OR pg_has_role(session_user, 'evenhand_risk_manager', 'MEMBER')) THEN RETURN false; END IF;
  RETURN EXISTS (
    SELECT 1 FROM role_held JOIN staff ON staff.id = role_held.staff_id
    WHERE staff.id = (SELECT session_staff()) AND staff.institution_id IS NULL
      AND role_held.role IN ('guardian', 'intake-clerk', 'archive-clerk', 'auditor', 'risk-manager'));
END $$;

-- The bank whose cases the person sees all of; null for people who see only what is dealt to them.
CREATE OR REPLACE FUNCTION session_bank() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE me CONSTANT uuid := session_staff();
BEGIN
  RETURN (
    SELECT staff.institution_id FROM staff
    WHERE staff.id = me AND EXISTS (
      SELECT 1 FROM role_held WHERE role_held.staff_id = staff.id
        AND role IN ('customer-manager', 'intake-clerk', 'archive-clerk', 'auditor')));
END $$;

-- A case is seen by whom it was dealt to, and by the people of its bank. The cost keeps the planner from
-- asking it of whole tables where an index leads to the few rows that are wanted.
CREATE OR REPLACE FUNCTION may_see(the_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE COST 10000 SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE own_login CONSTANT text := CASE left(session_user, 3) WHEN 'eh_' THEN substr(session_user, 4) END;
BEGIN
  -- Asked for every row, so the person is looked up here and not in a function of its own; who has left holds nothing.
  IF EXISTS (SELECT 1 FROM duty_held WHERE case_id = the_case AND staff_id = (
               SELECT id FROM staff WHERE login = own_login))
  THEN RETURN true; END IF;
  RETURN EXISTS (SELECT 1 FROM loan_case WHERE id = the_case AND institution_id = session_bank())
      OR sees_every_case();
END $$;

CREATE OR REPLACE FUNCTION may_see_duty(the_duty uuid) RETURNS boolean
LANGUAGE plpgsql STABLE COST 10000 SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN may_see((SELECT case_id FROM duty WHERE id = the_duty));
END $$;

-- Who reads what is asked and answered about people: the three administrators and the auditors.
CREATE OR REPLACE FUNCTION reads_changes() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN session_holds('system-administrator', 'security-administrator', 'audit-administrator', 'auditor');
END $$;

-- A row that somebody asked for is what was asked, and is written by who confirmed it, in the same act. The
-- founding, before anything was ever done at the centre, asks nobody.
CREATE OR REPLACE FUNCTION change_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM command)
    AND NOT EXISTS (
      SELECT 1 FROM change_request AS asked JOIN change_answer AS given ON given.request_id = asked.id
      WHERE asked.effect_id = NEW.id AND asked.kind = TG_TABLE_NAME
        AND asked.asks::jsonb = to_jsonb(NEW) - 'id' - 'at'
        AND given.outcome = 'confirmed' AND given.staff_id = session_staff() AND given.at = NEW.at)
  THEN PERFORM refuse('change'); END IF;
  RETURN NEW;
END $$;

-- Acts on one case wait for one another. A guard that looks for what must not be there sees all that is
-- committed only in READ COMMITTED; a client could ask for an older picture, so that is refused.
CREATE OR REPLACE FUNCTION case_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    PERFORM refuse('isolation');
  END IF;
  PERFORM 1 FROM case_state WHERE case_id = NEW.case_id FOR NO KEY UPDATE;
  RETURN NEW;
END $$;

-- A row of facts changes in one way only: the columns named are emptied, for an erasure that names the row.
CREATE OR REPLACE FUNCTION erased_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF to_jsonb(NEW) <> to_jsonb(OLD) || (SELECT jsonb_object_agg(emptied, '') FROM unnest(TG_ARGV) AS emptied)
    OR NOT EXISTS (SELECT 1 FROM erasure WHERE table_name = TG_TABLE_NAME AND row_id = OLD.id)
  THEN PERFORM refuse('fact'); END IF;
  RETURN NEW;
END $$;

-- The writer of a row holds one of the roles named.
CREATE OR REPLACE FUNCTION written_in_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = ANY (TG_ARGV))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
