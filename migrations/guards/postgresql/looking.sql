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
