-- In a layer that is edited by area most of a shape lies in the editor's own municipalities, not one
-- point of it; a field that is there keeps its type; a value that does not fit holds nothing else up.

SET ROLE scmap_owner;

-- Whether most of a shape (more than half of its area, of lines their length, of points their number)
-- lies in the municipalities of whoever is logged in; each piece of ground counts once.
CREATE FUNCTION scmap.lies_mostly_on_own(ground public.geometry) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    shape public.geometry;
    inside public.geometry;
    part public.geometry;
    kept public.geometry;
BEGIN
    shape := public.ST_UnaryUnion(public.ST_MakeValid(public.ST_Transform(public.ST_CurveToLine(public.ST_Force2D(ground)), 5179)));
    IF EXISTS (
        SELECT FROM scmap.boundary b JOIN scmap.member m ON b.code = ANY (m.municipalities)
        WHERE m.login = session_user AND public.ST_Covers(b.geom, shape)
    ) THEN
        RETURN true;
    END IF;
    FOR kind IN 1..3 LOOP  -- points, lines, areas: a small area does not carry a long line along
        part := public.ST_CollectionExtract(shape, kind);
        CONTINUE WHEN public.ST_IsEmpty(part);
        SELECT public.ST_UnaryUnion(public.ST_Collect(public.ST_Intersection(b.geom, part))) INTO inside
        FROM scmap.boundary b JOIN scmap.member m ON b.code = ANY (m.municipalities)
        WHERE m.login = session_user AND public.ST_Intersects(b.geom, part);
        kept := public.ST_CollectionExtract(inside, kind);
        IF kept IS NULL OR (CASE kind
            WHEN 1 THEN public.ST_NPoints(kept) * 2 <= public.ST_NPoints(part)
            WHEN 2 THEN public.ST_Length(kept) * 2 <= public.ST_Length(part)
            ELSE public.ST_Area(kept) * 2 <= public.ST_Area(part)
        END) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
EXCEPTION WHEN OTHERS THEN  -- what cannot be placed or measured lies on no ground
    RETURN false;
END $$;

CREATE OR REPLACE FUNCTION scmap.check_ground(layer_uid text, ground public.geometry) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ground IS NULL OR public.ST_IsEmpty(ground) OR NOT EXISTS (SELECT FROM scmap.layer WHERE uid = layer_uid AND mode = 'own_area') THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM scmap.boundary) AND NOT scmap.lies_mostly_on_own(ground) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: ground';
    END IF;
END $$;

-- As before, but a shape that is not edited is not looked at: what lay across a border when the
-- layer was shared keeps its place, and its other fields are edited by whom it belongs to.
CREATE OR REPLACE FUNCTION scmap.track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    layer_uid text := TG_ARGV[0];
    change text := coalesce(nullif(current_setting('scmap.change', true), ''), gen_random_uuid()::text);
    seen text[] := coalesce(nullif(current_setting('scmap.base', true), ''), '{}')::text[];
    drawn boolean := TG_OP = 'INSERT';
BEGIN
    IF TG_OP <> 'DELETE' THEN
        NEW.rev := change;
        IF TG_OP = 'INSERT' THEN
            NEW.uid := coalesce(NEW.uid, gen_random_uuid()::text);
        ELSIF NEW.uid IS DISTINCT FROM OLD.uid THEN
            RAISE insufficient_privilege USING MESSAGE = 'scmap: uid';
        ELSE
            drawn := public.ST_AsEWKB(NEW.geom) IS DISTINCT FROM public.ST_AsEWKB(OLD.geom);
        END IF;
        IF drawn AND NEW.geom IS NOT NULL AND EXISTS (SELECT FROM scmap.layer WHERE uid = layer_uid AND mode = 'own_area') THEN
            PERFORM scmap.check_ground(layer_uid, NEW.geom);
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    seen := array_append(array_remove(seen, OLD.rev), OLD.rev);
    IF TG_OP = 'DELETE' THEN
        PERFORM scmap.note(change, layer_uid, OLD.uid, 'delete', seen,
            to_jsonb(OLD) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(OLD.geom, 'NDR'), 'hex')), NULL);
        RETURN OLD;
    END IF;
    PERFORM scmap.note(change, layer_uid, NEW.uid, 'update', seen,
        to_jsonb(OLD) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(OLD.geom, 'NDR'), 'hex')),
        to_jsonb(NEW) - 'geom' || jsonb_build_object('geom', encode(public.ST_AsBinary(NEW.geom, 'NDR'), 'hex')));
    RETURN NEW;
END $$;

-- A member adds a field to a layer that is not closed: the rows of everybody get a column. One that
-- is there keeps its type, which is that of the rows of others, and of the column.
CREATE OR REPLACE FUNCTION scmap.add_field(change_uid text, layer_uid text, field text, about jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT scmap.is_member() OR NOT EXISTS (
        SELECT FROM scmap.layer
        WHERE uid = layer_uid AND (mode IN ('joint', 'own_area') OR mode = 'arriving' AND shared_by = session_user)
    ) OR (
        SELECT c.after ->> 'type' IS DISTINCT FROM about ->> 'type' FROM scmap.change c
        WHERE c.layer = layer_uid AND c.uid = field AND c.op = 'add_field' ORDER BY c.seq LIMIT 1
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'scmap: field';
    END IF;
    RETURN scmap.add_field_unasked(change_uid, layer_uid, field, about);
END $$;

-- Carry out changes, each whole or not at all; rules hold for whoever is logged in.
CREATE OR REPLACE FUNCTION scmap.apply(changes jsonb)
RETURNS TABLE (change_id text, status text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    one jsonb;
    target text;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(changes) ORDER BY value ->> 'layer', value ->> 'uid' LOOP
        change_id := one ->> 'id';
        IF EXISTS (SELECT FROM scmap.change c WHERE c.change_id = one ->> 'id' AND c.who = session_user) THEN
            status := 'duplicate';
            RETURN NEXT;
            CONTINUE;
        END IF;
        SELECT table_name INTO target FROM scmap.layer l WHERE l.uid = one ->> 'layer';
        BEGIN
            PERFORM set_config('scmap.change', one ->> 'id', true), set_config('scmap.base', one ->> 'base', true);
            EXECUTE format('SELECT scmap.%I($1, $2, $3, $4)', 'write_' || target)
            INTO status USING one ->> 'op', one ->> 'uid', one ->> 'expected', one -> 'values';
        EXCEPTION
            -- a value that the column cannot hold, too: everything else goes on
            WHEN insufficient_privilege OR data_exception OR check_violation THEN status := 'forbidden';
            WHEN unique_violation THEN status := 'conflict';
        END;
        RETURN NEXT;
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION scmap.lies_mostly_on_own(public.geometry) FROM PUBLIC;
RESET ROLE;
