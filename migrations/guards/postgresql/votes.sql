-- Committees: each member votes once on his own seat, and the decision is what the sealed votes come to. What
-- a vote says is in hidden columns; nobody who can sign in may select them, the guardian included.

CREATE OR REPLACE FUNCTION vote_on_own_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM duty_held JOIN duty_seat ON duty_seat.id = duty_held.id
         WHERE duty_held.id = NEW.duty_id AND duty_held.case_id = NEW.case_id AND duty_held.round = NEW.round
           AND duty_held.staff_id = NEW.staff_id AND duty_held.stage = 'approval' AND duty_seat.committee > 1)
    OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
  THEN PERFORM refuse('duty'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_on_own_seat BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION vote_on_own_seat();

CREATE OR REPLACE FUNCTION vote_in_time() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                     AND kind IN ('approval-drawn', 'approval-started'))
  THEN PERFORM refuse('step'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_in_time BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION vote_in_time();

CREATE OR REPLACE FUNCTION vote_on_anothers_opinion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.outcome NOT IN ('approve', 'decline')
    OR length(NEW.salt) < 64
    OR NOT EXISTS (SELECT 1 FROM opinion
                   WHERE id = NEW.opinion_id AND case_id = NEW.case_id AND round = NEW.round
                     AND staff_id <> NEW.staff_id)
  THEN PERFORM refuse('separation'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_on_anothers_opinion BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION vote_on_anothers_opinion();

-- A committee's decision is recorded by the guardian when every vote is in. The votes in order of what they
-- approve (a vote against: nothing): the middle one carries, for so much a majority approves and no more.
-- Whoever is not the guardian hears the same in every case, so that a guess tells him nothing.
CREATE OR REPLACE FUNCTION decision_counts_votes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
DECLARE seats CONSTANT int := (SELECT committee FROM duty_seat WHERE id = NEW.duty_id);
BEGIN
  IF coalesce(seats, 1) = 1 THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian') THEN
    PERFORM refuse('vote');
  END IF;
  IF (SELECT count(*) FROM vote WHERE case_id = NEW.case_id AND round = NEW.round) <> seats
    OR NEW.duty_id IS DISTINCT FROM (
      SELECT duty_id FROM vote WHERE case_id = NEW.case_id AND round = NEW.round
      ORDER BY (CASE outcome WHEN 'approve' THEN amount_fen ELSE 0 END) DESC, id
      LIMIT 1 OFFSET seats / 2)
    OR NOT EXISTS (
      SELECT 1 FROM vote
      WHERE duty_id = NEW.duty_id AND outcome = NEW.outcome AND term_months = NEW.term_months
        AND rate = NEW.rate AND repayment = NEW.repayment
        AND (CASE outcome WHEN 'approve' THEN amount_fen ELSE 0 END) = NEW.amount_fen)
  THEN PERFORM refuse('vote'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_counts_votes BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_counts_votes();

-- Above the committee line of the policy that a case was drawn under nobody decides alone.
CREATE OR REPLACE FUNCTION decision_below_committee_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NEW.outcome = 'approve' AND EXISTS (
    -- OFFSET: the record is long, and read once.
    SELECT 1 FROM (SELECT record::jsonb -> 'input' AS said FROM duty JOIN draw ON draw.id = duty.draw_id
                   WHERE duty.id = NEW.duty_id OFFSET 0) AS drawn
    WHERE coalesce((said ->> 'committee')::int, 1) = 1
      AND NEW.amount_fen > (said #>> '{policy,committee,0,0}')::bigint)
  THEN PERFORM refuse('committee'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER decision_below_committee_line BEFORE INSERT ON decision
FOR EACH ROW EXECUTE FUNCTION decision_below_committee_line();

CREATE OR REPLACE FUNCTION vote_count_complete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
         SELECT 1 FROM decision JOIN vote ON vote.duty_id = decision.duty_id
         WHERE decision.id = NEW.decision_id AND decision.case_id = NEW.case_id AND decision.round = NEW.round
           AND vote.id = NEW.carrying_vote_id)
    OR NEW.approving <> (SELECT count(*) FROM vote
                         WHERE case_id = NEW.case_id AND round = NEW.round AND outcome = 'approve')
    OR NEW.declining <> (SELECT count(*) FROM vote
                         WHERE case_id = NEW.case_id AND round = NEW.round AND outcome = 'decline')
  THEN PERFORM refuse('vote'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER vote_count_complete BEFORE INSERT ON vote_count
FOR EACH ROW EXECUTE FUNCTION vote_count_complete();

CREATE OR REPLACE TRIGGER a_case_held BEFORE INSERT ON vote
FOR EACH ROW EXECUTE FUNCTION case_held();

-- The votes of a case, once the last one is in and can no longer be taken back: a transaction that has written
-- anything is refused, so nobody votes, reads the others, and thinks better of it.
CREATE OR REPLACE FUNCTION votes_opened(the_case uuid) RETURNS SETOF vote
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = evenhand, pg_temp AS $$
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN PERFORM refuse('vote'); END IF;
  IF NOT may_see(the_case) THEN RETURN; END IF;
  RETURN QUERY
    SELECT vote.* FROM vote JOIN duty_seat ON duty_seat.id = vote.duty_id
    WHERE vote.case_id = the_case
      AND duty_seat.committee = (SELECT count(*) FROM vote AS given
                                 WHERE given.case_id = vote.case_id AND given.round = vote.round);
END $$;

GRANT EXECUTE ON FUNCTION votes_opened(uuid) TO evenhand_reader;
GRANT INSERT ON vote TO evenhand_approver;
GRANT INSERT ON decision TO evenhand_guardian;
REVOKE SELECT ON vote FROM evenhand_guardian;
GRANT SELECT (id, case_id, round, duty_id, staff_id, opinion_id, at) ON vote TO evenhand_guardian;
