-- Expanded once for every fact table by core/storage/migrate.py:
--   {table}   its name
--   {actor}   true where the session may insert NEW (from the table's `by`)
--   {update_refused}  how an update is refused: always, or but for an erasure on record (records.sql)
--   {hands}   the group roles named in `by`; the grant is left out where there are none
-- UPSERTs need the right to update, which nobody has; the triggers hold even for who has it.

CREATE OR REPLACE TRIGGER {table}_never_updated BEFORE UPDATE ON {table}
{update_refused};

CREATE OR REPLACE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refused('fact');

CREATE OR REPLACE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refused('fact');

CREATE OR REPLACE TRIGGER {table}_in_own_time BEFORE INSERT ON {table}
FOR EACH ROW WHEN (abs(NEW.at - (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) > 120000000)
EXECUTE FUNCTION refused('time');

CREATE OR REPLACE TRIGGER {table}_by_whom BEFORE INSERT ON {table}
FOR EACH ROW WHEN (({actor}) IS NOT TRUE) EXECUTE FUNCTION refused('session');

GRANT SELECT ON {table} TO evenhand_guard;
GRANT SELECT ON {table} TO evenhand_guardian;
GRANT INSERT ON {table} TO {hands};
