-- What the centre finds about a case by itself rests on what is on record: a fingerprint on a paper of the case,
-- a tie on a package of the case, an alarm on a screening of the case. A match of near photos tells the truth,
-- and opens one other paper to one duty.

CREATE OR REPLACE FUNCTION photo_key_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER photo_key_of_the_case BEFORE INSERT ON photo_key
FOR EACH ROW EXECUTE FUNCTION photo_key_of_the_case();

CREATE OR REPLACE FUNCTION link_key_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM package WHERE id = NEW.package_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER link_key_of_the_case BEFORE INSERT ON link_key
FOR EACH ROW EXECUTE FUNCTION link_key_of_the_case();

CREATE OR REPLACE FUNCTION card_reading_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM package WHERE id = NEW.package_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER card_reading_of_the_case BEFORE INSERT ON card_reading
FOR EACH ROW EXECUTE FUNCTION card_reading_of_the_case();

CREATE OR REPLACE FUNCTION second_look_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM screening WHERE id = NEW.screening_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER second_look_of_the_case BEFORE INSERT ON second_look
FOR EACH ROW EXECUTE FUNCTION second_look_of_the_case();

CREATE OR REPLACE FUNCTION alarm_of_the_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM screening WHERE id = NEW.screening_id AND case_id = NEW.case_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER alarm_of_the_case BEFORE INSERT ON alarm
FOR EACH ROW EXECUTE FUNCTION alarm_of_the_case();

-- Two papers as they are on record, in cases of two persons.
CREATE OR REPLACE FUNCTION photo_match_of_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM document AS mine
    JOIN loan_case AS my_case ON my_case.id = mine.case_id
    JOIN document AS other ON other.id = NEW.other_document_id AND other.case_id = NEW.other_case_id
                          AND other.sha256 = NEW.other_sha256
    JOIN loan_case AS other_case ON other_case.id = other.case_id AND other_case.number = NEW.other_number
    WHERE mine.id = NEW.document_id AND mine.case_id = NEW.case_id
      AND other_case.person_key <> my_case.person_key)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER photo_match_of_another BEFORE INSERT ON photo_match
FOR EACH ROW EXECUTE FUNCTION photo_match_of_another();

-- The other household's photo is for who reviews or approves this case just now, and for auditors.
CREATE OR REPLACE FUNCTION comparison_on_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM photo_match WHERE id = NEW.match_id AND case_id = NEW.case_id)
    OR NOT (EXISTS (SELECT 1 FROM duty_held AS duty WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id
                      AND stage IN ('review', 'approval')
                      AND NOT EXISTS (SELECT 1 FROM duty_end WHERE duty_id = duty.id))
            OR EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'auditor'))
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER comparison_on_duty BEFORE INSERT ON comparison
FOR EACH ROW EXECUTE FUNCTION comparison_on_duty();

-- A photo that turned up in another case after the screening is looked at before anybody recommends.
CREATE OR REPLACE FUNCTION opinion_after_late_photos() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM photo_match AS late WHERE late.case_id = NEW.case_id
               AND late.at > (SELECT max(at) FROM screening WHERE case_id = NEW.case_id)
               AND NOT EXISTS (SELECT 1 FROM comparison WHERE match_id = late.id AND staff_id = NEW.staff_id))
  THEN PERFORM refuse('late'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER opinion_after_late_photos BEFORE INSERT ON opinion
FOR EACH ROW EXECUTE FUNCTION opinion_after_late_photos();

GRANT INSERT ON comparison TO evenhand_reader;
