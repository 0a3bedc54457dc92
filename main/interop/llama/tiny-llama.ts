import { randomStream } from '../../../app/random.ts';
import { type GgufTensor, type GgufValue, ggufFile } from './gguf.ts';

/** A llama with random weights: it talks nonsense at the speed of a model of its size. */
const WIDTH = 128;
const LAYERS = 4;
const HEADS = 8;
const KV_HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;
const KV_WIDTH = KV_HEADS * HEAD_WIDTH;
const HIDDEN = 352;
const CONTEXT = 8192;
const SEED = 7;
/** Logits of letters are that much larger than of a plain random model. */
const LIKELY = 4;

/** Kinds of tokens in the vocabulary of a SentencePiece model. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

interface Token {
  readonly text: string;
  readonly type: number;
}

/** Letter by letter; what is none is spelt in bytes. */
const VOCABULARY: readonly Token[] = [
  { text: '<unk>', type: UNKNOWN },
  { text: '<s>', type: CONTROL },
  { text: '</s>', type: CONTROL },
  ...Array.from({ length: 256 }, (_, byte) => ({
    text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    type: BYTE,
  })),
  ...Array.from('▁abcdefghijklmnopqrstuvwxyzT.', (text) => ({ text, type: NORMAL })),
];

/** The whole file, some 4 MB. */
export function tinyLlama(): Uint8Array {
  return ggufFile(METADATA, tensors());
}

const METADATA: Readonly<Record<string, GgufValue>> = {
  'general.architecture': { type: 'text', value: 'llama' },
  'general.name': { type: 'text', value: 'tiny-llama' },
  'general.file_type': { type: 'uint32', value: 0 },
  'llama.vocab_size': { type: 'uint32', value: VOCABULARY.length },
  'llama.context_length': { type: 'uint32', value: CONTEXT },
  'llama.embedding_length': { type: 'uint32', value: WIDTH },
  'llama.block_count': { type: 'uint32', value: LAYERS },
  'llama.feed_forward_length': { type: 'uint32', value: HIDDEN },
  'llama.rope.dimension_count': { type: 'uint32', value: HEAD_WIDTH },
  'llama.attention.head_count': { type: 'uint32', value: HEADS },
  'llama.attention.head_count_kv': { type: 'uint32', value: KV_HEADS },
  'llama.attention.layer_norm_rms_epsilon': { type: 'float32', value: 1e-5 },
  'tokenizer.ggml.model': { type: 'text', value: 'llama' },
  'tokenizer.ggml.tokens': { type: 'texts', value: VOCABULARY.map(({ text }) => text) },
  'tokenizer.ggml.scores': { type: 'float32s', value: VOCABULARY.map(() => 0) },
  'tokenizer.ggml.token_type': { type: 'int32s', value: VOCABULARY.map(({ type }) => type) },
  'tokenizer.ggml.unknown_token_id': { type: 'uint32', value: 0 },
  'tokenizer.ggml.bos_token_id': { type: 'uint32', value: 1 },
  'tokenizer.ggml.eos_token_id': { type: 'uint32', value: 2 },
};

function tensors(): readonly GgufTensor[] {
  return [
    random('token_embd.weight', WIDTH, VOCABULARY.length),
    ones('output_norm.weight'),
    output(),
    ...Array.from({ length: LAYERS }, (_, layer) => layerTensors(`blk.${layer}`)).flat(),
  ];
}

function layerTensors(layer: string): readonly GgufTensor[] {
  return [
    ones(`${layer}.attn_norm.weight`),
    random(`${layer}.attn_q.weight`, WIDTH, WIDTH),
    random(`${layer}.attn_k.weight`, WIDTH, KV_WIDTH),
    random(`${layer}.attn_v.weight`, WIDTH, KV_WIDTH),
    random(`${layer}.attn_output.weight`, WIDTH, WIDTH),
    ones(`${layer}.ffn_norm.weight`),
    random(`${layer}.ffn_gate.weight`, WIDTH, HIDDEN),
    random(`${layer}.ffn_up.weight`, WIDTH, HIDDEN),
    random(`${layer}.ffn_down.weight`, HIDDEN, WIDTH),
  ];
}

/** Only letters are likely: bytes of half a character would be held back until the rest comes. */
function output(): GgufTensor {
  const tensor = random('output.weight', WIDTH, VOCABULARY.length);
  const data = tensor.data.map((weight, at) => {
    const isLetter = VOCABULARY[Math.floor(at / WIDTH)]?.type === NORMAL;
    return isLetter ? weight * LIKELY : 0;
  });
  return { ...tensor, data };
}

/** Uniform with the variance 1 / fan-in, so that activations keep their size. */
function random(name: string, fanIn: number, fanOut: number): GgufTensor {
  const stream = randomStream(SEED, name);
  const limit = Math.sqrt(3 / fanIn);
  const data = Float32Array.from(
    { length: fanIn * fanOut },
    () => (2 * stream.nextFloat() - 1) * limit,
  );
  return { name, shape: [fanIn, fanOut], data };
}

function ones(name: string): GgufTensor {
  return { name, shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) };
}
