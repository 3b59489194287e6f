"""The company's rules for business numbers, prefixes of departments, and the counters."""

from django.db import models


class NumberRule(models.Model):
    """The company's own rule for the numbers of an entity; without a row the entity's declaration counts."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64, unique=True)
    rule = models.CharField(max_length=60)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "numbering_rule"


class NumberPrefix(models.Model):
    """What `{prefix}` stands for in numbers of records of a department, and of departments below it without a word of
    their own."""

    id = models.BigAutoField(primary_key=True)
    department = models.OneToOneField("org.Department", on_delete=models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=10)

    class Meta:
        db_table = "numbering_prefix"


class NumberCounter(models.Model):
    """The last serial of an entity in a period. The row's lock makes whoever comes next wait for the commit, so that no
    number is skipped and none is given twice."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64)
    period = models.CharField(max_length=120)
    value = models.BigIntegerField()

    class Meta:
        db_table = "numbering_counter"
        constraints = [models.UniqueConstraint(fields=["entity", "period"], name="numbering_counter_uniq")]
