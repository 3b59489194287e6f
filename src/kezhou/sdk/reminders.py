"""What reminds of what: `reminder_source(ReminderSource("task_due", _("Task"), "task", due))` at start-up."""

from kezhou.platform.reminders.sources import ReminderSource, reminder_source

__all__ = ["ReminderSource", "reminder_source"]
