import type { Route } from './route.ts';

/** What a view is given: its place, without the view's own first segment. */
export interface ViewProps {
  readonly route: Route;
}
