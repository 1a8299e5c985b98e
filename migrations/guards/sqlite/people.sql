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

DROP TRIGGER IF EXISTS role_grant_administrators_apart;
CREATE TRIGGER role_grant_administrators_apart BEFORE INSERT ON role_grant
WHEN EXISTS (SELECT 1 FROM role_grant
             WHERE staff_id = NEW.staff_id AND role <> NEW.role
               AND (role LIKE '%-administrator' OR NEW.role LIKE '%-administrator'))
BEGIN SELECT RAISE(ABORT, 'evenhand:separation'); END;

DROP TRIGGER IF EXISTS authority_to_another;
CREATE TRIGGER authority_to_another BEFORE INSERT ON authority
WHEN NEW.staff_id = session_staff()
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Who is away is not drawn: an absence entered by just anybody would steer the lot.
DROP TRIGGER IF EXISTS absence_inserted_by_administrator;
CREATE TRIGGER absence_inserted_by_administrator BEFORE INSERT ON absence
WHEN NEW.rowid <> -1
  OR EXISTS (SELECT 1 FROM absence WHERE id = NEW.id)
  OR NOT EXISTS (SELECT 1 FROM role_grant
                 WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS absence_updated_by_administrator;
CREATE TRIGGER absence_updated_by_administrator BEFORE UPDATE ON absence
WHEN NEW.id <> OLD.id OR NEW.staff_id <> OLD.staff_id OR NEW.rowid <> OLD.rowid
  OR NOT EXISTS (SELECT 1 FROM role_grant
                 WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS absence_deleted_by_administrator;
CREATE TRIGGER absence_deleted_by_administrator BEFORE DELETE ON absence
WHEN NOT EXISTS (SELECT 1 FROM role_grant
                 WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;
