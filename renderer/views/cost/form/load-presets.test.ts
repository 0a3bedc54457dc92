import { describe, expect, test } from 'vitest';
import { LOAD_PRESETS, presetOf } from './load-presets.ts';

describe('how work is spread over a week', () => {
  test.each(Object.entries(LOAD_PRESETS))('%s has 24 hours and 7 days, or none', (_, preset) => {
    expect([24, undefined]).toContain(preset.hourlyProfile?.length);
    expect([7, undefined]).toContain(preset.weeklyProfile?.length);
  });

  test('is recognised, and a spread of one’s own is none of them', () => {
    expect(presetOf({ ...LOAD_PRESETS.office })).toBe('office');
    expect(presetOf({ hourlyProfile: null, weeklyProfile: null })).toBe('flat');
    expect(presetOf({ hourlyProfile: null, weeklyProfile: [1, 1, 1, 1, 1, 0, 0] })).toBeNull();
  });
});
