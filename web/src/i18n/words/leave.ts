/** Words of one part of the app; they come with the first file that imports them. Keys begin with its name. */
import { addWords } from "../store";

export const zh = {
  "leave.ask": "放弃未保存的修改？",
  "leave.text": "这里的修改还没有保存，离开后将丢失。",
  "leave.go": "放弃并离开",
};

export const en: Record<keyof typeof zh, string> = {
  "leave.ask": "Discard the changes?",
  "leave.text": "What you changed here is not saved and will be lost.",
  "leave.go": "Discard and leave",
};

addWords(zh, en);
