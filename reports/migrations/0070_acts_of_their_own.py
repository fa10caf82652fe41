"""What is entered at once gets a number that no other database gives out.

It was the number of the transaction, which a cluster counts for itself: after a restore into another one two acts could
be taken for one, with one reason and one verdict. The moment the transaction began is in it now too. Acts that are
there keep their numbers.
"""

import importlib

from django.db import migrations

NOTED = importlib.import_module("reports.migrations.0065_a_key_ends_with_the_next")
TRANSACTION = "SELECT txid_current(), y.year"
ACT = """
CREATE FUNCTION money_act() RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
-- The number of what is entered in this transaction. Never below nothing: it stands in addresses.
SELECT hashtextextended(txid_current() || ' ' || extract(epoch FROM now()), 0) & 9223372036854775807
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0065_a_key_ends_with_the_next")]

    operations = [
        migrations.RunSQL(
            ACT + NOTED.noting(NOTED.NEW).replace(TRANSACTION, "SELECT money_act(), y.year"),
            NOTED.noting(NOTED.NEW) + "DROP FUNCTION money_act();",
        )
    ]
