/** The content of a base64 data address; the content policy lets nothing fetch one. */
export function blobOfDataUrl(address: string): Blob {
  const [head = '', body = ''] = address.split(',', 2);
  const type = /^data:([^;]+)/.exec(head)?.[1] ?? 'application/octet-stream';
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type });
}
