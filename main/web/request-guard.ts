import type { IncomingHttpHeaders } from 'node:http';

/**
 * Names of this machine for itself. A page of another site whose name was pointed at 127.0.0.1 still
 * sends that name. Any port may stand behind it: an SSH tunnel has its own.
 */
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Whether a request was meant for this host, and comes from its own page or from no page. */
export function isOwnRequest(headers: IncomingHttpHeaders): boolean {
  const { host = '', origin } = headers;
  return OWN_HOST.test(host) && (origin === undefined || isSameOrigin(host, origin));
}

/** Whether a request that changes something, or opens a socket, comes from this host's own page. */
export function comesFromOwnPage(headers: IncomingHttpHeaders): boolean {
  const { host = '', origin = '' } = headers;
  return OWN_HOST.test(host) && isSameOrigin(host, origin);
}

function isSameOrigin(host: string, origin: string): boolean {
  return origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** Value of a cookie; null if it was not sent. */
export function cookieValue(headers: IncomingHttpHeaders, name: string): string | null {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
