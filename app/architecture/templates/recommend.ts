import type { SampleInput, SampleTarget, TokenPart } from '../../dataset/dataset.ts';
import { targetOf } from '../../dataset/sample.ts';
import type { LayerId } from '../../ids.ts';
import type { DatasetFacts } from '../fits-dataset.ts';
import type { LossName } from '../losses.ts';
import { Network } from './network.ts';
import { hasKind, type Template } from './template.ts';

/** Numbers that stand for a user, or for an item. */
const FACTORS = 16;

/** For who rated or chose what, the simplest first. */
export const RECOMMEND_TEMPLATES = [
  recommending('recommend-mf', addFactorization),
  recommending('recommend-bpr', addRanking, { choices: 'bayesian_personalized_ranking' }),
  recommending('recommend-ncf', addHiddenLayers),
  recommending('recommend-two-tower', addTowers),
  recommending('recommend-hybrid', addDescribed, { described: true }),
] as const;

/** Users and items as they enter: one user, and as many items as a sample has. */
interface Entering {
  readonly user: LayerId;
  readonly items: LayerId;
  readonly users: number;
  readonly itemCount: number;
  /** Items of a sample. */
  readonly slots: number;
  /** What is said of each item, so many tokens of so many that there are; null where nothing is read. */
  readonly described: {
    readonly tokens: LayerId;
    readonly length: number;
    readonly vocabulary: number;
  } | null;
}

/** Writes what stands between ids and one score an item, [slots]. */
type Hidden = (network: Network, entering: Entering) => void;

interface Wants {
  /** Only choices are learnt, by this loss. */
  readonly choices?: LossName;
  /** Only items that a table describes are learnt. */
  readonly described?: boolean;
}

/**
 * A template that is given a user and items apart, and answers a number for each item: its rating, or how likely it is to
 * be chosen.
 */
function recommending<Id extends string>(id: Id, hidden: Hidden, wants: Wants = {}): Template<Id> {
  return {
    id,
    tasks: ['recommendation'],
    draw: (facts: DatasetFacts) => {
      const parts = partsOf(facts.input);
      const choices = isChoice(targetOf(facts));
      if (parts === null || (wants.choices !== undefined && !choices)) return null;
      const { user, items, tokens } = parts;
      if (wants.described === true && tokens === null) return null;
      const network = new Network(id);
      const slots = items.length;
      hidden(network, {
        user: network.add('Input', { shape: [1] }),
        items: network.add('Input', { shape: [slots] }),
        users: user.vocabulary,
        itemCount: items.vocabulary,
        slots,
        described:
          wants.described === true && tokens !== null
            ? {
                tokens: network.add('Input', { shape: [tokens.length] }),
                length: tokens.length / slots,
                vocabulary: tokens.vocabulary,
              }
            : null,
      });
      if (!choices) return network.model();
      if (wants.choices !== undefined) {
        return network.model([{ layer: network.last, loss: wants.choices }]);
      }
      const layer = network.add('Activation', { activation: 'sigmoid' });
      return network.model([{ layer, loss: 'binary_crossentropy' }]);
    },
  };
}

function partsOf(input: SampleInput): {
  readonly user: TokenPart;
  readonly items: TokenPart;
  readonly tokens: TokenPart | null;
} | null {
  if (!hasKind(input, 'tokens')) return null;
  const { length, vocabulary } = input;
  const [user, items, tokens = null] = input.parts ?? [
    { length: 1, vocabulary },
    { length: length - 1, vocabulary },
  ];
  return user?.length === 1 && items !== undefined && items.length > 0
    ? { user, items, tokens }
    : null;
}

/** Choices are told beside items that were not chosen, ratings one by one. */
function isChoice(target: SampleTarget): boolean {
  return target.kind === 'values' && target.shape.length > 0;
}

/** A vector for each id, [ids, width]. */
function addFactors(network: Network, ids: LayerId, vocabulary: number, width = FACTORS): LayerId {
  return network.add('Embedding', { input_dim: vocabulary, output_dim: width }, ids);
}

/** What an id of its own adds, [ids, width]: nothing for one that training did not have. */
function addOwn(network: Network, ids: LayerId, vocabulary: number, width: number): LayerId {
  const zeros = { embeddings_initializer: 'zeros' };
  return network.add('Embedding', { input_dim: vocabulary, output_dim: width, ...zeros }, ids);
}

