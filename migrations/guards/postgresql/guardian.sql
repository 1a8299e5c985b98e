-- What the guardian is given and leaves behind. Packages are handed in by intake clerks, who see their own and
-- what became of them; the key of what waits is for the guardian alone.

CREATE OR REPLACE FUNCTION handed_in_by_intake_clerk() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'intake-clerk')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER handed_in_by_intake_clerk BEFORE INSERT ON handed_in
FOR EACH ROW EXECUTE FUNCTION handed_in_by_intake_clerk();

GRANT INSERT ON handed_in TO evenhand_intake_clerk;
GRANT SELECT (id, staff_id, file_name, sha256, object, bytes, at) ON handed_in TO evenhand_intake_clerk, evenhand_auditor;
GRANT SELECT ON handed_in_result TO evenhand_intake_clerk, evenhand_auditor;

ALTER TABLE handed_in ENABLE ROW LEVEL SECURITY;
ALTER TABLE handed_in FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_giver ON handed_in;
CREATE POLICY its_giver ON handed_in TO evenhand_people
USING (staff_id = (SELECT session_staff()) OR session_holds('auditor') AND (SELECT sees_every_case()))
WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON handed_in;
CREATE POLICY guardian ON handed_in TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON handed_in;
CREATE POLICY guard ON handed_in TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE handed_in_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE handed_in_result FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_what_was_given ON handed_in_result;
CREATE POLICY of_what_was_given ON handed_in_result FOR SELECT TO evenhand_people
USING (handed_in_id IN (SELECT id FROM handed_in));
DROP POLICY IF EXISTS guardian ON handed_in_result;
CREATE POLICY guardian ON handed_in_result TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON handed_in_result;
CREATE POLICY guard ON handed_in_result TO evenhand_guard USING (true) WITH CHECK (true);

-- How the centre is kept: for who answers for it.
GRANT SELECT ON backup_run, orphan_run, ended_session
TO evenhand_auditor, evenhand_system_administrator, evenhand_audit_administrator;
-- When a guardian was last here is for everybody; what it has taken upon itself is the guardians' own.
GRANT SELECT ON presence TO evenhand_people;
GRANT SELECT, INSERT, UPDATE, DELETE ON presence, claim TO evenhand_guardian;
-- A backup holds people's drafts and answers too. Reading them is all that the guardian may do.
DROP POLICY IF EXISTS guardian ON command;
CREATE POLICY guardian ON command FOR SELECT TO evenhand_guardian USING (true);
GRANT SELECT ON draft TO evenhand_guardian;
DROP POLICY IF EXISTS guardian ON draft;
CREATE POLICY guardian ON draft FOR SELECT TO evenhand_guardian USING (true);

-- People's statements that run too long, transactions that they leave open, and whoever others have to wait for:
-- ended. Limits that a window sets for itself a clever client lifts; this one it cannot. It reaches logins of people
-- only: no guardian, no installer. Who holds others up has twenty seconds, whatever he is doing; honest acts take less
-- than one. Who waits for a lock meanwhile may be honest, and has three times as long: windows give up after fifteen
-- seconds. A transaction that is kept busy with small statements has an hour.
CREATE OR REPLACE FUNCTION login_runaways_ended(running_seconds integer, idle_seconds integer)
RETURNS TABLE (login text, what text, seconds integer, application text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  session record;
  waited_for integer[];
  an_hour CONSTANT integer := 12 * greatest(1, running_seconds);
BEGIN
  IF NOT session_holds('guardian') THEN PERFORM refuse('role'); END IF;
  waited_for := ARRAY(SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity
                      WHERE datname = current_database() AND wait_event_type = 'Lock');
  FOR session IN
    SELECT pid, substr(usename, 4) AS who, application_name, kind,
           extract(epoch FROM clock_timestamp()
             - CASE kind WHEN 'blocking' THEN xact_start WHEN 'running' THEN query_start ELSE state_change END) AS age,
           extract(epoch FROM clock_timestamp() - xact_start) AS open_for,
           CASE WHEN wait_event_type = 'Lock' THEN 3 ELSE 1 END AS patience
    FROM pg_stat_activity,
      LATERAL (SELECT CASE WHEN pid = ANY (waited_for) THEN 'blocking'
                           WHEN state IN ('active', 'fastpath function call') THEN 'running'
                           ELSE 'idle-in-transaction' END AS kind) AS doing
    WHERE datname = current_database() AND usename LIKE 'eh\_%' AND backend_type = 'client backend'
      AND state <> 'idle' AND NOT pg_has_role(usename, 'evenhand_guardian', 'MEMBER')
  LOOP
    IF session.age >= greatest(1, CASE session.kind WHEN 'running' THEN running_seconds
                                    WHEN 'blocking' THEN session.patience * least(20, running_seconds, idle_seconds)
                                    ELSE idle_seconds END)
      OR session.open_for >= an_hour
    THEN
      PERFORM pg_terminate_backend(session.pid);
      login := session.who;
      what := session.kind;
      seconds := CASE WHEN session.open_for >= an_hour THEN session.open_for ELSE session.age END;
      application := left(session.application_name, 60);
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION login_runaways_ended(integer, integer) TO evenhand_guardian;
GRANT EXECUTE ON FUNCTION session_holds(text[]) TO evenhand_logins;

-- Votes of a committee are shown to nobody before they are all in; a backup holds them, and whoever makes and restores
-- backups could read them there. Here they are had for that alone, by the guardian, whose machine holds the backups' key.
CREATE OR REPLACE FUNCTION votes_kept() RETURNS SETOF vote
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT session_holds('guardian') THEN PERFORM refuse('role'); END IF;
  RETURN QUERY SELECT * FROM vote ORDER BY id;
END $$;
GRANT EXECUTE ON FUNCTION votes_kept() TO evenhand_guardian;
