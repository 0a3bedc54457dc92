import { describe, expect, test } from 'vitest';
import { WORKS } from '../../../../app/cost/decision/input-rule.ts';
import { INPUTS, inputsOf } from '../../../../app/cost/decision/inputs.ts';
import { FORM_PARTS, figuresOf } from './input-groups.ts';

describe.each(WORKS)('the form for %s', (work) => {
  const parts = FORM_PARTS.map((part) => figuresOf(part, work));

  test('has every input of the catalogue once', () => {
    const shown = parts.flatMap(({ first, more }) => [...first, ...more]);
    expect(shown.toSorted()).toEqual([...inputsOf(work)].sort());
  });

  test('shows first what must be given and what can turn the answer', () => {
    const first = new Set(parts.flatMap((part) => part.first));
    for (const id of inputsOf(work)) {
      const { origin, flips } = INPUTS[id];
      // Few have prompts so long.
      if (id.startsWith('api.long')) expect(first, id).not.toContain(id);
      else if (origin.from === 'user' || flips) expect(first, id).toContain(id);
    }
  });
});
