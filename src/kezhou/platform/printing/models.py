from typing import Any

from django.db import models


class PrintTemplate(models.Model):
    """How a kind of record looks on paper. What it contains stands in its versions; `current` is the number of the
    one in use.

    `paper` is a key of `papers.PAPERS`. Templates that were removed stay, because prints name them.
    """

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=4)
    paper = models.CharField(max_length=12, default="a4")
    active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    current = models.IntegerField(default=1)
    version = models.IntegerField(default=1)
    updated_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "printing_template"
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "name"], condition=models.Q(removed_at__isnull=True), name="printing_template_name"
            ),
            models.UniqueConstraint(
                fields=["entity"],
                condition=models.Q(is_default=True, removed_at__isnull=True),
                name="printing_template_default",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["html", "docx"]), name="printing_template_kind"),
        ]


class PrintTemplateVersion(models.Model):
    """What a template contained at a time: HTML as text, or a Word file as bytes. Never changed, so that a print can
    name it.

    `bindings` says what each placeholder meant when it was saved: `{"": {"客户": "customer"}, "lines": {…}}`, by block.
    A label
    that is renamed later does not break the template.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    template = models.ForeignKey(PrintTemplate, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    body = models.TextField(blank=True, default="")
    content = models.BinaryField(null=True)
    file_name = models.CharField(max_length=200, blank=True, default="")
    bindings: Any = models.JSONField(default=dict)
    created_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "printing_version"
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="printing_version_number")]


class PrintLog(models.Model):
    """That somebody printed or downloaded one record. `template` is null for the built-in one, whose `number` is 0."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    template = models.ForeignKey(PrintTemplate, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    template_name = models.CharField(max_length=60, blank=True, default="")
    number = models.IntegerField(default=0)
    format = models.CharField(max_length=4)
    copies = models.IntegerField(default=1)
    actor = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "printing_log"
        indexes = [models.Index(fields=["entity", "record_id", "-id"], name="printing_log_record")]
