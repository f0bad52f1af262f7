"""What the database keeps of an evaluation: frozen scores, the draw once made, and the marks on a member.

An `update()` past the services meets these triggers. Writing a score takes the member's row FOR SHARE, so a score that
is on its way cannot slip in behind the freeze. Only a test database knows an exemption, for factories.
"""

FROZEN_SCORES = """
CREATE OR REPLACE FUNCTION procurement_score_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen timestamptz;
BEGIN
    IF linli_is_exempt() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT frozen_at INTO frozen FROM procurement_committeemember WHERE id = OLD.member_id FOR SHARE;
        IF frozen IS NOT NULL THEN
            RAISE EXCEPTION 'frozen scores are never changed' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT frozen_at INTO frozen FROM procurement_committeemember WHERE id = NEW.member_id FOR SHARE;
        IF frozen IS NOT NULL THEN
            RAISE EXCEPTION 'frozen scores are never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER score_frozen BEFORE INSERT OR UPDATE OR DELETE ON procurement_score
    FOR EACH ROW EXECUTE FUNCTION procurement_score_frozen();

CREATE OR REPLACE FUNCTION procurement_objective_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint[];
BEGIN
    IF linli_is_exempt() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.evaluation_id];
    ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.evaluation_id];
    ELSE touched := ARRAY[OLD.evaluation_id, NEW.evaluation_id];
    END IF;
    PERFORM 1 FROM procurement_committeemember WHERE evaluation_id = ANY (touched) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM procurement_committeemember
        WHERE evaluation_id = ANY (touched) AND frozen_at IS NOT NULL AND recused_at IS NULL
    ) THEN
        RAISE EXCEPTION 'objective points are never changed once a member has frozen'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER objective_frozen BEFORE INSERT OR UPDATE OR DELETE ON procurement_objectivescore
    FOR EACH ROW EXECUTE FUNCTION procurement_objective_frozen();

CREATE OR REPLACE FUNCTION procurement_member_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF linli_is_exempt() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a committee member stays on record' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.evaluation_id, OLD.user_id, OLD.kind) IS DISTINCT FROM (NEW.evaluation_id, NEW.user_id, NEW.kind)
       OR OLD.expert_id IS DISTINCT FROM NEW.expert_id OR OLD.draw_position IS DISTINCT FROM NEW.draw_position
       OR OLD.declared_at IS NOT NULL AND OLD.declared_at IS DISTINCT FROM NEW.declared_at
       OR OLD.recused_at IS NOT NULL AND OLD.recused_at IS DISTINCT FROM NEW.recused_at
       OR OLD.frozen_at IS NOT NULL AND OLD.frozen_at IS DISTINCT FROM NEW.frozen_at
       OR OLD.signed_at IS NOT NULL AND (OLD.signed_at, OLD.dissent) IS DISTINCT FROM (NEW.signed_at, NEW.dissent) THEN
        RAISE EXCEPTION 'what a committee member has declared, frozen or signed stands'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER member_marks BEFORE UPDATE OR DELETE ON procurement_committeemember
    FOR EACH ROW EXECUTE FUNCTION procurement_member_marks();

CREATE OR REPLACE FUNCTION procurement_draw_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF linli_is_exempt() THEN RETURN NEW; END IF;
    IF (OLD.lot_id, OLD.attempt, OLD.seed, OLD.seed_commitment)
       IS DISTINCT FROM (NEW.lot_id, NEW.attempt, NEW.seed, NEW.seed_commitment)
       OR OLD.drawn_at IS NOT NULL AND (OLD.drawn_at, OLD.register_snapshot, OLD.draw_order, OLD.size, OLD.experts_min)
       IS DISTINCT FROM (NEW.drawn_at, NEW.register_snapshot, NEW.draw_order, NEW.size, NEW.experts_min) THEN
        RAISE EXCEPTION 'a draw is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.report IS NOT NULL AND (OLD.report, OLD.report_sha256) IS DISTINCT FROM (NEW.report, NEW.report_sha256) THEN
        RAISE EXCEPTION 'a report is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER draw_stands BEFORE UPDATE ON procurement_evaluation
    FOR EACH ROW EXECUTE FUNCTION procurement_draw_stands();
"""
