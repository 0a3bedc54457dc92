import type { ConfigValue } from '../../architecture/model-spec.ts';

/** A value as Python writes it; lists become tuples, as Keras has its sizes. */
export function pythonValue(value: ConfigValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') return pythonNumber(value);
  const items = value.map(pythonValue);
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/** JSON's strings are Python's, but for characters beyond 16 bits, which JSON writes as they are. */
export function pythonString(text: string): string {
  return JSON.stringify(text);
}

/** What stands in a docstring as it is. */
export function docText(line: string): string {
  return line.replaceAll('\\', '\\\\').replaceAll('"""', "'''");
}

function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  return String(value);
}

const KEYWORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global
   if import in is lambda nonlocal not or pass raise return try while with yield
   dict id input len list map max min range set sum type build json keras load np ops split struct sys`.split(
    /\s+/,
  ),
);

/** Names of variables for names of any kind, no two alike. */
export function variableNames(names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const taken = new Set(KEYWORDS);
  for (const name of names) {
    const plain = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d|$)/, '_');
    let variable = plain;
    for (let count = 2; taken.has(variable); count += 1) variable = `${plain}_${count}`;
    taken.add(variable);
    found.set(name, variable);
  }
  return found;
}
