import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { StartEngine } from './engine-process.ts';

type AnswerKind =
  | 'scored'
  | 'predicted'
  | 'recommended'
  | 'ranked'
  | 'exported'
  | 'planned'
  | 'measured';
export type Answer<Kind extends AnswerKind> = Extract<EngineEvent, { kind: Kind }>;

/**
 * Asks an engine process one question and waits for its one answer.
 * Fails with the engine's own error, or `engine/ended` if it died first.
 */
export function engineAnswer<Kind extends AnswerKind>(
  start: StartEngine,
  work: EngineWork,
  kind: Kind,
): Promise<Result<Answer<Kind>>> {
  return new Promise((resolve) => {
    let failure: AppError | null = null;
    let answer: Answer<Kind> | null = null;
    start(work, {
      onEvent: (event) => {
        if (event.kind === kind) answer = event as Answer<Kind>;
        if (event.kind === 'failed') failure = event.error;
      },
      onExit: (error) => {
        if (answer !== null) resolve(ok(answer));
        else
          resolve(fail(failure ?? error ?? { code: 'engine/ended', exit: '0', lastEpoch: null }));
      },
    });
  });
}
