-- What is hidden from every SELECT is had through these functions, by those who may have it.

-- A number in full: for the person who put on record why, once that record and its entry in the log can
-- no longer be taken back. A transaction that has written anything is refused, so the reveal it rests on
-- is one that is committed.
CREATE OR REPLACE FUNCTION number_revealed(the_reveal uuid) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN PERFORM refuse('reveal'); END IF;
  RETURN (
    SELECT person_number.value FROM reveal
    JOIN person_number ON person_number.id = reveal.number_id AND person_number.case_id = reveal.case_id
    WHERE reveal.id = the_reveal AND reveal.staff_id = session_staff() AND may_see(reveal.case_id)
      AND EXISTS (SELECT 1 FROM entry WHERE chain = reveal.case_id AND staff_id = reveal.staff_id
                    AND strpos(body, the_reveal::text) > 0));
END $$;

-- Where a stored file lies and the key that opens it: for who may see a case that holds it, and for who has
-- put on record that he or she compares it with a photo of the own case.
CREATE OR REPLACE FUNCTION blob_opened(digest text) RETURNS TABLE (object text, key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN QUERY
    SELECT blob.object, blob.key FROM blob
    WHERE blob.sha256 = digest AND (
         session_holds('guardian')
      OR EXISTS (SELECT 1 FROM document WHERE sha256 = digest AND may_see(case_id))
      OR EXISTS (SELECT 1 FROM dossier WHERE sha256 = digest
                   AND (institution_id = session_bank() OR may_see(case_id)))
      OR EXISTS (SELECT 1 FROM imported_file JOIN dossier ON dossier.id = imported_file.dossier_id
                 WHERE imported_file.sha256 = digest
                   AND (institution_id = session_bank() OR may_see(case_id)))
      OR session_holds('archive-clerk', 'auditor') AND EXISTS (SELECT 1 FROM check_report WHERE sha256 = digest)
      OR EXISTS (SELECT 1 FROM record_lent WHERE sha256 = digest AND staff_id = session_staff()
                   AND ends > database_time())
      OR EXISTS (SELECT 1 FROM photo_match JOIN comparison ON comparison.match_id = photo_match.id
                 WHERE photo_match.other_sha256 = digest AND comparison.staff_id = session_staff()
                   AND may_see(photo_match.case_id))
      OR EXISTS (SELECT 1 FROM later_paper WHERE sha256 = digest AND (sees_every_case() OR may_see(case_id)))
      OR session_holds('archive-clerk', 'auditor') AND EXISTS (
           SELECT 1 FROM scan_waiting WHERE sha256 = digest)
      OR session_holds('intake-clerk', 'auditor') AND EXISTS (
           SELECT 1 FROM quarantine LEFT JOIN institution ON institution.code = quarantine.institution
           WHERE sha256 = digest AND (sees_every_case() OR institution.id = session_bank())));
END $$;

-- Records whose text holds every term; LIKE is not leakproof, so under row security no index would help.
CREATE OR REPLACE FUNCTION dossiers_found(grams_wanted text, terms text[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  every CONSTANT boolean := sees_every_case();
  bank CONSTANT uuid := session_bank();
BEGIN
  RETURN QUERY
    SELECT dossier.number FROM dossier_gram JOIN dossier ON dossier.number = dossier_gram.number
    WHERE dossier_gram.grams @@ grams_wanted::tsquery
      AND NOT EXISTS (SELECT 1 FROM unnest(terms) AS term WHERE strpos(dossier.search_text, term) = 0)
      AND NOT EXISTS (SELECT 1 FROM batch_undone WHERE dossier.number BETWEEN first_number AND last_number)
      AND (every OR dossier.institution_id = bank OR may_see(dossier.case_id));
END $$;

-- One page of what a search finds, the newest first: at most `most` numbers below `below`. Only conditions that are
-- asked for become part of the statement, so that the planner can walk numbers downwards where words are common and
-- begin with the index where they are rare. It knows little of how common a word is, so it is helped: records lie in
-- memory, walking costs more than it thinks, two walks are never merged, and a word shorter than a gram (:*) is common,
-- so that numbers are walked.
CREATE OR REPLACE FUNCTION dossiers_page(
  grams_wanted text, terms text[], filters jsonb, below bigint, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp
SET random_page_cost = 1.1 SET cpu_tuple_cost = 0.1 SET enable_mergejoin = off SET enable_bitmapscan = on
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  conditions text := '';
BEGIN
  IF strpos(grams_wanted, ':*') > 0 THEN PERFORM set_config('enable_bitmapscan', 'off', true); END IF;
  IF filters ? 'outcome' THEN conditions := conditions || ' AND dossier.outcome = $5->>''outcome'''; END IF;
  IF filters ? 'product' THEN conditions := conditions || ' AND dossier.product = $5->>''product'''; END IF;
  IF filters ? 'retention' THEN conditions := conditions || ' AND dossier.retention = $5->>''retention'''; END IF;
  IF filters ? 'institution' THEN
    conditions := conditions
      || ' AND dossier.institution_id = (SELECT id FROM institution WHERE code = $5->>''institution'')';
  END IF;
  IF filters ? 'decided_from' THEN
    conditions := conditions || ' AND dossier.decided_at >= ($5->>''decided_from'')::bigint';
  END IF;
  IF filters ? 'decided_before' THEN
    conditions := conditions || ' AND dossier.decided_at < ($5->>''decided_before'')::bigint';
  END IF;
  IF filters ? 'least_fen' THEN
    conditions := conditions || ' AND dossier.amount_fen >= ($5->>''least_fen'')::bigint';
  END IF;
  IF filters ? 'most_fen' THEN
    conditions := conditions || ' AND dossier.amount_fen <= ($5->>''most_fen'')::bigint';
  END IF;
  IF filters ? 'reviewer' THEN
    conditions := conditions || ' AND dossier.reviewer_id = ($5->>''reviewer'')::uuid';
  END IF;
  IF filters ? 'approver' THEN
    conditions := conditions || ' AND dossier.approver_id = ($5->>''approver'')::uuid';
  END IF;
  IF filters ? 'village' THEN
    conditions := conditions || ' AND dossier.village_id IN (SELECT id FROM village WHERE code = $5->>''village'')';
  END IF;
  IF NOT sees_every_case() THEN
    conditions := conditions || ' AND (dossier.institution_id = session_bank() OR may_see(dossier.case_id))';
  END IF;
  IF EXISTS (SELECT 1 FROM batch_undone) THEN
    conditions := conditions
      || ' AND NOT EXISTS (SELECT 1 FROM batch_undone WHERE dossier.number BETWEEN first_number AND last_number)';
  END IF;
  RETURN QUERY EXECUTE
    'SELECT dossier_gram.number FROM dossier_gram JOIN dossier ON dossier.number = dossier_gram.number
     WHERE dossier_gram.grams @@ $1::tsquery AND dossier_gram.number < $2
       AND NOT EXISTS (SELECT 1 FROM unnest($3) AS term WHERE strpos(dossier.search_text, term) = 0)'
    || conditions || ' ORDER BY dossier_gram.number DESC LIMIT $4'
    USING grams_wanted, below, terms, most, filters;
END $$;

-- Lists of records in any order (core/archive/cell_walk.py), behind row security, which leaves no comparison of texts to
-- an index: for people who see every record. Everybody else's lists are row security's own.

-- What must hold of a record: terms are [column, how, value]; then that it was neither taken back nor destroyed.
CREATE OR REPLACE FUNCTION dossier_terms(terms jsonb) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE
  said text;
BEGIN
  IF NOT sees_every_case() OR EXISTS (
       SELECT 1 FROM jsonb_array_elements(terms) AS term
       WHERE (term->>0 IN ('outcome', 'institution_id', 'product', 'retention', 'decided_at', 'amount_fen', 'number',
                           'archival_number', 'village_id', 'reviewer_id', 'approver_id')
              AND term->>1 IN ('=', '<', '<=', '>', '>=')) IS NOT TRUE)
  THEN PERFORM refuse('role'); END IF;
  SELECT coalesce(string_agg(format(
           CASE WHEN term->>0 = 'archival_number' THEN ' AND dossier.%I COLLATE "C" %s %L' ELSE ' AND dossier.%I %s %L' END,
           term->>0, term->>1, term->>2), ''), '')
    INTO said FROM jsonb_array_elements(terms) AS term;
  IF EXISTS (SELECT 1 FROM batch_undone) THEN
    said := said || ' AND NOT EXISTS (SELECT 1 FROM batch_undone WHERE dossier.number BETWEEN first_number AND last_number)';
  END IF;
  IF EXISTS (SELECT 1 FROM destruction) THEN
    said := said || ' AND NOT EXISTS (SELECT 1 FROM destruction WHERE dossier_number = dossier.number)';
  END IF;
  RETURN said;
END $$;

-- What a list is sorted by, as SQL; texts by their characters, whatever the database's own order of them is.
CREATE OR REPLACE FUNCTION dossier_key(key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = evenhand, pg_temp AS $$
BEGIN
  CASE
    WHEN key IN ('number', 'amount_fen', 'decided_at') THEN RETURN format('dossier.%I', key);
    WHEN key IN ('archival_number', 'applicant_name') THEN RETURN format('dossier.%I COLLATE "C"', key);
    WHEN key IN ('outcome', 'institution_id', 'product', 'retention', 'village_id') THEN
      RETURN format('coalesce($1->>replace(dossier.%1$I::text, ''-'', ''''), dossier.%1$I::text) COLLATE "C"', key);
  END CASE;
END $$;

-- The facet cells there are, from one to the next; of a village or a person those with records of theirs.
CREATE OR REPLACE FUNCTION dossier_cells(whose jsonb)
RETURNS TABLE (outcome text, institution_id uuid, product text, retention text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp SET enable_seqscan = off
SET enable_sort = off SET enable_bitmapscan = off AS $$
DECLARE
  theirs text := '';
BEGIN
  IF NOT sees_every_case() OR (whose->>0 IN ('village_id', 'reviewer_id', 'approver_id')) IS FALSE
  THEN PERFORM refuse('role'); END IF;
  IF whose->>0 IS NOT NULL THEN theirs := format('%I = %L AND ', whose->>0, whose->>2); END IF;
  RETURN QUERY EXECUTE replace($walk$
    WITH RECURSIVE cell AS (
      (SELECT outcome, institution_id, product, retention FROM dossier WHERE {theirs} true
       ORDER BY outcome, institution_id, product, retention LIMIT 1)
      UNION ALL
      SELECT further.* FROM cell CROSS JOIN LATERAL (
        SELECT outcome, institution_id, product, retention FROM dossier
        WHERE {theirs} (outcome, institution_id, product, retention)
              > (cell.outcome, cell.institution_id, cell.product, cell.retention)
        ORDER BY outcome, institution_id, product, retention LIMIT 1) AS further)
    SELECT * FROM cell $walk$, '{theirs}', theirs);
END $$;

-- The next records of each cell ([outcome, institution, product, retention, least and greatest archival number]) in the
-- order of a column and of numbers, after a place: `most` of each.
CREATE OR REPLACE FUNCTION dossiers_walked(
  cells jsonb, terms jsonb, key text, down boolean, after_key text, after_number bigint, most integer)
RETURNS TABLE (cell integer, at text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp
SET random_page_cost = 1.1 SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off SET enable_bitmapscan = off
SET jit = off AS $$
DECLARE
  conditions text := dossier_terms(terms);
  led CONSTANT text := dossier_key(key);
  turn CONSTANT text := CASE WHEN down THEN 'DESC' ELSE 'ASC' END;
  beyond CONSTANT text := CASE WHEN down THEN '<' ELSE '>' END;
BEGIN
  IF after_key IS NOT NULL AND key <> 'number' THEN
    conditions := conditions || format(' AND (%s, dossier.number) %s (%L, %L)', led, beyond, after_key, after_number);
  ELSIF after_number IS NOT NULL THEN
    conditions := conditions || format(' AND dossier.number %s %L', beyond, after_number);
  END IF;
  IF key = 'archival_number' AND cells->0->>4 IS NOT NULL THEN
    conditions := conditions
      || ' AND dossier.archival_number COLLATE "C" >= cell.said->>4 AND dossier.archival_number COLLATE "C" <= cell.said->>5';
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT cell.place::integer, found.at::text, found.number
     FROM jsonb_array_elements($1) WITH ORDINALITY AS cell (said, place)
     CROSS JOIN LATERAL (
       SELECT %1$s AS at, dossier.number FROM dossier
       WHERE dossier.outcome = cell.said->>0 AND dossier.institution_id = (cell.said->>1)::uuid
         AND dossier.product = cell.said->>2 AND dossier.retention = cell.said->>3 %2$s
       ORDER BY %1$s %3$s, dossier.number %3$s LIMIT %4$s) AS found', led, conditions, turn, most)
    USING cells;
END $$;

-- The next records of few: sorted whole. One row of -1 where they are more than `few`, by the planner's estimate or
-- when counted. `names`: of the values that a list is sorted by. VOLATILE, since none other may ask the planner.
CREATE OR REPLACE FUNCTION dossiers_sorted(
  terms jsonb, key text, names jsonb, down boolean, after_key text, after_number bigint, few integer, most integer)
RETURNS SETOF bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp
SET random_page_cost = 1.1 SET max_parallel_workers_per_gather = 0 SET jit = off SET work_mem = '32MB' AS $$
DECLARE
  conditions CONSTANT text := dossier_terms(terms);
  turn CONSTANT text := CASE WHEN down THEN 'DESC' ELSE 'ASC' END;
  beyond CONSTANT text := CASE WHEN down THEN '<' ELSE '>' END;
  place text := '';
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT 1 FROM dossier WHERE true' || conditions INTO plan;
  IF (plan->0->'Plan'->>'Plan Rows')::numeric > few THEN RETURN NEXT -1; RETURN; END IF;
  IF after_number IS NOT NULL THEN
    place := format('AND (at, number) %s (%L, %L)', beyond, after_key, after_number);
  END IF;
  RETURN QUERY EXECUTE format(
    'WITH few AS MATERIALIZED (
       SELECT %1$s AS at, dossier.number FROM dossier WHERE true %2$s LIMIT %3$s + 1),
     counted AS (SELECT count(*) AS many FROM few)
     SELECT -1::bigint FROM counted WHERE many > %3$s
     UNION ALL
     (SELECT number FROM few WHERE (SELECT many FROM counted) <= %3$s %4$s ORDER BY at %5$s, number %5$s LIMIT %6$s)',
    dossier_key(key), conditions, few, place, turn, most)
    USING names;
END $$;

-- Between which numbers, or archival numbers of a retention period, the records of some months of decisions lie; a month
-- is as in core/archive/walk_indexes.py. The month stands in the order too: behind row security the planner does not see
-- that it is one and the same.
CREATE OR REPLACE FUNCTION dossiers_of_months(key text, of_retention text, first bigint, last bigint)
RETURNS TABLE (low text, high text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
  of_which CONSTANT text := CASE WHEN of_retention IS NULL THEN '' ELSE format(' AND retention = %L', of_retention) END;
BEGIN
  IF NOT sees_every_case() OR key NOT IN ('number', 'archival_number') THEN PERFORM refuse('role'); END IF;
  RETURN QUERY EXECUTE format(
    'SELECT min(month.low)::text, max(month.high)::text FROM generate_series($1, $2) AS of_month
     CROSS JOIN LATERAL (
       SELECT (SELECT %1$s FROM dossier WHERE decided_at / 2592000000000 = of_month %2$s ORDER BY decided_at / 2592000000000, %1$s LIMIT 1) AS low,
              (SELECT %1$s FROM dossier WHERE decided_at / 2592000000000 = of_month %2$s ORDER BY decided_at / 2592000000000 DESC, %1$s DESC LIMIT 1) AS high
     ) AS month',
    dossier_key(key), of_which)
    USING first, last;
END $$;

-- Working lists of one's own: thrown away here, so that nobody needs the right to delete in them (rights.sql).
CREATE OR REPLACE FUNCTION draft_thrown_away(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  DELETE FROM draft WHERE case_id = of_case AND staff_id = session_staff();
END $$;
CREATE OR REPLACE FUNCTION search_thrown_away(search uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  DELETE FROM saved_search WHERE id = search AND staff_id = session_staff();
END $$;

-- How much waits at the centre in all: a number, no names.
CREATE OR REPLACE FUNCTION duties_waiting() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  RETURN (SELECT count(*) FROM queue);
END $$;

-- How many cases the same applicant has, this one included: a number, no names.
CREATE OR REPLACE FUNCTION cases_of_applicant(the_case uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT may_see(the_case) THEN RETURN 0; END IF;
  RETURN (SELECT count(*) FROM loan_case
          WHERE person_key = (SELECT person_key FROM loan_case WHERE id = the_case));
END $$;

-- Acts that need the end of something (a chain of the log, the series of draws) come one after another.
-- Advisory locks themselves are nobody's; a chain is held by who may write to it, a command by who knows
-- its number.
CREATE OR REPLACE FUNCTION hold(what text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT (what LIKE 'command %' AND length(what) = 44
       OR what = 'chain 00000000-0000-0000-0000-000000000000'
       OR what ~ '^chain [0-9a-f-]{36}$' AND may_see(substr(what, 7)::uuid)
       OR session_holds('guardian')) THEN
    PERFORM refuse('role');
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(what, 0));
END $$;

-- The hash of every fact that has a hidden column (canonical JSON of table and columns, RFC 8785), so that
-- an auditor can hold it against the log without reading what is hidden.
CREATE OR REPLACE FUNCTION hidden_facts(name text) RETURNS TABLE (id uuid, hash text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF name NOT IN ('person_number', 'blob', 'dossier', 'totp_enrolment', 'step_up_attempt', 'vote', 'handed_in', 'paper_page', 'commission') OR NOT sees_every_case()
     OR NOT session_holds('auditor', 'guardian') THEN
    PERFORM refuse('role');
  END IF;
  RETURN QUERY EXECUTE format(
    $query$
    SELECT fact.id, encode(sha256(convert_to((
      SELECT '{' || string_agg(to_json(key)::text || ':' || value::text, ',' ORDER BY key COLLATE "C") || '}'
      FROM (SELECT key, value FROM json_each(row_to_json(fact)) WHERE NOT (key IN ('batch_id', 'retention_line_id') AND value::text = 'null')
            UNION ALL SELECT 'table', to_json(%L::text)) AS part), 'UTF8')), 'hex')
    FROM %I AS fact ORDER BY fact.id
    $query$, name, name);
END $$;
