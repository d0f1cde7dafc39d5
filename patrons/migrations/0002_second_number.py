from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrons", "0001_support")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="other_id",
            field=models.CharField(blank=True, default="", max_length=255, verbose_name="second number at the provider"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("other_id", ""), _negated=True),
                fields=("provider", "other_id"),
                name="payment_other_number_once",
            ),
        ),
    ]
