import { createContext } from 'svelte';

/** Whether the command palette is open; Ctrl K (⌘ K) opens it from anywhere. */
export class Palette {
  open = $state(false);

  onkeydown(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.open = !this.open;
  }
}

export const [getPalette, setPalette] = createContext<Palette>();
