-- Expanded once for every fact table by core/storage/migrate.py:
--   {table}   its name
--   {same}    true for an existing row with the same key as NEW, any of its unique keys
--   {unless_erased}  empty, or WHEN not exactly the erasable columns are emptied for an erasure on record
--   {actor}   true where the session may insert NEW (from the table's `by`)
-- INSERT OR REPLACE deletes without asking the DELETE trigger, on a unique key or on the rowid, so the
-- insert itself is guarded.

DROP TRIGGER IF EXISTS {table}_never_updated;
CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table}
{unless_erased}
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS {table}_never_deleted;
CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS {table}_never_replaced;
CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same} OR rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'evenhand:exists'); END;

-- Before an insert a rowid that nobody gave reads -1, so no row may ever hold one below 1.
DROP TRIGGER IF EXISTS {table}_numbered_from_one;
CREATE TRIGGER {table}_numbered_from_one AFTER INSERT ON {table}
WHEN NEW.rowid < 1
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS {table}_in_own_time;
CREATE TRIGGER {table}_in_own_time BEFORE INSERT ON {table}
WHEN abs(NEW.at - CAST(unixepoch('subsec') * 1000000 AS INTEGER)) > 120000000
BEGIN SELECT RAISE(ABORT, 'evenhand:time'); END;

DROP TRIGGER IF EXISTS {table}_by_whom;
CREATE TRIGGER {table}_by_whom BEFORE INSERT ON {table}
WHEN ({actor}) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, 'evenhand:session'); END;
