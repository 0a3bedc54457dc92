import { expect, test } from 'vitest';
import { findTarget } from './target.ts';

test.each([
  ['localhost:8080', 'http://localhost:8080/v1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
  ['http://127.0.0.1:8080/v1/', 'http://127.0.0.1:8080/v1'],
  ['http://127.0.0.1:8080/v1/chat/completions', 'http://127.0.0.1:8080/v1'],
  ['https://box.lan/openai/v1/models', 'https://box.lan/openai/v1'],
  ['http://0.0.0.0:11434', 'http://127.0.0.1:11434/v1'],
  ['http://[::]:8000', 'http://[::1]:8000/v1'],
  ['HTTP://192.168.1.7:8000/#x', 'http://192.168.1.7:8000/v1'],
])('%s is %s', async (given, base) => {
  const found = await findTarget(given, false, async () => [{ address: '10.0.0.3', family: 4 }]);
  expect(found).toMatchObject({ ok: true, value: { base: new URL(base) } });
});

test.each([
  '',
  'ftp://127.0.0.1',
  'http://user:word@127.0.0.1:8080',
  'http://127.0.0.1:8080/v1?key=1',
  'http://127.0.0.1:99999',
  'file:///etc/passwd',
])('%j is refused', async (url) => {
  const error = { code: 'meter/url-invalid', url };
  expect(await findTarget(url, true)).toEqual({ ok: false, error });
});

test.each([
  '127.0.0.1',
  '127.255.0.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '[::1]',
  '[fd12::1]',
  '[fe80::1]',
  '[::ffff:192.168.0.1]',
])('%s is near', async (host) => {
  expect((await findTarget(`http://${host}:80`, false)).ok).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '172.15.255.255',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.2.1',
  '[2001:db8::1]',
  '[fd00:ec2::254]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::7f00:1]',
  // Other ways to write numbers, which URLs turn into the usual one.
  '0x8.0x8.0x8.0x8',
  '134744072',
])('%s is not, and needs the user’s word', async (host) => {
  const url = `http://${host}:80`;
  expect(await findTarget(url, false)).toMatchObject({
    ok: false,
    error: { code: 'meter/address-public' },
  });
  expect((await findTarget(url, true)).ok).toBe(true);
});

test('a name is as near as the farthest of its addresses', async () => {
  const resolve = async () => [
    { address: '192.168.0.1', family: 4 },
    { address: '203.0.113.5', family: 4 },
  ];
  expect(await findTarget('http://box.lan', false, resolve)).toEqual({
    ok: false,
    error: { code: 'meter/address-public', host: 'box.lan', address: '203.0.113.5' },
  });
});

test('a name that nobody knows', async () => {
  const resolve = () => Promise.reject(new Error('ENOTFOUND'));
  expect(await findTarget('http://nowhere.lan', false, resolve)).toEqual({
    ok: false,
    error: { code: 'meter/host-unknown', host: 'nowhere.lan' },
  });
});

test('only a server on this machine is here', async () => {
  const far = await findTarget('http://10.255.255.254:8000', false);
  expect(far).toMatchObject({ ok: true, value: { isHere: false } });
  const here = await findTarget('http://127.0.0.1:8000', false);
  expect(here).toMatchObject({ ok: true, value: { isHere: true } });
});
