/** A file can only be present or absent, so there is nothing to enter. */
export default function FileFilter() {
  return null;
}
