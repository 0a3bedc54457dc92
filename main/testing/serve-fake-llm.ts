import { setTimeout as delay } from 'node:timers/promises';
import { FakeLlmServer, streamTokens } from './fake-llm-server.ts';

/** A fake server of language models in a process of its own, for end-to-end tests; says where it is. */
const FIRST_TOKEN_MS = 20;
const TOKEN_MS = 2;

const server = await FakeLlmServer.start({
  models: ['qwen3-8b'],
  shown: { '/props': { build_info: 'b6420-a1b2c3d' } },
  stream: (exchange) =>
    streamTokens(exchange, {
      before: (token) => delay(token === 0 ? FIRST_TOKEN_MS : TOKEN_MS),
    }),
});
console.log(JSON.stringify({ url: server.url }));
process.once('SIGTERM', () => void server.close());
