import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { identityGraph } from './identity-graph.ts';
import { deviceOptions } from './onnx-options.ts';

const graph = identityGraph([{ name: 'x', shape: [1] }]);
const bindings = join(
  dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
  'bin',
  'napi-v6',
);

/** Whether the words stand in a binding's code, where it compares names of providers. */
function namesIn(platform: string, ...names: readonly string[]): readonly string[] {
  const code = readFileSync(join(bindings, platform, 'onnxruntime_binding.node'), 'latin1');
  return names.filter((name) => code.includes(name));
}

test('CUDA is in the binding for Linux alone: no pack can bring it to another system', () => {
  expect(namesIn('linux/x64', 'cuda', 'webgpu', 'dml')).toEqual(['cuda', 'webgpu']);
  expect(namesIn('win32/x64', 'cuda', 'webgpu', 'dml')).toEqual(['webgpu', 'dml']);
  expect(namesIn('win32/arm64', 'cuda', 'webgpu', 'dml')).toEqual(['webgpu', 'dml']);
  expect(namesIn('darwin/arm64', 'cuda', 'webgpu', 'dml')).toEqual(['webgpu']);
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'WebGPU takes no choice of a card',
  async () => {
    for (const choice of [{ deviceId: 1 }, { powerPreference: 'low-power' }]) {
      const executionProviders = [{ name: 'webgpu', ...choice }];
      await expect(ort.InferenceSession.create(graph, { executionProviders })).rejects.toThrow(
        'WebGPU EP has an unrecognized option',
      );
    }
  },
);

test('DirectML is given the number of a card, WebGPU its name alone', () => {
  const providers = (...asked: Parameters<typeof deviceOptions>) =>
    deviceOptions(...asked).executionProviders;
  expect(providers({ provider: 'directml', adapter: 1 }, [])).toEqual([
    { name: 'dml', deviceId: 1 },
  ]);
  expect(providers({ provider: 'directml' }, [])).toEqual(['dml']);
  expect(providers({ provider: 'webgpu' }, [])).toEqual(['webgpu']);
});
