-- Who makes a rule set does not check it, and nobody but people of risk does either. The set that comes
-- with the program is registered by the guardian while there is no other.

CREATE OR REPLACE FUNCTION rule_set_by_risk_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff()
                     AND (role = 'risk-manager'
                          OR role = 'guardian' AND NOT EXISTS (SELECT 1 FROM rule_set)))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER rule_set_by_risk_manager BEFORE INSERT ON rule_set
FOR EACH ROW EXECUTE FUNCTION rule_set_by_risk_manager();

CREATE OR REPLACE FUNCTION rule_set_check_by_risk_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER rule_set_check_by_risk_manager BEFORE INSERT ON rule_set_check
FOR EACH ROW EXECUTE FUNCTION rule_set_check_by_risk_manager();

-- What was checked is what was made, and another person made it.
CREATE OR REPLACE FUNCTION rule_set_check_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rule_set WHERE id = NEW.rule_set_id
                     AND content_hash = NEW.content_hash AND staff_id <> NEW.staff_id)
  THEN PERFORM refuse('checker'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER rule_set_check_by_another BEFORE INSERT ON rule_set_check
FOR EACH ROW EXECUTE FUNCTION rule_set_check_by_another();

-- One version name, one content: a screening names its version, and people must be able to rely on it.
CREATE OR REPLACE FUNCTION rule_set_check_one_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM rule_set AS mine
               JOIN rule_set AS other ON other.version = mine.version AND other.id <> mine.id
               WHERE mine.id = NEW.rule_set_id
                 AND (EXISTS (SELECT 1 FROM rule_set_check WHERE rule_set_id = other.id)
                      OR EXISTS (SELECT 1 FROM role_held
                                 WHERE staff_id = other.staff_id AND role = 'guardian')))
  THEN PERFORM refuse('version'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER rule_set_check_one_version BEFORE INSERT ON rule_set_check
FOR EACH ROW EXECUTE FUNCTION rule_set_check_one_version();

-- A what-if is asked of a screening of the case, by people of risk, auditors, and who has a duty on it.
CREATE OR REPLACE FUNCTION what_if_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM screening WHERE id = NEW.screening_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER what_if_of_the_case BEFORE INSERT ON what_if
FOR EACH ROW EXECUTE FUNCTION what_if_of_the_case();

CREATE OR REPLACE FUNCTION what_if_with_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM duty_held AS duty WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
   AND NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                     AND role IN ('risk-manager', 'auditor'))
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER what_if_with_access BEFORE INSERT ON what_if
FOR EACH ROW EXECUTE FUNCTION what_if_with_access();
