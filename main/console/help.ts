import type { HelpConfiguration, Option } from 'commander';
import type { Language } from '../../app/language.ts';
import { listText } from '../../app/list-text.ts';
import { text } from '../../app/text.ts';
import { textWidth } from './text-width.ts';
import { wrapped } from './wrap.ts';

const HELP_TITLES = {
  'Usage:': 'cli.help-title.usage',
  'Arguments:': 'cli.help-title.arguments',
  'Options:': 'cli.help-title.options',
  'Global Options:': 'cli.help-title.global',
  'Commands:': 'cli.help-title.commands',
} as const;

/** How help is laid out and worded: Commander's own words are English, and it breaks lines at blanks only. */
export function helpLayout(words: Language): HelpConfiguration {
  return {
    showGlobalOptions: true,
    styleTitle: (title) => {
      const key = HELP_TITLES[title as keyof typeof HELP_TITLES];
      return key === undefined ? title : text(words, key);
    },
    optionDescription: (option) => optionText(option, words),
    displayWidth: textWidth,
    boxWrap: (told, width) => wrapped(told, width).join('\n'),
  };
}

/** What an option is for, with its choices and what it is where left out. */
function optionText(
  { argChoices, defaultValue, description, required, optional }: Option,
  words: Language,
): string {
  const chosen =
    argChoices === undefined
      ? description
      : text(words, 'cli.help.choices', { description, choices: listText(argChoices, words) });
  const usual: unknown = defaultValue;
  const told = (required || optional) && (typeof usual === 'string' || typeof usual === 'number');
  return told ? text(words, 'cli.help.default', { description: chosen, value: usual }) : chosen;
}
