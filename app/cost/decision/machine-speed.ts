import { BYTES_PER_GIB } from '../../units.ts';
import {
  type Accelerator,
  blendedTokensPerSecond,
  decodeStep,
  prefillTokensPerSecond,
  type ServedModel,
  servingBytes,
  USABLE_MEMORY_SHARE,
} from '../formulas/throughput.ts';
import { at } from './input-at.ts';
import { INPUT_INDEX as I } from './inputs.ts';

/** Machine that is bought, or rented. */
export type Site = 'own' | 'rent';

/** Where a machine's figures stand in the flat vector. */
const SITES = {
  own: {
    gpus: I['own.gpus'],
    gpusPerCopy: I['own.gpusPerCopy'],
    memoryGb: I['own.gpuMemoryGb'],
    gigabytesPerSecond: I['own.gpuGigabytesPerSecond'],
    tflops: I['own.gpuTflops'],
  },
  rent: {
    gpus: I['rent.gpus'],
    gpusPerCopy: I['rent.gpusPerCopy'],
    memoryGb: I['rent.gpuMemoryGb'],
    gigabytesPerSecond: I['rent.gpuGigabytesPerSecond'],
    tflops: I['rent.gpuTflops'],
  },
} as const;

/**
 * Tokens a second of a machine, prompts and answers in the proportion of the work: each copy of the
 * model on its own cards serves `model.concurrency` answers at a time.
 * @source COST_MODEL §3
 */
export function machineSpeed(site: Site, inputs: Float64Array): number {
  const model = servedModel(inputs);
  const accelerator = copyOf(site, inputs);
  const prefill = prefillSpeed(model, accelerator, inputs);
  const { tokensPerSecond } = decoding(model, accelerator, inputs);
  const { gpus, gpusPerCopy } = SITES[site];
  const copies = Math.floor(at(inputs, gpus) / at(inputs, gpusPerCopy));
  const tokens = at(inputs, I['work.inputTokens']) + at(inputs, I['work.outputTokens']);
  const inputShare = at(inputs, I['work.inputTokens']) / tokens;
  return copies * blendedTokensPerSecond(inputShare, prefill, tokensPerSecond);
}

/** Seconds from a request until the end of its answer, while the copy serves as many as it may. */
export function answerSeconds(site: Site, inputs: Float64Array): number {
  const model = servedModel(inputs);
  const accelerator = copyOf(site, inputs);
  return (
    at(inputs, I['work.inputTokens']) / prefillSpeed(model, accelerator, inputs) +
    at(inputs, I['work.outputTokens']) * decoding(model, accelerator, inputs).seconds
  );
}

/** GB that a copy of the model takes while it serves, and GB that so many cards have for it. */
export function memoryNeed(inputs: Float64Array): number {
  const bytes = servingBytes(
    servedModel(inputs),
    at(inputs, I['model.concurrency']),
    meanContext(inputs),
    at(inputs, I['model.overheadGb']) * BYTES_PER_GIB,
  );
  return bytes / BYTES_PER_GIB;
}

/** Cards of a kind that one copy of the model takes. @source COST_MODEL §0, §3 (fit) */
export function cardsPerCopy(needGb: number, cardGb: number): number {
  return Math.max(1, Math.ceil(needGb / (USABLE_MEMORY_SHARE * cardGb)));
}

/** Mean tokens of context while an answer is written: the prompt and half the answer. */
function meanContext(inputs: Float64Array): number {
  return at(inputs, I['work.inputTokens']) + at(inputs, I['work.outputTokens']) / 2;
}

function decoding(model: ServedModel, accelerator: Accelerator, inputs: Float64Array) {
  return decodeStep(model, at(inputs, I['model.concurrency']), meanContext(inputs), accelerator, {
    memory: at(inputs, I['reach.memory']),
    decode: at(inputs, I['reach.decode']),
  });
}

function prefillSpeed(model: ServedModel, accelerator: Accelerator, inputs: Float64Array): number {
  return prefillTokensPerSecond(
    model,
    at(inputs, I['work.inputTokens']),
    accelerator,
    at(inputs, I['reach.prefill']),
  );
}

function servedModel(inputs: Float64Array): ServedModel {
  return {
    denseParameters: at(inputs, I['model.denseParameters']),
    expertParameters: at(inputs, I['model.expertParameters']),
    experts: at(inputs, I['model.experts']),
    expertsPerToken: at(inputs, I['model.expertsPerToken']),
    bytesPerWeight: at(inputs, I['model.bytesPerWeight']),
    layers: at(inputs, I['model.layers']),
    kvHeads: at(inputs, I['model.kvHeads']),
    headSize: at(inputs, I['model.headSize']),
    bytesPerKvValue: at(inputs, I['model.bytesPerKvValue']),
    width: at(inputs, I['model.width']),
  };
}

/** The cards that one copy of the model is spread over. */
function copyOf(site: Site, inputs: Float64Array): Accelerator {
  const { gpusPerCopy, gigabytesPerSecond, tflops } = SITES[site];
  return {
    gpus: at(inputs, gpusPerCopy),
    bytesPerSecond: at(inputs, gigabytesPerSecond) * 1e9,
    flopsPerSecond: at(inputs, tflops) * 1e12,
  };
}
