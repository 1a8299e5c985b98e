-- A signature of an act is by whoever gave the opinion or decision, with a certificate of his own. What the
-- archive finds about a record is what its rows say.
-- Everybody reads certificates and revocation lists; the archive's people read checks.

CREATE OR REPLACE FUNCTION act_signature_by_its_giver() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM opinion
         WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
         UNION ALL
         SELECT 1 FROM decision
         WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
         UNION ALL
         SELECT 1 FROM vote
         WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id)
    OR NOT EXISTS (
         SELECT 1 FROM certificate
         WHERE id = NEW.certificate_id AND purpose = 'person' AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('session'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER act_signature_by_its_giver BEFORE INSERT ON act_signature
FOR EACH ROW EXECUTE FUNCTION act_signature_by_its_giver();

-- Nobody signs with a certificate that is revoked, not valid yet or not valid any more.
CREATE OR REPLACE FUNCTION act_signature_in_force() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM certificate
                 WHERE id = NEW.certificate_id AND starts <= NEW.at AND ends > NEW.at)
    OR EXISTS (SELECT 1 FROM revocation WHERE certificate_id = NEW.certificate_id)
  THEN PERFORM refuse('session'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER act_signature_in_force BEFORE INSERT ON act_signature
FOR EACH ROW EXECUTE FUNCTION act_signature_in_force();

-- A person's certificate is for one who judges, access for anybody with a login; the others are nobody's.
CREATE OR REPLACE FUNCTION certificate_for_its_purpose() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.purpose NOT IN ('root', 'seal', 'stamp', 'stamp-service', 'person', 'access', 'server')
    OR (NEW.purpose IN ('person', 'access')) <> (NEW.staff_id IS NOT NULL)
    OR (NEW.purpose = 'person' AND NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                                                 AND role IN ('reviewer', 'approver')))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER certificate_for_its_purpose BEFORE INSERT ON certificate
FOR EACH ROW EXECUTE FUNCTION certificate_for_its_purpose();

-- Everything hangs on the root: it is followed by another, never revoked. Nor is what others issued.
CREATE OR REPLACE FUNCTION revocation_below_the_root() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM certificate WHERE id = NEW.certificate_id AND purpose NOT IN ('root', 'stamp-service'))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER revocation_below_the_root BEFORE INSERT ON revocation
FOR EACH ROW EXECUTE FUNCTION revocation_below_the_root();

-- The highest number is in force: a list far ahead would be followed by none.
CREATE OR REPLACE FUNCTION revocation_list_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.number <> 1 + coalesce((SELECT max(number) FROM revocation_list), 0)
  THEN PERFORM refuse('chain'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER revocation_list_follows BEFORE INSERT ON revocation_list
FOR EACH ROW EXECUTE FUNCTION revocation_list_follows();

CREATE OR REPLACE FUNCTION check_run_of_a_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER check_run_of_a_record BEFORE INSERT ON check_run
FOR EACH ROW EXECUTE FUNCTION check_run_of_a_record();

-- The result is what the rows come to (canonical JSON, so this is how a failed one is written); no rows, no check.
CREATE OR REPLACE FUNCTION check_run_by_its_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.items = '[]'
    OR NEW.result <> (CASE WHEN strpos(NEW.items, '"outcome":"failed"') > 0 THEN 'failed' ELSE 'passed' END)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER check_run_by_its_rows BEFORE INSERT ON check_run
FOR EACH ROW EXECUTE FUNCTION check_run_by_its_rows();

GRANT SELECT ON certificate, revocation, revocation_list TO evenhand_people;
GRANT INSERT ON act_signature TO evenhand_reviewer, evenhand_approver;
GRANT SELECT ON check_run, fixity_run TO evenhand_archive_clerk, evenhand_auditor;
