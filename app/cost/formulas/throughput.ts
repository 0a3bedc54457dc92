/** A transformer as the roofline sees it. @source COST_MODEL §3 */
export interface ServedModel {
  /** N_dense: parameters that every token reads. */
  readonly denseParameters: number;
  /** N_experts: parameters of all experts together; 0 without experts. */
  readonly expertParameters: number;
  /** E and k: experts of a layer, and how many a token goes through. */
  readonly experts: number;
  readonly expertsPerToken: number;
  /** b_w */
  readonly bytesPerWeight: number;
  /** L, n_kv, d_h, b_kv: layers, key-value heads, their size, bytes of a cached value. */
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly bytesPerKvValue: number;
  /** d, model width; 0 drops the attention term of prefill. */
  readonly width: number;
}

/** Cards that serve one copy of the model together. */
export interface Accelerator {
  /** n */
  readonly gpus: number;
  /** BW of one card, bytes/s. */
  readonly bytesPerSecond: number;
  /** P of one card, dense FLOP/s. */
  readonly flopsPerSecond: number;
}

/** Shares of peak that are reached. */
export interface Utilisation {
  /** MBU: of memory bandwidth, while decoding. */
  readonly memory: number;
  /** MFU_d, MFU_p: of FLOP/s, while decoding and in prefill. */
  readonly decode: number;
  readonly prefill: number;
}

/** Bytes of key-value cache for each token of context: `2 L n_kv d_h b_kv`. @source COST_MODEL §3 */
export function kvBytesPerToken(
  model: Pick<ServedModel, 'layers' | 'kvHeads' | 'headSize' | 'bytesPerKvValue'>,
): number {
  return 2 * model.layers * model.kvHeads * model.headSize * model.bytesPerKvValue;
}

/**
 * Parameters that one step reads for a batch: `N_dense + N_experts (1 - (1 - k/E)^B)`.
 * @param batch B, sequences decoded together
 * @source COST_MODEL §3
 */
export function parametersRead(
  model: Pick<ServedModel, 'denseParameters' | 'expertParameters' | 'experts' | 'expertsPerToken'>,
  batch: number,
): number {
  if (model.experts === 0) return model.denseParameters;
  const share = 1 - model.expertsPerToken / model.experts;
  const untouched = batch === 1 ? share : share ** batch;
  return model.denseParameters + model.expertParameters * (1 - untouched);
}

/** N: parameters that one token is multiplied with. */
export function activeParameters(
  model: Pick<ServedModel, 'denseParameters' | 'expertParameters' | 'experts' | 'expertsPerToken'>,
): number {
  return parametersRead(model, 1);
}

/** One decoding step of a batch. */
export interface DecodeStep {
  readonly bytes: number;
  readonly memorySeconds: number;
  readonly computeSeconds: number;
  /** The longer of the two. */
  readonly seconds: number;
  /** B over the seconds. */
  readonly tokensPerSecond: number;
}

/**
 * Decoding speed by the roofline.
 * @param batch   B, concurrent sequences
 * @param context S, mean tokens of context of each
 * @source COST_MODEL §3
 */
export function decodeStep(
  model: ServedModel,
  batch: number,
  context: number,
  accelerator: Accelerator,
  utilisation: Pick<Utilisation, 'memory' | 'decode'>,
): DecodeStep {
  const bytes =
    parametersRead(model, batch) * model.bytesPerWeight + batch * context * kvBytesPerToken(model);
  const memorySeconds =
    bytes / (accelerator.gpus * accelerator.bytesPerSecond * utilisation.memory);
  const computeSeconds =
    (2 * activeParameters(model) * batch) /
    (accelerator.gpus * accelerator.flopsPerSecond * utilisation.decode);
  const seconds = Math.max(memorySeconds, computeSeconds);
  return { bytes, memorySeconds, computeSeconds, seconds, tokensPerSecond: batch / seconds };
}

/**
 * Tokens of prompts read in a second: `n P MFU_p / (2 N + 2 L S d)`.
 * @param context S, mean tokens of a prompt
 * @source COST_MODEL §3
 */
export function prefillTokensPerSecond(
  model: ServedModel,
  context: number,
  accelerator: Accelerator,
  utilisation: number,
): number {
  const flopsPerToken = 2 * activeParameters(model) + 2 * model.layers * context * model.width;
  return (accelerator.gpus * accelerator.flopsPerSecond * utilisation) / flopsPerToken;
}

/**
 * Tokens a second over prompts and answers together: `1 / (x_in/prefill + x_out/decode)`.
 * @param inputShare x_in, share of prompt tokens, 0–1
 * @source COST_MODEL §3
 */
export function blendedTokensPerSecond(
  inputShare: number,
  prefill: number,
  decode: number,
): number {
  return 1 / (inputShare / prefill + (1 - inputShare) / decode);
}

/** Share of a card's memory that a fit may use. @source COST_MODEL §0, §3 */
export const USABLE_MEMORY_SHARE = 0.9;

/**
 * Bytes that serving takes: weights, key-value cache and what the server needs besides.
 * @source COST_MODEL §3 (fit)
 */
export function servingBytes(
  model: ServedModel,
  batch: number,
  context: number,
  overheadBytes: number,
): number {
  const parameters = model.denseParameters + model.expertParameters;
  return (
    parameters * model.bytesPerWeight + batch * context * kvBytesPerToken(model) + overheadBytes
  );
}

/**
 * FLOPs of training on so many tokens: `6 N D` in full, about `4 N D` for adapters on frozen weights,
 * `8 N D` with full recomputation.
 * @source COST_MODEL §3
 */
export function trainingFlops(
  parameters: number,
  tokens: number,
  flopsPerParameterAndToken = 6,
): number {
  return flopsPerParameterAndToken * parameters * tokens;
}

/**
 * Hours of training: `FLOPs / (n P MFU 3600)`.
 * @param utilisation MFU
 * @source COST_MODEL §3
 */
export function trainingHours(
  flops: number,
  accelerator: Pick<Accelerator, 'gpus' | 'flopsPerSecond'>,
  utilisation: number,
): number {
  return flops / (accelerator.gpus * accelerator.flopsPerSecond * utilisation * 3600);
}
