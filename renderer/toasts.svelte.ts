import { createContext } from 'svelte';

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Takes back what the toast tells of. */
  readonly undo: (() => void) | null;
}

/** Long enough to read a line and reach for Undo. */
const VISIBLE_MS = 8000;

/** Short confirmations at the foot of the page. Errors stand where they happened, not here. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  show(text: string, undo: (() => void) | null = null): void {
    const toast = { id: this.#nextId++, text, undo };
    this.list = [...this.list, toast];
    setTimeout(() => this.dismiss(toast.id), VISIBLE_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const [getToasts, setToasts] = createContext<Toasts>();
