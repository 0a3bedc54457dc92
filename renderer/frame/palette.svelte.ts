import { createContext } from 'svelte';
import type { IconName } from '../components/icons.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly name: string;
  readonly icon: IconName;
  readonly choose: () => void;
}

/** The element of an option, by which the input names it as the current one. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

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
