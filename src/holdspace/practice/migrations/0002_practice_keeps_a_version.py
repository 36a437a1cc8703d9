from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='practice',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
    ]
