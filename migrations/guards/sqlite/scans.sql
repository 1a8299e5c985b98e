-- What is scanned in: the guardian files what a separator sheet names, an archive clerk what waited, as it waited.

DROP TRIGGER IF EXISTS later_paper_by_the_archive;
CREATE TRIGGER later_paper_by_the_archive BEFORE INSERT ON later_paper
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id
                   AND role = CASE WHEN NEW.waiting_id IS NULL THEN 'guardian' ELSE 'archive-clerk' END)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS later_paper_of_a_record;
CREATE TRIGGER later_paper_of_a_record BEFORE INSERT ON later_paper
WHEN NEW.pages < 1
  OR trim(NEW.kind) = ''
  OR NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NEW.case_id)
  OR EXISTS (SELECT 1 FROM destruction WHERE dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:scan'); END;

DROP TRIGGER IF EXISTS later_paper_as_it_waited;
CREATE TRIGGER later_paper_as_it_waited BEFORE INSERT ON later_paper
WHEN NEW.waiting_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM scan_waiting
  WHERE id = NEW.waiting_id AND sha256 = NEW.sha256 AND pages = NEW.pages AND stack_id = NEW.stack_id
    AND stack_pages = NEW.stack_pages
    AND NOT EXISTS (SELECT 1 FROM scan_discard WHERE waiting_id = scan_waiting.id))
BEGIN SELECT RAISE(ABORT, 'evenhand:scan'); END;

DROP TRIGGER IF EXISTS scan_discard_by_archive_clerk;
CREATE TRIGGER scan_discard_by_archive_clerk BEFORE INSERT ON scan_discard
WHEN NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'archive-clerk')
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

DROP TRIGGER IF EXISTS scan_discard_for_cause;
CREATE TRIGGER scan_discard_for_cause BEFORE INSERT ON scan_discard
WHEN trim(NEW.reason) = ''
  OR EXISTS (SELECT 1 FROM later_paper WHERE waiting_id = NEW.waiting_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:scan'); END;

-- The words are those of one of the record's own papers.
DROP TRIGGER IF EXISTS paper_page_of_a_paper;
CREATE TRIGGER paper_page_of_a_paper BEFORE INSERT ON paper_page
WHEN NOT EXISTS (SELECT 1 FROM dossier WHERE id = NEW.dossier_id AND case_id IS NEW.case_id
                   AND number = NEW.number / 2048)
  OR (NEW.document_id IS NULL) = (NEW.later_paper_id IS NULL)
  OR NEW.document_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM document WHERE id = NEW.document_id AND case_id = NEW.case_id)
  OR NEW.later_paper_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM later_paper WHERE id = NEW.later_paper_id AND dossier_id = NEW.dossier_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:scan'); END;
