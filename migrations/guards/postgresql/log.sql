-- The log and the chain of draws grow at their ends only.

CREATE OR REPLACE FUNCTION entry_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.seq <> 1 + coalesce((SELECT max(seq) FROM entry WHERE chain = NEW.chain), 0)
    OR (NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM entry
          WHERE chain = NEW.chain AND seq = NEW.seq - 1 AND hash = NEW.previous))
  THEN PERFORM refuse('chain'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER entry_follows BEFORE INSERT ON entry
FOR EACH ROW EXECUTE FUNCTION entry_follows();

CREATE OR REPLACE FUNCTION leaf_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.number <> coalesce((SELECT max(number) + 1 FROM leaf), 0)
  THEN PERFORM refuse('chain'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER leaf_follows BEFORE INSERT ON leaf
FOR EACH ROW EXECUTE FUNCTION leaf_follows();

CREATE OR REPLACE FUNCTION unsequenced_until_numbered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM leaf WHERE entry_id = OLD.entry_id)
  THEN PERFORM refuse('fact'); END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER unsequenced_until_numbered BEFORE DELETE ON unsequenced
FOR EACH ROW EXECUTE FUNCTION unsequenced_until_numbered();

CREATE OR REPLACE FUNCTION checkpoint_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.size <> coalesce((SELECT max(number) + 1 FROM leaf), 0)
    OR NEW.size <= coalesce((SELECT max(size) FROM checkpoint), 0)
  THEN PERFORM refuse('chain'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER checkpoint_follows BEFORE INSERT ON checkpoint
FOR EACH ROW EXECUTE FUNCTION checkpoint_follows();

CREATE OR REPLACE FUNCTION draw_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.number <> coalesce((SELECT max(number) + 1 FROM draw), 1)
    OR (NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM draw
          WHERE number = NEW.number - 1 AND record_hash = NEW.previous_hash))
  THEN PERFORM refuse('chain'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_follows BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION draw_follows();

-- A draw for a case is made when the case waits for one: for the first time, or for a seat that was vacated.
CREATE OR REPLACE FUNCTION draw_when_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state
                   WHERE case_id = NEW.case_id
                     AND round + (kind = 'review-again')::int = NEW.round
                     AND CASE NEW.stage
                           WHEN 'review' THEN kind IN ('screened', 'review-requested', 'review-again')
                           WHEN 'approval' THEN kind = 'opinion-given' END)
   AND NOT EXISTS (SELECT 1 FROM vacancy
                   WHERE case_id = NEW.case_id AND stage = NEW.stage AND round = NEW.round
                     AND reason = NEW.reason)
  THEN PERFORM refuse('draw'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_when_due BEFORE INSERT ON draw
FOR EACH ROW EXECUTE FUNCTION draw_when_due();

CREATE OR REPLACE FUNCTION entry_waits_for_its_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  INSERT INTO unsequenced (entry_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER entry_waits_for_its_number AFTER INSERT ON entry
FOR EACH ROW EXECUTE FUNCTION entry_waits_for_its_number();
