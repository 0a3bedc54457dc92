/** A value as JSON text for a column. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** A column that `toJson` wrote. The cast is sound as only the store writes its file. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** As `fromJson`, for a column that may be NULL. */
export function fromJsonOrNull<T>(text: string | null): T | null {
  return text === null ? null : fromJson<T>(text);
}

/** As `toJson`, for a column that may be NULL. */
export function toJsonOrNull(value: unknown): string | null {
  return value === null ? null : toJson(value);
}
