import type { WorkerPort } from './latest-only.ts';

/** A worker of the browser as a port. */
export function workerPort<Question, Answer>(worker: Worker): WorkerPort<Question, Answer> {
  return {
    post: (message) => worker.postMessage(message),
    listen(answered, failed) {
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<{ readonly id: number; readonly answer: Answer }>) =>
          answered(data),
      );
      worker.addEventListener('error', ({ message }) => failed(message));
    },
    end: () => worker.terminate(),
  };
}
