import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';
import { readAnswer } from './read-answer.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const token = (content: string) =>
  event({ choices: [{ delta: { content }, finish_reason: null }] });
const LAST = event({ choices: [{ delta: {}, finish_reason: 'stop' }] });
const DONE = 'data: [DONE]\n\n';

/** Pieces that come a second apart, the first at 1. */
async function reading(pieces: readonly string[], answerTokens = 8) {
  let time = 0;
  async function* stream() {
    for (const piece of pieces) {
      time += 1;
      yield encode(piece);
    }
  }
  return readAnswer(stream(), { answerTokens, now: () => time });
}

test('a token counts when its event is complete, one without text not at all', async () => {
  const role = event({ choices: [{ delta: { role: 'assistant', content: '' } }] });
  const half = token('world');
  const read = await reading([
    role,
    token('Hello'),
    half.slice(0, 9),
    half.slice(9) + token('!'),
    ': still here\n\n',
    LAST + event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } }) + DONE,
  ]);
  expect(read).toEqual({
    chunksAt: [2, 4, 4],
    usage: { inputTokens: 7, outputTokens: 3 },
    failure: null,
    said: null,
  });
});

test.each([
  ['text of the plain interface', { choices: [{ text: 'a' }] }],
  ['what a model thinks', { choices: [{ delta: { reasoning_content: 'hm' } }] }],
  ['what a model thinks, to others', { choices: [{ delta: { reasoning: 'hm' } }] }],
  ['a call', { choices: [{ delta: { content: null, tool_calls: [{ index: 0 }] } }] }],
])('%s is a token', async (_, value) => {
  expect(await reading([event(value) + DONE])).toMatchObject({ chunksAt: [1], failure: null });
});

test.each([
  ['breaks off', [token('a')], 'incomplete', null],
  ['has no text', [LAST + DONE], 'empty', null],
  ['is none', ['<html>'], 'incomplete', null],
  ['is no JSON', ['data: {"choices"\n\n'], 'malformed', null],
  ['is other JSON', ['data: [1]\n\n'], 'malformed', null],
  ['is about something else', [event({ id: 1 })], 'malformed', null],
  ['tells of a fault', [token('a'), event({ error: { message: 'full' } })], 'server-error', 'full'],
  ['has no end', Array.from({ length: 100 }, () => token('a')), 'too-long', null],
  [
    'has a line without end',
    Array.from({ length: 40 }, () => 'x'.repeat(50_000)),
    'malformed',
    null,
  ],
  [
    'has an event without end',
    Array.from({ length: 40 }, () => `data: ${'x'.repeat(50_000)}\n`),
    'malformed',
    null,
  ],
] as const)('an answer that %s', async (_, pieces, failure, said) => {
  expect(await reading(pieces)).toMatchObject({ failure, said });
});

test.each([
  ['beyond all sense', { prompt_tokens: 1e308, completion_tokens: 3 }],
  ['below nothing', { prompt_tokens: 7, completion_tokens: -3 }],
  ['in words', { prompt_tokens: 'seven', completion_tokens: 'three' }],
  ['not at all', {}],
])('a server that counts %s does not count', async (_, usage) => {
  const read = await reading([token('a'), event({ choices: [], usage }) + LAST + DONE]);
  expect(read).toMatchObject({ usage: null, failure: null });
});

test('it reads no further than it must', async () => {
  let asked = 0;
  async function* endless() {
    for (;;) {
      asked += 1;
      yield encode(token('a'));
    }
  }
  await readAnswer(endless(), { answerTokens: 8, now: () => 0 });
  expect(asked).toBe(33);
});

test('events are the same however the stream is cut, and with every kind of line end', () => {
  const text = ['data: é1', 'data: 2', 'id: 7', '', ': no', '', 'data:3', '', ''];
  const whole = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(whole, fc.array(fc.nat(60), { maxLength: 6 }), (lineEnd, cuts) => {
      const bytes = encode(text.join(lineEnd));
      const stream = new EventStream();
      const places = [...new Set([0, ...cuts, bytes.length])]
        .filter((place) => place <= bytes.length)
        .sort((left, right) => left - right);
      const events = places
        .slice(1)
        .flatMap((to, index) => stream.take(bytes.subarray(places[index], to)));
      expect(events).toEqual(['é1\n2', '3']);
    }),
  );
});
