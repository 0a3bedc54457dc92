import type { z } from 'zod';

/** Zod's names of types in the notation of `expectedWords`. */
const TYPES: Readonly<Record<string, string>> = {
  object: 'JSON object',
  record: 'JSON object',
  array: 'list',
  string: 'text',
  int: 'integer',
  boolean: 'true | false',
};

/** What a schema would have taken in place of what it refused, in the notation of `expectedWords`. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(' | ');
    case 'invalid_format':
      return issue.pattern?.replace(/^\/\^|\$\/\w*$/g, '') ?? issue.format;
    case 'too_small':
      if (issue.origin === 'string') return 'text, not empty';
      return `number ${issue.inclusive ? '≥' : '>'} ${issue.minimum}`;
    case 'too_big':
      return `number ${issue.inclusive ? '≤' : '<'} ${issue.maximum}`;
    case 'invalid_union':
      if ('options' in issue) return (issue.options ?? []).map(String).join(' | ');
      return [...new Set(issue.errors.flatMap(([first]) => first ?? []).map(expectedBy))].join(
        ' | ',
      );
    case 'unrecognized_keys':
      return 'absent';
    default:
      return issue.message;
  }
}
