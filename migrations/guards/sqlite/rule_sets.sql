-- Who makes a rule set does not check it, and nobody but people of risk does either. The set that comes
-- with the program is registered by the guardian while there is no other.

DROP TRIGGER IF EXISTS rule_set_by_risk_manager;
CREATE TRIGGER rule_set_by_risk_manager BEFORE INSERT ON rule_set
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff()
                   AND (role = 'risk-manager'
                        OR role = 'guardian' AND NOT EXISTS (SELECT 1 FROM rule_set)))
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS rule_set_check_by_risk_manager;
CREATE TRIGGER rule_set_check_by_risk_manager BEFORE INSERT ON rule_set_check
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- What was checked is what was made, and another person made it.
DROP TRIGGER IF EXISTS rule_set_check_by_another;
CREATE TRIGGER rule_set_check_by_another BEFORE INSERT ON rule_set_check
WHEN NOT EXISTS (SELECT 1 FROM rule_set WHERE id = NEW.rule_set_id
                   AND content_hash = NEW.content_hash AND staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:checker'); END;

-- One version name, one content: a screening names its version, and people must be able to rely on it.
DROP TRIGGER IF EXISTS rule_set_check_one_version;
CREATE TRIGGER rule_set_check_one_version BEFORE INSERT ON rule_set_check
WHEN EXISTS (SELECT 1 FROM rule_set AS mine
             JOIN rule_set AS other ON other.version = mine.version AND other.id <> mine.id
             WHERE mine.id = NEW.rule_set_id
               AND (EXISTS (SELECT 1 FROM rule_set_check WHERE rule_set_id = other.id)
                    OR EXISTS (SELECT 1 FROM role_held
                               WHERE staff_id = other.staff_id AND role = 'guardian')))
BEGIN SELECT RAISE(ABORT, 'evenhand:version'); END;

-- A what-if is asked of a screening of the case, by people of risk, auditors, and who has a duty on it.
DROP TRIGGER IF EXISTS what_if_of_the_case;
CREATE TRIGGER what_if_of_the_case BEFORE INSERT ON what_if
WHEN NOT EXISTS (SELECT 1 FROM screening WHERE id = NEW.screening_id AND case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS what_if_with_access;
CREATE TRIGGER what_if_with_access BEFORE INSERT ON what_if
WHEN NOT EXISTS (SELECT 1 FROM duty_held AS duty WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
 AND NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role IN ('risk-manager', 'auditor'))
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;
