from django.db import models


class StoredFile(models.Model):
    """One uploaded file on one record. `key` is where the bytes are; nothing a person typed is ever part of a path.

    `content_type` was found by looking at the content. `size` in bytes. Without an entity it is the result of
    somebody's job and only its creator may fetch it.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    entity = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    created_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="pending")

    class Meta:
        db_table = "files_file"
        indexes = [
            models.Index(fields=["entity", "record_id", "-id"], name="files_file_record"),
            models.Index(fields=["state", "created_at"], condition=~models.Q(state="ready"), name="files_file_sweep"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="files_file_expires"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="files_file_state", condition=models.Q(state__in=("pending", "ready", "orphan"))
            ),
        ]
