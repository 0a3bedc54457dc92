// Loaded into an engine process before all else, this makes a card of the processor, and lets it fail.
import { InferenceSession } from 'onnxruntime-node';

/** What becomes of the card in the call of this number: `throw 12`, `crash 12`, or nothing. */
const [how, when] = (process.env.HEARTH_TEST_CARD ?? 'works 0').split(' ');
let calls = 0;

// As Vulkan's loader says which device was taken.
process.stderr.write('DRIVER: Using "Test Card 9000" with driver: "/none/libtest.so"\n');

const create = InferenceSession.create.bind(InferenceSession);
const onProcessor: typeof create = async (...[graph, options]: readonly unknown[]) => {
  const { preferredOutputLocation: _, ...rest } = options as InferenceSession.SessionOptions;
  const session = await create(graph as Uint8Array, { ...rest, executionProviders: ['cpu'] });
  if (!JSON.stringify(options).includes('webgpu')) return session;
  const run = session.run.bind(session);
  session.run = async (feeds: InferenceSession.FeedsType) => {
    calls += 1;
    if (String(calls) === when && how === 'throw') throw new Error('WebGPU device lost (2): gone');
    if (String(calls) === when && how === 'crash') process.kill(process.pid, 'SIGSEGV');
    return run(feeds);
  };
  return session;
};
Object.assign(InferenceSession, { create: onProcessor });
