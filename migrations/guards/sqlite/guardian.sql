-- Packages are handed in by intake clerks.

DROP TRIGGER IF EXISTS handed_in_by_intake_clerk;
CREATE TRIGGER handed_in_by_intake_clerk BEFORE INSERT ON handed_in
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = session_staff() AND role = 'intake-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;
