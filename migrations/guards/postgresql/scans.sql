-- What is scanned in: the guardian files what a separator sheet names, an archive clerk what waited, as it waited.

CREATE OR REPLACE FUNCTION later_paper_by_the_archive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role = (CASE WHEN NEW.waiting_id IS NULL THEN 'guardian' ELSE 'archive-clerk' END))
  THEN PERFORM refuse('role'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER later_paper_by_the_archive BEFORE INSERT ON later_paper
FOR EACH ROW EXECUTE FUNCTION later_paper_by_the_archive();

CREATE OR REPLACE FUNCTION later_paper_of_a_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.pages < 1
  OR trim(NEW.kind) = ''
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id)
  OR EXISTS (SELECT 1 FROM destruction WHERE dossier_id = NEW.dossier_id)
  THEN PERFORM refuse('scan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER later_paper_of_a_record BEFORE INSERT ON later_paper
FOR EACH ROW EXECUTE FUNCTION later_paper_of_a_record();

-- Filing and discarding wait for one another.
CREATE OR REPLACE FUNCTION later_paper_as_it_waited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('waiting ' || coalesce(NEW.waiting_id, NEW.id)::text, 0));
  IF NEW.waiting_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM scan_waiting
  WHERE id = NEW.waiting_id AND sha256 = NEW.sha256 AND pages = NEW.pages AND stack_id = NEW.stack_id
    AND stack_pages = NEW.stack_pages
    AND NOT EXISTS (SELECT 1 FROM scan_discard WHERE waiting_id = scan_waiting.id))
  THEN PERFORM refuse('scan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER later_paper_as_it_waited BEFORE INSERT ON later_paper
FOR EACH ROW EXECUTE FUNCTION later_paper_as_it_waited();

CREATE OR REPLACE TRIGGER scan_discard_by_archive_clerk BEFORE INSERT ON scan_discard
FOR EACH ROW EXECUTE FUNCTION written_in_role('archive-clerk');

CREATE OR REPLACE FUNCTION scan_discard_for_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('waiting ' || NEW.waiting_id::text, 0));
  IF trim(NEW.reason) = ''
  OR EXISTS (SELECT 1 FROM later_paper WHERE waiting_id = NEW.waiting_id)
  THEN PERFORM refuse('scan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER scan_discard_for_cause BEFORE INSERT ON scan_discard
FOR EACH ROW EXECUTE FUNCTION scan_discard_for_cause();

-- The words are those of one of the record's own papers.
CREATE OR REPLACE FUNCTION paper_page_of_a_paper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NOT DISTINCT FROM NEW.case_id
                   AND number = NEW.number / 2048)
  OR (NEW.document_id IS NULL) = (NEW.later_paper_id IS NULL)
  OR NEW.document_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND case_id = NEW.case_id)
  OR NEW.later_paper_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM later_paper WHERE id = NEW.later_paper_id AND dossier_id = NEW.dossier_id)
  THEN PERFORM refuse('scan'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER paper_page_of_a_paper BEFORE INSERT ON paper_page
FOR EACH ROW EXECUTE FUNCTION paper_page_of_a_paper();

-- Pages of papers whose words hold every term, by their numbers: of records the person may see.
CREATE OR REPLACE FUNCTION pages_found(grams_wanted text, terms text[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE every CONSTANT boolean := sees_every_case();
BEGIN
  RETURN QUERY
    SELECT paper_page.number FROM paper_gram JOIN paper_page ON paper_page.number = paper_gram.number
    WHERE paper_gram.grams @@ grams_wanted::tsquery
      AND NOT EXISTS (SELECT 1 FROM unnest(terms) AS term WHERE strpos(paper_page.search_text, term) = 0)
      AND (every OR may_see(paper_page.case_id));
END $$;
GRANT EXECUTE ON FUNCTION pages_found(text, text[])
TO evenhand_archive_clerk, evenhand_auditor, evenhand_guardian;

-- Stacks and what waits belong to no case yet: they are the archive's.
GRANT SELECT ON scan_stack, scan_waiting, scan_discard TO evenhand_archive_clerk, evenhand_auditor;
GRANT INSERT ON later_paper, scan_discard TO evenhand_archive_clerk;
GRANT INSERT ON later_paper TO evenhand_guardian;
GRANT SELECT ON paper_gram TO evenhand_guard;
GRANT SELECT, INSERT ON paper_gram TO evenhand_guardian;

ALTER TABLE paper_gram ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_gram FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS guardian ON paper_gram;
CREATE POLICY guardian ON paper_gram TO evenhand_guardian USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS guard ON paper_gram;
CREATE POLICY guard ON paper_gram TO evenhand_guard USING (true) WITH CHECK (true);
