from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0002_practice_keeps_a_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closed'),
        ),
        migrations.AddField(
            model_name='room',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closed'),
        ),
    ]
