-- Which group may do what, beyond the inserts that facts.sql grants by role and the reading of cases that
-- cases.sql grants. What is not named here nobody may. Groups: evenhand_people (everybody with a login),
-- evenhand_reader (everybody who works on cases), and one for each role.

GRANT EXECUTE ON FUNCTION refuse(text), database_time() TO evenhand_guard, evenhand_people;
GRANT EXECUTE ON FUNCTION dossier_key(text) TO evenhand_guard;
GRANT EXECUTE ON FUNCTION session_staff(), session_holds(text[]), unfounded() TO evenhand_owner, evenhand_people;
GRANT EXECUTE ON FUNCTION sees_every_case(), reads_changes(), session_bank(), may_see(uuid), may_see_duty(uuid), hold(text)
TO evenhand_people;
GRANT EXECUTE ON FUNCTION number_revealed(uuid), blob_opened(text), duties_waiting(), cases_of_applicant(uuid)
TO evenhand_reader;
GRANT EXECUTE ON FUNCTION hidden_facts(text) TO evenhand_auditor, evenhand_guardian;
GRANT EXECUTE ON FUNCTION dossiers_found(text, text[]), dossiers_page(text, text[], jsonb, bigint, integer),
  dossier_cells(jsonb), dossiers_walked(jsonb, jsonb, text, boolean, text, bigint, integer),
  dossiers_sorted(jsonb, text, jsonb, boolean, text, bigint, integer, integer),
  dossiers_of_months(text, text, bigint, bigint)
TO evenhand_archive_clerk, evenhand_auditor, evenhand_guardian;

-- The triggers' own hands.
GRANT SELECT, INSERT, DELETE ON queue TO evenhand_guard;
GRANT SELECT, INSERT, UPDATE ON case_state TO evenhand_guard;
GRANT SELECT, INSERT ON unsequenced TO evenhand_guard;
GRANT SELECT ON dossier_gram, alembic_version TO evenhand_guard;
GRANT SELECT, DELETE ON errand TO evenhand_guard;

-- Everybody: the house and its people, the log, his own answers.
GRANT SELECT ON institution, village, staff, role_grant, role_end, leaving, authority, tablet, centre_key, absence, leaf,
  checkpoint, witness, witness_end, cosignature, witness_refusal, alembic_version TO evenhand_people;
GRANT SELECT, INSERT ON entry, command TO evenhand_people;
GRANT INSERT ON sign_in TO evenhand_people;
-- Everybody may ask for an absence of his or her own, and withdraw what he or she asked for.
GRANT SELECT, INSERT ON change_request, change_answer TO evenhand_people;
-- Draws are for everybody; of which cases, row security says.
GRANT SELECT ON draw TO evenhand_people;
GRANT SELECT (id, number) ON loan_case TO evenhand_people;

-- Whoever works on cases.
GRANT INSERT ON viewing, reveal TO evenhand_reader;
-- A draft is changed by its columns and thrown away by a function: whoever may update or delete in a table as such may
-- lock the whole of it.
GRANT SELECT, INSERT, UPDATE (content, at) ON draft TO evenhand_reader;
GRANT SELECT, DELETE ON draft TO evenhand_guard;
GRANT EXECUTE ON FUNCTION draft_thrown_away(uuid) TO evenhand_reader;
GRANT SELECT (id, sha256, object, bytes, media_type, at) ON blob TO evenhand_reader;

GRANT INSERT ON step, opinion, case_return, errand TO evenhand_reviewer;
GRANT INSERT ON step, decision, case_return, errand TO evenhand_approver;
GRANT INSERT ON step, withdrawal, errand TO evenhand_customer_manager, evenhand_intake_clerk;

-- Rules are made and checked by people of risk, and read by whoever reads what they said of a case.
GRANT SELECT ON rule_set, rule_set_check TO evenhand_people;
GRANT INSERT ON rule_set, rule_set_check TO evenhand_risk_manager;
GRANT INSERT ON rule_set TO evenhand_guardian;
GRANT INSERT ON what_if TO evenhand_reader;
GRANT SELECT ON risk_input TO evenhand_risk_manager, evenhand_auditor;

GRANT SELECT ON quarantine TO evenhand_intake_clerk, evenhand_auditor;
GRANT SELECT ON relationship, relationship_end TO evenhand_system_administrator, evenhand_security_administrator,
  evenhand_audit_administrator, evenhand_auditor;
