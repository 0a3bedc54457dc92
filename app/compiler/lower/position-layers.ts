import type { Value } from '../graph.ts';
import { add } from '../operators/elementwise.ts';
import { broadcast, reshape, slice } from '../operators/movement.ts';
import { lookedUp, maskOfTokens, rowNumbers } from './embedding-layers.ts';
import { channelsLast, type LayerTensor, mapLayer } from './layer-tensor.ts';
import type { LoweringTable } from './lowering.ts';
import { rotated, waves } from './positions.ts';

/** One row for each time step, as it broadcasts over a sequence. */
function alongTime({ layout }: LayerTensor, rows: Value): Value {
  const [time = 1, features = 1] = rows.shape;
  return layout === 'time-first' ? reshape(rows, [time, 1, features]) : rows;
}

/** A sequence with its time first or its batch. */
function sequence(tensor: LayerTensor): LayerTensor {
  if (tensor.layout === 'time-first') return tensor;
  return { ...tensor, value: channelsLast(tensor), layout: 'channels-last' };
}

/** The first rows of a table, one for each time step, for every sample. */
function positions(input: LayerTensor, table: Value, time: number): LayerTensor {
  const x = sequence(input);
  const rows = alongTime(x, slice(table, 0, 0, time));
  return mapLayer(x, ({ shape }) => broadcast(rows, shape));
}

export const positionLayers = {
  SinePositionEncoding: ({ config, shape }, input) => {
    const [time = 1, features = 1] = shape;
    const table = waves(time, features, config.max_wavelength);
    return positions(input, input.value.graph.constant(table, 'float32', shape), time);
  },
  PositionEmbedding: ({ shape }, input, context) =>
    positions(input, context.weight('embeddings'), shape[0] ?? 1),
  TokenAndPositionEmbedding: ({ config, shape }, input, context) => {
    const x = channelsLast(input);
    const numbers = rowNumbers(x, config.vocabulary_size);
    const tokens = lookedUp(context.weight('token_embedding/embeddings'), numbers);
    const places = slice(context.weight('position_embedding/embeddings'), 0, 0, shape[0] ?? 1);
    const mask = config.mask_zero ? maskOfTokens(x) : undefined;
    return { ...mapLayer(tokens, (value) => add(value, alongTime(tokens, places))), mask };
  },
  RotaryEmbedding: ({ config }, input) => {
    const x = sequence(input);
    const timeAxis = x.layout === 'time-first' ? 0 : 1;
    return mapLayer(x, (value) =>
      rotated(value, {
        maxWavelength: config.max_wavelength,
        scale: config.scaling_factor,
        timeAxis,
      }),
    );
  },
} satisfies Partial<LoweringTable>;
