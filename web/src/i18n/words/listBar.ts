/** What modules add to the bar and the columns of a list: loaded with every list, so kept apart from their other words. */
import { addWords } from "../store";

export const zh = {
  "handover.moveAll": "移交筛选结果",
  "pools.inDays": "{n} 天后回收",
  "pools.tonight": "今晚回收",
  "segments.save": "存为分群",
  "segments.saved": "分群已保存",
  "team.listShare": "共享筛选结果",
  "team.listTitle": "把筛选出的全部{label}共享给同事",
};
export const en: Record<keyof typeof zh, string> = {
  "handover.moveAll": "Hand all over",
  "pools.inDays": "In {n} days",
  "pools.tonight": "Tonight",
  "segments.save": "Save as segment",
  "segments.saved": "Segment saved",
  "team.listShare": "Share all",
  "team.listTitle": "Share all {label} that the filter finds",
};
addWords(zh, en);