/** How much higher than usual a user rates, or an item is rated, [ids]. */
function addBias(network: Network, ids: LayerId, vocabulary: number): LayerId {
  return network.add('Flatten', {}, addOwn(network, ids, vocabulary, 1));
}

/** Products of a user's vector and those of items, [slots]. */
function addProducts(network: Network, user: LayerId, items: LayerId): LayerId {
  return network.add('Flatten', {}, network.add('Dot', { axes: 2 }, user, items));
}

/**
 * The product of a user's and an item's vector, and a bias of each.
 * @source Koren, Bell and Volinsky 2009, Matrix Factorization Techniques for Recommender Systems, eq. 4
 */
function addFactorization(network: Network, { user, items, users, itemCount }: Entering): void {
  const userVector = addFactors(network, user, users);
  const itemVectors = addFactors(network, items, itemCount);
  const taste = addProducts(network, userVector, itemVectors);
  const itemBias = addBias(network, items, itemCount);
  const userBias = addBias(network, user, users);
  network.add('Add', {}, taste, itemBias, userBias);
}

/**
 * The product of a user's and an item's vector, and a bias of the item: one of the user would not change an order.
 * @source Rendle et al. 2009, arXiv:1205.2618, §4.3.1
 */
function addRanking(network: Network, { user, items, users, itemCount }: Entering): void {
  const userVector = addFactors(network, user, users);
  const itemVectors = addFactors(network, items, itemCount);
  const taste = addProducts(network, userVector, itemVectors);
  network.add('Add', {}, taste, addBias(network, items, itemCount));
}

/**
 * Hidden layers over a user's and an item's vector.
 * @source He et al. 2017, Neural Collaborative Filtering, arXiv:1708.05031, §3.3
 */
function addHiddenLayers(
  network: Network,
  { user, items, users, itemCount, slots }: Entering,
): void {
  const userVector = network.add('Flatten', {}, addFactors(network, user, users));
  const beside = network.add('RepeatVector', { n: slots }, userVector);
  const itemVectors = addFactors(network, items, itemCount);
  network.add('Concatenate', {}, beside, itemVectors);
  network.add('Dense', { units: 64, activation: 'relu' });
  network.add('Dropout', { rate: 0.2 });
  network.add('Dense', { units: 32, activation: 'relu' });
  network.add('Dense', { units: 1 });
  network.add('Flatten');
}

/**
 * A network for users and one for items, which meet only in the product of what they say.
 * @source Covington, Adams and Sargin 2016, Deep Neural Networks for YouTube Recommendations, §3
 */
function addTowers(network: Network, { user, items, users, itemCount, slots }: Entering): void {
  const towers = [
    { ids: user, vocabulary: users },
    { ids: items, vocabulary: itemCount },
  ].map(({ ids, vocabulary }) => {
    addFactors(network, ids, vocabulary, 2 * FACTORS);
    network.add('Dense', { units: 64, activation: 'relu' });
    return network.add('Dense', { units: 32 });
  });
  network.add('Dot', { axes: 2 }, ...towers);
  network.add('Reshape', { target_shape: [slots, 1] });
  network.add('Dense', { units: 1 });
  network.add('Flatten');
}

/**
 * An item is the mean of what is said of it and what its id adds: of an item that nobody has rated, what is said tells.
 * @source Kula 2015, Metadata Embeddings for User and Item Cold-start Recommendations, arXiv:1507.08439, §3
 */
function addDescribed(network: Network, entering: Entering): void {
  const { user, items, users, itemCount, described } = entering;
  if (described === null) throw new Error('Nothing is said of the items');
  const userVector = addFactors(network, user, users);
  const { tokens, length, vocabulary } = described;
  addFactors(network, tokens, vocabulary, 2 * FACTORS);
  const said = network.add('AveragePooling1D', { pool_size: length, strides: length });
  const content = network.add('Dense', { units: FACTORS }, said);
  const own = addOwn(network, items, itemCount, FACTORS);
  const itemVectors = network.add('Add', {}, content, own);
  const taste = addProducts(network, userVector, itemVectors);
  const usual = network.add('Flatten', {}, network.add('Dense', { units: 1 }, said));
  const itemBias = addBias(network, items, itemCount);
  const userBias = addBias(network, user, users);
  network.add('Add', {}, taste, usual, itemBias, userBias);
}
