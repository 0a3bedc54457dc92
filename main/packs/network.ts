import http from 'node:http';
import tls from 'node:tls';

/**
 * Lets `fetch` reach the world as this machine's other programs do: by the proxies that HTTPS_PROXY
 * and NO_PROXY name, and trusting what the system trusts, such as a firm's own authority.
 * @returns undoes the first
 */
export function useSystemNetwork(): () => void {
  tls.setDefaultCACertificates([
    ...tls.getCACertificates('default'),
    ...tls.getCACertificates('system'),
  ]);
  const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'];
  return names.some((name) => process.env[name]) ? http.setGlobalProxyFromEnv() : () => {};
}
