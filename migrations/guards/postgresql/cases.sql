-- Expanded once for every table that tells of a case: a person sees and writes rows of cases that he or
-- she may see (but for hidden columns), the guardian and the guards see all. Row security is forced on the
-- tables' owner as well. {own} stands for what can be told from the row itself, for the sake of long lists.

ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS of_the_case ON {table};
CREATE POLICY of_the_case ON {table} TO evenhand_people
USING ({own}(SELECT sees_every_case()) OR may_see({case}))
WITH CHECK (may_see({case}));
DROP POLICY IF EXISTS guardian ON {table};
CREATE POLICY guardian ON {table} TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON {table};
CREATE POLICY guard ON {table} TO evenhand_guard USING (true) WITH CHECK (true);
GRANT SELECT{columns} ON {table} TO evenhand_reader;
