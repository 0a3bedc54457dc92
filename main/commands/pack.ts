import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { packFraction, packProgressText } from '../../app/contract/pack-text.ts';
import { PACK_IDS, type PackId, type PackReport } from '../../app/contract/packs.ts';
import { errorText } from '../../app/error-text.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { formatBytes } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
import type { Answer, VerbContext } from './verb.ts';

export interface PackOptions {
  readonly install?: PackId;
  readonly from?: string;
  readonly remove?: PackId;
}

/** The options of `hearth doctor` that are about packs. */
export function withPackOptions(command: Command, words: Language): Command {
  const pack = (flag: string, key: 'pack-install' | 'pack-remove') =>
    new Option(`${flag} <pack>`, text(words, `cli.help.${key}`)).choices(PACK_IDS);
  return command
    .addOption(pack('--install', 'pack-install'))
    .option('--from <path>', text(words, 'cli.help.pack-from'))
    .addOption(pack('--remove', 'pack-remove'));
}

/** Does what the options say; null where they say nothing. Fails with `usage/invalid`, or as the requests do. */
export async function packVerb(
  context: VerbContext,
  { install, from, remove }: PackOptions,
): Promise<Result<Answer> | null> {
  if (install !== undefined && remove !== undefined) {
    return fail({
      code: 'usage/invalid',
      problem: 'options-exclusive',
      subject: '--install, --remove',
      expected: null,
    });
  }
  if (install !== undefined) return installed(context, install, from);
  if (from !== undefined) {
    return fail({
      code: 'usage/invalid',
      problem: 'option-missing',
      subject: '--install',
      expected: null,
    });
  }
  return remove === undefined ? null : removed(context, remove);
}

async function installed(
  { client, language, progress, onInterrupt }: VerbContext,
  pack: PackId,
  from: string | undefined,
): Promise<Result<Answer>> {
  const unsubscribe = client.subscribe('pack.progress', (event) => {
    if (event.id === pack) progress(packFraction(event), packProgressText(event, language));
  });
  onInterrupt(() => void client.request('packs.cancel', null));
  const answer = await client.request('packs.install', {
    pack,
    from: from === undefined ? null : resolve(from),
  });
  unsubscribe();
  return answer.ok ? ok(answerOf(answer.value, 'pack.installed', language)) : answer;
}

async function removed({ client, language }: VerbContext, pack: PackId): Promise<Result<Answer>> {
  const answer = await client.request('packs.remove', { pack });
  return answer.ok ? ok(answerOf(answer.value, 'pack.removed', language)) : answer;
}

function answerOf(
  pack: PackReport,
  key: 'pack.installed' | 'pack.removed',
  language: Language,
): Answer {
  const size = formatBytes(pack.sizeBytes, language);
  const lines = [text(language, key, { pack: pack.id, version: pack.version, size })];
  if (pack.error !== null) lines.push(errorText(pack.error, language));
  return { json: { pack }, text: lines.join('\n') };
}
