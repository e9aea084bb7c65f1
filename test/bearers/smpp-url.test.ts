import test from 'ava';
import { resolveOptions } from '../../bearers/smpp/options.ts';
import { parseSmppUrl } from '../../bearers/smpp/url.ts';
import { fc } from '../helpers/drawn-values.ts';

const BASE = { host: 'smsc.example', port: 2775, systemId: 'wsi', password: 'secret1' };

test('a URL without a query gives host, port and credentials, and the defaults', (t) => {
  const settings = resolveOptions(parseSmppUrl('smpp://wsi:secret1@smsc.example:2776'));
  t.like(settings, { ...BASE, port: 2776, name: 'smpp', bindType: 'transceiver', window: 10, dataCoding: 4 });
  t.like(settings, {
    responseTimeoutMs: 10_000,
    enquireLinkMs: 30_000,
    registeredDelivery: 1,
    maxPerSecond: undefined,
  });
  t.deepEqual(settings.reconnect, { minMs: 500, maxMs: 60_000 });
  t.is(settings.tls, undefined);
});

test('a URL sets every option that a deployment may need', (t) => {
  const query = [
    'name=smpp-2&systemType=VMA&bind=pair&links=4&segmentation=sar&source=%2B447700900000',
    'window=50&rate=100&responseTimeout=1500&connectTimeout=700&enquireLink=9000&maxMissedAnswers=3',
    'reconnectMin=10&reconnectMax=20&drain=30&dataCoding=0xF5&registeredDelivery=2&responseIds=hex&receiptIds=decimal',
  ].join('&');
  t.deepEqual(parseSmppUrl(`smpp://wsi:secret1@smsc.example?${query}`), {
    ...BASE,
    name: 'smpp-2',
    systemType: 'VMA',
    bindType: 'pair',
    links: 4,
    segmentation: 'sar',
    sourceAddress: { address: '447700900000', ton: 1, npi: 1 },
    window: 50,
    maxPerSecond: 100,
    responseTimeoutMs: 1500,
    connectTimeoutMs: 700,
    enquireLinkMs: 9000,
    maxMissedAnswers: 3,
    reconnect: { minMs: 10, maxMs: 20 },
    drainMs: 30,
    dataCoding: 0xf5,
    registeredDelivery: 2,
    messageIds: { response: 'hex', receipt: 'decimal' },
  });
});

test('a URL that begins with ssmpp:// asks for TLS, on port 3550 by default', (t) => {
  t.like(parseSmppUrl('ssmpp://wsi:p@10.0.0.1?servername=smsc.example'), {
    host: '10.0.0.1',
    port: 3550,
    tls: { servername: 'smsc.example' },
  });
  t.deepEqual(parseSmppUrl('ssmpp://wsi:p@smsc.example').tls, {});
});

test('a URL may name an IPv6 address', (t) => {
  t.like(parseSmppUrl('smpp://wsi:p@[2001:db8::1]:2775'), { host: '2001:db8::1', port: 2775 });
});

for (const [source, ton, npi] of [
  ['%2B447700900000', 1, 1],
  ['+447700900000', 1, 1],
  ['5555', 0, 0],
  ['Operator', 5, 0],
] as const) {
  test(`the source address ${source} in a URL has type of number ${ton} and plan ${npi}`, (t) => {
    t.like(parseSmppUrl(`smpp://wsi:p@h?source=${source}`).sourceAddress, { ton, npi });
    t.like(parseSmppUrl(`smpp://wsi:p@h?source=${source}&sourceTon=3&sourceNpi=8`).sourceAddress, { ton: 3, npi: 8 });
  });
}

test('receipts have the form of message ids that responses have, unless said otherwise', (t) => {
  t.deepEqual(parseSmppUrl('smpp://a:b@h?responseIds=hex').messageIds, { response: 'hex', receipt: 'hex' });
});

const printable = fc.stringMatching(/^[\x20-\x7e]{1,8}$/);

test('any system id and password go through a URL when they are percent-encoded', (t) => {
  fc.assert(
    fc.property(printable, printable, (systemId, password) => {
      const read = parseSmppUrl(`smpp://${encodeURIComponent(systemId)}:${encodeURIComponent(password)}@h:1`);
      return read.systemId === systemId && read.password === password;
    }),
  );
  t.pass();
});

for (const [title, url] of [
  ['no URL', 'SECRETPW'],
  ['another protocol', 'http://wsi:SECRETPW@h'],
  ['no system id', 'smpp://:SECRETPW@h'],
  ['no host', 'smpp:SECRETPW'],
  ['a path', 'smpp://wsi:SECRETPW@h/path'],
  ['a fragment', 'smpp://wsi:SECRETPW@h#x'],
  ['a password with a slash', 'smpp://wsi:SECRETPW/x@h'],
  ['a password with a question mark', 'smpp://wsi:1?SECRETPW@h'],
  ['a password with @ and question mark', 'smpp://wsi:1@2?SECRETPW@h'],
  ['a password that is not percent-encoded', 'smpp://wsi:SECRETPW%@h'],
  ['a password that is too long', `smpp://wsi:SECRETPW${'x'.repeat(60)}@h`],
  ['a password with a NUL', 'smpp://wsi:SECRETPW%00@h'],
  ['an unknown parameter', 'smpp://wsi:SECRETPW@h?windows=1'],
  ['a parameter twice', 'smpp://wsi:SECRETPW@h?window=1&window=2'],
  ['a window that is no number', 'smpp://wsi:SECRETPW@h?window=ten'],
  ['a window of 0', 'smpp://wsi:SECRETPW@h?window=0'],
  ['a rate of 0', 'smpp://wsi:SECRETPW@h?rate=0'],
  ['a longest pause below the shortest', 'smpp://wsi:SECRETPW@h?reconnectMin=20&reconnectMax=10'],
  ['an unknown bind', 'smpp://wsi:SECRETPW@h?bind=both'],
  ['an unknown form of message ids', 'smpp://wsi:SECRETPW@h?receiptIds=octal'],
  ['a system id of 16 characters', 'smpp://0123456789abcdef:SECRETPW@h'],
  ['a source address of 21 digits', 'smpp://wsi:SECRETPW@h?source=123456789012345678901'],
  ['port 0', 'smpp://wsi:SECRETPW@h:0'],
] as const) {
  test(`a URL with ${title} is refused, and the error shows nothing of the password`, (t) => {
    const error = t.throws(() => parseSmppUrl(url), { message: /^Cannot (read SMPP URL|set up SMPP link): expected / });
    t.false(JSON.stringify([error, String(error), error?.stack, String(error?.cause)]).includes('SECRETPW'));
  });
}
