import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contractDocument } from './contract-document.ts';
import { type JsonSchema, typeText } from './schema-text.ts';

describe('docs/contract.md', () => {
  const page = contractDocument();

  test('is what the schemas say; `npm run contract` writes it', () => {
    const written = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');
    expect(written).toBe(page);
  });

  test('every link leads to a heading', () => {
    const headings = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map((match) =>
        (match[1] ?? '').toLowerCase().replaceAll(' ', '-'),
      ),
    );
    for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) {
      expect(headings, target).toContain(target);
    }
  });
});

describe('typeText', () => {
  test.each<[JsonSchema, string]>([
    [{ type: 'string' }, 'text'],
    [{ $ref: '#/$defs/RunPlan' }, '[RunPlan](#runplan)'],
    [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, 'number | null'],
    [{ type: ['number', 'null'] }, 'number | null'],
    [{ type: 'array', items: { type: 'string' } }, 'list of text'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, 'list of ("a" | "b")'],
    [{ type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] }, '[number, number]'],
    [
      { type: 'object', properties: { a: { const: 1 }, b: { type: 'string' } }, required: ['a'] },
      '{ a: 1, b?: text }',
    ],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [name]: number }'],
    [{}, 'anything'],
  ])('%j is %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });
});
