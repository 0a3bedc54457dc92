import { describe, expect, test } from 'vitest';
import { compileModel } from '../../../../app/market/dynamics/compile-model.ts';
import { MARKET_MODEL } from '../../../../app/market/market-model.ts';
import { MARKET_PARAMETERS } from '../../../../app/market/market-parameters.ts';
import { logScale } from '../applications/log-scale.ts';
import { arrowsOf, DIAGRAM, NODES, PIPES } from './diagram-layout.ts';
import { namesOf, parametersOf } from './part-parameters.ts';
import { sliderRange } from './slider-range.ts';

const compiled = compileModel(MARKET_MODEL);
const links = compiled.ok ? compiled.value.links : [];

describe('the diagram', () => {
  test('has every stock but the bookkeeping, every flow into them, and lies within its frame', () => {
    const drawn = NODES.map(({ id }) => id);
    for (const { id } of MARKET_MODEL.stocks) expect(drawn.includes(id), id).toBe(id !== 'spent');
    expect(PIPES.map(({ flow }) => flow).sort()).toEqual(
      MARKET_MODEL.flows
        .map(({ id }) => id)
        .filter((id) => id !== 'spend')
        .sort(),
    );
    for (const { x, y } of NODES) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(DIAGRAM.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(DIAGRAM.height);
    }
  });

  test('joins what is drawn through what is not, and shows what is cut', () => {
    const open = arrowsOf(links, () => false);
    // By way of the perceived price ratio, which is not drawn.
    expect(open.map(({ id }) => id)).toContain('perceived_price>use_per_user');
    expect(open.every(({ off }) => !off)).toBe(true);
    const cut = arrowsOf(
      links,
      ({ source, target }) => source === 'price_ratio' && target === 'use_per_user',
    );
    expect(cut.filter(({ off }) => off).map(({ id }) => id)).toEqual([
      'perceived_price>use_per_user',
    ]);
  });
});

describe('parameters of a part', () => {
  test('are those of its equation, of steps that are not drawn and of its flows', () => {
    expect(parametersOf('unit_cost', {})).toEqual(
      expect.arrayContaining(['cost_share', 'learning_rate', 'experience']),
    );
    expect(parametersOf('price', {})).toEqual(
      expect.arrayContaining(['start_price', 'competition', 'scarcity_gain', 'floor_share']),
    );
    expect(parametersOf('demand', {})).toEqual([]);
    expect(parametersOf('demand', { demand: 'users * use_per_user * elasticity' })).toEqual([
      'elasticity',
    ]);
    expect(namesOf('demand', { demand: 'users *' })).toEqual(['users', 'use_per_user']);
  });

  test('all together are all of the model', () => {
    const reached = new Set(NODES.flatMap(({ id }) => parametersOf(id, {})));
    for (const { id } of MARKET_PARAMETERS) expect(reached, id).toContain(id);
  });
});

describe('scales', () => {
  test('a slider goes a bit beyond the likely range and keeps to what is allowed', () => {
    expect(sliderRange({ low: 0.1, base: 0.2, high: 0.3 }, { minimum: 0, maximum: 0.35 })).toEqual({
      from: 0,
      to: 0.35,
      step: 0.001,
    });
    const open = sliderRange({ low: 1, base: 1, high: 1 }, { above: 0 });
    expect(open.from).toBeGreaterThan(0);
  });

  test('amounts stand by their logarithm between powers of ten', () => {
    const scale = logScale([0.02, 50], 100, 500);
    expect(scale.ticks).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(scale.place(1)).toBe(300);
    expect(scale.place(0)).toBe(100);
    expect(logScale([], 0, 10).ticks.length).toBeGreaterThan(1);
  });
});
