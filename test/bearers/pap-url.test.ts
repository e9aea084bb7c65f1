import test from 'ava';
import { type PapOptions, resolvePapOptions } from '../../bearers/pap/options.ts';
import { parsePapUrl } from '../../bearers/pap/url.ts';
import { fc } from '../helpers/drawn-values.ts';

test('a URL without a query gives where to post, the credentials and the defaults', (t) => {
  const settings = resolvePapOptions(parsePapUrl('pap://wsi:secret1@ppg.example:8080/wappush'));
  t.like(settings, { url: 'http://ppg.example:8080/wappush', user: 'wsi', password: 'secret1', name: 'pap' });
  t.like(settings, { addressHost: 'ppg.example', initiator: 'dm-wsi', securityForm: 'number', window: 10 });
  t.like(settings, { responseTimeoutMs: 10_000, maxPerSecond: undefined, notifyTo: undefined, priority: undefined });
});

test('a URL sets every option that a deployment may need', (t) => {
  const query = [
    'name=pap-2&addressHost=ppg&initiator=wsi.example&notify=https%3A%2F%2Fwsi.example%2Fn%2Fx&sec=name',
    'priority=high&network=GSM&bearer=SMS&window=50&rate=100&responseTimeout=1500&connectTimeout=700',
    'reconnectMin=10&reconnectMax=20&drain=30',
  ].join('&');
  t.deepEqual(parsePapUrl(`paps://u:p@ppg.example/a/b?${query}`), {
    url: 'https://ppg.example/a/b',
    user: 'u',
    password: 'p',
    name: 'pap-2',
    addressHost: 'ppg',
    initiator: 'wsi.example',
    notifyTo: 'https://wsi.example/n/x',
    securityForm: 'name',
    priority: 'high',
    network: 'GSM',
    bearer: 'SMS',
    window: 50,
    maxPerSecond: 100,
    responseTimeoutMs: 1500,
    connectTimeoutMs: 700,
    reconnect: { minMs: 10, maxMs: 20 },
    drainMs: 30,
  });
});

for (const [given, url] of [
  ['http://ppg.example/x', 'http://ppg.example/x'],
  ['https://ppg.example', 'https://ppg.example/'],
  ['pap://ppg.example', 'http://ppg.example/'],
  ['paps://[2001:db8::1]:8443/x', 'https://[2001:db8::1]:8443/x'],
] as const) {
  test(`${given} is posted to ${url}, without credentials`, (t) => {
    const options = parsePapUrl(given);
    t.is(options.url, url);
    t.is(options.user, undefined);
  });
}

test('a gateway that has only an address is not named in the addresses of devices', (t) => {
  t.is(resolvePapOptions(parsePapUrl('pap://10.0.0.1/x')).addressHost, '');
  t.is(resolvePapOptions(parsePapUrl('pap://[2001:db8::1]/x')).addressHost, '');
  t.is(resolvePapOptions(parsePapUrl('pap://ppg.example/x?addressHost=')).addressHost, '');
});

const printable = fc.stringMatching(/^[\x20-\x7e]{1,8}$/);

test('any user and password go through a URL when they are percent-encoded', (t) => {
  fc.assert(
    fc.property(
      printable.filter((user) => !user.includes(':')),
      printable,
      (user, password) => {
        const read = parsePapUrl(`pap://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h:1/x`);
        return read.user === user && read.password === password;
      },
    ),
  );
  t.pass();
});

for (const [title, url] of [
  ['no URL', 'SECRETPW'],
  ['another protocol', 'ftp://wsi:SECRETPW@h'],
  ['no host', 'pap:SECRETPW'],
  ['a fragment', 'pap://wsi:SECRETPW@h#x'],
  ['a password and no user', 'pap://:SECRETPW@h'],
  ['a password that is not percent-encoded', 'pap://wsi:SECRETPW%@h'],
  ['a password with a slash', 'pap://wsi:SECRETPW/x@h'],
  ['a password that is too long', `pap://wsi:SECRETPW${'x'.repeat(200)}@h`],
  ['a password with a line end', 'pap://wsi:SECRETPW%0d%0a@h'],
  ['a user with a colon', 'pap://w%3Asi:SECRETPW@h'],
  ['an unknown parameter', 'pap://wsi:SECRETPW@h?windows=1'],
  ['a parameter twice', 'pap://wsi:SECRETPW@h?window=1&window=2'],
  ['a window that is no number', 'pap://wsi:SECRETPW@h?window=ten'],
  ['a window of 0', 'pap://wsi:SECRETPW@h?window=0'],
  ['a rate of 0', 'pap://wsi:SECRETPW@h?rate=0'],
  ['a longest pause below the shortest', 'pap://wsi:SECRETPW@h?reconnectMin=20&reconnectMax=10'],
  ['an unknown form of SEC', 'pap://wsi:SECRETPW@h?sec=both'],
  ['an unknown priority', 'pap://wsi:SECRETPW@h?priority=urgent'],
  ['a notification address that is none', 'pap://wsi:SECRETPW@h?notify=SECRETTOKEN'],
  ['an initiator with an @', 'pap://wsi:SECRETPW@h?initiator=a@b'],
  ['an address host that is none', 'pap://wsi:SECRETPW@h?addressHost=a/b'],
] as const) {
  test(`a URL with ${title} is refused, and the error shows nothing of it`, (t) => {
    const error = t.throws(() => parsePapUrl(url), {
      message: /^Cannot (read PAP URL: expected |set up PAP bearer: )/,
    });
    t.false(/SECRET/.test(JSON.stringify([error, String(error), error?.stack, String(error?.cause)])));
  });
}

for (const [title, change] of [
  ['credentials in its URL', { url: 'http://u:SECRET@h/' }],
  ['a name that is none', { name: '' }],
  ['a network that is none', { network: '' }],
] as const) {
  test(`options with ${title} are refused`, (t) => {
    const options: PapOptions = { url: 'http://h/', ...change };
    const error = t.throws(() => resolvePapOptions(options), { instanceOf: RangeError });
    t.false(error?.message.includes('SECRET'));
  });
}
