-- The log and the chain of draws grow at their ends only.

DROP TRIGGER IF EXISTS entry_follows;
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM entry WHERE chain = NEW.chain), 0)
  OR (NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM entry
        WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous))
BEGIN SELECT RAISE(ABORT, 'evenhand:chain'); END;

DROP TRIGGER IF EXISTS entry_waits_for_its_number;
CREATE TRIGGER entry_waits_for_its_number AFTER INSERT ON entry
BEGIN INSERT INTO unsequenced (entry_id) VALUES (NEW.id); END;

DROP TRIGGER IF EXISTS leaf_follows;
CREATE TRIGGER leaf_follows BEFORE INSERT ON leaf
WHEN NEW.number <> coalesce((SELECT max(number) + 1 FROM leaf), 0)
BEGIN SELECT RAISE(ABORT, 'evenhand:chain'); END;

DROP TRIGGER IF EXISTS unsequenced_until_numbered;
CREATE TRIGGER unsequenced_until_numbered BEFORE DELETE ON unsequenced
WHEN NOT EXISTS (SELECT 1 FROM leaf WHERE entry_id = OLD.entry_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

-- Waiting once is enough: an entry put back after it was numbered would stop the log.
DROP TRIGGER IF EXISTS unsequenced_once;
CREATE TRIGGER unsequenced_once BEFORE INSERT ON unsequenced
WHEN NEW.rowid <> -1
  OR EXISTS (SELECT 1 FROM unsequenced WHERE entry_id = NEW.entry_id)
  OR EXISTS (SELECT 1 FROM leaf WHERE entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS unsequenced_never_updated;
CREATE TRIGGER unsequenced_never_updated BEFORE UPDATE ON unsequenced
BEGIN SELECT RAISE(ABORT, 'evenhand:fact'); END;

DROP TRIGGER IF EXISTS checkpoint_follows;
CREATE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint
WHEN NEW.size <> coalesce((SELECT max(number) + 1 FROM leaf), 0)
  OR NEW.size <= coalesce((SELECT max(size) FROM checkpoint), 0)
BEGIN SELECT RAISE(ABORT, 'evenhand:chain'); END;

DROP TRIGGER IF EXISTS draw_follows;
CREATE TRIGGER draw_follows BEFORE INSERT ON draw
WHEN NEW.number <> coalesce((SELECT max(number) + 1 FROM draw), 1)
  OR (NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM draw
        WHERE number = NEW.number - 1 AND record_hash = NEW.previous_hash))
BEGIN SELECT RAISE(ABORT, 'evenhand:chain'); END;

-- A draw for a case is made when the case waits for one: for the first time, or for a seat that was vacated.
DROP TRIGGER IF EXISTS draw_when_due;
CREATE TRIGGER draw_when_due BEFORE INSERT ON draw
WHEN NOT EXISTS (SELECT 1 FROM case_state
                 WHERE case_id = NEW.case_id
                   AND round + (kind = 'review-again') = NEW.round
                   AND CASE NEW.stage
                         WHEN 'review' THEN kind IN ('screened', 'review-requested', 'review-again')
                         WHEN 'approval' THEN kind = 'opinion-given' END)
 AND NOT EXISTS (SELECT 1 FROM vacancy
                 WHERE case_id = NEW.case_id AND stage = NEW.stage AND round = NEW.round
                   AND reason = NEW.reason)
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;
