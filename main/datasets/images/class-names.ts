type Path = readonly string[];

/**
 * What the class of each folder is called. Of folders within folders, the deepest names the class (`animals/cat` is
 * `cat`), unless names repeat: then the level with the fewest names does (`cat/day 1`, `cat/day 2`, `dog/day 1` are
 * `cat` and `dog`). Folders below one with files of its own belong to that.
 * @param paths of the folders that hold files, from where classes begin; none is empty
 * @returns names in the order of the paths
 */
export function classNames(paths: readonly Path[]): readonly string[] {
  const keys = new Set(paths.map(keyOf));
  const heads = paths.map((path) => {
    const whole = path.findIndex((_, at) => keys.has(keyOf(path.slice(0, at + 1))));
    return path.slice(0, whole + 1);
  });
  const folders = [...new Map(heads.map((path) => [keyOf(path), path])).values()];
  const lasts = new Set(folders.map(lastOf));
  if (lasts.size === folders.length) return heads.map(lastOf);
  const depth = folders[0]?.length ?? 0;
  if (folders.some(({ length }) => length !== depth)) {
    return heads.map((path) => (keys.has(lastOf(path)) ? lastOf(path) : keyOf(path)));
  }
  const names = Array.from({ length: depth }, (_, level) => ({
    level,
    count: new Set(folders.map((path) => path[level])).size,
  }));
  const [fewest] = names
    .filter(({ count }) => count > 1)
    .toSorted((one, other) => one.count - other.count || other.level - one.level);
  return heads.map((path) => path[fewest?.level ?? 0] ?? lastOf(path));
}

function keyOf(path: Path): string {
  return path.join('/');
}

function lastOf(path: Path): string {
  return path.at(-1) ?? '';
}
