-- Login roles follow from the facts about people, in the same transaction. The functions belong to
-- evenhand_logins, which may make roles, cannot sign in and owns nothing else; nobody may call those that make
-- or end a login, they are triggers. At the founding the installer makes the logins.

CREATE OR REPLACE FUNCTION living() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM command);
END $$;

-- The login of a new person, or of one who forgot the passphrase, whose request the session confirms in this very
-- transaction; null otherwise.
CREATE OR REPLACE FUNCTION confirmed_just_now(the_request uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN (
    SELECT staff.login FROM change_request AS asked
    JOIN change_answer AS given ON given.request_id = asked.id
    LEFT JOIN passphrase_reset AS reset ON reset.id = asked.effect_id
    JOIN staff ON staff.id = coalesce(reset.staff_id, asked.effect_id)
    WHERE asked.id = the_request AND given.outcome = 'confirmed'
      AND given.staff_id = session_staff() AND given.xmin = pg_current_xact_id()::xid);
END $$;

-- Without password and groups: called by the triggers, and by nobody else.
CREATE OR REPLACE FUNCTION login_emptied(who text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE held text;
BEGIN
  EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', who);
  FOR held IN
    SELECT granted.rolname FROM pg_auth_members
    JOIN pg_roles AS granted ON granted.oid = roleid JOIN pg_roles AS holder ON holder.oid = member
    WHERE holder.rolname = who
  LOOP
    EXECUTE format('REVOKE %I FROM %I', held, who);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION login_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF living() THEN
    -- A name that another centre on this server left behind begins anew, without password and groups.
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'eh_' || NEW.login) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN INHERIT CONNECTION LIMIT 20', 'eh_' || NEW.login);
    END IF;
    -- Since PostgreSQL 16 a role is its maker's and a group its giver's to take: what another made, he clears.
    BEGIN
      PERFORM login_emptied('eh_' || NEW.login);
    EXCEPTION WHEN insufficient_privilege THEN
      PERFORM refuse('login');
    END;
    IF EXISTS (SELECT 1 FROM pg_auth_members JOIN pg_roles ON pg_roles.oid = member WHERE rolname = 'eh_' || NEW.login)
    THEN PERFORM refuse('login'); END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_made AFTER INSERT ON staff
FOR EACH ROW EXECUTE FUNCTION login_made();

-- A passphrase that somebody was given for once is good for three days.
CREATE OR REPLACE FUNCTION login_opened(the_request uuid, verifier text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  who CONSTANT text := confirmed_just_now(the_request);
  until CONSTANT timestamptz := CASE WHEN EXISTS (
    SELECT 1 FROM passphrase_reset AS reset JOIN staff ON staff.id = reset.staff_id
    WHERE staff.login = who AND reset.xmin = pg_current_xact_id()::xid)
    THEN now() + interval '3 days' ELSE 'infinity' END;
BEGIN
  IF who IS NULL OR verifier !~ '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
    PERFORM refuse('change');
  END IF;
  EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L VALID UNTIL %L', 'eh_' || who, verifier, until);
END $$;

-- Who forgot the passphrase, or had it taken, is out at once, until login_opened gives another.
CREATE OR REPLACE FUNCTION login_shut() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE who CONSTANT text := 'eh_' || (SELECT login FROM staff WHERE id = NEW.staff_id);
BEGIN
  EXECUTE format('ALTER ROLE %I PASSWORD NULL', who);
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = who AND pid <> pg_backend_pid();
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_shut AFTER INSERT ON passphrase_reset
FOR EACH ROW EXECUTE FUNCTION login_shut();

-- A passphrase of one's own is good for longer than one for once.
CREATE OR REPLACE FUNCTION login_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM passphrase_reset WHERE staff_id = NEW.staff_id) THEN
    EXECUTE format('ALTER ROLE %I VALID UNTIL %L', 'eh_' || (SELECT login FROM staff WHERE id = NEW.staff_id), 'infinity');
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_kept AFTER INSERT ON passphrase_change
FOR EACH ROW EXECUTE FUNCTION login_kept();

CREATE OR REPLACE FUNCTION login_given_a_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF living() THEN
    EXECUTE format('GRANT %I TO %I', 'evenhand_' || replace(NEW.role, '-', '_'),
                   'eh_' || (SELECT login FROM staff WHERE id = NEW.staff_id));
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_given_a_role AFTER INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION login_given_a_role();

CREATE OR REPLACE FUNCTION login_taken_a_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE ended CONSTANT text := (SELECT role FROM role_grant WHERE id = NEW.role_grant_id);
BEGIN
  -- A post of an older centre has no group on a newer server.
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'evenhand_' || replace(ended, '-', '_')) THEN
    EXECUTE format('REVOKE %I FROM %I', 'evenhand_' || replace(ended, '-', '_'),
                   'eh_' || (SELECT login FROM staff WHERE id = NEW.staff_id));
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_taken_a_role AFTER INSERT ON role_end
FOR EACH ROW EXECUTE FUNCTION login_taken_a_role();

-- The role stays without rights, so that its name cannot be taken by another. Sessions end at once; what such
-- a session could still send before that finds nobody (session_staff()).
CREATE OR REPLACE FUNCTION login_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE who CONSTANT text := 'eh_' || (SELECT login FROM staff WHERE id = NEW.staff_id);
BEGIN
  PERFORM login_emptied(who);
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = who AND pid <> pg_backend_pid();
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER login_ended AFTER INSERT ON leaving
FOR EACH ROW EXECUTE FUNCTION login_ended();

GRANT SELECT ON staff, role_grant, passphrase_reset TO evenhand_logins;
GRANT EXECUTE ON FUNCTION living(), confirmed_just_now(uuid), refuse(text) TO evenhand_logins;
GRANT EXECUTE ON FUNCTION login_opened(uuid, text)
TO evenhand_system_administrator, evenhand_security_administrator, evenhand_audit_administrator;
