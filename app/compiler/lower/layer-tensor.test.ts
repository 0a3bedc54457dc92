import { describe, expect, test } from 'vitest';
import { Graph } from '../graph.ts';
import { channelAxis, channelsFirst, channelsLast, featuresTensor } from './layer-tensor.ts';

describe('layouts', () => {
  test('an image goes from one order to the other and back', () => {
    const graph = new Graph();
    const image = featuresTensor(graph.input('image', 'float32', [2, 5, 6, 3]));
    expect(image.layout).toBe('channels-last');
    expect(channelAxis(image)).toBe(3);
    const first = { value: channelsFirst(image), layout: 'channels-first' } as const;
    expect(first.value.shape).toEqual([2, 3, 5, 6]);
    expect(channelAxis(first)).toBe(1);
    expect(channelsFirst(first)).toBe(first.value);
    expect(channelsLast(first).shape).toEqual([2, 5, 6, 3]);
  });

  test('an image of one channel is only reshaped', () => {
    const graph = new Graph();
    const image = featuresTensor(graph.input('image', 'float32', [2, 5, 6, 1]));
    expect(image.layout).toBe('channels-first');
    expect(image.value.shape).toEqual([2, 1, 5, 6]);
    channelsLast(image);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['input', 'reshape']);
  });

  test('a table stays as it is, also with one column', () => {
    const graph = new Graph();
    const table = graph.input('table', 'float32', [4, 1]);
    expect(featuresTensor(table)).toEqual({ value: table, layout: 'channels-last' });
  });

  test('with the batch last, channels stand first', () => {
    const graph = new Graph();
    const value = graph.input('x', 'float32', [10, 4]);
    const tensor = { value, layout: 'batch-last' } as const;
    expect(channelAxis(tensor)).toBe(0);
    expect(channelsLast(tensor).shape).toEqual([4, 10]);
  });
});
