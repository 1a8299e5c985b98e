-- A signature of an act is by whoever gave the opinion or decision, with a certificate of his own.
-- Everybody reads certificates and revocation lists; the archive's people read checks.

CREATE OR REPLACE FUNCTION act_signature_by_its_giver() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM opinion
         WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
         UNION ALL
         SELECT 1 FROM decision
         WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id)
    OR NOT EXISTS (
         SELECT 1 FROM certificate
         WHERE id = NEW.certificate_id AND purpose = 'person' AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('session'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER act_signature_by_its_giver BEFORE INSERT ON act_signature
FOR EACH ROW EXECUTE FUNCTION act_signature_by_its_giver();

GRANT SELECT ON certificate, revocation, revocation_list TO evenhand_people;
GRANT INSERT ON act_signature TO evenhand_reviewer, evenhand_approver;
GRANT SELECT ON check_run, fixity_run TO evenhand_archive_clerk, evenhand_auditor;
