import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { record, redo, startHistory, undo } from './history.ts';

describe('history', () => {
  test('undo and redo walk the states and stop at both ends', () => {
    const walked = record(record(startHistory('a'), 'b'), 'c');
    const back = undo(undo(undo(walked)));
    expect(back.present).toBe('a');
    expect(redo(redo(redo(back))).present).toBe('c');
  });

  test('changes of one subject are taken back together, until something else happens', () => {
    const typed = record(record(startHistory(1), 12, 'units'), 128, 'units');
    expect(undo(typed).present).toBe(1);
    expect(undo(record(typed, 64, 'rate')).present).toBe(128);
    expect(undo(record(redo(undo(typed)), 1280, 'units')).present).toBe(128);
  });

  test('a new change drops what had been taken back', () => {
    const changed = record(undo(record(startHistory('a'), 'b')), 'c');
    expect(redo(changed).present).toBe('c');
    expect(undo(changed).present).toBe('a');
  });

  test('undoing everything comes back to the start, whatever was done', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 40 }), (states) => {
        let history = startHistory(-1);
        for (const state of states) history = record(history, state);
        for (const _ of states) history = undo(history);
        expect(history.present).toBe(-1);
        for (const _ of states) history = redo(history);
        expect(history.present).toBe(states.at(-1) ?? -1);
      }),
    );
  });
});
