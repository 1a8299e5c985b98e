-- The retention policy: drafted by one archive clerk, confirmed by another person, in force from its day on. A record
-- that is sealed has its period by a line of the policy in force, or is kept for ever.

DROP VIEW IF EXISTS retention_in_force;
CREATE VIEW retention_in_force AS
SELECT id, number FROM retention_policy
WHERE since <= date('now', '+8 hours')
  AND (number = 1 OR EXISTS (SELECT 1 FROM retention_answer
                             WHERE retention_answer.policy_id = retention_policy.id AND outcome = 'confirmed'))
ORDER BY since DESC, number DESC LIMIT 1;

-- The first is the one that a centre begins with, and the guardian's; the others are the clerks'.
DROP TRIGGER IF EXISTS retention_policy_by_archive_clerk;
CREATE TRIGGER retention_policy_by_archive_clerk BEFORE INSERT ON retention_policy
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role = CASE NEW.number WHEN 1 THEN 'guardian' ELSE 'archive-clerk' END)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS retention_policy_for_what_comes;
CREATE TRIGGER retention_policy_for_what_comes BEFORE INSERT ON retention_policy
WHEN NEW.since IS NOT date(NEW.since) OR NEW.since < date('now', '+8 hours')
BEGIN SELECT RAISE(ABORT, 'evenhand:retention'); END;

-- A policy is made whole: what is confirmed is what was there.
DROP TRIGGER IF EXISTS retention_line_of_its_policy;
CREATE TRIGGER retention_line_of_its_policy BEFORE INSERT ON retention_line
WHEN NOT EXISTS (SELECT 1 FROM retention_policy
                 WHERE id = NEW.policy_id AND staff_id = NEW.staff_id AND at = NEW.at)
BEGIN SELECT RAISE(ABORT, 'evenhand:retention'); END;

DROP TRIGGER IF EXISTS retention_line_sound;
CREATE TRIGGER retention_line_sound BEFORE INSERT ON retention_line
WHEN NEW.place < 1
  OR NEW.outcome NOT IN ('', 'approve', 'decline', 'refused', 'withdrawn')
  OR NOT (NEW.period = 'Y' OR NEW.period GLOB 'D[0-9][0-9]' AND NEW.period <> 'D00')
  OR NOT (NEW.counted_from = 'decision' OR NEW.counted_from = 'settlement' AND NEW.outcome = 'approve')
  OR NEW.category <> '' AND NEW.product <> ''
BEGIN SELECT RAISE(ABORT, 'evenhand:retention'); END;

DROP TRIGGER IF EXISTS retention_answer_by_archive;
CREATE TRIGGER retention_answer_by_archive BEFORE INSERT ON retention_answer
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role IN ('archive-clerk', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS retention_answer_by_another;
CREATE TRIGGER retention_answer_by_another BEFORE INSERT ON retention_answer
WHEN NOT EXISTS (SELECT 1 FROM retention_policy
                 WHERE id = NEW.policy_id AND staff_id <> NEW.staff_id AND number > 1)
  OR NEW.outcome NOT IN ('confirmed', 'refused')
BEGIN SELECT RAISE(ABORT, 'evenhand:retention'); END;

-- Imported records may bring their period along. Which category a product is of the catalogue knows, not the database.
DROP TRIGGER IF EXISTS dossier_by_the_policy;
CREATE TRIGGER dossier_by_the_policy BEFORE INSERT ON dossier
WHEN CASE WHEN NEW.retention_line_id IS NULL
  THEN NEW.batch_id IS NULL AND NEW.retention <> 'Y' AND EXISTS (SELECT 1 FROM retention_in_force)
  ELSE NOT EXISTS (
    SELECT 1 FROM retention_line AS line
    WHERE line.id = NEW.retention_line_id AND line.policy_id = (SELECT id FROM retention_in_force)
      AND line.period = NEW.retention AND line.outcome IN ('', NEW.outcome) AND line.product IN ('', NEW.product)
      AND (line.institution_id IS NULL OR line.institution_id = NEW.institution_id))
  END
BEGIN SELECT RAISE(ABORT, 'evenhand:retention'); END;
