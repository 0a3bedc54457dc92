import { join } from 'node:path';
import { engineStarter, forkEngine } from '../runs/engine-process.ts';
import { BUILT } from './cli-program.ts';

const entry = BUILT === null ? undefined : join(BUILT, 'engine.js');

/** Starts engine processes of the same programs as the command line's. */
export const startTestedEngine = engineStarter((environment) => forkEngine(entry, environment));
