declare const brand: unique symbol;

/** A string that names one kind of thing; kinds do not mix. */
type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type DatasetId = Id<'dataset'>;
export type ModelId = Id<'model'>;
export type RunId = Id<'run'>;
export type LayerId = Id<'layer'>;
export type MeasurementId = Id<'measurement'>;
export type ScenarioId = Id<'scenario'>;

/**
 * An id with a readable prefix, sortable by creation time to the millisecond.
 * @param prefix      kind of thing, e.g. `run`
 * @param timeMs      creation time, milliseconds since 1970
 * @param randomBytes at least 5 random bytes, so that ids made in the same millisecond differ
 * @returns e.g. `run-0mk3v2c1x-8f3k1q2z`; the caller brands it
 */
export function makeId(prefix: string, timeMs: number, randomBytes: Uint8Array): string {
  const time = Math.floor(timeMs).toString(36).padStart(9, '0');
  const tail = Array.from(randomBytes.subarray(0, 5), (byte) =>
    byte.toString(36).padStart(2, '0'),
  ).join('');
  return `${prefix}-${time}-${tail}`;
}
