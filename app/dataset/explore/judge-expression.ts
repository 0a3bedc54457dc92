import type { ExpressionField, ExpressionProblem } from '../../failures/dataset-errors.ts';
import { ALLOWED_CLASSES, ALLOWED_FUNCTIONS, ALLOWED_TYPES } from './allowed-sql.ts';

/** What is wrong with an expression. */
export interface ExpressionFault {
  readonly problem: ExpressionProblem;
  readonly detail: string;
  readonly known: readonly string[];
  /** Bytes of UTF-8 before the place in the statement that was parsed, as DuckDB counts; null where unknown. */
  readonly location: number | null;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Looks over an expression as DuckDB parsed it, before anything is run: it may name columns and call
 * functions of a list, and nothing else.
 * @param parsed answer of `json_serialize_sql` to `SELECT <where>` or `SELECT 1 ORDER BY <order>`
 * @param names  columns there are
 */
export function judgeExpression(
  parsed: unknown,
  field: ExpressionField,
  names: readonly string[],
): ExpressionFault | null {
  const expressions = expressionsOf(parsed, field);
  if (expressions === null) return fault('not-one-expression', '', null);
  const columns = new Map(names.map((name) => [name.toLowerCase(), name]));
  for (const expression of expressions) {
    const found = judge(expression, columns);
    if (found !== null) return found;
  }
  return null;
}

/** The expressions of a statement that has nothing beside them; null for any other. */
function expressionsOf(parsed: unknown, field: ExpressionField): readonly Node[] | null {
  const statements = listOf(isNode(parsed) ? parsed.statements : null);
  const [statement, ...others] = statements;
  const node = isNode(statement?.node) ? statement.node : {};
  const from = isNode(node.from_table) ? node.from_table.type : null;
  const selected = listOf(node.select_list);
  const modifiers = listOf(node.modifiers);
  const plain =
    others.length === 0 &&
    node.type === 'SELECT_NODE' &&
    from === 'EMPTY' &&
    selected.length === 1 &&
    node.where_clause === null &&
    node.having === null &&
    node.sample === null &&
    node.qualify === null &&
    listOf(node.group_expressions).length === 0 &&
    listOf(isNode(node.cte_map) ? node.cte_map.map : null).length === 0;
  if (!plain) return null;
  if (field === 'where') {
    const named = selected.some(({ alias }) => alias !== '');
    return modifiers.length === 0 && !named ? selected : null;
  }
  const [modifier, ...more] = modifiers;
  if (modifier?.type !== 'ORDER_MODIFIER' || more.length > 0) return null;
  return listOf(modifier.orders).flatMap(({ expression }) =>
    isNode(expression) ? [expression] : [],
  );
}

function judge(node: Node, columns: ReadonlyMap<string, string>): ExpressionFault | null {
  const kind = String(node.class);
  const location = locationOf(node);
  if (!ALLOWED_CLASSES.has(kind)) {
    return fault('kind-refused', kind.toLowerCase().replaceAll('_', ' '), location);
  }
  if (kind === 'COLUMN_REF') return judgeColumn(node, columns);
  if (kind === 'FUNCTION') {
    const name = String(node.function_name);
    if (!ALLOWED_FUNCTIONS.has(name)) return fault('function-refused', name, location);
    const bare = node.filter === null && node.distinct === false;
    if (!bare) return fault('kind-refused', 'aggregate', location);
  }
  if (kind === 'CAST') {
    const type = isNode(node.cast_type) ? String(node.cast_type.id) : '';
    if (!ALLOWED_TYPES.has(type)) return fault('type-refused', type.toLowerCase(), location);
  }
  if (kind === 'CONSTANT') return null;
  for (const child of childrenOf(node)) {
    const found = judge(child, columns);
    if (found !== null) return found;
  }
  return null;
}

function judgeColumn(node: Node, columns: ReadonlyMap<string, string>): ExpressionFault | null {
  const path = Array.isArray(node.column_names) ? node.column_names.map(String) : [];
  const [name = ''] = path;
  if (path.length === 1 && columns.has(name.toLowerCase())) return null;
  const told = path.join('.');
  const known = likeNames(told, [...columns.values()]);
  return { problem: 'unknown-column', detail: told, known, location: locationOf(node) };
}

/** Every expression right below another. */
function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([field, value]) => {
    if (field === 'order_bys') return [];
    if (isNode(value) && 'class' in value) return [value];
    return listOf(value).flatMap((entry) => ('class' in entry ? [entry] : childrenOf(entry)));
  });
}

const MOST_KNOWN = 5;

/** Names that begin alike or hold each other, the shortest first; the first few where none does. */
function likeNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const like = names.filter((other) => {
    const known = other.toLowerCase();
    return known.includes(wanted) || wanted.includes(known) || known.startsWith(wanted.slice(0, 3));
  });
  const listed = like.length > 0 ? like.toSorted((a, b) => a.length - b.length) : names;
  return listed.slice(0, MOST_KNOWN);
}

function fault(
  problem: ExpressionProblem,
  detail: string,
  location: number | null,
): ExpressionFault {
  return { problem, detail, known: [], location };
}

function locationOf(node: Node): number | null {
  const { query_location: at } = node;
  return typeof at === 'number' && Number.isSafeInteger(at) ? at : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}
