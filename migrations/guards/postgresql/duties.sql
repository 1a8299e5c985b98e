-- Separation of duties. Investigation, review and approval of one case lie with
-- three people, the last two come from a draw, and none is related to the applicant.

CREATE OR REPLACE FUNCTION duty_from_a_draw() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF (NEW.stage = 'investigation') <> (NEW.draw_id IS NULL)
    OR NEW.stage NOT IN ('investigation', 'review', 'approval')
    OR (NEW.draw_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM draw
          WHERE draw.id = NEW.draw_id AND draw.case_id = NEW.case_id AND draw.stage = NEW.stage
            AND draw.round <= NEW.round
            AND (draw.result_staff_id = NEW.staff_id
                 OR EXISTS (SELECT 1 FROM jsonb_array_elements(coalesce(draw.record::jsonb -> 'lots', '[]')) AS lot
                            WHERE lot ->> 'result' = NEW.staff_id::text))))
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_from_a_draw BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION duty_from_a_draw();

CREATE OR REPLACE FUNCTION duty_of_one_kind() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM duty
               WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id AND stage <> NEW.stage)
  THEN PERFORM refuse('separation'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_of_one_kind BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION duty_of_one_kind();

CREATE OR REPLACE FUNCTION duty_without_relationship() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM case_tie WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('relationship'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_without_relationship BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION duty_without_relationship();

CREATE OR REPLACE FUNCTION duty_within_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held
                   WHERE staff_id = NEW.staff_id
                     AND role = CASE NEW.stage WHEN 'investigation' THEN 'customer-manager'
                                               WHEN 'review' THEN 'reviewer'
                                               WHEN 'approval' THEN 'approver' END)
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_within_role BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION duty_within_role();

-- A duty ends by what was done on it, or with the case.
CREATE OR REPLACE FUNCTION duty_end_founded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE founded boolean;
BEGIN
  -- One branch at a time: PostgreSQL would prepare all of one expression's queries before asking any.
  CASE NEW.how
    WHEN 'opinion' THEN founded := EXISTS (SELECT 1 FROM opinion WHERE duty_id = NEW.duty_id);
    WHEN 'decision' THEN founded := EXISTS (SELECT 1 FROM decision WHERE duty_id = NEW.duty_id);
    WHEN 'return' THEN founded := EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id);
    WHEN 'vote' THEN founded := EXISTS (SELECT 1 FROM vote WHERE duty_id = NEW.duty_id);
    WHEN 'redraw' THEN founded := EXISTS (SELECT 1 FROM redraw WHERE duty_id = NEW.duty_id);
    WHEN 'withdrawal' THEN founded := EXISTS (
      SELECT 1 FROM withdrawal JOIN duty ON duty.case_id = withdrawal.case_id WHERE duty.id = NEW.duty_id);
    ELSE founded := false;
  END CASE;
  IF founded IS NOT TRUE THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER duty_end_founded BEFORE INSERT ON duty_end
FOR EACH ROW EXECUTE FUNCTION duty_end_founded();

-- Open duties are listed for quick reading; the list follows from the facts.
CREATE OR REPLACE FUNCTION duty_queued() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  INSERT INTO queue (duty_id, staff_id, case_id, stage, at, product, amount_fen)
  SELECT NEW.id, NEW.staff_id, NEW.case_id, NEW.stage, NEW.at, product, amount_fen FROM loan_case WHERE id = NEW.case_id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER duty_queued AFTER INSERT ON duty
FOR EACH ROW WHEN (NEW.stage <> 'investigation') EXECUTE FUNCTION duty_queued();

CREATE OR REPLACE FUNCTION duty_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  DELETE FROM queue WHERE duty_id = NEW.duty_id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER duty_ended AFTER INSERT ON duty_end
FOR EACH ROW EXECUTE FUNCTION duty_ended();
