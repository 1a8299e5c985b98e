-- Automated recommendation stops where post-loan figures say so, and goes on only when two people of risk say so.

DROP TRIGGER IF EXISTS post_loan_figure_by_risk_manager;
CREATE TRIGGER post_loan_figure_by_risk_manager BEFORE INSERT ON post_loan_figure
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS recommendation_stop_of_its_figures;
CREATE TRIGGER recommendation_stop_of_its_figures BEFORE INSERT ON recommendation_stop
WHEN NOT EXISTS (SELECT 1 FROM post_loan_figure WHERE id = NEW.figure_id AND institution = NEW.institution
                   AND product = NEW.product AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS stop_end_request_by_risk_manager;
CREATE TRIGGER stop_end_request_by_risk_manager BEFORE INSERT ON stop_end_request
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS stop_end_by_risk_manager;
CREATE TRIGGER stop_end_by_risk_manager BEFORE INSERT ON stop_end
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Who asks that it end does not confirm it.
DROP TRIGGER IF EXISTS stop_end_by_another;
CREATE TRIGGER stop_end_by_another BEFORE INSERT ON stop_end
WHEN NOT EXISTS (SELECT 1 FROM stop_end_request WHERE id = NEW.request_id AND stop_id = NEW.stop_id
                   AND staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:stop'); END;

-- While it is stopped no screening recommends by itself.
DROP TRIGGER IF EXISTS screening_while_stopped;
CREATE TRIGGER screening_while_stopped BEFORE INSERT ON screening
WHEN NEW.outcome = 'pass' AND EXISTS (
  SELECT 1 FROM recommendation_stop AS stop
  JOIN loan_case ON loan_case.id = NEW.case_id AND loan_case.product = stop.product
  JOIN institution ON institution.id = loan_case.institution_id AND institution.code = stop.institution
  WHERE NOT EXISTS (SELECT 1 FROM stop_end WHERE stop_id = stop.id))
BEGIN SELECT RAISE(ABORT, 'evenhand:stop'); END;
