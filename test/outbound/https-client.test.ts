import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Webhook } from 'standardwebhooks';
import { secretText } from '../../api/signing.ts';
import { createOutboundClient, OutboundError, type OutboundSettings } from '../../outbound/https-client.ts';
import { networks } from '../../outbound/public-address.ts';
import { signatureHeaders } from '../../outbound/sign.ts';

const vector = (name: string): string => readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
const CERT = vector('http-tls-cert.pem');
const LIMITS = { headers: {}, body: '{}', timeoutMs: 5_000, mostOctets: 1_000 };

type Answer = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array; stall?: boolean };

/** An endpoint of a provider's on this machine, and a client that may or may not call it. */
async function createWorld(t: ExecutionContext, answer: Answer = {}, settings: Partial<OutboundSettings> = {}) {
  const seen: { url: string; headers: Record<string, unknown>; body: string }[] = [];
  let connections = 0;
  const server = createServer({ cert: CERT, key: vector('http-tls-key.pem') }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      if (answer.stall === true) return;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body ?? '{}');
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createOutboundClient({
    allowedNetworks: networks(['127.0.0.0/8']),
    ports: [port],
    ca: CERT,
    ...settings,
  });
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await client.close();
  });
  return { client, port, seen, connections: () => connections };
}

test('An endpoint is called, and its answer read', async (t) => {
  const { client, port, seen } = await createWorld(t, {
    status: 503,
    headers: { 'retry-after': '7' },
    body: '{"a": "ä"}',
  });
  const answer = await client.post({ ...LIMITS, url: `https://localhost:${port}/a?b=c`, headers: { 'x-one': '1' } });
  t.deepEqual(answer, { status: 503, contentType: 'application/json', retryAfterSeconds: 7, body: '{"a": "ä"}' });
  t.like(seen[0], { url: '/a?b=c', body: '{}' });
  t.like(seen[0]?.headers, { 'x-one': '1', 'accept-encoding': 'identity' });
});

test('A redirect is an answer like any other, and is not followed', async (t) => {
  const { client, port, seen } = await createWorld(t, { status: 307, headers: { location: '/elsewhere' } });
  t.is((await client.post({ ...LIMITS, url: `https://localhost:${port}/` })).status, 307);
  t.is(seen.length, 1);
});

for (const [what, answer, fault] of [
  ['too large', { body: 'x'.repeat(1_001) }, 'too_large'],
  ['not text', { body: Uint8Array.of(0xff, 0xfe) }, 'not_text'],
] as const) {
  test(`An answer that is ${what} is refused`, async (t) => {
    const { client, port } = await createWorld(t, answer);
    await t.throwsAsync(client.post({ ...LIMITS, url: `https://localhost:${port}/` }), {
      instanceOf: OutboundError,
      message: new OutboundError(fault).message,
    });
  });
}

test('An endpoint that does not answer in time is given up', async (t) => {
  const { client, port } = await createWorld(t, { stall: true });
  await t.throwsAsync(client.post({ ...LIMITS, timeoutMs: 200, url: `https://localhost:${port}/` }), {
    message: /no answer in time/,
  });
});

test('A certificate that nobody vouches for is refused', async (t) => {
  const { port } = await createWorld(t);
  const client = createOutboundClient({ allowedNetworks: networks(['127.0.0.0/8']), ports: [port] });
  t.teardown(() => client.close());
  await t.throwsAsync(client.post({ ...LIMITS, url: `https://localhost:${port}/` }), { message: /no connection/ });
});

for (const url of [
  'http://localhost:PORT/',
  'https://localhost/',
  'https://user@localhost:PORT/',
  'https://user:secret@localhost:PORT/',
  'ftp://localhost:PORT/',
  'localhost:PORT',
  '//localhost:PORT/',
  '',
]) {
  test(`The URL "${url}" is refused before anything is opened`, async (t) => {
    const { client, port, connections } = await createWorld(t);
    const error = await t.throwsAsync<OutboundError>(
      client.post({ ...LIMITS, url: url.replace('PORT', String(port)) }),
      { instanceOf: OutboundError },
    );
    t.is(error.fault, 'url');
    t.false(error.message.includes('secret'));
    t.is(connections(), 0);
  });
}

