import type { Endpoint } from '../../app/contract/endpoint.ts';
import { isPageAddress } from './page-origin.ts';

/** The channels of `main/preload/preload.ts`. */
const CHANNEL = 'hearth';
const OPEN_CHANNEL = 'hearth.open';

interface Frame {
  readonly url: string;
}

interface SentEvent {
  readonly sender: unknown;
  readonly senderFrame: Frame | null;
}

type IpcListener = (event: SentEvent, message: unknown) => void;

/** What is used of Electron's `ipcMain`. */
export interface IpcMainPart {
  on(channel: string, listener: IpcListener): unknown;
  off(channel: string, listener: IpcListener): unknown;
}

/** What is used of Electron's `WebContents`. */
export interface ContentsPart {
  readonly mainFrame: Frame;
  isDestroyed(): boolean;
  send(channel: string, message: unknown): void;
  once(event: 'destroyed', listener: () => void): unknown;
}

/**
 * Serves each page that a window loads over Electron's IPC: one endpoint for each, which ends when the
 * next page loads or the window goes. Messages count only from the window's own main frame showing the
 * page's own address.
 */
export function servePages(
  ipc: IpcMainPart,
  contents: ContentsPart,
  serve: (endpoint: Endpoint) => void,
): void {
  let current: PageEndpoint | null = null;
  const isOwn = ({ sender, senderFrame }: SentEvent) =>
    sender === contents && senderFrame === contents.mainFrame && isPageAddress(senderFrame.url);

  const open: IpcListener = (event) => {
    if (!isOwn(event)) return;
    current?.close();
    current = new PageEndpoint(contents);
    serve(current);
  };
  const receive: IpcListener = (event, message) => {
    if (isOwn(event)) current?.receive(message);
  };
  ipc.on(OPEN_CHANNEL, open);
  ipc.on(CHANNEL, receive);
  contents.once('destroyed', () => {
    ipc.off(OPEN_CHANNEL, open);
    ipc.off(CHANNEL, receive);
    current?.close();
  });
}

class PageEndpoint implements Endpoint {
  readonly #contents: ContentsPart;
  #messageListener: (message: unknown) => void = () => {};
  #closeListener: () => void = () => {};
  #isOpen = true;

  constructor(contents: ContentsPart) {
    this.#contents = contents;
  }

  send(message: unknown): void {
    if (this.#isOpen && !this.#contents.isDestroyed()) this.#contents.send(CHANNEL, message);
  }

  /** Electron does not tell; its pipe to a page on the same machine keeps up. */
  bufferedBytes(): number {
    return 0;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListener = listener;
  }

  onClose(listener: () => void): void {
    this.#closeListener = listener;
  }

  receive(message: unknown): void {
    if (this.#isOpen) this.#messageListener(message);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#closeListener();
  }
}
