import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a client asked for. */
export interface FakeExchange {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** Of all streams asked for, from 0. */
  readonly number: number;
  readonly response: ServerResponse;
}

export type Behaviour = (exchange: FakeExchange) => void | Promise<void>;

export interface FakeScript {
  readonly models: readonly string[];
  readonly ownedBy: string;
  /** Texts shown beside the interface, by path. */
  readonly shown: Readonly<Record<string, object>>;
  /** Comes before everything; a true value means that it answered. */
  readonly guard: (exchange: FakeExchange) => boolean;
  /** Tokens of a prompt; null: the server does not count. */
  readonly promptTokens: ((prompt: string) => number) | null;
  readonly stream: Behaviour;
}

const PLAIN: FakeScript = {
  models: ['tiny'],
  ownedBy: 'llamacpp',
  shown: { '/props': { build_info: 'b1-fake' } },
  guard: () => false,
  promptTokens: (prompt) => prompt.split(/\s+/).length + 5,
  stream: (exchange) => streamTokens(exchange),
};

/** An OpenAI-compatible server that does what a test says, on a free port of this machine. */
export class FakeLlmServer {
  readonly asked: FakeExchange[] = [];
  readonly #server: Server;
  readonly #script: FakeScript;
  #streams = 0;

  private constructor(script: FakeScript) {
    this.#script = script;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(script: Partial<FakeScript> = {}, port = 0): Promise<FakeLlmServer> {
    const fake = new FakeLlmServer({ ...PLAIN, ...script });
    fake.#server.listen(port, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked of the streaming interface. */
  get streams(): readonly FakeExchange[] {
    return this.asked.filter(({ body }) => body.stream === true);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(request).catch(() => '');
    const body = sent === '' ? {} : (JSON.parse(sent) as Record<string, unknown>);
    const path = request.url ?? '';
    const number = body.stream === true ? this.#streams++ : 0;
    const exchange = { path, headers: request.headers, body, number, response };
    this.asked.push(exchange);
    const { guard, models, ownedBy, shown, promptTokens, stream } = this.#script;
    if (guard(exchange)) return;
    const shownHere = shown[path];
    if (path === '/v1/models') {
      const data = models.map((id) => ({ id, object: 'model', owned_by: ownedBy }));
      answerJson(response, 200, { object: 'list', data });
    } else if (shownHere !== undefined) {
      answerJson(response, 200, shownHere);
    } else if (!/^\/v1\/(chat\/)?completions$/.test(path)) {
      answerJson(response, 404, { error: { message: 'Not found' } });
    } else if (body.stream === true) {
      await stream(exchange);
    } else {
      const counted = promptTokens?.(promptOf(body));
      answerJson(response, 200, {
        choices: [{ finish_reason: 'length', text: 'a', message: { content: 'a' } }],
        ...(counted !== undefined && {
          usage: { prompt_tokens: counted, completion_tokens: 1, total_tokens: counted + 1 },
        }),
      });
    }
  }
}

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

export function promptOf(body: FakeExchange['body']): string {
  if (typeof body.prompt === 'string') return body.prompt;
  const messages = (body.messages ?? []) as readonly { readonly content: string }[];
  return messages.map(({ content }) => content).join(' ');
}

export interface StreamOptions {
  /** As many as were asked for where left out. */
  readonly tokens?: number;
  readonly usage?: boolean;
  readonly end?: string;
  /** Waits before a token is written; by default for nothing. */
  readonly before?: (token: number) => Promise<void>;
  /** Waits until a token has been read; by default for nothing. */
  readonly after?: (token: number) => Promise<void>;
}

export function beginStream({ response }: FakeExchange): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
}

/** Writes one event of an answer. */
export function writeChunk({ response, path }: FakeExchange, content: string, last = false): void {
  const finish = last ? 'length' : null;
  const choice = path.includes('chat')
    ? { index: 0, delta: { content }, finish_reason: finish }
    : { index: 0, text: content, finish_reason: finish };
  response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
}

/** A good answer, as llama.cpp streams it: tokens, an empty piece with the reason, usage, the end. */
export async function streamTokens(
  exchange: FakeExchange,
  { tokens, usage = true, end = 'data: [DONE]\n\n', before, after }: StreamOptions = {},
): Promise<void> {
  const { body, response } = exchange;
  const count = tokens ?? Number(body.max_tokens);
  beginStream(exchange);
  for (let token = 0; token < count; token += 1) {
    await before?.(token);
    writeChunk(exchange, `w${token} `);
    await after?.(token);
  }
  writeChunk(exchange, '', true);
  if (usage && body.stream_options !== undefined) {
    const counted = promptOf(body).split(/\s+/).length + 5;
    const counts = { prompt_tokens: counted, completion_tokens: count };
    response.write(`data: ${JSON.stringify({ choices: [], usage: counts })}\n\n`);
  }
  response.end(end);
}
