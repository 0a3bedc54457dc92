import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { containedPath } from './contained-path.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface PageFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The file of the built page behind a URL path; null if there is none.
 * @param urlPath begins with `/`; `/` itself is the page
 */
export async function findPageFile(folder: string, urlPath: string): Promise<PageFile | null> {
  const path = containedPath(folder, urlPath === '/' ? 'index.html' : urlPath.slice(1));
  const type = path === null ? undefined : CONTENT_TYPES[extname(path)];
  if (path === null || type === undefined) return null;
  const state = await stat(path).catch(() => null);
  if (!state?.isFile()) return null;
  // Vite names assets after their content, so only they may be kept.
  const isNamedByContent = urlPath.startsWith('/assets/');
  return {
    path,
    sizeBytes: state.size,
    headers: {
      'content-type': type,
      'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-store',
    },
  };
}
