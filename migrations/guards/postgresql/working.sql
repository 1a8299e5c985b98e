-- Errands of the guardian: asked for when due, put off for a short while, gone when done. The lists of
-- open duties, of states and of waiting entries are nobody's to write: no role has the right, and only
-- the triggers of duties.sql, steps.sql and log.sql fill them. A draft is its writer's by policy.

CREATE OR REPLACE FUNCTION errand_when_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.attempts <> 0
    OR NEW.due > database_time() + 60000000
    OR NOT EXISTS (
         SELECT 1 FROM case_state
         WHERE case_id = NEW.case_id AND round + (kind = 'review-again')::int = NEW.round
           AND CASE NEW.kind
                 WHEN 'screen' THEN kind = 'received'
                 WHEN 'draw-review' THEN kind IN ('screened', 'review-requested', 'review-again')
                 WHEN 'draw-approval' THEN kind = 'opinion-given'
                 WHEN 'seal' THEN kind IN ('approved', 'declined', 'refused', 'withdrawn')
                 WHEN 'redraw' THEN kind IN ('review-drawn', 'review-started', 'approval-drawn', 'approval-started')
                 WHEN 'count-votes' THEN kind IN ('approval-drawn', 'approval-started') END)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER errand_when_due BEFORE INSERT ON errand
FOR EACH ROW EXECUTE FUNCTION errand_when_due();

-- Only the guardian puts an errand off, and at most for twenty minutes.
CREATE OR REPLACE FUNCTION errand_put_off_by_guardian() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.kind <> OLD.kind OR NEW.round <> OLD.round
    OR NEW.due > database_time() + 1200000000
    OR NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'guardian')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER errand_put_off_by_guardian BEFORE UPDATE ON errand
FOR EACH ROW EXECUTE FUNCTION errand_put_off_by_guardian();

CREATE OR REPLACE FUNCTION errand_until_done() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF EXISTS (
         SELECT 1 FROM case_state
         WHERE case_id = OLD.case_id AND round + (kind = 'review-again')::int = OLD.round
           AND CASE OLD.kind
                 WHEN 'screen' THEN kind = 'received'
                 WHEN 'draw-review' THEN kind IN ('screened', 'review-requested', 'review-again')
                 WHEN 'draw-approval' THEN kind = 'opinion-given'
                 WHEN 'seal' THEN kind IN ('approved', 'declined', 'withdrawn')
                 WHEN 'redraw' THEN EXISTS (SELECT 1 FROM vacancy WHERE vacancy.case_id = OLD.case_id)
                 WHEN 'count-votes' THEN kind IN ('approval-drawn', 'approval-started') END)
  THEN PERFORM refuse('step'); END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER errand_until_done BEFORE DELETE ON errand
FOR EACH ROW EXECUTE FUNCTION errand_until_done();
