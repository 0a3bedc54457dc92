import { expect, test } from 'vitest';
import { decision, outlook } from '../../testing/decision.ts';
import { DecisionWords } from '../decision/words.ts';
import { basesBesideDraws } from './base-beside-draws.ts';

/** Of owning at a base, in an outlook whose draws lie between 6,000 and 10,000, the middle one at 7,900. */
function besideAt(presentValueUsd: number, feasible = true) {
  const drawn = outlook();
  const { options } = decision();
  const own = options.filter(({ kind }) => kind === 'own');
  return basesBesideDraws(
    { options: own.map((option) => ({ ...option, presentValueUsd, feasible })) },
    drawn,
  );
}

test('only a base outside P10 to P90 is told', () => {
  for (const usd of [6000, 7900, 10_000]) expect(besideAt(usd)).toEqual([]);
  expect(besideAt(5999)).toEqual([
    {
      key: 'cost.base-below-draws',
      values: { option: 'own', baseUsd: 5999, medianUsd: 7900 },
      source: null,
    },
  ]);
  expect(besideAt(10_001)).toMatchObject([{ key: 'cost.base-above-draws' }]);
  expect(besideAt(1, false)).toEqual([]);
});

test('in words of both languages', () => {
  const money = { currency: 'USD', perUsd: 1 };
  const [below] = besideAt(1649);
  if (below === undefined) throw new Error('nothing is told');
  expect(new DecisionWords('en', money).sentence(below)).toMatch(
    /^Owning: .*\$.1,649 at present value.*half of them more than \$.7,900\.$/,
  );
  expect(new DecisionWords('zh', money).sentence(below)).toMatch(/^自购：.*1,649.*7,900。$/);
});
