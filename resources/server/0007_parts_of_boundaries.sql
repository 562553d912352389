-- Where a shape lies is looked up among small parts of the boundaries: to read a whole boundary for
-- every shape took most of the time of an exchange. What parts cannot tell for sure the whole tells.

SET ROLE scmap_owner;

CREATE TABLE scmap.boundary_part (
    code text NOT NULL REFERENCES scmap.boundary ON DELETE CASCADE,
    geom public.geometry NOT NULL
);
CREATE INDEX boundary_part_by_place ON scmap.boundary_part USING gist (geom);
CREATE INDEX boundary_part_by_code ON scmap.boundary_part (code);

-- A boundary is another one: so are its parts.
CREATE FUNCTION scmap.part_boundary() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM scmap.boundary_part WHERE code = NEW.code;
    INSERT INTO scmap.boundary_part SELECT NEW.code, public.ST_Subdivide(NEW.geom, 64);
    RETURN NULL;
END $$;
CREATE TRIGGER part AFTER INSERT OR UPDATE ON scmap.boundary FOR EACH ROW EXECUTE FUNCTION scmap.part_boundary();
INSERT INTO scmap.boundary_part SELECT code, public.ST_Subdivide(geom, 64) FROM scmap.boundary;

ALTER FUNCTION scmap.lies_mostly_on_own(public.geometry) RENAME TO lies_mostly_on_whole;

-- Whether most of a shape lies in the municipalities of whoever is logged in. Cuts between parts move
-- borders by less than can be seen: only near half, and for what lies along a border, it matters.
CREATE FUNCTION scmap.lies_mostly_on_own(ground public.geometry) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    codes text[] := (SELECT municipalities FROM scmap.member WHERE login = session_user);
    shape public.geometry;
    share double precision;
BEGIN
    shape := public.ST_Transform(public.ST_CurveToLine(public.ST_Force2D(ground)), 5179);
    BEGIN  -- what lies inside of one part does so valid or not
        IF EXISTS (SELECT FROM scmap.boundary_part b WHERE b.code = ANY (codes) AND public.ST_Covers(b.geom, shape)) THEN
            RETURN true;
        END IF;
    EXCEPTION WHEN OTHERS THEN NULL;  -- a shape that cannot be compared as it is
    END;
    shape := public.ST_UnaryUnion(public.ST_MakeValid(shape));
    IF public.ST_GeometryType(shape) IN ('ST_Polygon', 'ST_MultiPolygon') THEN
        SELECT coalesce(public.ST_Area(public.ST_UnaryUnion(public.ST_Collect(public.ST_Intersection(b.geom, shape)))), 0)
            / public.ST_Area(shape) INTO share
        FROM scmap.boundary_part b WHERE b.code = ANY (codes) AND public.ST_Intersects(b.geom, shape);
        IF abs(share - 0.5) > 0.01 THEN
            RETURN share > 0.5;
        END IF;
    END IF;
    RETURN scmap.lies_mostly_on_whole(ground);
EXCEPTION WHEN OTHERS THEN  -- what cannot be placed or measured lies on no ground
    RETURN false;
END $$;

REVOKE EXECUTE ON FUNCTION scmap.lies_mostly_on_own(public.geometry), scmap.lies_mostly_on_whole(public.geometry),
    scmap.part_boundary() FROM PUBLIC;
RESET ROLE;
