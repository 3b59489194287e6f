"""What an import was asked to do and how far it is, its rows as they came in, and what became of each row."""

from typing import Any

from django.db import models


class ImportRun(models.Model):
    """One import of one file into one entity, by one person.

    `mapping` is column index (as text) → field name. `check_counts` and `check_errors` are the answer of the dry run,
    `counts` and `errors` that of the run; counts are `{rows, create, update, skip, error, done}`. `done_row` is the
    bookmark: every row up to it has exactly one outcome.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    actor = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    file_name = models.CharField(max_length=200)
    form: Any = models.JSONField(default=dict)
    """How the file is read: kind, encoding, delimiter, width, sheet."""
    headers: Any = models.JSONField(default=list)
    samples: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="uploaded")
    mapping: Any = models.JSONField(default=dict)
    preset = models.CharField(max_length=60, blank=True, default="")
    match: Any = models.JSONField(default=list)
    on_match = models.CharField(max_length=6, default="skip")
    owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pool = models.ForeignKey("pools.Pool", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Where new records go that name neither an owner nor a pool, instead of to `owner`."""
    historical = models.BooleanField(default=False)
    duplicates = models.CharField(max_length=6, blank=True, default="")
    """What happens to rows that look like a record that exists: `skip` refuses them, `mark` imports them and queues the
    pair for a person, `import` does not look. Empty means: as the rules for imports say."""
    staged_rows = models.IntegerField(null=True)
    """Rows of the file, once all of them are in the staging table."""
    check_counts: Any = models.JSONField(default=dict)
    check_errors: Any = models.JSONField(default=list)
    counts: Any = models.JSONField(default=dict)
    errors: Any = models.JSONField(default=list)
    done_row = models.IntegerField(default=0)
    undo_bookmark = models.BigIntegerField(default=0)
    undo_counts: Any = models.JSONField(default=dict)
    swept = models.BooleanField(default=False)
    """Its rows were removed after the time for which they are kept; there is no error file and no undo any more."""
    message = models.CharField(max_length=500, blank=True, default="")
    job = models.ForeignKey("jobs.JobRecord", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "-id"], name="exchange_run_actor"),
            models.Index(fields=["updated_at"], name="exchange_run_updated"),
        ]
        constraints = [
            models.CheckConstraint(
                name="exchange_run_state",
                condition=models.Q(
                    state__in=(
                        *("uploaded", "checking", "checked", "running", "done"),
                        *("failed", "cancelled", "undoing", "undone"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="exchange_run_on_match", condition=models.Q(on_match__in=("skip", "update", "fill"))
            ),
            models.CheckConstraint(
                name="exchange_run_owner_or_pool", condition=models.Q(owner__isnull=True) | models.Q(pool__isnull=True)
            ),
            models.CheckConstraint(
                name="exchange_run_duplicates", condition=models.Q(duplicates__in=("", "skip", "mark", "import"))
            ),
        ]


class StagedRow(models.Model):
    """One row of the file as it was read. `cells` is a JSON list kept as text: it is never queried, only read back."""

    pk = models.CompositePrimaryKey("run_id", "row_no")
    run_id = models.BigIntegerField()
    row_no = models.IntegerField()
    """As a person counts them in a spreadsheet: the row of headers is 1."""
    cells = models.TextField()

    class Meta:
        db_table = "exchange_stagedrow"


class RowKey(models.Model):
    """A key by which a row that became (or would become) a record is found by rows alike; gone after the step."""

    pk = models.CompositePrimaryKey("run_id", "key", "row_no")
    run_id = models.BigIntegerField()
    key = models.IntegerField()
    row_no = models.IntegerField()

    class Meta:
        db_table = "exchange_rowkey"
        indexes = [models.Index(fields=["run_id", "row_no"], name="exchange_rowkey_row")]


class RowOutcome(models.Model):
    """What became of one row. (run, row) is the key by which a repeated chunk has no second effect.

    `before` holds the old values of the fields that an update changed, `version` the record's version after it: the two
    are what an undo needs.
    """

    pk = models.CompositePrimaryKey("run_id", "row_no")
    run_id = models.BigIntegerField()
    row_no = models.IntegerField()
    state = models.CharField(max_length=7)
    record_id = models.BigIntegerField(null=True)
    version = models.IntegerField(null=True)
    before: Any = models.JSONField(null=True)
    error: Any = models.JSONField(null=True)

    class Meta:
        db_table = "exchange_rowoutcome"
        indexes = [
            models.Index(
                fields=["run_id", "record_id"],
                name="exchange_outcome_record",
                condition=models.Q(state__in=("created", "updated")),
            ),
            models.Index(fields=["run_id", "row_no"], name="exchange_outcome_error", condition=models.Q(state="error")),
        ]
        constraints = [
            models.CheckConstraint(
                name="exchange_outcome_state",
                condition=models.Q(state__in=("created", "updated", "skipped", "error")),
            )
        ]


class ImportPreset(models.Model):
    """A mapping that somebody keeps: header → field. Shared ones serve everybody."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    mapping: Any = models.JSONField(default=dict)
    actor = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "entity", "name"], name="exchange_preset_name_uniq"),
        ]


class ExportCall(models.Model):
    """What an export was asked for; the job carries it out with the rights that the asker has then."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    actor = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    format = models.CharField(max_length=4)
    words: Any = models.JSONField(default=dict)
    """filter, q, sort, fields as they were sent."""
    reason = models.CharField(max_length=500, blank=True, default="")
    approval = models.BigIntegerField(null=True)
    job = models.ForeignKey("jobs.JobRecord", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField()
