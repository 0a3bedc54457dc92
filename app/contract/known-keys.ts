import { z } from 'zod';

/**
 * Keys of the objects that a schema takes at a place of a value; of alternatives, those whose fixed fields (such as
 * `kind`) are the value's own. Empty where it takes none.
 */
export function knownKeysAt(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): readonly string[] {
  const [key, ...rest] = path;
  const keys = objectsOf(schema, value).flatMap(({ shape }) => {
    if (key === undefined) return Object.keys(shape);
    const member = Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
    return member === undefined ? [] : knownKeysAt(member, memberOf(value, key), rest);
  });
  const listed = key === undefined ? [] : elementsOf(schema, value);
  const below = listed.flatMap((each) => knownKeysAt(each, memberOf(value, key ?? ''), rest));
  return [...new Set([...keys, ...below])];
}

/** A schema without what may stand around it. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return alternatives(schema.def.innerType);
  }
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodReadonly) {
    return alternatives(schema.def.innerType);
  }
  if (schema instanceof z.ZodDefault) return alternatives(schema.def.innerType);
  if (schema instanceof z.ZodLazy) return alternatives(schema.def.getter());
  if (schema instanceof z.ZodPipe) return alternatives(schema.def.in);
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion) {
    return schema.def.options.flatMap(alternatives);
  }
  return [schema];
}

function objectsOf(schema: z.core.$ZodType, value: unknown): readonly z.ZodObject[] {
  return alternatives(schema).filter(
    (each): each is z.ZodObject =>
      each instanceof z.ZodObject &&
      Object.entries(each.shape).every(
        ([key, member]) =>
          !(member instanceof z.ZodLiteral) || member.safeParse(memberOf(value, key)).success,
      ),
  );
}

function elementsOf(schema: z.core.$ZodType, value: unknown): readonly z.core.$ZodType[] {
  return alternatives(schema).flatMap((each) => {
    if (each instanceof z.ZodArray) return Array.isArray(value) ? [each.def.element] : [];
    return each instanceof z.ZodRecord ? [each.def.valueType] : [];
  });
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
