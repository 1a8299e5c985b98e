-- What is in force now, out of facts that are never changed. Every guard and every query asks here, so that
-- who has left, or whose role has ended, can do nothing more from the next statement on. Views over tables
-- with row security are asked in the asker's own name.

CREATE OR REPLACE VIEW role_held AS
SELECT role_grant.id, role_grant.staff_id, role_grant.role FROM role_grant
WHERE NOT EXISTS (SELECT 1 FROM role_end WHERE role_end.role_grant_id = role_grant.id)
  AND NOT EXISTS (SELECT 1 FROM leaving WHERE leaving.staff_id = role_grant.staff_id);

-- Duties of people who still hold the role for it, and whose conflict of interest was not what ended them.

CREATE OR REPLACE VIEW duty_held WITH (security_invoker = true) AS
SELECT duty.id, duty.case_id, duty.stage, duty.round, duty.staff_id, duty.draw_id, duty.at FROM duty
WHERE EXISTS (SELECT 1 FROM role_held
              WHERE role_held.staff_id = duty.staff_id
                AND role_held.role = CASE duty.stage WHEN 'investigation' THEN 'customer-manager'
                                                     WHEN 'review' THEN 'reviewer' ELSE 'approver' END)
  AND NOT EXISTS (SELECT 1 FROM redraw WHERE redraw.duty_id = duty.id AND redraw.reason = 'conflict');

-- Of the authorities that cover the product, the newest.

CREATE OR REPLACE VIEW case_authority WITH (security_invoker = true) AS
SELECT loan_case.id AS case_id, staff.id AS staff_id,
  (SELECT authority.amount_fen FROM authority
   WHERE authority.staff_id = staff.id
     AND (authority.products IS NULL OR strpos(authority.products, ' ' || loan_case.product || ' ') > 0)
   ORDER BY authority.at DESC, authority.id DESC LIMIT 1) AS amount_fen
FROM loan_case CROSS JOIN staff
WHERE NOT EXISTS (SELECT 1 FROM leaving WHERE leaving.staff_id = staff.id);

CREATE OR REPLACE VIEW case_tie WITH (security_invoker = true) AS
SELECT loan_case.id AS case_id, relationship.staff_id, relationship.kind
FROM loan_case JOIN village ON village.id = loan_case.village_id
JOIN relationship ON relationship.person_key IN (loan_case.person_key, 'village:' || village.code)
WHERE NOT EXISTS (SELECT 1 FROM relationship_end WHERE relationship_end.relationship_id = relationship.id);

CREATE OR REPLACE VIEW absence_held WITH (security_invoker = true) AS
SELECT absence.id, absence.staff_id, absence.starts, absence.ends, absence.reason FROM absence
WHERE NOT EXISTS (SELECT 1 FROM absence AS newer WHERE newer.replaces = absence.id);

-- Which administrator asks for a row of which table, and which other one confirms. No asker: the person.

CREATE OR REPLACE VIEW change_power AS
SELECT column1 AS kind, column2 AS asker, column3 AS confirmer FROM (VALUES
  ('institution', 'system-administrator', 'security-administrator'),
  ('village', 'system-administrator', 'security-administrator'),
  ('tablet', 'system-administrator', 'security-administrator'),
  ('staff', 'system-administrator', 'security-administrator'),
  ('leaving', 'system-administrator', 'security-administrator'),
  ('absence', 'system-administrator', 'security-administrator'),
  ('absence', '', 'system-administrator'),
  ('absence', '', 'security-administrator'),
  ('role_grant', 'security-administrator', 'system-administrator'),
  ('role_end', 'security-administrator', 'system-administrator'),
  ('authority', 'security-administrator', 'system-administrator'),
  ('relationship', 'security-administrator', 'system-administrator'),
  ('relationship_end', 'security-administrator', 'system-administrator'),
  ('centre_setting', 'security-administrator', 'system-administrator'),
  ('totp_reset', 'security-administrator', 'system-administrator'),
  ('passphrase_reset', 'security-administrator', 'system-administrator'),
  ('passphrase_reset', 'security-administrator', 'audit-administrator'),
  ('passphrase_reset', 'system-administrator', 'audit-administrator'),
  ('revocation', 'security-administrator', 'system-administrator'),
  ('witness', 'audit-administrator', 'system-administrator'),
  ('witness', 'audit-administrator', 'security-administrator'),
  ('witness_end', 'audit-administrator', 'system-administrator'),
  ('witness_end', 'audit-administrator', 'security-administrator')) AS power;

GRANT SELECT ON role_held, change_power, absence_held TO evenhand_people, evenhand_guard;
GRANT SELECT ON duty_held, case_authority, case_tie TO evenhand_guard, evenhand_guardian;
