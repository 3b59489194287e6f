/** Words of one part of the app; they come with the first file that imports them. Keys begin with its name. */
import { addWords } from "../store";

export const zh = {
  "board.of": "{label}看板",
  "board.columns": "看板的列",
  "board.empty": "这一列还没有内容",
  "board.more": "再看 {n} 条",
  "board.move": "移动“{name}”",
  "board.moveTo": "移到“{column}”",
  "board.moved": "“{name}”已移到“{column}”",
  "board.undone": "“{name}”已移回“{column}”",
  "board.needs": "移动“{name}”前，请补齐这一步需要的内容：",
  "board.stale": "有人刚刚改过这条记录，看板已刷新，请再试一次。",
  "board.noColumns": "看板还没有列",
  "board.noColumnsHint": "请管理员先在设置中定义阶段",
} as const;

export const en: Record<keyof typeof zh, string> = {
  "board.of": "Board of {label}",
  "board.columns": "Columns of the board",
  "board.empty": "Nothing here yet",
  "board.more": "{n} more",
  "board.move": "Move “{name}”",
  "board.moveTo": "Move to “{column}”",
  "board.moved": "“{name}” is now in “{column}”",
  "board.undone": "“{name}” is back in “{column}”",
  "board.needs": "Before “{name}” moves, please fill in what this step needs:",
  "board.stale": "Somebody just changed this record; the board was renewed, please try again.",
  "board.noColumns": "This board has no columns yet",
  "board.noColumnsHint": "An administrator defines the stages in the settings first",
};

addWords(zh, en);
