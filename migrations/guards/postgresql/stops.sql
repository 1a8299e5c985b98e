-- Automated recommendation stops where post-loan figures say so, and goes on only when two people of risk say so.

CREATE OR REPLACE FUNCTION post_loan_figure_by_risk_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER post_loan_figure_by_risk_manager BEFORE INSERT ON post_loan_figure
FOR EACH ROW EXECUTE FUNCTION post_loan_figure_by_risk_manager();

CREATE OR REPLACE FUNCTION recommendation_stop_of_its_figures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM post_loan_figure WHERE id = NEW.figure_id AND institution = NEW.institution
                     AND product = NEW.product AND staff_id = NEW.staff_id)
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER recommendation_stop_of_its_figures BEFORE INSERT ON recommendation_stop
FOR EACH ROW EXECUTE FUNCTION recommendation_stop_of_its_figures();

CREATE OR REPLACE FUNCTION stop_end_request_by_risk_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER stop_end_request_by_risk_manager BEFORE INSERT ON stop_end_request
FOR EACH ROW EXECUTE FUNCTION stop_end_request_by_risk_manager();

CREATE OR REPLACE FUNCTION stop_end_by_risk_manager() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'risk-manager')
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER stop_end_by_risk_manager BEFORE INSERT ON stop_end
FOR EACH ROW EXECUTE FUNCTION stop_end_by_risk_manager();

-- Who asks that it end does not confirm it.
CREATE OR REPLACE FUNCTION stop_end_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM stop_end_request WHERE id = NEW.request_id AND stop_id = NEW.stop_id
                     AND staff_id <> NEW.staff_id)
  THEN PERFORM refuse('stop'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER stop_end_by_another BEFORE INSERT ON stop_end
FOR EACH ROW EXECUTE FUNCTION stop_end_by_another();

-- While it is stopped no screening recommends by itself.
CREATE OR REPLACE FUNCTION screening_while_stopped() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.outcome = 'pass' AND EXISTS (
    SELECT 1 FROM recommendation_stop AS stop
    JOIN loan_case ON loan_case.id = NEW.case_id AND loan_case.product = stop.product
    JOIN institution ON institution.id = loan_case.institution_id AND institution.code = stop.institution
    WHERE NOT EXISTS (SELECT 1 FROM stop_end WHERE stop_id = stop.id))
  THEN PERFORM refuse('stop'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER screening_while_stopped BEFORE INSERT ON screening
FOR EACH ROW EXECUTE FUNCTION screening_while_stopped();

-- Figures are of the centre, not of a case: read by people of risk, auditors and the guardian, who screens by them.
GRANT SELECT ON post_loan_figure, recommendation_stop, stop_end_request, stop_end
TO evenhand_risk_manager, evenhand_auditor, evenhand_guardian;
GRANT INSERT ON post_loan_figure, recommendation_stop, stop_end_request, stop_end TO evenhand_risk_manager;
