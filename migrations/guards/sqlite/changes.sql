-- Expanded once for every table whose rows one person asks for and another confirms:
--   {table}   its name
--   {row}     NEW without id and time, as canonical JSON
-- The founding, before anything was ever done at the centre, asks nobody.

DROP TRIGGER IF EXISTS {table}_confirmed;
CREATE TRIGGER {table}_confirmed BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM command)
 AND NOT EXISTS (
   SELECT 1 FROM change_request AS asked JOIN change_answer AS given ON given.request_id = asked.id
   WHERE asked.effect_id = NEW.id AND asked.kind = '{table}' AND asked.asks = {row}
     AND given.outcome = 'confirmed' AND given.staff_id = session_staff() AND given.at = NEW.at)
BEGIN SELECT RAISE(ABORT, 'evenhand:change'); END;
