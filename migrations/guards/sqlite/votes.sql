-- Committees: each member votes once on his own seat, and the decision is what the sealed votes come to. On one
-- machine whoever holds the file can read a vote; at a centre with a server the column is nobody's to read.

DROP TRIGGER IF EXISTS vote_on_own_seat;
CREATE TRIGGER vote_on_own_seat BEFORE INSERT ON vote
WHEN NOT EXISTS (
       SELECT 1 FROM duty_held JOIN duty_seat ON duty_seat.id = duty_held.id
       WHERE duty_held.id = NEW.duty_id AND duty_held.case_id = NEW.case_id AND duty_held.round = NEW.round
         AND duty_held.staff_id = NEW.staff_id AND duty_held.stage = 'approval' AND duty_seat.committee > 1)
  OR EXISTS (SELECT 1 FROM duty_end WHERE duty_id = NEW.duty_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;

DROP TRIGGER IF EXISTS vote_in_time;
CREATE TRIGGER vote_in_time BEFORE INSERT ON vote
WHEN NOT EXISTS (SELECT 1 FROM case_state WHERE case_id = NEW.case_id AND round = NEW.round
                   AND kind IN ('approval-drawn', 'approval-started'))
BEGIN SELECT RAISE(ABORT, 'evenhand:step'); END;

DROP TRIGGER IF EXISTS vote_on_anothers_opinion;
CREATE TRIGGER vote_on_anothers_opinion BEFORE INSERT ON vote
WHEN NEW.outcome NOT IN ('approve', 'decline')
  OR length(NEW.salt) < 64
  OR NOT EXISTS (SELECT 1 FROM opinion
                 WHERE id = NEW.opinion_id AND case_id = NEW.case_id AND round = NEW.round
                   AND staff_id <> NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:separation'); END;

-- A committee's decision is recorded by the guardian when every vote is in. The votes in order of what they
-- approve (a vote against: nothing): the middle one carries, for so much a majority approves and no more.
DROP TRIGGER IF EXISTS decision_counts_votes;
CREATE TRIGGER decision_counts_votes BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM duty_seat WHERE id = NEW.duty_id AND committee > 1)
 AND (
  NOT EXISTS (SELECT 1 FROM role_held WHERE staff_id = NEW.staff_id AND role = 'guardian')
  OR (SELECT count(*) FROM vote WHERE case_id = NEW.case_id AND round = NEW.round)
     <> (SELECT committee FROM duty_seat WHERE id = NEW.duty_id)
  OR NEW.duty_id IS NOT (
    SELECT duty_id FROM vote WHERE case_id = NEW.case_id AND round = NEW.round
    ORDER BY CASE outcome WHEN 'approve' THEN amount_fen ELSE 0 END DESC, id
    LIMIT 1 OFFSET (SELECT committee / 2 FROM duty_seat WHERE id = NEW.duty_id))
  OR NOT EXISTS (
    SELECT 1 FROM vote
    WHERE duty_id = NEW.duty_id AND outcome = NEW.outcome AND term_months = NEW.term_months
      AND rate = NEW.rate AND repayment = NEW.repayment
      AND CASE outcome WHEN 'approve' THEN amount_fen ELSE 0 END = NEW.amount_fen))
BEGIN SELECT RAISE(ABORT, 'evenhand:vote'); END;

-- Above the committee line of the policy that a case was drawn under nobody decides alone.
DROP TRIGGER IF EXISTS decision_below_committee_line;
CREATE TRIGGER decision_below_committee_line BEFORE INSERT ON decision
WHEN NEW.outcome = 'approve'
 AND EXISTS (SELECT 1 FROM duty_seat JOIN duty ON duty.id = duty_seat.id JOIN draw ON draw.id = duty.draw_id
             WHERE duty.id = NEW.duty_id AND duty_seat.committee = 1
               AND NEW.amount_fen > json_extract(draw.record, '$.input.policy.committee[0][0]'))
BEGIN SELECT RAISE(ABORT, 'evenhand:committee'); END;

DROP TRIGGER IF EXISTS vote_count_complete;
CREATE TRIGGER vote_count_complete BEFORE INSERT ON vote_count
WHEN NOT EXISTS (
       SELECT 1 FROM decision JOIN vote ON vote.duty_id = decision.duty_id
       WHERE decision.id = NEW.decision_id AND decision.case_id = NEW.case_id AND decision.round = NEW.round
         AND vote.id = NEW.carrying_vote_id)
  OR NEW.approving <> (SELECT count(*) FROM vote
                       WHERE case_id = NEW.case_id AND round = NEW.round AND outcome = 'approve')
  OR NEW.declining <> (SELECT count(*) FROM vote
                       WHERE case_id = NEW.case_id AND round = NEW.round AND outcome = 'decline')
BEGIN SELECT RAISE(ABORT, 'evenhand:vote'); END;
