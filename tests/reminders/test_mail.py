"""Mails as a real server gets them: over SMTP, in Chinese, with text and HTML and links that work."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from kezhou.kernel.errors import Unavailable
from kezhou.platform.jobs.registry import Retry
from kezhou.platform.reminders import mail
from kezhou.platform.reminders.models import Reminder
from tests.fakes.smtp import PASSWORD, USER, Box, mail_box
from tests.reminders.conftest import Crew

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    with mail_box() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
        settings.DEFAULT_FROM_EMAIL = "客舟 <crm@example.com>"
        settings.KEZHOU_URL = "https://crm.example.com/"
        yield box


def due(crew: Crew, *titles: str, locale: str = "zh-CN") -> list[int]:
    """Ann's tasks, due now and to be told by mail; their numbers."""
    ann = crew.people["ann"]
    ann.email, ann.locale = "ann@example.com", locale
    ann.save()
    crew.choose("ann", ways={"task_due": "mail"})
    made = [crew.made("ann", "task", title=title, due_at="2026-11-22T09:00:00Z") for title in titles]
    crew.run("2026-11-22T09:00:00+00:00")
    return made


def parts(content: bytes) -> tuple[EmailMessage, str, str]:
    letter = message_from_bytes(content, policy=default)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    return letter, *(part.get_content().replace("\r\n", "\n").rstrip("\n") for part in (text, html))


def test_one_reminder_in_chinese(crew: Crew, box: Box) -> None:
    [task] = due(crew, "寄<样品>给深圳客户")

    assert mail.send_waiting(crew.world.system, crew.people["ann"].id) == 1

    [letter] = box.letters
    assert (letter.sender, letter.to, letter.user) == ("crm@example.com", ["ann@example.com"], USER)
    head, _blank, _body = letter.content.partition(b"\r\n\r\n")
    assert head.isascii()
    assert b"Subject: =?utf-8?" in head
    message, text, html = parts(letter.content)
    assert (message["Subject"], message["To"]) == ("任务到期：寄<样品>给深圳客户", "ann@example.com")
    assert str(message["From"]) == "客舟 <crm@example.com>"
    assert message["Date"] is not None
    assert message["Message-ID"] is not None
    link, settings_link = f"https://crm.example.com/r/task/{task}", "https://crm.example.com/settings/reminders"
    assert text == f"任务到期：寄<样品>给深圳客户\n{link}\n\n--\n设置提醒方式：{settings_link}"
    assert html == (
        f'<ul><li><a href="{link}">任务到期：寄&lt;样品&gt;给深圳客户</a></li></ul>'
        f'<p><a href="{settings_link}">设置提醒方式</a></p>'
    )


def test_several_are_one_mail_in_the_persons_language(crew: Crew, box: Box) -> None:
    first, second = due(crew, "sample", "offer", locale="en")

    assert mail.send_waiting(crew.world.system, crew.people["ann"].id) == 2

    [letter] = box.letters
    message, text, _html = parts(letter.content)
    assert message["Subject"] == "2 reminders"
    assert text.splitlines()[:5] == [
        "Task due: sample",
        f"https://crm.example.com/r/task/{first}",
        "",
        "Task due: offer",
        f"https://crm.example.com/r/task/{second}",
    ]


def test_an_address_that_the_server_refuses_stays_waiting(crew: Crew, box: Box) -> None:
    due(crew, "寄样品")
    box.refuses.add("ann@example.com")
    user = crew.people["ann"].id

    with pytest.raises(Retry):
        mail.send_waiting(crew.world.system, user)
    assert (box.letters, Reminder.objects.filter(mailed_at__isnull=True).count()) == ([], 1)
    box.refuses.clear()
    assert [mail.send_waiting(crew.world.system, user) for _twice in range(2)] == [1, 0]
    assert len(box.letters) == 1


def test_the_test_mail_says_what_is_wrong(crew: Crew, box: Box, settings: Any) -> None:
    due(crew, "寄样品")

    assert mail.send_test(crew.ctx("ann")) == "ann@example.com"
    assert [letter.to for letter in box.letters] == [["ann@example.com"]]
    settings.EMAIL_HOST_PASSWORD = "wrong"
    with pytest.raises(Unavailable) as refused:
        mail.send_test(crew.ctx("ann"))
    assert (refused.value.code, len(box.letters)) == ("mail_refused", 1)
