import { expect, test } from 'vitest';
import { LatestOnly, type WorkerPort } from './latest-only.ts';

/** A worker that answers when it is told to: with its question, doubled. */
class HandWorker implements WorkerPort<number, number> {
  readonly asked: { readonly id: number; readonly question: number }[] = [];
  ended = false;
  #answered: (message: { readonly id: number; readonly answer: number }) => void = () => {};
  fail: (problem: string) => void = () => {};
  post(message: { readonly id: number; readonly question: number }): void {
    this.asked.push(message);
  }
  listen(
    answered: (message: { readonly id: number; readonly answer: number }) => void,
    failed: (problem: string) => void,
  ): void {
    this.#answered = answered;
    this.fail = failed;
  }
  end(): void {
    this.ended = true;
  }
  answer(): void {
    const last = this.asked.at(-1);
    if (last !== undefined) this.#answered({ id: last.id, answer: last.question * 2 });
  }
}

test('a question alone is answered, and the worker starts with it only', async () => {
  const worker = new HandWorker();
  let started = 0;
  const questions = new LatestOnly(() => {
    started += 1;
    return worker;
  });
  expect(started).toBe(0);
  const answer = questions.ask(4);
  worker.answer();
  expect(await answer).toBe(8);
  const again = questions.ask(5);
  worker.answer();
  expect(await again).toBe(10);
  expect(started).toBe(1);
});

test('of many questions asked meanwhile only the newest reaches the worker', async () => {
  const worker = new HandWorker();
  const questions = new LatestOnly(() => worker);
  const answers = [1, 2, 3, 4].map((question) => questions.ask(question));
  worker.answer();
  worker.answer();
  expect(await Promise.all(answers)).toEqual([null, null, null, 8]);
  expect(worker.asked.map(({ question }) => question)).toEqual([1, 4]);
});

test('once closed it answers nothing, and a late answer goes nowhere', async () => {
  const worker = new HandWorker();
  const questions = new LatestOnly(() => worker);
  const answers = [questions.ask(1), questions.ask(2)];
  questions.close();
  worker.answer();
  expect(await Promise.all(answers)).toEqual([null, null]);
  expect(worker.ended).toBe(true);
});

test('a worker that fails says so, and the next question is asked all the same', async () => {
  const worker = new HandWorker();
  const questions = new LatestOnly(() => worker);
  const [first, second] = [questions.ask(1), questions.ask(2)];
  worker.fail('broken');
  await expect(first).rejects.toThrow('broken');
  worker.answer();
  expect(await second).toBe(4);
});
