import type { MachineSpeed } from '../../app/contract/engine.ts';
import type { DoctorReport, RuntimeCode, RuntimeReport } from '../../app/contract/requests.ts';
import { errorText } from '../../app/error-text.ts';
import type { Result } from '../../app/errors.ts';
import { type MessageKey, type MessageValues, text } from '../../app/text.ts';
import type { MachineFacts } from './machine-facts.ts';

/** The runtime that trains. */
const CHOSEN = 'onnx/cpu';

/**
 * What can train on this machine, and why the rest cannot.
 * @param speed this time's measurement or the one kept from before; null: never measured
 */
export function doctorReport(
  machine: MachineFacts,
  speed: Result<MachineSpeed> | null,
): DoctorReport {
  const { rapl, ...facts } = machine;
  const cuda = machine.gpu === null ? 'cuda-no-card' : 'cuda-not-connected';
  return {
    runtimes: [
      processorReport(speed),
      notUsed('onnx/webgpu', 'webgpu-not-connected'),
      notUsed('onnx/cuda', cuda, { gpu: machine.gpu ?? '' }),
      notUsed('tensorflow/cpu', 'tensorflow-not-connected'),
      notUsed('tensorflow/gpu', 'tensorflow-not-connected'),
    ],
    chosen: CHOSEN,
    machine: {
      ...facts,
      energySource: rapl === 'readable' ? 'rapl' : `rapl-${rapl}`,
      gemmGflops: speed?.ok ? speed.value.gemmGflops : null,
    },
  };
}

function processorReport(speed: Result<MachineSpeed> | null): RuntimeReport {
  if (speed !== null && !speed.ok) {
    return {
      id: CHOSEN,
      status: 'refused',
      ...worded('failed', { error: `${errorText(speed.error, 'en')} (${speed.error.code})` }),
      error: speed.error,
      repair: text('en', 'doctor.repair.failed'),
    };
  }
  return {
    id: CHOSEN,
    status: 'ready',
    ...worded('ready'),
    ...(speed === null ? {} : { samplesPerSecond: speed.value.samplesPerSecond }),
  };
}

function notUsed(
  id: RuntimeReport['id'],
  code: Extract<RuntimeCode, `${string}-no-card` | `${string}-not-connected`>,
  values: MessageValues = {},
): RuntimeReport {
  return {
    id,
    status: 'missing',
    ...worded(code, values),
    repair: text('en', `doctor.repair.${code}`),
  };
}

function worded(
  code: RuntimeCode,
  values: MessageValues = {},
): { readonly code: RuntimeCode; readonly reason: string } {
  const key: MessageKey = `doctor.reason.${code}`;
  return { code, reason: text('en', key, values) };
}
