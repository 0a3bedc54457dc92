/** A model of open weights that one can serve or train oneself, as its own configuration file has it. */
export interface ServedModelFacts {
  readonly id: string;
  readonly denseParameters: number;
  /** Of all experts together; 0 of a dense model. */
  readonly expertParameters: number;
  readonly experts: number;
  readonly expertsPerToken: number;
  /** As published: 2 in bfloat16, about 0.53 in MXFP4 with its scales. */
  readonly bytesPerWeight: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly width: number;
  /** Its name in `api_prices`, from which its quality index is taken; null where it is not sold there. */
  readonly soldAs: string | null;
  readonly source: string;
  readonly asOf: string;
}

/**
 * Sizes are those of `config.json` on Hugging Face, remembered, not read again; of the mixtures, the
 * input embedding, which is looked up and not multiplied with, is left out.
 */
export const SERVED_MODELS: readonly ServedModelFacts[] = [
  {
    id: 'llama-3.1-8b',
    denseParameters: 8.03e9,
    expertParameters: 0,
    experts: 0,
    expertsPerToken: 0,
    bytesPerWeight: 2,
    layers: 32,
    kvHeads: 8,
    headSize: 128,
    width: 4096,
    soldAs: 'llama-3.1-8b-instant',
    source: 'meta-llama/Llama-3.1-8B, config.json (recalled)',
    asOf: '2024-07',
  },
  {
    id: 'mistral-small-24b',
    denseParameters: 23.6e9,
    expertParameters: 0,
    experts: 0,
    expertsPerToken: 0,
    bytesPerWeight: 2,
    layers: 40,
    kvHeads: 8,
    headSize: 128,
    width: 5120,
    soldAs: null,
    source: 'mistralai/Mistral-Small-24B-Instruct-2501, config.json (recalled)',
    asOf: '2025-01',
  },
  {
    id: 'qwen3-32b',
    denseParameters: 32.8e9,
    expertParameters: 0,
    experts: 0,
    expertsPerToken: 0,
    bytesPerWeight: 2,
    layers: 64,
    kvHeads: 8,
    headSize: 128,
    width: 5120,
    soldAs: 'qwen3-32b',
    source: 'Qwen/Qwen3-32B, config.json (recalled)',
    asOf: '2025-04',
  },
  {
    id: 'llama-3.3-70b',
    denseParameters: 70.6e9,
    expertParameters: 0,
    experts: 0,
    expertsPerToken: 0,
    bytesPerWeight: 2,
    layers: 80,
    kvHeads: 8,
    headSize: 128,
    width: 8192,
    soldAs: 'llama-3.3-70b-versatile',
    source: 'meta-llama/Llama-3.3-70B-Instruct, config.json (recalled)',
    asOf: '2024-12',
  },
  {
    id: 'gpt-oss-20b',
    denseParameters: 1.2e9,
    expertParameters: 19.1e9,
    experts: 32,
    expertsPerToken: 4,
    bytesPerWeight: 0.53,
    layers: 24,
    kvHeads: 8,
    headSize: 64,
    width: 2880,
    soldAs: 'openai/gpt-oss-20b',
    source: 'openai/gpt-oss-20b, config.json (recalled)',
    asOf: '2025-08',
  },
  {
    id: 'gpt-oss-120b',
    denseParameters: 1.5e9,
    expertParameters: 114.7e9,
    experts: 128,
    expertsPerToken: 4,
    bytesPerWeight: 0.53,
    layers: 36,
    kvHeads: 8,
    headSize: 64,
    width: 2880,
    soldAs: 'openai/gpt-oss-120b',
    source: 'openai/gpt-oss-120b, config.json (recalled)',
    asOf: '2025-08',
  },
];

export function servedModel(id: string): ServedModelFacts | undefined {
  return SERVED_MODELS.find((model) => model.id === id);
}