/** The loopback address as those write it who want to get there. */
function spellings(): string[] {
  const octets = [
    ['127.0.0.1', '127.0.1', '127.1', '0177.0.0.1', '0x7f.0.0.1', '0x7f.1', '0177.0.0.01', '017700000001'],
    ['2130706433', '0x7f000001', '127.0.0.1.', '127.000.000.001', '①②⑦.⓪.⓪.①', '127。0。0。1', '0', '0.0.0.0', '0x0'],
    ['127.127.127.127', '127.255.255.254', '0177.1', '00000177.0.0.1', '0X7F.0X0.0X0.0X1', '1%32%37.0.0.1'],
  ].flat();
  const six = [
    ['[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::]', '[::127.0.0.1]', '[::7f00:1]'],
    ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::FFFF:127.0.0.1]', '[::ffff:0:127.0.0.1]'],
    ['[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:7f00:0001::1]'],
    ['[2001::7f00:1]', '[2001:0:7f00:1::]', '[2001:db8::1]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
  ].flat();
  const inside = [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
  ];
  const more = ['192.0.0.8', '198.18.0.1', '203.0.113.9', '240.0.0.1', '255.255.255.255', '192.88.99.1', '0.1.2.3'];
  const wrapped = [...inside, ...more].flatMap((address) => [
    address,
    `[::ffff:${address}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[2002:${hex(address)}::1]`,
    String(Number(`0x${hex(address).replace(':', '')}`)),
    `0x${hex(address).replace(':', '')}`,
    address
      .split('.')
      .map((octet) => `0${Number(octet).toString(8)}`)
      .join('.'),
    address
      .split('.')
      .map((octet) => `0x${Number(octet).toString(16)}`)
      .join('.'),
    `${address}.`,
  ]);
  return [...octets, ...six, ...wrapped];
}

const two = (high: number, low: number): string => (high * 256 + low).toString(16).padStart(4, '0');

function hex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${two(a, b)}:${two(c, d)}`;
}

test('No spelling of an address that is not public leads anywhere', async (t) => {
  const { client, port, connections } = await createWorld(t, {}, { allowedNetworks: networks([]) });
  const all = spellings();
  t.true(all.length >= 180, String(all.length));
  for (const host of all) {
    const error = await t.throwsAsync<OutboundError>(
      client.post({ ...LIMITS, timeoutMs: 2_000, url: `https://${host}:${port}/` }),
      { instanceOf: OutboundError },
      host,
    );
    t.true(['address', 'url'].includes(error.fault), `${host}: ${error.fault}`);
  }
  t.is(connections(), 0);
});

for (const [what, addresses] of [
  ['an address inside', [{ address: '127.0.0.1', family: 4 }]],
  [
    'an address inside among others',
    [
      { address: '198.41.0.4', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  ],
  ['a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
  ['nothing', []],
] as const) {
  test(`A name that leads to ${what} is not called`, async (t) => {
    let asked = 0;
    const resolve = ((_host: string, _options: unknown, done: (error: null, found: unknown) => void) => {
      asked += 1;
      done(null, addresses);
    }) as unknown as NonNullable<OutboundSettings['resolve']>;
    const { client, port, connections } = await createWorld(t, {}, { allowedNetworks: networks([]), resolve });
    const error = await t.throwsAsync<OutboundError>(
      client.post({ ...LIMITS, url: `https://provider.example:${port}/` }),
      { instanceOf: OutboundError },
    );
    t.is(error.fault, 'address');
    t.is(connections(), 0);
    t.is(asked, 1);
  });
}

test('A name is resolved once, and the connection goes to what was judged', async (t) => {
  let asked = 0;
  const resolve = ((_host: string, _options: unknown, done: (error: null, found: unknown) => void) => {
    asked += 1;
    done(null, [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
  }) as unknown as NonNullable<OutboundSettings['resolve']>;
  const { client, port, seen } = await createWorld(t, {}, { resolve });
  await client.post({ ...LIMITS, url: `https://localhost:${port}/` });
  t.is(asked, 1);
  t.is(seen.length, 1);
});

test('Receivers verify what is signed, with the new secret and the old one', (t) => {
  const [older, newer, other] = [1, 2, 3].map((octet) => new Uint8Array(32).fill(octet)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const message = { id: 'lookup_1', timestamp: Math.floor(Date.now() / 1_000), body: '{"a":"ä"}' };
  const headers = signatureHeaders(message, [newer, older]);
  for (const secret of [older, newer])
    t.deepEqual(new Webhook(secretText(secret)).verify(message.body, headers), { a: 'ä' });
  t.throws(() => new Webhook(secretText(other)).verify(message.body, headers));
  t.throws(() => new Webhook(secretText(newer)).verify('{"a":"o"}', headers));
});
