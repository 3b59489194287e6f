from django.db import models


class InboxItem(models.Model):
    """One message to one person, with the record that it is about, if any."""

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=1000, blank=True, default="")
    entity = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_inbox"
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notify_inbox_user"),
            models.Index(
                fields=["user", "-at", "-id"], condition=models.Q(read_at__isnull=True), name="notify_inbox_unread"
            ),
        ]


class Comment(models.Model):
    """A remark on a record. Whoever may see the record may read it; its author may change or remove it."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    text = models.CharField(max_length=4000)
    author = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notify_comment"
        indexes = [models.Index(fields=["entity", "record_id", "-id"], name="notify_comment_record")]
