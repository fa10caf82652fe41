"""As whom a user may ask, as a function: the database plans it once per connection and not at every page."""

from django.db import migrations

RUNNING = """
CREATE FUNCTION running_memberships(who bigint, day date, factors text[]) RETURNS TABLE (
    has_factor boolean, membership municipalities_membership, municipality municipalities_municipality,
    organisation municipalities_organisation)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
-- Those of user `who` that run on `day`, the first begun first; and whether the user has one of these `factors`.
BEGIN
    RETURN QUERY
    SELECT EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = who AND a.type = ANY (factors)), m, g, o
    FROM municipalities_membership m
    LEFT JOIN municipalities_municipality g ON g.id = m.municipality_id
    LEFT JOIN municipalities_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = who AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on >= day)
    ORDER BY m.starts_on, m.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0021_role_by_two")]

    operations = [migrations.RunSQL(RUNNING, "DROP FUNCTION running_memberships(bigint, date, text[]);")]
