import type { LayerId } from '../../ids.ts';
import type { DatasetFacts } from '../fits-dataset.ts';
import { Network } from './network.ts';
import { hasKind, type Template } from './template.ts';

/** Numbers that stand for a user, or for an item. */
const FACTORS = 16;

/** For who rated what, the simplest first. */
export const RECOMMEND_TEMPLATES = [
  rating('recommend-mf', addFactorization),
  rating('recommend-ncf', addHiddenLayers),
  rating('recommend-two-tower', addTowers),
] as const;

type Hidden = (network: Network, user: LayerId, item: LayerId, vocabulary: number) => void;

/** A template that is given a user and an item apart, and answers one number. */
function rating<Id extends string>(id: Id, hidden: Hidden): Template<Id> {
  return {
    id,
    tasks: ['recommendation'],
    draw: ({ input }: DatasetFacts) => {
      if (!hasKind(input, 'tokens') || input.length !== 2) return null;
      const network = new Network(id);
      const user = network.add('Input', { shape: [1] });
      const item = network.add('Input', { shape: [1] });
      hidden(network, user, item, input.vocabulary);
      return network.model();
    },
  };
}

/** A vector for each id. */
function addFactors(network: Network, ids: LayerId, vocabulary: number, width = FACTORS): LayerId {
  network.add('Embedding', { input_dim: vocabulary, output_dim: width }, ids);
  return network.add('Flatten');
}

/** How much higher than usual a user rates, or an item is rated. */
function addBias(network: Network, ids: LayerId, vocabulary: number): LayerId {
  const zeros = { embeddings_initializer: 'zeros' };
  network.add('Embedding', { input_dim: vocabulary, output_dim: 1, ...zeros }, ids);
  return network.add('Flatten');
}

/**
 * The product of a user's and an item's vector, and a bias of each.
 * @source Koren, Bell and Volinsky 2009, Matrix Factorization Techniques for Recommender Systems, eq. 4
 */
function addFactorization(network: Network, user: LayerId, item: LayerId, vocabulary: number) {
  const users = addFactors(network, user, vocabulary);
  const items = addFactors(network, item, vocabulary);
  const taste = network.add('Dot', { axes: 1 }, users, items);
  const userBias = addBias(network, user, vocabulary);
  const itemBias = addBias(network, item, vocabulary);
  network.add('Add', {}, taste, userBias, itemBias);
}

/**
 * Hidden layers over a user's and an item's vector.
 * @source He et al. 2017, Neural Collaborative Filtering, arXiv:1708.05031, §3.3
 */
function addHiddenLayers(network: Network, user: LayerId, item: LayerId, vocabulary: number) {
  const users = addFactors(network, user, vocabulary);
  const items = addFactors(network, item, vocabulary);
  network.add('Concatenate', {}, users, items);
  network.add('Dense', { units: 64, activation: 'relu' });
  network.add('Dropout', { rate: 0.2 });
  network.add('Dense', { units: 32, activation: 'relu' });
  network.add('Dense', { units: 1 });
}

/**
 * A network for users and one for items, which meet only in the product of what they say.
 * @source Covington, Adams and Sargin 2016, Deep Neural Networks for YouTube Recommendations, §3
 */
function addTowers(network: Network, user: LayerId, item: LayerId, vocabulary: number) {
  const towers = [user, item].map((ids) => {
    addFactors(network, ids, vocabulary, 2 * FACTORS);
    network.add('Dense', { units: 64, activation: 'relu' });
    return network.add('Dense', { units: 32 });
  });
  network.add('Dot', { axes: 1 }, ...towers);
  network.add('Dense', { units: 1 });
}