GRANT SELECT ON sign_in TO evenhand_system_administrator, evenhand_security_administrator,
  evenhand_audit_administrator, evenhand_auditor;
GRANT SELECT ON unsequenced TO evenhand_auditor;

-- The guardian, which has no hands but its own process.
GRANT INSERT ON step TO evenhand_guardian;
GRANT SELECT, INSERT ON dossier_gram TO evenhand_guardian;
GRANT SELECT, DELETE ON unsequenced TO evenhand_guardian;
GRANT INSERT, UPDATE, DELETE ON errand TO evenhand_guardian;

-- Rows that belong to no one case, or to a person.
ALTER TABLE duty_end ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty_end FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_case ON duty_end;
CREATE POLICY of_the_case ON duty_end TO evenhand_people
USING ((SELECT sees_every_case()) OR may_see_duty(duty_id))
WITH CHECK (may_see_duty(duty_id));
DROP POLICY IF EXISTS guardian ON duty_end;
CREATE POLICY guardian ON duty_end TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON duty_end;
CREATE POLICY guard ON duty_end TO evenhand_guard USING (true) WITH CHECK (true);
GRANT SELECT ON duty_end TO evenhand_reader;

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_writer ON draft;
CREATE POLICY its_writer ON draft TO evenhand_people
USING (staff_id = (SELECT session_staff()) AND may_see(case_id))
WITH CHECK (staff_id = (SELECT session_staff()) AND may_see(case_id));
DROP POLICY IF EXISTS guard ON draft;
CREATE POLICY guard ON draft TO evenhand_guard USING (staff_id = (SELECT session_staff()));

ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE entry FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_chain ON entry;
CREATE POLICY of_the_chain ON entry TO evenhand_people
USING (chain = '00000000-0000-0000-0000-000000000000' OR (SELECT sees_every_case()) OR may_see(chain))
WITH CHECK (chain = '00000000-0000-0000-0000-000000000000' OR may_see(chain));
DROP POLICY IF EXISTS guardian ON entry;
CREATE POLICY guardian ON entry TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON entry;
CREATE POLICY guard ON entry TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE command ENABLE ROW LEVEL SECURITY;
ALTER TABLE command FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS its_giver ON command;
CREATE POLICY its_giver ON command TO evenhand_people
USING (staff_id = (SELECT session_staff())) WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS auditor ON command;
CREATE POLICY auditor ON command FOR SELECT TO evenhand_auditor USING ((SELECT sees_every_case()));
DROP POLICY IF EXISTS guard ON command;
CREATE POLICY guard ON command TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_bank ON quarantine;
CREATE POLICY of_the_bank ON quarantine FOR SELECT TO evenhand_people
USING ((SELECT sees_every_case())
  OR institution = (SELECT code FROM institution WHERE id = (SELECT session_bank())));
DROP POLICY IF EXISTS guardian ON quarantine;
CREATE POLICY guardian ON quarantine TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON quarantine;
CREATE POLICY guard ON quarantine TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE dossier_gram ENABLE ROW LEVEL SECURITY;
ALTER TABLE dossier_gram FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS guardian ON dossier_gram;
CREATE POLICY guardian ON dossier_gram TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON dossier_gram;
CREATE POLICY guard ON dossier_gram TO evenhand_guard USING (true) WITH CHECK (true);

-- What was asked about people: administrators, auditors, and whom it concerns.
ALTER TABLE change_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_request FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS whom_it_concerns ON change_request;
CREATE POLICY whom_it_concerns ON change_request TO evenhand_people
USING (staff_id = (SELECT session_staff()) OR (SELECT reads_changes())
  OR (kind = 'absence' AND (asks::jsonb ->> 'staff_id') = (SELECT session_staff())::text))
WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON change_request;
CREATE POLICY guardian ON change_request TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON change_request;
CREATE POLICY guard ON change_request TO evenhand_guard USING (true) WITH CHECK (true);

ALTER TABLE change_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_answer FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS whom_it_concerns ON change_answer;
CREATE POLICY whom_it_concerns ON change_answer TO evenhand_people
USING (staff_id = (SELECT session_staff()) OR (SELECT reads_changes())
  OR request_id IN (SELECT id FROM change_request))
WITH CHECK (staff_id = (SELECT session_staff()));
DROP POLICY IF EXISTS guardian ON change_answer;
CREATE POLICY guardian ON change_answer TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON change_answer;
CREATE POLICY guard ON change_answer TO evenhand_guard USING (true) WITH CHECK (true);
