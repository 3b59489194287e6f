/** Words of one part of the app; they come with the first file that imports them. Keys begin with its name. */
import { addWords } from "../store";

export const zh = {
  "listCalendar.of": "{label}日历，按{field}",
  "listCalendar.month": "月份",
  "listCalendar.before": "上个月",
  "listCalendar.after": "下个月",
  "listCalendar.today": "本月",
  "listCalendar.week": "一周合计",
  "listCalendar.total": "本月共 {n} 条",
  "listCalendar.count": "{n} 条",
  "listCalendar.undated": "{n} 条没有{field}",
  "listCalendar.more": "还有 {n} 条",
  "listCalendar.day": "{day}，{n} 条",
  "listCalendar.open": "查看 {day} 的列表",
  "listCalendar.move": "改期：{name}",
  "listCalendar.moveTitle": "改{field}",
  "listCalendar.moved": "“{name}”的{field}已改为 {day}",
  "listCalendar.undone": "“{name}”的{field}已改回 {day}",
  "listCalendar.hint": "拖动卡片到另一天即可改期",
  "listCalendar.empty": "这个月没有内容",
  "listCalendar.emptyHint": "换一个月份看看，或调整筛选条件",
} as const;

export const en: Record<keyof typeof zh, string> = {
  "listCalendar.of": "Calendar of {label} by {field}",
  "listCalendar.month": "Month",
  "listCalendar.before": "Month before",
  "listCalendar.after": "Month after",
  "listCalendar.today": "This month",
  "listCalendar.week": "Week",
  "listCalendar.total": "{n} in this month",
  "listCalendar.count": "{n}",
  "listCalendar.undated": "{n} without {field}",
  "listCalendar.more": "{n} more",
  "listCalendar.day": "{day}, {n} records",
  "listCalendar.open": "List of {day}",
  "listCalendar.move": "Change the day: {name}",
  "listCalendar.moveTitle": "Change {field}",
  "listCalendar.moved": "“{name}”: {field} is now {day}",
  "listCalendar.undone": "“{name}”: {field} is {day} again",
  "listCalendar.hint": "Drag a card to another day to change its date",
  "listCalendar.empty": "Nothing in this month",
  "listCalendar.emptyHint": "Look at another month, or change the filters",
};

addWords(zh, en);
