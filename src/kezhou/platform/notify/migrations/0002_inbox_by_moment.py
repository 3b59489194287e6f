from django.db import migrations, models


class Migration(migrations.Migration):
    """An inbox is read by the moment that its messages tell, no longer by the order in which they were written."""

    dependencies = [
        ("notify", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="inboxitem", name="notify_inbox_user"),
        migrations.RemoveIndex(model_name="inboxitem", name="notify_inbox_unread"),
        migrations.AddIndex(
            model_name="inboxitem",
            index=models.Index(fields=["user", "-at", "-id"], name="notify_inbox_user"),
        ),
        migrations.AddIndex(
            model_name="inboxitem",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["user", "-at", "-id"],
                name="notify_inbox_unread",
            ),
        ),
    ]
