-- A signature of an act is by whoever gave the opinion or decision, with a certificate of his own.

DROP TRIGGER IF EXISTS act_signature_by_its_giver;
CREATE TRIGGER act_signature_by_its_giver BEFORE INSERT ON act_signature
WHEN NOT EXISTS (SELECT 1 FROM opinion
                 WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id
                 UNION ALL
                 SELECT 1 FROM decision
                 WHERE id = NEW.fact_id AND case_id = NEW.case_id AND staff_id = NEW.staff_id)
  OR NOT EXISTS (SELECT 1 FROM certificate
                 WHERE id = NEW.certificate_id AND purpose = 'person' AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;
