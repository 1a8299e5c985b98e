-- Nobody gives powers to himself or herself, and who gives powers has no business of their own.

CREATE OR REPLACE FUNCTION role_grant_to_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.staff_id = session_staff() AND EXISTS (SELECT 1 FROM role_grant)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_grant_to_another BEFORE INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION role_grant_to_another();

-- The one guardian comes with the founding.
CREATE OR REPLACE FUNCTION role_grant_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.role NOT IN ('customer-manager', 'intake-clerk', 'reviewer', 'approver', 'archive-clerk',
                        'auditor', 'risk-manager', 'system-administrator', 'security-administrator',
                      'audit-administrator', 'guardian')
    OR (NEW.role = 'guardian' AND EXISTS (SELECT 1 FROM role_grant))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_grant_known BEFORE INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION role_grant_known();

CREATE OR REPLACE FUNCTION role_grant_administrators_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM role_grant
               WHERE staff_id = NEW.staff_id AND role <> NEW.role
               AND (role LIKE '%-administrator' OR NEW.role LIKE '%-administrator'))
  THEN PERFORM refuse('separation'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_grant_administrators_apart BEFORE INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION role_grant_administrators_apart();

CREATE OR REPLACE FUNCTION authority_to_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.staff_id = session_staff()
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER authority_to_another BEFORE INSERT ON authority
FOR EACH ROW EXECUTE FUNCTION authority_to_another();

-- Who is away is not drawn: an absence entered by just anybody would steer the lot.
CREATE OR REPLACE FUNCTION absence_inserted_by_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM absence WHERE id = NEW.id)
    OR NOT EXISTS (SELECT 1 FROM role_grant
                   WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER absence_inserted_by_administrator BEFORE INSERT ON absence
FOR EACH ROW EXECUTE FUNCTION absence_inserted_by_administrator();

CREATE OR REPLACE FUNCTION absence_updated_by_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.staff_id <> OLD.staff_id
    OR NOT EXISTS (SELECT 1 FROM role_grant
                   WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER absence_updated_by_administrator BEFORE UPDATE ON absence
FOR EACH ROW EXECUTE FUNCTION absence_updated_by_administrator();

CREATE OR REPLACE FUNCTION absence_deleted_by_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_grant
                   WHERE staff_id = session_staff() AND role IN ('system-administrator', 'guardian'))
  THEN PERFORM refuse('role'); END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER absence_deleted_by_administrator BEFORE DELETE ON absence
FOR EACH ROW EXECUTE FUNCTION absence_deleted_by_administrator();
