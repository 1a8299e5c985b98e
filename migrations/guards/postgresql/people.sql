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

CREATE OR REPLACE FUNCTION role_grant_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = NEW.role)
    OR EXISTS (SELECT 1 FROM leaving WHERE staff_id = NEW.staff_id)
  THEN PERFORM refuse('exists'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_grant_once BEFORE INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION role_grant_once();

-- The three powers of administration: each alone, and without business.
CREATE OR REPLACE FUNCTION role_grant_administrators_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM role_held
               WHERE staff_id = NEW.staff_id AND role <> NEW.role
                 AND (role LIKE '%-administrator' OR NEW.role LIKE '%-administrator'))
  THEN PERFORM refuse('separation'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_grant_administrators_apart BEFORE INSERT ON role_grant
FOR EACH ROW EXECUTE FUNCTION role_grant_administrators_apart();

-- A role that is held ends once, by another's hand; the guardian's never.
CREATE OR REPLACE FUNCTION role_end_of_anothers_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.staff_id = session_staff()
    OR NOT EXISTS (SELECT 1 FROM role_held
                   WHERE id = NEW.role_grant_id AND staff_id = NEW.staff_id AND role <> 'guardian')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_end_of_anothers_role BEFORE INSERT ON role_end
FOR EACH ROW EXECUTE FUNCTION role_end_of_anothers_role();

CREATE OR REPLACE FUNCTION role_end_not_of_the_last() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM role_held AS mine
               WHERE mine.id = NEW.role_grant_id AND mine.role LIKE '%-administrator'
                 AND NOT EXISTS (SELECT 1 FROM role_held
                                 WHERE role = mine.role AND staff_id <> mine.staff_id))
  THEN PERFORM refuse('last'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_end_not_of_the_last BEFORE INSERT ON role_end
FOR EACH ROW EXECUTE FUNCTION role_end_not_of_the_last();

CREATE OR REPLACE FUNCTION leaving_of_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.staff_id = session_staff()
    OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER leaving_of_another BEFORE INSERT ON leaving
FOR EACH ROW EXECUTE FUNCTION leaving_of_another();

CREATE OR REPLACE FUNCTION leaving_not_of_the_last() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM role_held AS mine
               WHERE mine.staff_id = NEW.staff_id AND mine.role LIKE '%-administrator'
                 AND NOT EXISTS (SELECT 1 FROM role_held
                                 WHERE role = mine.role AND staff_id <> mine.staff_id))
  THEN PERFORM refuse('last'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER leaving_not_of_the_last BEFORE INSERT ON leaving
FOR EACH ROW EXECUTE FUNCTION leaving_not_of_the_last();

CREATE OR REPLACE FUNCTION authority_to_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.staff_id = session_staff()
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER authority_to_another BEFORE INSERT ON authority
FOR EACH ROW EXECUTE FUNCTION authority_to_another();

CREATE OR REPLACE FUNCTION relationship_of_a_kind() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.kind NOT IN ('kin', 'same-village', 'shareholder', 'previously-handled', 'other')
  THEN PERFORM refuse('relationship'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER relationship_of_a_kind BEFORE INSERT ON relationship
FOR EACH ROW EXECUTE FUNCTION relationship_of_a_kind();

CREATE OR REPLACE FUNCTION relationship_end_of_the_same() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM relationship WHERE id = NEW.relationship_id AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('relationship'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER relationship_end_of_the_same BEFORE INSERT ON relationship_end
FOR EACH ROW EXECUTE FUNCTION relationship_end_of_the_same();

-- Who is away is not drawn: what has been is not rewritten, and what has begun keeps its beginning.
CREATE OR REPLACE FUNCTION absence_until_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.ends < NEW.starts
    OR NEW.replaces IS NULL AND NEW.ends <= NEW.at
    OR NEW.replaces IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM absence AS before
         WHERE before.id = NEW.replaces AND before.staff_id = NEW.staff_id AND before.ends > NEW.at
           AND (before.starts > NEW.at OR NEW.starts = before.starts))
  THEN PERFORM refuse('absence'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER absence_until_over BEFORE INSERT ON absence
FOR EACH ROW EXECUTE FUNCTION absence_until_over();

-- What one asks, another confirms. Nobody asks for himself or herself but for an absence.
CREATE OR REPLACE FUNCTION change_request_within_power() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM change_power
    WHERE kind = NEW.kind
      AND CASE asker
            WHEN '' THEN (NEW.asks::jsonb ->> 'staff_id') = NEW.staff_id::text
            ELSE (NEW.asks::jsonb ->> 'staff_id') IS DISTINCT FROM NEW.staff_id::text
             AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = asker) END)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER change_request_within_power BEFORE INSERT ON change_request
FOR EACH ROW EXECUTE FUNCTION change_request_within_power();

-- The asker must still have the power to ask when another confirms.
CREATE OR REPLACE FUNCTION change_answer_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM change_request AS asked JOIN change_power ON change_power.kind = asked.kind
    WHERE asked.id = NEW.request_id
      AND CASE NEW.outcome
            WHEN 'withdrawn' THEN asked.staff_id = NEW.staff_id
            WHEN 'refused' THEN asked.staff_id <> NEW.staff_id
             AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = confirmer)
            WHEN 'confirmed' THEN asked.staff_id <> NEW.staff_id
             AND (asked.asks::jsonb ->> 'staff_id') IS DISTINCT FROM NEW.staff_id::text
             AND EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = confirmer)
             AND CASE asker
                   WHEN '' THEN (asked.asks::jsonb ->> 'staff_id') = asked.staff_id::text
                    AND NOT EXISTS (SELECT 1 FROM leaving WHERE staff_id = asked.staff_id)
                   ELSE EXISTS (SELECT 1 FROM role_held WHERE staff_id = asked.staff_id AND role = asker) END
            END)
  THEN PERFORM refuse('change'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER change_answer_by_another BEFORE INSERT ON change_answer
FOR EACH ROW EXECUTE FUNCTION change_answer_by_another();

-- The keyed hash that stands for the applicant of a case: a relationship names it, and nobody the number.
CREATE OR REPLACE FUNCTION applicant_key(case_number text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN (SELECT person_key FROM loan_case WHERE number = case_number AND session_holds('security-administrator'));
END $$;
GRANT EXECUTE ON FUNCTION applicant_key(text) TO evenhand_security_administrator;
