from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0017_counted_anew")]

    operations = [ValidateConstraint("paircount", "pair_count_of_a_span")]
