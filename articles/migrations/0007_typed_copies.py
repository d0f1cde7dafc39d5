import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A copy of typed text belongs to one opened form, and says in which order its states were sent."""

    dependencies = [
        ("articles", "0006_desk_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="autosave", name="autosave_one_rolling_copy"),
        migrations.RenameField(model_name="autosave", old_name="place", new_name="key"),
        migrations.AlterField(model_name="autosave", name="key", field=models.CharField(max_length=36)),
        migrations.AddField(model_name="autosave", name="order", field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name="autosave", name="saved", field=models.BooleanField(default=False)),
        migrations.AlterField(
            model_name="autosave",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="autosaves",
                to="articles.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="autosave_one_rolling_copy"),
        ),
    ]
