-- Separation of duties. Investigation, review and approval of one case lie with
-- three people, the last two come from a draw, and none is related to the applicant.

DROP TRIGGER IF EXISTS duty_from_a_draw;
CREATE TRIGGER duty_from_a_draw BEFORE INSERT ON duty
WHEN (NEW.stage = 'investigation') <> (NEW.draw_id IS NULL)
  OR NEW.stage NOT IN ('investigation', 'review', 'approval')
  OR (NEW.draw_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM draw
        WHERE draw.id = NEW.draw_id AND draw.case_id = NEW.case_id AND draw.stage = NEW.stage
          AND draw.round <= NEW.round
          AND (draw.result_staff_id = NEW.staff_id
               OR EXISTS (SELECT 1 FROM json_each(draw.record, '$.lots') AS lot
                          WHERE replace(json_extract(lot.value, '$.result'), '-', '') = NEW.staff_id))))
BEGIN SELECT RAISE(ABORT, 'evenhand:draw'); END;

DROP TRIGGER IF EXISTS duty_of_one_kind;
CREATE TRIGGER duty_of_one_kind BEFORE INSERT ON duty
WHEN EXISTS (SELECT 1 FROM duty
             WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id AND stage <> NEW.stage)
BEGIN SELECT RAISE(ABORT, 'evenhand:separation'); END;

DROP TRIGGER IF EXISTS duty_without_relationship;
CREATE TRIGGER duty_without_relationship BEFORE INSERT ON duty
WHEN EXISTS (SELECT 1 FROM case_tie WHERE case_id = NEW.case_id AND staff_id = NEW.staff_id)
BEGIN SELECT RAISE(ABORT, 'evenhand:relationship'); END;

DROP TRIGGER IF EXISTS duty_within_role;
CREATE TRIGGER duty_within_role BEFORE INSERT ON duty
WHEN NOT EXISTS (SELECT 1 FROM role_held
                 WHERE staff_id = NEW.staff_id
                   AND role = CASE NEW.stage WHEN 'investigation' THEN 'customer-manager'
                                             WHEN 'review' THEN 'reviewer'
                                             WHEN 'approval' THEN 'approver' END)
BEGIN SELECT RAISE(ABORT, 'evenhand:role'); END;

-- Open duties are listed for quick reading; the list follows from the facts.
DROP TRIGGER IF EXISTS duty_queued;
CREATE TRIGGER duty_queued AFTER INSERT ON duty WHEN NEW.stage <> 'investigation'
BEGIN
  INSERT INTO queue (duty_id, staff_id, case_id, stage, at, product, amount_fen)
  SELECT NEW.id, NEW.staff_id, NEW.case_id, NEW.stage, NEW.at, product, amount_fen FROM loan_case WHERE id = NEW.case_id;
END;

DROP TRIGGER IF EXISTS duty_ended;
CREATE TRIGGER duty_ended AFTER INSERT ON duty_end
BEGIN DELETE FROM queue WHERE duty_id = NEW.duty_id; END;

-- A duty ends by what was done on it, or with the case.
DROP TRIGGER IF EXISTS duty_end_founded;
CREATE TRIGGER duty_end_founded BEFORE INSERT ON duty_end
WHEN NOT EXISTS (SELECT 1 FROM opinion WHERE duty_id = NEW.duty_id AND NEW.how = 'opinion')
 AND NOT EXISTS (SELECT 1 FROM decision WHERE duty_id = NEW.duty_id AND NEW.how = 'decision')
 AND NOT EXISTS (SELECT 1 FROM case_return WHERE duty_id = NEW.duty_id AND NEW.how = 'return')
 AND NOT EXISTS (SELECT 1 FROM vote WHERE duty_id = NEW.duty_id AND NEW.how = 'vote')
 AND NOT EXISTS (SELECT 1 FROM redraw WHERE duty_id = NEW.duty_id AND NEW.how = 'redraw')
 AND NOT EXISTS (SELECT 1 FROM withdrawal JOIN duty ON duty.case_id = withdrawal.case_id
                 WHERE duty.id = NEW.duty_id AND NEW.how = 'withdrawal')
BEGIN SELECT RAISE(ABORT, 'evenhand:duty'); END;
