-- Whether somebody belongs to another organization too, suspended or not; not to which.
CREATE FUNCTION is_member_elsewhere(p_organization_id uuid, p_person_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM members m WHERE m.person_id = p_person_id AND m.organization_id <> p_organization_id)
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION is_member_elsewhere(uuid, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION is_member_elsewhere(uuid, uuid) TO hamnevis_program;
