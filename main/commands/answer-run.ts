import { ok, type Result } from '../../app/errors.ts';
import type { Language } from '../../app/language.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { runJson } from './run-json.ts';
import { runsTable } from './run-text.ts';
import type { Answer } from './verb.ts';

/** What verbs that change a run answer: the run as it is now. */
export function answerRun(changed: Result<RunSummary>, language: Language): Result<Answer> {
  if (!changed.ok) return changed;
  const run = changed.value;
  return ok({ json: { run: runJson(run, null) }, text: runsTable([run], language) });
}
