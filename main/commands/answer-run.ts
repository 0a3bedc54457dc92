import { ok, type Result } from '../../app/errors.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { amountsHere } from './amounts.ts';
import { runJson } from './run-json.ts';
import { runsTable } from './run-text.ts';
import type { Answer, VerbContext } from './verb.ts';

/** What verbs that change a run answer: the run as it is now. */
export async function answerRun(
  { client, language }: Pick<VerbContext, 'client' | 'language'>,
  changed: Result<RunSummary>,
): Promise<Result<Answer>> {
  if (!changed.ok) return changed;
  const amounts = await amountsHere(client, language);
  const run = changed.value;
  return ok({ json: { run: runJson(run, null) }, text: runsTable([run], amounts, language) });
}
