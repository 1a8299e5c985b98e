-- The life of a case: which step may follow which (core/cases/rules.py NEXT; a test compares), and
-- what each step must rest on.

CREATE OR REPLACE FUNCTION step_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.seq <> 1 + coalesce((SELECT seq FROM case_state WHERE case_id = NEW.case_id), 0)
    OR NOT EXISTS (
      WITH rule(before, after) AS (VALUES
        ('', 'received'),
        ('received', 'screened'), ('received', 'refused'), ('received', 'withdrawn'),
        ('screened', 'review-drawn'), ('screened', 'withdrawn'),
        ('refused', 'review-requested'), ('refused', 'withdrawn'),
        ('review-requested', 'review-drawn'), ('review-requested', 'withdrawn'),
        ('review-drawn', 'review-started'), ('review-drawn', 'opinion-given'),
        ('review-drawn', 'supplement-asked'), ('review-drawn', 'withdrawn'),
        ('review-started', 'opinion-given'), ('review-started', 'supplement-asked'),
        ('review-started', 'withdrawn'),
        ('opinion-given', 'approval-drawn'), ('opinion-given', 'withdrawn'),
        ('supplement-asked', 'received'), ('supplement-asked', 'withdrawn'),
        ('approval-drawn', 'approval-started'), ('approval-drawn', 'approved'),
        ('approval-drawn', 'declined'), ('approval-drawn', 'review-again'),
        ('approval-drawn', 'withdrawn'),
        ('approval-started', 'approved'), ('approval-started', 'declined'),
        ('approval-started', 'review-again'), ('approval-started', 'withdrawn'),
        ('review-again', 'review-drawn'), ('review-again', 'withdrawn'),
        ('approved', 'sealed'), ('declined', 'sealed'), ('refused', 'sealed'), ('withdrawn', 'sealed'))
      SELECT 1 FROM rule
      WHERE after = NEW.kind
        AND before = coalesce((SELECT kind FROM case_state WHERE case_id = NEW.case_id), ''))
    OR NEW.round <> coalesce((SELECT round + (kind IN ('supplement-asked', 'review-again'))::int
                              FROM case_state WHERE case_id = NEW.case_id), 1)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER step_follows BEFORE INSERT ON step
FOR EACH ROW EXECUTE FUNCTION step_follows();

CREATE OR REPLACE FUNCTION step_founded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE founded boolean;
BEGIN
  -- One branch at a time: PostgreSQL would prepare all of one expression's queries before asking any.
  CASE NEW.kind
    WHEN 'received' THEN founded := EXISTS (
      SELECT 1 FROM package WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round);
    WHEN 'screened', 'refused' THEN founded := EXISTS (
      SELECT 1 FROM screening WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND (outcome = 'refuse') = (NEW.kind = 'refused'));
    WHEN 'review-drawn', 'approval-drawn' THEN founded := EXISTS (
      SELECT 1 FROM duty WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND stage || '-drawn' = NEW.kind);
    WHEN 'review-started', 'approval-started' THEN founded := EXISTS (
      SELECT 1 FROM duty_held WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND stage || '-started' = NEW.kind AND staff_id = NEW.staff_id);
    WHEN 'opinion-given' THEN founded := EXISTS (
      SELECT 1 FROM opinion WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND staff_id = NEW.staff_id);
    WHEN 'approved', 'declined' THEN founded := EXISTS (
      SELECT 1 FROM decision WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND staff_id = NEW.staff_id AND (outcome = 'approve') = (NEW.kind = 'approved'));
    WHEN 'supplement-asked', 'review-again' THEN founded := EXISTS (
      SELECT 1 FROM case_return WHERE id = NEW.fact_id AND case_id = NEW.case_id AND round = NEW.round
        AND staff_id = NEW.staff_id AND (target = 'supplement') = (NEW.kind = 'supplement-asked'));
    WHEN 'withdrawn' THEN founded := EXISTS (
      SELECT 1 FROM withdrawal WHERE id = NEW.fact_id AND case_id = NEW.case_id);
    WHEN 'review-requested' THEN founded := EXISTS (
      SELECT 1 FROM role_held
      JOIN staff ON staff.id = role_held.staff_id
      JOIN loan_case ON loan_case.id = NEW.case_id
      WHERE role_held.staff_id = NEW.staff_id
        AND (role_held.role = 'intake-clerk'
             OR role_held.role = 'customer-manager' AND staff.institution_id = loan_case.institution_id));
    WHEN 'sealed' THEN founded := EXISTS (
      SELECT 1 FROM dossier WHERE id = NEW.fact_id AND case_id = NEW.case_id);
    ELSE founded := false;
  END CASE;
  IF founded IS NOT TRUE THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER step_founded BEFORE INSERT ON step
FOR EACH ROW EXECUTE FUNCTION step_founded();


-- Where each case stands, for quick reading and for the guards. What was to be done on a case that is withdrawn is over:
-- no person has the right to delete an errand, which is the right to lock them all.
CREATE OR REPLACE FUNCTION step_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  INSERT INTO case_state (case_id, seq, kind, round, at)
  VALUES (NEW.case_id, NEW.seq, NEW.kind, NEW.round, NEW.at)
  ON CONFLICT (case_id) DO UPDATE
  SET seq = excluded.seq, kind = excluded.kind, round = excluded.round, at = excluded.at;
  DELETE FROM errand WHERE NEW.kind = 'withdrawn' AND case_id = NEW.case_id AND errand.kind <> 'seal';
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER step_taken AFTER INSERT ON step
FOR EACH ROW EXECUTE FUNCTION step_taken();

-- Acts on one case wait for one another (access.sql).
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON step
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON duty
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON opinion
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON case_return
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON withdrawal
FOR EACH ROW EXECUTE FUNCTION case_held();
CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION case_held();
