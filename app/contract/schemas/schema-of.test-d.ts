import { z } from 'zod';
import { schemaOf } from './schema-of.ts';

/** Types only: each marked line must not compile. */
interface Point {
  readonly x: number;
  readonly labels: readonly string[];
  readonly note?: string | undefined;
}

const labels = z.array(z.string());

schemaOf<Point>()(z.object({ x: z.number(), labels, note: z.string().optional() }));
// @ts-expect-error an optional field is missing: decoding would drop it
schemaOf<Point>()(z.object({ x: z.number(), labels }));
// @ts-expect-error a field has another type
schemaOf<Point>()(z.object({ x: z.string(), labels, note: z.string().optional() }));
// @ts-expect-error a field may be null that may not
schemaOf<Point>()(z.object({ x: z.number().nullable(), labels, note: z.string().optional() }));
// @ts-expect-error a field more than the type has
schemaOf<Point>()(z.object({ x: z.number(), labels, note: z.string().optional(), y: z.number() }));
