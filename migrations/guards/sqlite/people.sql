-- Nobody gives powers to himself or herself, and who gives powers has no business of their own.

DROP TRIGGER IF EXISTS role_grant_to_another;
CREATE TRIGGER role_grant_to_another BEFORE INSERT ON role_grant
WHEN NEW.staff_id = session_staff() AND EXISTS (SELECT 1 FROM role_grant)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- The one guardian comes with the founding.
DROP TRIGGER IF EXISTS role_grant_known;
CREATE TRIGGER role_grant_known BEFORE INSERT ON role_grant
WHEN NEW.role NOT IN ('customer-manager', 'intake-clerk', 'reviewer', 'approver', 'archive-clerk',
                      'auditor', 'risk-manager', 'system-administrator', 'security-administrator',
                      'audit-administrator', 'guardian')
  OR (NEW.role = 'guardian' AND EXISTS (SELECT 1 FROM role_grant))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS role_grant_once;
CREATE TRIGGER role_grant_once BEFORE INSERT ON role_grant
WHEN EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = NEW.role)
  OR EXISTS (SELECT 1 FROM leaving WHERE staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:exists'); END;

-- The three powers of administration: each alone, and without business.
DROP TRIGGER IF EXISTS role_grant_administrators_apart;
CREATE TRIGGER role_grant_administrators_apart BEFORE INSERT ON role_grant
WHEN EXISTS (SELECT 1 FROM role_held
             WHERE staff_id = NEW.staff_id AND role <> NEW.role
               AND (role LIKE '%-administrator' OR NEW.role LIKE '%-administrator'))
BEGIN SELECT RAISE(ABORT, 'evenhand:separation'); END;

-- A role that is held ends once, by another's hand; the guardian's never.
DROP TRIGGER IF EXISTS role_end_of_anothers_role;
CREATE TRIGGER role_end_of_anothers_role BEFORE INSERT ON role_end
WHEN NEW.staff_id = session_staff()
  OR NOT EXISTS (SELECT 1 FROM role_held
                 WHERE id = NEW.role_grant_id AND staff_id = NEW.staff_id AND role <> 'guardian')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS role_end_not_of_the_last;
CREATE TRIGGER role_end_not_of_the_last BEFORE INSERT ON role_end
WHEN EXISTS (SELECT 1 FROM role_held AS mine
             WHERE mine.id = NEW.role_grant_id AND mine.role LIKE '%-administrator'
               AND NOT EXISTS (SELECT 1 FROM role_held
                               WHERE role = mine.role AND staff_id <> mine.staff_id))
BEGIN SELECT RAISE(ABORT, 'evenhand:last'); END;

DROP TRIGGER IF EXISTS leaving_of_another;
CREATE TRIGGER leaving_of_another BEFORE INSERT ON leaving
WHEN NEW.staff_id = session_staff()
  OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS leaving_not_of_the_last;
CREATE TRIGGER leaving_not_of_the_last BEFORE INSERT ON leaving
WHEN EXISTS (SELECT 1 FROM role_held AS mine
             WHERE mine.staff_id = NEW.staff_id AND mine.role LIKE '%-administrator'
               AND NOT EXISTS (SELECT 1 FROM role_held
                               WHERE role = mine.role AND staff_id <> mine.staff_id))
BEGIN SELECT RAISE(ABORT, 'evenhand:last'); END;

DROP TRIGGER IF EXISTS authority_to_another;
CREATE TRIGGER authority_to_another BEFORE INSERT ON authority
WHEN NEW.staff_id = session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS relationship_of_a_kind;
CREATE TRIGGER relationship_of_a_kind BEFORE INSERT ON relationship
WHEN NEW.kind NOT IN ('kin', 'same-village', 'shareholder', 'previously-handled', 'other')
BEGIN SELECT RAISE(ABORT, 'evenhand:relationship'); END;

DROP TRIGGER IF EXISTS relationship_end_of_the_same;
CREATE TRIGGER relationship_end_of_the_same BEFORE INSERT ON relationship_end
WHEN NOT EXISTS (SELECT 1 FROM relationship WHERE id = NEW.relationship_id AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:relationship'); END;

-- Who is away is not drawn: what has been is not rewritten, and what has begun keeps its beginning.
DROP TRIGGER IF EXISTS absence_until_over;
CREATE TRIGGER absence_until_over BEFORE INSERT ON absence
WHEN NEW.ends < NEW.starts
  OR NEW.replaces IS NULL AND NEW.ends <= NEW.at
  OR NEW.replaces IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM absence AS before
       WHERE before.id = NEW.replaces AND before.staff_id = NEW.staff_id AND before.ends > NEW.at
         AND (before.starts > NEW.at OR NEW.starts = before.starts))
BEGIN SELECT RAISE(ABORT, 'evenhand:absence'); END;

-- What one asks, another confirms. Nobody asks for himself or herself but for an absence.
DROP TRIGGER IF EXISTS change_request_within_power;
CREATE TRIGGER change_request_within_power BEFORE INSERT ON change_request
WHEN NOT EXISTS (
  SELECT 1 FROM change_power
  WHERE kind = NEW.kind
    AND CASE asker
          WHEN '' THEN replace(NEW.asks ->> 'staff_id', '-', '') = NEW.staff_id
          ELSE replace(NEW.asks ->> 'staff_id', '-', '') IS NOT NEW.staff_id
           AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = asker) END)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- The asker must still have the power to ask when another confirms.
DROP TRIGGER IF EXISTS change_answer_by_another;
CREATE TRIGGER change_answer_by_another BEFORE INSERT ON change_answer
WHEN NOT EXISTS (
  SELECT 1 FROM change_request AS asked JOIN change_power ON change_power.kind = asked.kind
  WHERE asked.id = NEW.request_id
    AND CASE NEW.outcome
          WHEN 'withdrawn' THEN asked.staff_id = NEW.staff_id
          WHEN 'refused' THEN asked.staff_id <> NEW.staff_id
           AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = confirmer)
          WHEN 'confirmed' THEN asked.staff_id <> NEW.staff_id
           AND replace(asked.asks ->> 'staff_id', '-', '') IS NOT NEW.staff_id
           AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = confirmer)
           AND CASE asker
                 WHEN '' THEN replace(asked.asks ->> 'staff_id', '-', '') = asked.staff_id
                  AND NOT EXISTS (SELECT 1 FROM leaving WHERE staff_id = asked.staff_id)
                 ELSE EXISTS (SELECT 1 FROM role_held WHERE staff_id = asked.staff_id AND role = asker) END
          END)
BEGIN SELECT RAISE(ABORT, 'evenhand:change'); END;
