import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { encode, valueInfo } from '../../app/compiler/onnx/edges.ts';
import { GraphWriter } from '../../app/compiler/onnx/graph-writer.ts';
import {
  adapterInLoaderLog,
  adaptersOfMac,
  adaptersOfWindows,
  type GraphicsAdapter,
  isLoaderLog,
  preferredAdapter,
} from './graphics-adapter.ts';

const run = promisify(execFile);
/** A driver that hangs must not hang whoever asks. */
const TIMEOUT_MS = 20_000;
const LOG_BYTES = 16 * 2 ** 20;

/** What WebGPU would compute on, or why it cannot. */
export type FoundAdapter =
  | { readonly found: true; readonly adapter: GraphicsAdapter }
  | {
      readonly found: false;
      readonly problem: 'no-loader' | 'no-adapter' | 'refused';
      readonly detail: string;
    };

/**
 * Finds out what ONNX Runtime's WebGPU would compute on, in a process of its own: a driver may crash
 * it. Where Vulkan is what it computes by, the adapter is the one that it really takes; elsewhere the
 * one that the system lists first, cards before programs.
 * @param runtimePath of the package `onnxruntime-node`
 */
export async function webgpuAdapter(runtimePath: string): Promise<FoundAdapter> {
  const opened = await openedBy(runtimePath);
  const { platform } = process;
  if (platform === 'linux') {
    if (!isLoaderLog(opened.log))
      return { found: false, problem: 'no-loader', detail: 'libvulkan.so.1' };
    const adapter = adapterInLoaderLog(opened.log);
    if (adapter !== null && opened.error === null) return { found: true, adapter };
  } else if (opened.error === null) {
    const adapter = preferredAdapter(await listedAdapters(platform));
    if (adapter !== null) return { found: true, adapter };
  }
  const reason = opened.error ?? '';
  return /no supported adapters|failed to get a webgpu adapter/i.test(reason) || reason === ''
    ? { found: false, problem: 'no-adapter', detail: '' }
    : { found: false, problem: 'refused', detail: reason };
}

/** Opens a session in another process; its own words are in the error, Vulkan's in the log. */
async function openedBy(
  runtimePath: string,
): Promise<{ readonly error: string | null; readonly log: string }> {
  const script = `
    const { InferenceSession } = require(${JSON.stringify(runtimePath)});
    const model = Buffer.from(${JSON.stringify(negation())}, 'base64');
    const options = { executionProviders: ['webgpu'], logSeverityLevel: 4 };
    InferenceSession.create(model, options).then(
      () => process.exit(0),
      ({ message }) => process.stdout.write(message, () => process.exit(3)),
    );`;
  const env = { ...process.env, VK_LOADER_DEBUG: 'all', ELECTRON_RUN_AS_NODE: '1' };
  try {
    const options = { env, timeout: TIMEOUT_MS, maxBuffer: LOG_BYTES };
    const { stderr } = await run(process.execPath, ['-e', script], options);
    return { error: null, log: stderr };
  } catch (cause) {
    const { stdout = '', stderr = '', signal, message } = cause as ExecFailure;
    const words = stdout.trim().split('\n').at(-1) ?? '';
    return { error: words || (signal ? String(signal) : message), log: stderr };
  }
}

interface ExecFailure extends Error {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly signal?: NodeJS.Signals | null;
}

/** A model of one operator. */
function negation(): string {
  const type = { dtype: 'float32', shape: [1] } as const;
  const writer = new GraphWriter('probe');
  writer.namedNode('Neg', ['x'], ['y']);
  const model = writer.finish('probe', [valueInfo('x', type)], [valueInfo('y', type)]);
  return Buffer.from(encode(model)).toString('base64');
}

/** The adapters of Windows or macOS; none where the system does not answer. */
export async function listedAdapters(platform: string): Promise<readonly GraphicsAdapter[]> {
  const options = { timeout: TIMEOUT_MS, windowsHide: true };
  try {
    if (platform === 'win32') {
      const query =
        'Get-CimInstance Win32_VideoController | Select-Object Name,AdapterCompatibility,DriverVersion | ConvertTo-Json';
      const asked = await run('powershell.exe', ['-NoProfile', '-Command', query], options);
      return adaptersOfWindows(asked.stdout);
    }
    const asked = await run('system_profiler', ['SPDisplaysDataType', '-json'], options);
    return platform === 'darwin' ? adaptersOfMac(asked.stdout) : [];
  } catch {
    return [];
  }
}
