import { TRUNCATIONS } from '../../../../app/text/text-options.ts';
import { TOKENIZERS, UNICODE_FORMS } from '../../../../app/text/tokenizer.ts';
import type { FamilyStep } from './family-step.ts';
import type { StepField } from './step-fields.ts';

const tokens = { kind: 'number', integer: true, usual: null } as const;

/** What is usual where nothing is said, and what a row is. */
interface TextStepsOf {
  readonly section: 'text' | 'targetText';
  readonly task: 'text-classification' | 'translation' | 'language-modeling';
}

/** Steps of one side's texts. */
export function textSteps({ section, task }: TextStepsOf): readonly FamilyStep[] {
  const isTranslation = task === 'translation';
  const isLanguage = task === 'language-modeling';
  const side = isTranslation ? ({ side: section === 'text' ? 'source' : 'target' } as const) : {};
  const common = { section, ...side } as const;
  const length: StepField = { ...tokens, name: 'length', minimum: 2, maximum: 4096 };
  const truncating: StepField = {
    name: 'truncating',
    kind: 'choice',
    choices: TRUNCATIONS,
    usual: 'post',
  };
  return [
    {
      ...common,
      kind: 'normalise',
      fields: [
        {
          name: 'form',
          kind: 'choice',
          choices: UNICODE_FORMS,
          usual: isTranslation ? 'NFC' : 'NFKC',
        },
        { name: 'lower', called: 'lowerCase', kind: 'flag', usual: task === 'text-classification' },
      ],
    },
    {
      ...common,
      kind: 'tokenise',
      fields: [
        {
          name: 'tokenizer',
          kind: 'choice',
          choices: TOKENIZERS,
          usual: isLanguage ? 'character' : 'word',
        },
        { ...tokens, name: 'vocabulary', minimum: 16, maximum: 100_000 },
      ],
    },
    isLanguage
      ? {
          ...common,
          kind: 'text-windows',
          fields: [{ ...length, called: 'windowTokens', usual: 64 }],
        }
      : { ...common, kind: 'cut', fields: section === 'text' ? [length, truncating] : [length] },
  ];
}
