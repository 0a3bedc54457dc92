// Lets ONNX Runtime prepare graphs for WebGPU and writes what it has made of them, copies between
// processor and device included. A process of its own: where Vulkan is found is read at its start.
import * as ort from 'onnxruntime-node';
import { deviceOptions } from '../onnx-options.ts';

const paths = process.argv.slice(2);
for (let at = 0; at + 1 < paths.length; at += 2) {
  const [graph = '', placed = ''] = paths.slice(at);
  const options = { ...deviceOptions({ provider: 'webgpu' }, []), optimizedModelFilePath: placed };
  await (await ort.InferenceSession.create(graph, options)).release();
}
