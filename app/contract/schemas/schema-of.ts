import { z } from 'zod';

/** The type without `readonly`, so that a schema's output can be compared with a hand-written type. */
type Plain<T> = T extends string | number | boolean | null | undefined | ArrayBufferView
  ? T
  : { -readonly [Key in keyof T]: Plain<T[Key]> };

type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/**
 * Ties a schema to the hand-written type it checks: a missing, extra, optional or differently typed
 * field does not compile. (`satisfies z.ZodType<T>` alone would let a forgotten optional field pass,
 * and decoding would then drop it.)
 * @example export const split = schemaOf<Split>()(z.enum(SPLITS));
 */
export function schemaOf<T>() {
  return <Schema extends z.ZodType>(
    schema: Schema &
      (Same<Plain<z.output<Schema>>, Plain<T>> extends true
        ? unknown
        : { readonly 'differs from the type it checks': Plain<T> }),
  ): Schema => schema;
}

/** A branded id: any short, non-empty string. */
export function idSchema<Id extends string>(): z.ZodType<Id, Id> {
  return z.string().min(1).max(200) as unknown as z.ZodType<Id, Id>;
}

/** Strict object in which every field of `object` may be left out, as in `Partial<T>`; none gets its default. */
export function changesOf<Shape extends z.core.$ZodLooseShape>(object: { readonly shape: Shape }) {
  const fields = Object.entries(object.shape).map(([field, schema]) => [
    field,
    z.exactOptional(schema instanceof z.ZodDefault ? schema.unwrap() : schema),
  ]);
  return z.strictObject(
    Object.fromEntries(fields) as { [Field in keyof Shape]: z.ZodExactOptional<Shape[Field]> },
  );
}
