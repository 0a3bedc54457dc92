import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, protocol, shell, utilityProcess } from 'electron';
import { errorText } from '../app/error-text.ts';
import { composeWith } from './compose.ts';
import { homeLanguage, systemLanguage } from './console/language.ts';
import { bugLog } from './home/bug-log.ts';
import { homeFolders } from './home/home-folders.ts';
import { type Host, openHost } from './home/open-host.ts';
import { resolveHome } from './home/resolve-home.ts';
import { findProduct } from './product.ts';
import { engineStarter } from './runs/engine-process.ts';
import { Quitting } from './window/ask-to-quit.ts';
import { guardContents } from './window/guard-contents.ts';
import { servePages } from './window/ipc-endpoint.ts';
import { PAGE_ORIGIN, PAGE_SCHEME } from './window/page-origin.ts';
import { pageProtocol } from './window/page-protocol.ts';
import { utilityEngine } from './window/utility-engine.ts';

/** The desktop host: one window on the workbench. What can be decided without Electron is in `window/`. */

const product = findProduct();
const recordBug = bugLog(resolveHome(undefined));
let window: BrowserWindow | null = null;

protocol.registerSchemesAsPrivileged([
  {
    scheme: PAGE_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
  },
]);
process.on('uncaughtException', (bug) => {
  const logId = recordBug(bug);
  dialog.showErrorBox('Hearth', errorText({ code: 'internal/bug', logId }, systemLanguage()));
  app.exit(1);
});

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  await app.whenReady();
  await start();
} else {
  app.quit();
}

async function start(): Promise<void> {
  const opened = await openHost({
    home: resolveHome(undefined),
    kind: 'electron',
    compose: composeWith(
      product,
      engineStarter((environment) =>
        utilityEngine(
          utilityProcess.fork(product.engineEntry, [], { env: { ...process.env, ...environment } }),
        ),
      ),
    ),
    quit: () => void quitting.force(),
    recordBug,
  });
  if (!opened.ok) {
    dialog.showErrorBox('Hearth', errorText(opened.error, systemLanguage()));
    app.exit(1);
    return;
  }
  const host = opened.value;
  const quitting = new Quitting(
    host,
    async ({ buttons, ...question }) =>
      (await dialog.showMessageBox({ type: 'question', buttons: [...buttons], ...question }))
        .response,
    () => homeLanguage(host.client()),
    () => app.exit(0),
  );
  protocol.handle(
    PAGE_SCHEME,
    pageProtocol({
      pageFolder: product.page,
      uploadsFolder: homeFolders(host.home).uploads,
      recordBug,
    }),
  );
  app.on('before-quit', (event) => {
    event.preventDefault();
    void quitting.request();
  });
  window = openWindow(host, quitting);
}

function openWindow(host: Host, quitting: Quitting): BrowserWindow {
  const opened = new BrowserWindow({
    width: 1360,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(product.root, 'dist', 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  guardContents(opened.webContents, (address) => void shell.openExternal(address));
  servePages(ipcMain, opened.webContents, host.serve);
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', (event) => {
    event.preventDefault();
    void quitting.request();
  });
  void opened.loadURL(`${PAGE_ORIGIN}/`);
  return opened;
}
