/** A row group is held in memory while it is written, so wide tables get shorter ones. */
const GROUP_CELLS = 2 ** 21;
const MOST_GROUP_ROWS = 2 ** 16;
const LEAST_GROUP_ROWS = 2 ** 11;

/** How staged tables are written. */
export function copyOptions(columns: number): string {
  const rowGroup = Math.max(
    LEAST_GROUP_ROWS,
    Math.min(MOST_GROUP_ROWS, Math.floor(GROUP_CELLS / columns)),
  );
  // Its second version packs the lengths of texts: faster and smaller.
  return `(FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1,
    ROW_GROUP_SIZE ${rowGroup})`;
}
