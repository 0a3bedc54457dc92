import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { errorText } from '../../app/error-text.ts';
import { buildLlamaServer } from '../peers/llama-server.ts';
import { buildPythonEnvironment } from '../peers/python-environment.ts';
import { buildTensorflowAddon } from '../peers/tensorflow-addon.ts';
import { buildTokenizersEnvironment } from '../peers/tokenizers-environment.ts';
import { findProduct } from '../product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Interpreter that has Keras and PyTorch; null where they cannot be had. */
    readonly peerPython: string | null;
    /** Interpreter that has Hugging Face's tokenizers and ONNX Runtime; null where they cannot be had. */
    readonly tokenizersPython: string | null;
    /** Program of llama.cpp's server; null where it cannot be had. */
    readonly llamaServer: string | null;
    /** Folder of the installed TensorFlow pack; null where it cannot be had. */
    readonly tensorflowPack: string | null;
  }
}

/** Before the interop tests: the programs they need, or the reason why they are skipped. */
export async function setup({ provide }: TestProject): Promise<void> {
  const resources = join(findProduct().installation, 'resources', 'peers');
  const say = (words: string) => console.log(words);
  const built = await buildPythonEnvironment(resources, say);
  if (!built.ok) say(`SKIPPED interop tests with Keras: ${errorText(built.error, 'en')}`);
  provide('peerPython', built.ok ? built.value.python : null);
  const tokenizers = await buildTokenizersEnvironment(resources, say);
  if (!tokenizers.ok) {
    say(`SKIPPED interop tests with tokenizers: ${errorText(tokenizers.error, 'en')}`);
  }
  provide('tokenizersPython', tokenizers.ok ? tokenizers.value.python : null);
  const llama = await buildLlamaServer(resources, say);
  if (!llama.ok) say(`SKIPPED interop tests with llama.cpp: ${errorText(llama.error, 'en')}`);
  provide('llamaServer', llama.ok ? llama.value : null);
  const pack = await buildTensorflowAddon(say);
  if (!pack.ok) say(`SKIPPED interop tests with TensorFlow: ${errorText(pack.error, 'en')}`);
  provide('tensorflowPack', pack.ok ? pack.value : null);
}
