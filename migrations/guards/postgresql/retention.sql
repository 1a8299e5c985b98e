-- The retention policy: drafted by one archive clerk, confirmed by another person, in force from its day on. A record
-- that is sealed has its period by a line of the policy in force, or is kept for ever.

CREATE OR REPLACE VIEW retention_in_force WITH (security_invoker = true) AS
SELECT id, number FROM retention_policy
WHERE since <= to_char(day_in_china(database_time()), 'YYYY-MM-DD')
  AND (number = 1 OR EXISTS (SELECT 1 FROM retention_answer
                             WHERE retention_answer.policy_id = retention_policy.id AND outcome = 'confirmed'))
ORDER BY since DESC, number DESC LIMIT 1;
GRANT SELECT ON retention_in_force TO evenhand_people, evenhand_guard, evenhand_guardian;

-- The first is the one that a centre begins with, and the guardian's; the others are the clerks'.
CREATE OR REPLACE FUNCTION retention_policy_by_archive_clerk() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role = CASE NEW.number WHEN 1 THEN 'guardian' ELSE 'archive-clerk' END)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER retention_policy_by_archive_clerk BEFORE INSERT ON retention_policy
FOR EACH ROW EXECUTE FUNCTION retention_policy_by_archive_clerk();

CREATE OR REPLACE FUNCTION retention_policy_for_what_comes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.since !~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'
  OR NEW.since < to_char(day_in_china(database_time()), 'YYYY-MM-DD')
  THEN PERFORM refuse('retention'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER retention_policy_for_what_comes BEFORE INSERT ON retention_policy
FOR EACH ROW EXECUTE FUNCTION retention_policy_for_what_comes();

-- A policy is made whole: what is confirmed is what was there.
CREATE OR REPLACE FUNCTION retention_line_of_its_policy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM retention_policy
                 WHERE id = NEW.policy_id AND staff_id = NEW.staff_id AND at = NEW.at)
  THEN PERFORM refuse('retention'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER retention_line_of_its_policy BEFORE INSERT ON retention_line
FOR EACH ROW EXECUTE FUNCTION retention_line_of_its_policy();

CREATE OR REPLACE FUNCTION retention_line_sound() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.place < 1
  OR NEW.outcome NOT IN ('', 'approve', 'decline', 'refused', 'withdrawn')
  OR NOT (NEW.period = 'Y' OR NEW.period ~ '^D[0-9][0-9]$' AND NEW.period <> 'D00')
  OR NOT (NEW.counted_from = 'decision' OR NEW.counted_from = 'settlement' AND NEW.outcome = 'approve')
  OR NEW.category <> '' AND NEW.product <> ''
  THEN PERFORM refuse('retention'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER retention_line_sound BEFORE INSERT ON retention_line
FOR EACH ROW EXECUTE FUNCTION retention_line_sound();

CREATE OR REPLACE TRIGGER retention_answer_by_archive BEFORE INSERT ON retention_answer
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk', 'auditor');

CREATE OR REPLACE FUNCTION retention_answer_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM retention_policy
                 WHERE id = NEW.policy_id AND staff_id <> NEW.staff_id AND number > 1)
  OR NEW.outcome NOT IN ('confirmed', 'refused')
  THEN PERFORM refuse('retention'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER retention_answer_by_another BEFORE INSERT ON retention_answer
FOR EACH ROW EXECUTE FUNCTION retention_answer_by_another();

-- Imported records may bring their period along. Which category a product is of the catalogue knows, not the database.
CREATE OR REPLACE FUNCTION dossier_by_the_policy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF (CASE WHEN NEW.retention_line_id IS NULL
    THEN NEW.batch_id IS NULL AND NEW.retention <> 'Y' AND EXISTS (SELECT 1 FROM retention_in_force)
    ELSE NOT EXISTS (
      SELECT 1 FROM retention_line AS line
      WHERE line.id = NEW.retention_line_id AND line.policy_id = (SELECT id FROM retention_in_force)
        AND line.period = NEW.retention AND line.outcome IN ('', NEW.outcome) AND line.product IN ('', NEW.product)
        AND (line.institution_id IS NULL OR line.institution_id = NEW.institution_id))
    END)
  THEN PERFORM refuse('retention'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER dossier_by_the_policy BEFORE INSERT ON dossier
FOR EACH ROW EXECUTE FUNCTION dossier_by_the_policy();

GRANT SELECT ON retention_policy, retention_line, retention_answer TO evenhand_people;
GRANT INSERT ON retention_policy, retention_line TO evenhand_archive_clerk, evenhand_guardian;
GRANT INSERT ON retention_answer TO evenhand_archive_clerk, evenhand_auditor;
