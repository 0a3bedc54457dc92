import { INPUT_GROUPS, type InputGroup } from '../../decision/input-rule.ts';
import { groupOf, INPUTS } from '../../decision/inputs.ts';
import type { ResolvedInput } from '../../decision/resolved-inputs.ts';
import type { Cell, ReportBlock, ReportSection } from '../report.ts';
import type { ReportInput, ReportWords } from './context.ts';

/** Sections of COST_MODEL whose formulas a group of inputs goes into. */
const SECTIONS: Readonly<Record<InputGroup, string>> = {
  work: '§3–§5',
  model: '§3',
  reach: '§3',
  measured: '§3–§4',
  own: '§1, §5',
  energy: '§1, §5',
  finance: '§0, §1, §5',
  rent: '§2–§4',
  api: '§4–§5',
  market: '§5, §9',
};

/** Every input: its value, range, unit, where it comes from and which formulas it goes into. */
export function inputsAppendix({ decision }: ReportInput, words: ReportWords): ReportSection {
  const blocks = INPUT_GROUPS.flatMap((group): readonly ReportBlock[] => {
    const inputs = decision.inputs.filter(({ id }) => groupOf(id) === group);
    if (inputs.length === 0) return [];
    return [
      {
        kind: 'table',
        table: {
          title: words.say('report.inputs-of', {
            group: words.say(`input.group.${group}`),
            sections: SECTIONS[group],
          }),
          columns: [
            { title: words.say('report.input') },
            { title: words.say('report.symbol') },
            { title: words.say('report.value'), numeric: true },
            { title: words.say('report.unit') },
            { title: words.say('report.low'), numeric: true },
            { title: words.say('report.high'), numeric: true },
            { title: words.say('report.law') },
            { title: words.say('report.source'), long: true },
            { title: words.say('report.date') },
          ],
          rows: inputs.map((input) => inputRow(input, words)),
          marked: inputs.flatMap(({ isOwn }, row) => (isOwn ? [row] : [])),
        },
      },
    ];
  });
  return {
    title: words.say('report.appendix-inputs'),
    lead: words.say('report.appendix-inputs-lead'),
    blocks,
  };
}

function inputRow(input: ResolvedInput, words: ReportWords): readonly Cell[] {
  const { id, base, low, high, law, source, note } = input;
  const isFixed = law === 'fixed' || low === high;
  const from = words.source(source);
  return [
    words.name(id),
    INPUTS[id].symbol,
    words.inputCell(id, base),
    words.unit(id),
    isFixed ? null : words.inputCell(id, low),
    isFixed ? null : words.inputCell(id, high),
    words.say(`report.law.${isFixed ? 'fixed' : law}`),
    note === null ? from : `${from}: ${note}`,
    words.dated(source),
  ];
}
