import { apiUrl } from "@/api/client";
import type { FileRef } from "@/api/types";
import { Icon } from "@/ui/Icon";
import type { DisplayProps } from "../types";
import { isFile } from "./Display";

const refs = (value: unknown): FileRef[] => (Array.isArray(value) ? value.filter(isFile) : []);

export const filesText = (value: unknown): string =>
  refs(value)
    .map((file) => file.name)
    .join("、");

/** Pictures as pictures, everything else by its name. */
export function FileList({ files }: { files: readonly FileRef[] }) {
  if (files.length === 0) return null;
  return (
    <span className="attached">
      {files.map((file) => (
        <a key={file.id} href={apiUrl(`files/${file.id}`)} download={file.name} title={file.name}>
          {file.type.startsWith("image/") && file.type !== "image/heic" ? (
            <img src={apiUrl(`files/${file.id}`)} alt={file.name} loading="lazy" />
          ) : (
            <span className="row">
              <Icon name="file" size={14} />
              <span className="ellipsis">{file.name}</span>
            </span>
          )}
        </a>
      ))}
    </span>
  );
}

export function FilesDisplay({ value, mode }: DisplayProps) {
  return mode === "full" ? <FileList files={refs(value)} /> : filesText(value);
}
