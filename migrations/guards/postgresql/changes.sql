-- Expanded once for every table whose rows one person asks for and another confirms.

CREATE OR REPLACE TRIGGER {table}_confirmed BEFORE INSERT ON {table}
FOR EACH ROW EXECUTE FUNCTION change_confirmed();
