import '../tokens.css';
import '../base.css';
import type { Component } from 'svelte';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import WithLocale from './WithLocale.svelte';

/** A component by itself, in English, on a page as wide as given. */
export async function renderComponent<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
  width = 900,
) {
  await page.viewport(width, 700);
  return render(WithLocale, {
    props: { component: component as Component<Record<string, unknown>>, props },
  });
}
