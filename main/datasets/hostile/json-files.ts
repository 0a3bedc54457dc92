import { GOOD_ROWS, hostileFiles } from './hostile-file.ts';

const LINES = GOOD_ROWS.map((row) => {
  const [a, y] = row.split(',');
  return JSON.stringify({ a: Number(a), y });
});
const lines = (...more: string[]) => `${[...LINES, ...more].join('\n')}\n`;
const deep = (open: string, close: string, levels: number) =>
  open.repeat(levels) + close.repeat(levels);
const object = (entries: number) =>
  `{${Array.from({ length: entries }, (_, at) => `"k${at}":${at}`).join(',')}}`;

/** JSON Lines and lists. */
export const JSON_FILES = hostileFiles('json', 'data.jsonl', {
  'half an object': [lines('{"a":1,"y":'), 'json-invalid'],
  'two commas': [lines('{"a":1,,"y":"x"}'), 'json-invalid'],
  'single quotes': [lines("{'a':1}"), 'json-invalid'],
  'a comment': [lines('// {"a":1}'), 'json-invalid'],
  'a comma at the end': [lines('{"a":1,}'), 'json-invalid'],
  'a bare word': [lines('{"a":NaN}'), 'json-invalid'],
  'a number': [lines('3'), 'json-invalid'],
  null: [lines('null'), 'json-invalid'],
  'a text': [lines('"x"'), 'json-invalid'],
  'a list in place of an object': [lines('[1,2]'), 'json-invalid'],
  'an object without names': [lines('{}'), 'json-invalid'],
  'two objects in a line': [lines('{"a":1}{"a":2}'), 'json-invalid'],
  'lists a hundred thousand deep': [lines(`{"a":${deep('[', ']', 1e5)}}`), 'json-invalid'],
  'objects a hundred thousand deep': [
    lines(`${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`),
    'json-invalid',
  ],
  'a list deep and open': ['['.repeat(1e6), 'json-invalid', 'file/format-unknown'],
  'a record of nine megabytes': [lines(`{"a":"${'x'.repeat(9e6)}"}`), 'json-invalid'],
  'a value of two megabytes': [lines(`{"a":"${'x'.repeat(2e6)}"}`), 'value-too-long'],
  'a hundred thousand names': [lines(object(1e5)), 'too-many-columns'],
  'new names in every line': [
    Array.from({ length: 5000 }, (_, at) => `{"k${at}":1}`).join('\n'),
    'too-many-columns',
  ],
  'one name twice': [lines('{"a":1,"a":2,"y":"x"}')],
  'a prototype': [LINES.map((line) => line.replace('"a"', '"__proto__"')).join('\n')],
  'a prototype with values': [lines('{"a":1,"y":"x","__proto__":{"polluted":true}}')],
  'a name of quotes': [LINES.map((line) => line.replace('"a"', `"\\"'; --"`)).join('\n')],
  'an empty name': [LINES.map((line) => line.replace('"a"', '""')).join('\n')],
  'NUL in a value': [lines('{"a":1,"y":"\\u0000"}'), 'encoding-invalid'],
  'half a surrogate': [lines('{"a":1,"y":"\\ud800"}'), 'class-too-small'],
  'separators in a value': [lines('{"a":1,"y":"\\u001e\\u001f\\n"}'), 'class-too-small'],
  'invalid UTF-8': [
    Buffer.concat([Buffer.from(lines()), Buffer.of(0x7b, 0x22, 0xff, 0x22, 0x7d)]),
    'encoding-invalid',
    'json-invalid',
  ],
  'a huge number': [lines('{"a":1e400,"y":"x"}'), 'bad-value'],
  'a list that is cut': [`[${LINES.join(',')}`, 'json-invalid'],
  'a list with a hole': [`[${LINES.join(',')},,{"a":1}]`, 'json-invalid'],
  'a list of lists': [`[${deep('[', ']', 1000)}]`, 'json-invalid', 'file/format-unknown'],
  'text behind a list': [`[${LINES.join(',')}] x`, 'json-invalid'],
  'a list on one line': [`[${LINES.join(',')}]`],
  'an empty list': ['[]', 'empty', 'file/format-unknown'],
  'only space': ['   \n  ', 'empty', 'file/format-unknown'],
});
