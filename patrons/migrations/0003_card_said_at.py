from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patrons", "0002_second_number")]

    operations = [
        migrations.AddField(
            model_name="pledge", name="card_said_at", field=models.DateTimeField(editable=False, null=True)
        ),
    ]
