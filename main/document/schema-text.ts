/** JSON Schema as `z.toJSONSchema` writes it; only what the contract uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'integer',
  number: 'number',
  boolean: 'true | false',
  null: 'null',
};

/** A schema on one line, as a type is written: `{ kind: "row", values: { [name]: text | null } }`. */
export function typeText(schema: JsonSchema): string {
  const { $ref, type, enum: values } = schema;
  if ($ref !== undefined) return linkText($ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return branches.map(typeText).join(' | ');
  if (type === undefined) return 'anything';
  const names = typeof type === 'string' ? [type] : type;
  return names.map((name) => plainText(name, schema)).join(' | ');
}

/** The fields of an object as rows of a Markdown table. */
export function fieldRows({ properties = {}, required = [] }: JsonSchema): readonly string[] {
  return Object.entries(properties).map(([field, schema]) => {
    const name = required.includes(field) ? field : `${field}?`;
    return `| \`${name}\` | ${cell(typeText(schema))} | ${cell(schema.description ?? '')} |`;
  });
}

function plainText(name: string, schema: JsonSchema): string {
  if (name === 'array') return arrayText(schema);
  if (name === 'object') return objectText(schema);
  return TYPE_NAMES[name] ?? name;
}

function arrayText({ items, prefixItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `[${prefixItems.map(typeText).join(', ')}]`;
  const item = items === undefined || items === false ? 'anything' : typeText(items);
  return item.includes(' | ') ? `list of (${item})` : `list of ${item}`;
}

function objectText(schema: JsonSchema): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties).map(
    ([field, value]) => `${required.includes(field) ? field : `${field}?`}: ${typeText(value)}`,
  );
  if (fields.length > 0) return `{ ${fields.join(', ')} }`;
  if (typeof additionalProperties !== 'object') return '{ }';
  const name = schema.propertyNames?.enum === undefined ? '[name]' : typeText(schema.propertyNames);
  return `{ ${name}: ${typeText(additionalProperties)} }`;
}

/** `#/$defs/RunPlan` as a link to that heading. */
function linkText(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return `[${name}](#${name.toLowerCase()})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
