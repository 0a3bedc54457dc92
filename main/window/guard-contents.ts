import { isPageAddress } from './page-origin.ts';

interface Preventable {
  preventDefault(): void;
}

/** What is used of Electron's `WebContents`. */
export interface GuardedContents {
  on(event: 'will-navigate', listener: (event: Preventable, address: string) => void): unknown;
  on(event: 'will-redirect', listener: (event: Preventable, address: string) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
  readonly session: {
    setPermissionRequestHandler(
      handler: (
        contents: unknown,
        permission: string,
        callback: (granted: boolean) => void,
      ) => void,
    ): void;
  };
}

/**
 * Keeps a window on its page: no other address, no further window, no device. A link to a source opens
 * in the user's own browser.
 * @param openOutside opens an https address outside
 */
export function guardContents(
  contents: GuardedContents,
  openOutside: (address: string) => void,
): void {
  const keep = (event: Preventable, address: string) => {
    if (!isPageAddress(address)) event.preventDefault();
  };
  contents.on('will-navigate', keep);
  contents.on('will-redirect', keep);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url) && new URL(url).protocol === 'https:') openOutside(url);
    return { action: 'deny' };
  });
  contents.session.setPermissionRequestHandler((_contents, _permission, callback) =>
    callback(false),
  );
}
