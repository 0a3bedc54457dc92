import {
  type ExpressionFault,
  judgeExpression,
} from '../../../app/dataset/explore/judge-expression.ts';
import { type AppError, fail, ok, type Result } from '../../../app/errors.ts';
import type { ExpressionField } from '../../../app/failures/dataset-errors.ts';
import { type BrowseSession, TooSlowError } from './browse-session.ts';
import { BROWSED } from './browse-table.ts';

/** Longer ones are no longer written by people. */
const LONGEST_EXPRESSION = 2000;

const BEFORE: Readonly<Record<ExpressionField, string>> = {
  where: 'SELECT ',
  order: 'SELECT 1 ORDER BY ',
};

/**
 * Checks an expression before it is run: DuckDB parses it, what it parsed is looked over, and DuckDB binds
 * it to the columns. Nothing that a user wrote is run before.
 * @param names columns of the table
 */
export async function checkExpression(
  session: BrowseSession,
  field: ExpressionField,
  expression: string,
  names: readonly string[],
): Promise<Result<null>> {
  const refuse = (fault: ExpressionFault, from: number) =>
    fail(expressionError(field, expression, fault, from));
  if (expression.length > LONGEST_EXPRESSION) {
    const detail = String(LONGEST_EXPRESSION);
    return refuse({ problem: 'too-long', detail, known: [], location: null }, 0);
  }
  const before = BEFORE[field];
  const parsed = await parse(session, before + expression);
  if (parsed.fault !== null) return refuse(parsed.fault, before.length);
  const judged = judgeExpression(parsed.statement, field, names);
  if (judged !== null) return refuse(judged, before.length);
  return bind(session, field, expression);
}

async function parse(
  session: BrowseSession,
  statement: string,
): Promise<{ readonly statement: unknown; readonly fault: ExpressionFault | null }> {
  const [row] = await session.rows('SELECT json_serialize_sql($1::VARCHAR)', [statement]);
  const parsed = JSON.parse(String(row?.[0])) as Readonly<Record<string, unknown>>;
  if (parsed.error !== true) return { statement: parsed, fault: null };
  if (parsed.error_type === 'not implemented') {
    const fault = { problem: 'not-one-expression', detail: '', known: [], location: null } as const;
    return { statement: null, fault };
  }
  // Parser errors count characters, everything else counts bytes.
  const characters = Number(parsed.position);
  const location = Number.isInteger(characters)
    ? Buffer.byteLength([...statement].slice(0, characters).join(''))
    : null;
  const detail = firstLine(String(parsed.error_message));
  return { statement: null, fault: { problem: 'duckdb', detail, known: [], location } };
}

async function bind(
  session: BrowseSession,
  field: ExpressionField,
  expression: string,
): Promise<Result<null>> {
  const [before, after] =
    field === 'where'
      ? ['SELECT (\n', `\n) FROM ${BROWSED} LIMIT 0`]
      : [`SELECT 1 FROM ${BROWSED} ORDER BY\n`, '\nLIMIT 0'];
  const sql = before + expression + after;
  try {
    const type = await session.typeOf(sql);
    if (field === 'order' || type === 'BOOLEAN' || type === 'SQLNULL') return ok(null);
    const fault = { problem: 'not-a-condition', detail: type, known: [], location: null } as const;
    return fail(expressionError(field, expression, fault, 0));
  } catch (cause) {
    return fail(expressionFailure(cause, sql, { [field]: expression }));
  }
}

/** Expressions of a query, by field. */
export type Expressions = Partial<Readonly<Record<ExpressionField, string | null>>>;

/** What DuckDB says of a query, as a failure of the expression in it at fault; bugs are thrown on. */
export function expressionFailure(
  cause: unknown,
  sql: string,
  { where = null, order = null }: Expressions,
): AppError {
  const usual = where === null ? 'order' : 'where';
  if (cause instanceof TooSlowError) {
    const fault = { problem: 'too-slow', detail: '', known: [], location: null } as const;
    return expressionError(usual, where ?? order ?? '', fault, 0);
  }
  const said = duckdbSaid(cause);
  if (said === null || (where === null && order === null)) throw cause;
  for (const [field, expression] of [
    ['where', where],
    ['order', order],
  ] as const) {
    if (expression === null || said.location === null) continue;
    const from = Buffer.byteLength(sql.slice(0, sql.indexOf(`\n${expression}\n`) + 1));
    const within = said.location - from;
    if (within < 0 || within > Buffer.byteLength(expression)) continue;
    return expressionError(field, expression, said, from);
  }
  return expressionError(usual, where ?? order ?? '', { ...said, location: null }, 0);
}

/** Kinds of error that an expression over a table as it stands can bring about. */
const EXPECTED = ['Binder', 'Catalog', 'Parser', 'Conversion', 'Invalid Input', 'Out of Range'];
const ALSO_EXPECTED = ['Mismatch Type', 'Out of Memory', 'Invalid Type', 'Not implemented'];

function duckdbSaid(cause: unknown): ExpressionFault | null {
  if (!(cause instanceof Error)) return null;
  try {
    const said = JSON.parse(cause.message.slice(cause.message.indexOf('{'))) as Record<
      string,
      unknown
    >;
    const type = String(said.exception_type);
    if (![...EXPECTED, ...ALSO_EXPECTED].includes(type)) return null;
    const at = Number(said.position);
    return {
      problem: 'duckdb',
      detail: firstLine(String(said.exception_message)),
      known: [],
      location: said.position !== undefined && Number.isInteger(at) ? at : null,
    };
  } catch {
    return null;
  }
}

/** Later lines draw the place, or list every function there is. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

/** @param from bytes before the expression in what the fault's location counts in */
function expressionError(
  field: ExpressionField,
  expression: string,
  { problem, detail, known, location }: ExpressionFault,
  from: number,
): AppError {
  const position = location === null ? null : charactersTo(expression, location - from) + 1;
  return {
    code: 'dataset/expression-invalid',
    field,
    expression,
    position,
    problem,
    detail,
    known,
  };
}

/** Characters before a place that is counted in bytes. */
function charactersTo(text: string, bytes: number): number {
  const before = Buffer.from(text).subarray(0, Math.max(0, bytes)).toString();
  return [...before].length;
}
