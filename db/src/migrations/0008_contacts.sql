-- Whether somebody belongs to another organization too, suspended or not; not to which.
CREATE FUNCTION is_member_elsewhere(p_organization_id uuid, p_person_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM members m WHERE m.person_id = p_person_id AND m.organization_id <> p_organization_id)
$$;
--> statement-breakpoint
-- By every number and address that a person confirmed, not only by those that are shown.
DROP FUNCTION invitations_to(text, text, timestamptz);
--> statement-breakpoint
CREATE FUNCTION invitations_to(p_person_id uuid, p_now timestamptz)
RETURNS TABLE (id uuid, organization_id uuid, organization_name text, role text, expires_at timestamptz,
               host_id uuid, host_name text, host_color text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.id, o.id, o.name, i.role, i.expires_at, p.id, p.name, p.color
  FROM invitations i
  JOIN organizations o ON o.id = i.organization_id
  JOIN people p ON p.id = i.invited_by
  JOIN members m ON m.organization_id = i.organization_id AND m.person_id = i.invited_by
    AND m.role = 'admin' AND m.suspended_at IS NULL
  WHERE EXISTS (SELECT FROM person_contacts c WHERE c.person_id = p_person_id
                  AND c.address = CASE c.channel WHEN 'phone' THEN i.phone ELSE i.email END)
    AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > p_now
  ORDER BY i.id DESC LIMIT 100
$$;
--> statement-breakpoint
DO $$
DECLARE
  v_function regprocedure;
BEGIN
  -- Everybody may call a new function unless it is taken from them.
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('is_member_elsewhere', 'invitations_to') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hamnevis_program', v_function);
  END LOOP;
END
$$;
