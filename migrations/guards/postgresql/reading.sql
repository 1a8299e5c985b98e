-- The access log tells the truth: a paper of the case, a number of the case, by one with access.

CREATE OR REPLACE FUNCTION viewing_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER viewing_of_the_case BEFORE INSERT ON viewing
FOR EACH ROW EXECUTE FUNCTION viewing_of_the_case();

-- Who may open a case: those with a duty on it, its branch's managers, and the centre's clerks and auditors.
CREATE OR REPLACE FUNCTION viewing_with_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM duty_held AS duty WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
   AND NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                     AND role IN ('intake-clerk', 'archive-clerk', 'auditor'))
   AND NOT EXISTS (SELECT 1 FROM role_held
                   JOIN staff ON staff.id = role_held.staff_id
                   JOIN loan_case ON loan_case.institution_id = staff.institution_id
                   WHERE role_held.staff_id = NEW.staff_id AND role_held.role = 'customer-manager'
                     AND loan_case.id = NEW.case_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER viewing_with_access BEFORE INSERT ON viewing
FOR EACH ROW EXECUTE FUNCTION viewing_with_access();

-- A number is shown while one works on the case; afterwards to the archive, and to auditors at any time.
CREATE OR REPLACE FUNCTION reveal_with_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF length(trim(NEW.reason)) = 0
    OR NOT EXISTS (SELECT 1 FROM person_number WHERE id = NEW.number_id AND case_id = NEW.case_id)
    OR NOT (EXISTS (SELECT 1 FROM duty_held AS duty WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id
                      AND NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_id = duty.id))
            OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'auditor')
            OR EXISTS (SELECT 1 FROM role_held
                       JOIN case_state ON case_state.case_id = NEW.case_id AND case_state.kind = 'sealed'
                       WHERE role_held.staff_id = NEW.staff_id AND role_held.role = 'archive-clerk'))
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER reveal_with_cause BEFORE INSERT ON reveal
FOR EACH ROW EXECUTE FUNCTION reveal_with_cause();
