"""What a person has to do with a record beyond rights."""

from django.db import models


class Follow(models.Model):
    """A person keeps an eye on a record (关注): it stands in an own list and its changes reach the inbox."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entity", "record_id"], name="query_follow_uniq")]
        indexes = [models.Index(fields=["entity", "record_id"], name="query_follow_record_idx")]
