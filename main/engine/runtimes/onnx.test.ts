import { describe, expect, it } from 'vitest';
import { compileTraining } from '../../../app/compiler/compile-training.ts';
import { aDataset, aModel, aPlan } from '../../../app/testing/builders.ts';
import { initialTensors } from '../starting-point.ts';
import { onnxCpuRuntime } from './onnx.ts';
import { deviceFailed, outOfMemory } from './onnx-failure.ts';
import type { Session, Tensors } from './runtime.ts';

const CALM = { spins: () => false };

async function opened(graph: Uint8Array, spinning = CALM): Promise<Session> {
  const session = await onnxCpuRuntime(1, spinning).open(graph);
  if (!session.ok) throw new Error(session.error.code);
  return session.value;
}

async function results(session: Session, inputs: Tensors): Promise<Tensors> {
  const outputs = await session.run(inputs);
  if (!outputs.ok) throw new Error(outputs.error.code);
  return outputs.value;
}

describe('a session', () => {
  const compiled = compileTraining(aModel(), aPlan(), aDataset(), 2);
  if (!compiled.ok) throw new Error(compiled.error.code);
  const { bytes, state } = compiled.value;
  const inputs: Tensors = {
    ...initialTensors(state, 1),
    features: { dtype: 'float32', shape: [2, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    target: { dtype: 'int32', shape: [2], data: Int32Array.of(0, 2) },
    indices: { dtype: 'int32', shape: [3, 2], data: Int32Array.of(0, 1, 1, 0, 1, 1) },
  };

  it('gives new arrays and leaves what it was given alone', async () => {
    const before = structuredClone(inputs);
    const session = await opened(bytes);
    const first = await results(session, inputs);
    expect(inputs).toEqual(before);
    expect(first['dense/kernel:next']?.data).not.toEqual(inputs['dense/kernel']?.data);
    expect(await results(session, inputs)).toEqual(first);
    await session.close();
  });

  it('computes the same whether its threads spin or not, also when that changes', async () => {
    let spins = false;
    const session = await opened(bytes, { spins: () => spins });
    const calm = await results(session, inputs);
    spins = true;
    expect(await results(session, inputs)).toEqual(calm);
    spins = false;
    expect(await results(session, inputs)).toEqual(calm);
    await session.close();
  });

  it('that is not given all it takes is a bug, named', async () => {
    const { features: _, ...rest } = inputs;
    const session = await opened(bytes);
    await expect(session.run(rest)).rejects.toThrow('features');
    await session.close();
  });
});

describe('failures of ONNX Runtime', () => {
  it.each([
    ['bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 4096', 4096],
    ['std::bad_alloc', 0],
    ['bad allocation', 0],
  ])('about memory are expected: %s', (message, requestedBytes) => {
    expect(outOfMemory(new Error(message))).toEqual({
      code: 'engine/out-of-memory',
      requestedBytes,
    });
  });

  it('of NVIDIA’s libraries are told by their own words', () => {
    const said =
      'void onnxruntime::CudaCall(ERRTYPE, const char*) [with ERRTYPE = cudaError] /src/cuda_call.cc:144 CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=desk ; file=/src/cuda_execution_provider.cc ; line=283 ; expr=cudaSetDevice(info_.device_id);';
    expect(deviceFailed(new Error(said), 'onnx/cuda', 'NVIDIA A')).toMatchObject({
      detail: 'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version',
    });
    expect(deviceFailed(new Error('Gemm  failed'), 'onnx/cuda', 'NVIDIA A')).toMatchObject({
      detail: 'Gemm failed',
    });
  });

  it('about anything else are bugs', async () => {
    expect(outOfMemory(new Error('Non-zero status code returned while running Gemm'))).toBeNull();
    await expect(onnxCpuRuntime(1, CALM).open(Uint8Array.of(1, 2, 3))).rejects.toThrow();
  });
});
