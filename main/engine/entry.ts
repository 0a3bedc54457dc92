// What an engine process runs, whichever host has started it: one piece of work, then it ends.
import { randomBytes } from 'node:crypto';
import { totalmem } from 'node:os';
import type { EngineSetting, EngineWork } from '../../app/contract/engine.ts';
import { engineCommand } from '../../app/contract/schemas/engine.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { DEFAULT_ENGINE } from '../../app/training/engines.ts';
import { usualThreads } from '../../app/training/threads.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { environmentOf } from './environment.ts';
import { executionPlan } from './execution-plan.ts';
import { hostPort } from './host-port.ts';
import { openRuntime } from './open-runtime.ts';
import { perform } from './perform.ts';
import { physicalCores } from './processor.ts';
import { RunControl } from './run-control.ts';
import type { EngineMeans } from './work.ts';

/** Bytes that one split may take in memory before it is streamed from disk. */
const memoryBytes = Number(process.env.HEARTH_DATA_MEMORY_BYTES ?? totalmem() / 4);

const port = hostPort();
const control = new RunControl();
let working: EngineWork['kind'] | null = null;

port.onMessage((message) => {
  const { kind, ...rest } = engineCommand.parse(message);
  if ('work' in rest) void run(rest.work);
  else control.receive(kind);
});

// Without a host a run ends at a checkpoint, so that no process is left behind.
port.onClose(leave);
process.on('SIGTERM', leave);

// Ctrl-C and a closing terminal reach every process of the group; what becomes of runs is for the
// host to say.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

// A host that dies takes the other end of this pipe with it, and the engine has a checkpoint to write.
process.stderr.on('error', () => {});

process.on('uncaughtException', (bug) => void endWithBug(bug));

function leave(): void {
  if (working === 'train') control.receive('stop');
  else process.exit(0);
}

async function run(work: EngineWork): Promise<void> {
  working = work.kind;
  const opened = await openMeans(work);
  if (opened.ok) {
    for await (const event of perform(work, control, opened.value)) await port.post(event);
  } else {
    await port.post({ kind: 'failed', error: opened.error });
  }
  await port.flushed();
  process.exit(0);
}

async function openMeans({
  engine = DEFAULT_ENGINE,
  threads,
  pack,
  packFault,
  adapter,
}: EngineSetting): Promise<Result<EngineMeans>> {
  if (packFault !== undefined) return fail(packFault);
  const used = threads === 0 ? usualThreads(physicalCores()) : threads;
  const opened = await openRuntime(engine, used, pack?.folder ?? null, adapter ?? null);
  if (!opened.ok) return opened;
  const runtime = opened.value;
  return ok({
    runtime,
    steps: 'steps' in runtime ? runtime.steps : undefined,
    execution: await executionPlan(runtime),
    environment: environmentOf(packageJson.version, runtime),
    memoryBytes,
    availableBytes: () => process.availableMemory(),
  });
}

async function endWithBug(bug: unknown): Promise<void> {
  const logId = randomBytes(4).toString('hex');
  const trace = bug instanceof Error ? bug.stack : String(bug);
  process.stderr.write(`${new Date().toISOString()} ${logId} ${trace}\n`);
  await port.post({ kind: 'failed', error: { code: 'internal/bug', logId } });
  await port.flushed();
  process.exit(1);
}
