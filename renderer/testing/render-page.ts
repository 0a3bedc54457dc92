import '../tokens.css';
import '../base.css';
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../App.svelte';
import type { FakeBridge } from './fake-bridge.ts';

/** The whole page at an address, on a host in memory. */
export async function renderPage(bridge: FakeBridge, hash: string) {
  await page.viewport(1280, 800);
  window.location.hash = hash;
  return render(App, { bridge });
}

/** Waits until the host has been asked something, and says with what. */
export async function asked(bridge: FakeBridge, name: string): Promise<unknown> {
  await expect.poll(() => bridge.requests.map((request) => request.name)).toContain(name);
  return bridge.requests.findLast((request) => request.name === name)?.params;
}
