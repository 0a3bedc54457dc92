import { createContext } from 'svelte';
import { href, parseHash, type Route } from './route.ts';

/** The current place, kept in step with the address. */
export class Router {
  route = $state.raw<Route>({ path: [], query: {} });

  /** Follows the window's address until the returned function is called. */
  connect(view: Window): () => void {
    const follow = () => {
      this.route = parseHash(view.location.hash);
    };
    follow();
    view.addEventListener('hashchange', follow);
    return () => view.removeEventListener('hashchange', follow);
  }

  go(
    path: readonly string[],
    query: Readonly<Record<string, string | null | undefined>> = {},
  ): void {
    window.location.hash = href(path, query);
  }
}

export const [getRouter, setRouter] = createContext<Router>();
