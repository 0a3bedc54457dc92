import { describe, expect, test } from 'vitest';
import sheet from './tokens.css?raw';

/** `--name: light-dark(#light, #dark)`; other values are no colours of this test. */
function colour(name: string, theme: 'light' | 'dark'): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(sheet);
  const value = found?.[theme === 'light' ? 1 : 2];
  if (value === undefined) throw new Error(`tokens.css has no colour --${name} for both themes.`);
  return value;
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('tokens in %s', (theme) => {
  const surfaces = ['canvas', 'panel', 'raised', 'sunken', 'hover'];
  const inks = ['ink', 'ink-muted', 'accent', 'good', 'caution', 'bad'];
  const texts = [
    ...surfaces.flatMap((surface) => inks.map((ink) => [ink, surface] as const)),
    ['on-accent', 'accent-fill'],
    ['on-accent', 'accent-fill-hover'],
    ['accent', 'accent-soft'],
    ['ink', 'good-soft'],
    ['ink', 'caution-soft'],
    ['ink-muted', 'bad-soft'],
    ['bad', 'bad-soft'],
  ] as const;

  test.each(texts)('%s is readable on %s', (ink, surface) => {
    expect(contrast(colour(ink, theme), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('the edges of inputs can be seen', () => {
    expect(
      contrast(colour('border-strong', theme), colour('raised', theme)),
    ).toBeGreaterThanOrEqual(3);
  });
});
