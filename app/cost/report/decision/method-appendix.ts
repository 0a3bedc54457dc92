import type { MessageKey } from '../../../text.ts';
import { BETWEEN_GROUPS, WITHIN_GROUP } from '../../outlook/price-correlations.ts';
import type { ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** What is computed, as it stands in COST_MODEL; symbols are those of the inputs. */
const FORMULAS: readonly (readonly [section: string, what: MessageKey, formula: string])[] = [
  [
    '§1',
    'report.formula.annuity',
    '(C0 − R (1+r)^−T) · r / (1 − (1+r)^−T),  C0 = n P_g + P_h,  R = rho n P_g',
  ],
  [
    '§1',
    'report.formula.energy',
    '8760 · [n W_g (u a_L + (1−u) a_I) + u h_L + (1−u) h_I] / 1000 · PUE · e',
  ],
  ['§1', 'report.formula.own', 'annuity + energy + 12 s w + mu C0'],
  [
    '§2',
    'report.formula.rent',
    'w_od p_od + w_sp p_sp (1 + t_c/tau) / (1 − lambda (tau/2 + t_r)) + w_rs p_rs / u_rs',
  ],
  [
    '§3',
    'report.formula.decode',
    't = max((N b_w + B S kv) / (n BW MBU), 2 N B / (n P MFU_d)),  B / t',
  ],
  ['§3', 'report.formula.training', 'FLOPs = 6 N D,  FLOPs / (n P MFU 3600)'],
  ['§4', 'report.formula.api', '(1 − beta) [x_in ((1−h) p_in + h p_cache) + x_out rho_r p_out]'],
  [
    '§4',
    'report.formula.api-long',
    '(1 − beta) [(1 − w_L) L ((1−h) p_in + h p_cache) + (T_in − (1 − w_L) L) ((1−h) p_in,L + h p_cache,L) + T_out rho_r p_out,L] / (T_in + T_out)',
  ],
  ['§5', 'report.formula.break-even', 'V* = F / (p_api − v)'],
  ['§5', 'report.formula.npv', '−C0 + Σ [V (p0 e^(−k j) − v) − cash] (1+i)^−j + R (1+i)^(−12 T)'],
  ['§5', 'report.formula.decline', 'k*: NPV(k*) = 0'],
  ['§7', 'report.formula.chance', 'P ± √(P (1−P) / n)'],
];

/** Formulas, assumptions and the way of drawing: what another needs to get the same figures. */
export function methodAppendix(input: ReportInput, words: ReportWords): ReportSection {
  const { decision, outlook } = input;
  const correlation = (value: number) => words.number(value, 2);
  return {
    title: words.say('report.appendix-method'),
    blocks: [
      {
        kind: 'table',
        table: {
          title: words.say('report.formulas'),
          columns: [
            { title: words.say('report.section') },
            { title: words.say('report.what') },
            { title: words.say('report.formula') },
          ],
          rows: FORMULAS.map(([section, what, formula]) => [section, words.say(what), formula]),
          note: words.say('report.formulas-note'),
        },
      },
      {
        kind: 'list',
        title: words.say('report.assumptions'),
        items: [
          ...new Set(decision.remarks.map((remark) => words.sentence(remark))),
          words.say('report.method.draws', {
            draws: words.number(outlook.draws, 6),
            seed: outlook.seed,
          }),
          words.say('report.method.laws'),
          words.say('report.method.correlations', {
            within: correlation(WITHIN_GROUP),
            apiRental: correlation(BETWEEN_GROUPS.api.rental),
            apiResale: correlation(BETWEEN_GROUPS.api.resale),
            rentalResale: correlation(BETWEEN_GROUPS.rental.resale),
          }),
          ...(decision.oldestAsOf === null
            ? []
            : [words.say('report.method.oldest', { date: words.month(decision.oldestAsOf) })]),
        ],
      },
    ],
  };
}
