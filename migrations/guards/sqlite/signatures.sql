-- A signature of an act is by whoever gave the opinion or decision, with a certificate of his own. What the
-- archive finds about a record is what its rows say.

DROP TRIGGER IF EXISTS act_signature_by_its_giver;
CREATE TRIGGER act_signature_by_its_giver BEFORE INSERT ON act_signature
WHEN NOT EXISTS (SELECT 1 FROM opinion
                 WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
                 UNION ALL
                 SELECT 1 FROM decision
                 WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
                 UNION ALL
                 SELECT 1 FROM vote
                 WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id)
  OR NOT EXISTS (SELECT 1 FROM certificate
                 WHERE id = NEW.certificate_id AND purpose = 'person' AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

-- Nobody signs with a certificate that is revoked, not valid yet or not valid any more.
DROP TRIGGER IF EXISTS act_signature_in_force;
CREATE TRIGGER act_signature_in_force BEFORE INSERT ON act_signature
WHEN NOT EXISTS (SELECT 1 FROM certificate
                 WHERE id = NEW.certificate_id AND starts <= NEW.at AND ends > NEW.at)
  OR EXISTS (SELECT 1 FROM revocation WHERE certificate_id = NEW.certificate_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;

-- A person's certificate is for one who judges, access for anybody with a login; the others are nobody's.
DROP TRIGGER IF EXISTS certificate_for_its_purpose;
CREATE TRIGGER certificate_for_its_purpose BEFORE INSERT ON certificate
WHEN NEW.purpose NOT IN ('root', 'seal', 'stamp', 'stamp-service', 'person', 'access', 'server')
  OR (NEW.purpose IN ('person', 'access')) <> (NEW.staff_id IS NOT NULL)
  OR (NEW.purpose = 'person' AND NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                                               AND role IN ('reviewer', 'approver')))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Everything hangs on the root: it is followed by another, never revoked. Nor is what others issued.
DROP TRIGGER IF EXISTS revocation_below_the_root;
CREATE TRIGGER revocation_below_the_root BEFORE INSERT ON revocation
WHEN NOT EXISTS (SELECT 1 FROM certificate WHERE id = NEW.certificate_id AND purpose NOT IN ('root', 'stamp-service'))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- The highest number is in force: a list far ahead would be followed by none.
DROP TRIGGER IF EXISTS revocation_list_follows;
CREATE TRIGGER revocation_list_follows BEFORE INSERT ON revocation_list
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM revocation_list), 0)
BEGIN SELECT RAISE(ABORT, 'evenhand:chain'); END;

DROP TRIGGER IF EXISTS check_run_of_a_record;
CREATE TRIGGER check_run_of_a_record BEFORE INSERT ON check_run
WHEN NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

-- The result is what the rows come to (canonical JSON, so this is how a failed one is written); no rows, no check.
DROP TRIGGER IF EXISTS check_run_by_its_rows;
CREATE TRIGGER check_run_by_its_rows BEFORE INSERT ON check_run
WHEN NEW.items = '[]'
  OR NEW.result <> CASE WHEN instr(NEW.items, '"outcome":"failed"') > 0 THEN 'failed' ELSE 'passed' END
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;
