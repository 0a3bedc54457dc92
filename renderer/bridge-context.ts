import { createContext } from 'svelte';
import type { Bridge } from './bridge.ts';

/** Views and the frame reach the host through this; components never do. */
export const [getBridge, setBridge] = createContext<Bridge>();
