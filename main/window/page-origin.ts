/** The page's own scheme: standard and secure, so that it has an origin like any site. */
export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = 'app://hearth';

/** Whether an address is the page's own, and not one that only begins like it. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}` === PAGE_ORIGIN;
}
