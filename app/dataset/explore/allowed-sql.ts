/**
 * Functions that an expression may call: none reads anything but its arguments, and none can make a
 * small cell a large one (as `repeat` or nested `replace` would), which no memory limit of DuckDB stops.
 */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set([
  // operators
  ...['+', '-', '*', '/', '//', '%', '**', '^', '||', '&', '|', '~', '@', '!', '^@'],
  ...['~~', '!~~', '~~*', '!~~*', '~~~', 'regexp_full_match', 'like_escape', 'not_like_escape'],
  ...['ilike_escape', 'not_ilike_escape'],
  // numbers
  ...['abs', 'sign', 'ceil', 'ceiling', 'floor', 'round', 'round_even', 'trunc', 'mod', 'fmod'],
  ...['fdiv', 'divide', 'add', 'subtract', 'multiply', 'pow', 'power', 'sqrt', 'cbrt', 'exp', 'ln'],
  ...['log', 'log2', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh'],
  ...['tanh', 'degrees', 'radians', 'pi', 'greatest', 'least', 'isnan', 'isinf', 'isfinite'],
  ...['even', 'gcd', 'greatest_common_divisor', 'lcm', 'least_common_multiple', 'nullif', 'xor'],
  // texts
  ...['length', 'len', 'char_length', 'character_length', 'strlen', 'lower', 'lcase', 'upper'],
  ...['ucase', 'trim', 'ltrim', 'rtrim', 'left', 'right', 'substr', 'substring', 'reverse'],
  ...['contains', 'starts_with', 'prefix', 'ends_with', 'suffix', 'instr', 'strpos', 'position'],
  ...['ascii', 'ord', 'unicode', 'chr', 'concat', 'split_part', 'string_split', 'array_extract'],
  ...['list_extract', 'strip_accents', 'nfc_normalize', 'translate', 'regexp_matches'],
  ...['regexp_extract', 'levenshtein', 'editdist3', 'damerau_levenshtein', 'hamming', 'jaccard'],
  ...['jaro_similarity', 'jaro_winkler_similarity', 'hash', 'md5'],
  // times
  ...['year', 'month', 'day', 'dayofmonth', 'hour', 'minute', 'second', 'millisecond', 'quarter'],
  ...['week', 'weekofyear', 'yearweek', 'dayofweek', 'weekday', 'isodow', 'dayofyear', 'isoyear'],
  ...['date_part', 'datepart', 'date_trunc', 'datetrunc', 'date_diff', 'datediff', 'date_sub'],
  ...['date_add', 'datesub', 'dayname', 'monthname', 'last_day', 'epoch', 'epoch_ms', 'make_date'],
  ...['make_timestamp', 'strftime', 'strptime', 'try_strptime', 'time_bucket', 'to_years'],
  ...['to_months', 'to_weeks', 'to_days', 'to_hours', 'to_minutes', 'to_seconds'],
]);

/** Kinds of expression that look at nothing beyond their row. */
export const ALLOWED_CLASSES: ReadonlySet<string> = new Set([
  'COLUMN_REF',
  'CONSTANT',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'FUNCTION',
]);

/** Types to cast to: none has a length of its own choosing. */
export const ALLOWED_TYPES: ReadonlySet<string> = new Set([
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT'],
  ...['UINTEGER', 'UBIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'VARCHAR', 'DATE', 'TIME', 'INTERVAL'],
  ...['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
]);
