import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { errorText } from '../../app/error-text.ts';
import { buildPythonEnvironment } from '../peers/python-environment.ts';
import { findProduct } from '../product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Interpreter that has Keras and PyTorch; null where they cannot be had. */
    readonly peerPython: string | null;
  }
}

/** Before the interop tests: their Python environment, or the reason why they are skipped. */
export async function setup({ provide }: TestProject): Promise<void> {
  const resources = join(findProduct().installation, 'resources', 'peers');
  const built = await buildPythonEnvironment(resources, (words) => console.log(words));
  if (!built.ok) console.log(`SKIPPED interop tests: ${errorText(built.error, 'en')}`);
  provide('peerPython', built.ok ? built.value.python : null);
}
