import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fail, ok, type Result } from '../../app/errors.ts';

/** A server to be measured, with the addresses it had when it was looked up. */
export interface Target {
  /** Up to and with the version, e.g. `http://127.0.0.1:8080/v1`; no slash at its end. */
  readonly base: URL;
  /** Only these are asked: a name that changes its address meanwhile leads nowhere else. */
  readonly addresses: readonly LookupAddress[];
  /** Whether it is this very machine. */
  readonly isHere: boolean;
}

export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

/**
 * Finds the server behind an address that a user wrote. Without `allowPublic` every address it has
 * must be this machine's or one of a private network: a measurement is a load of some thousand
 * requests, which a stranger's server could take for an attack, and an API would charge for.
 * Fails with `meter/url-invalid`, `meter/host-unknown` or `meter/address-public`.
 */
export async function findTarget(
  given: string,
  allowPublic: boolean,
  resolve: ResolveHost = resolveAll,
): Promise<Result<Target>> {
  const base = baseUrl(given);
  if (base === null) return fail({ code: 'meter/url-invalid', url: given });
  const host = hostOf(base);
  const addresses = await addressesOf(host, resolve);
  if (addresses.length === 0) return fail({ code: 'meter/host-unknown', host });
  const outside = addresses.find((address) => !isNear(address));
  if (outside !== undefined && !allowPublic) {
    return fail({ code: 'meter/address-public', host, address: outside.address });
  }
  return ok({ base, addresses, isHere: addresses.every(isHere) });
}

/** The host's name or number as sockets take it, IPv6 without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Servers say that they listen there; it means every address of theirs. */
const UNSPECIFIED: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };
/** What people copy from a manual, down to the version. */
const ENDPOINTS = /\/(chat\/completions|completions|models)\/?$/;

function baseUrl(given: string): URL | null {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '') return null;
  url.hostname = UNSPECIFIED[url.hostname] ?? url.hostname;
  url.hash = '';
  const path = url.pathname.replace(ENDPOINTS, '').replace(/\/+$/, '');
  url.pathname = path === '' ? '/v1' : path;
  return url;
}

async function addressesOf(host: string, resolve: ResolveHost): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}

function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return lookup(host, { all: true });
}

/**
 * Loopback and private networks. Link-local IPv4 stays out: there cloud providers answer with the
 * machine's own credentials.
 * @source RFC 1122 §3.2.1.3, RFC 1918 §3, RFC 4193 §3, RFC 4291 §2.5
 */
const NEAR = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
]);
/** The credentials' address in private IPv6. */
const NEVER_NEAR = blockList([['fd00:ec2::254', 128, 'ipv6']]);
const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);

function blockList(nets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of nets) list.addSubnet(net, prefix, family);
  return list;
}

function isIn(list: BlockList, { address, family }: LookupAddress): boolean {
  // A zone, as in fe80::1%eth0, says by which interface; the list does not know it.
  return list.check(address.replace(/%.*$/, ''), family === 6 ? 'ipv6' : 'ipv4');
}

function isNear(address: LookupAddress): boolean {
  return isIn(NEAR, address) && !isIn(NEVER_NEAR, address);
}

function isHere(found: LookupAddress): boolean {
  if (isIn(LOOPBACK, found)) return true;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return own.some(({ address }) => address === found.address);
}
