"""What changed on an account is kept like everything else, with two exceptions.

A login changes only `last_login` and is no change of the account; without this exception the history would count
logins. And a former password hash is nobody's business: it is emptied on its way into the history.
"""

from django.db import migrations

from municipalities.recorded import keep_history

ACCOUNTS = """
DROP TRIGGER a_record ON municipalities_user;
CREATE TRIGGER a_record BEFORE INSERT OR DELETE ON municipalities_user
    FOR EACH ROW EXECUTE FUNCTION record_row();
CREATE TRIGGER a_record_change BEFORE UPDATE ON municipalities_user FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'last_login' IS DISTINCT FROM to_jsonb(NEW) - 'last_login')
    EXECUTE FUNCTION record_row();

CREATE FUNCTION forget_password() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.password := '';
    RETURN NEW;
END $$;
CREATE TRIGGER a_forget BEFORE INSERT ON municipalities_user_history
    FOR EACH ROW EXECUTE FUNCTION forget_password();
"""
NO_ACCOUNTS = """
DROP TRIGGER a_forget ON municipalities_user_history;
DROP FUNCTION forget_password();
DROP TRIGGER a_record_change ON municipalities_user;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0009_accounts_and_their_review")]
    operations = [
        keep_history("municipalities_user", "municipalities_acting", "municipalities_membershipreview"),
        migrations.RunSQL(ACCOUNTS, NO_ACCOUNTS),
    ]
