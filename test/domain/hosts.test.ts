import test from 'ava';
import { couldNameHost, hostOf, isAddress, isUnder } from '../../domain/hosts.ts';
import { fc } from '../helpers/drawn-values.ts';

const READ: readonly (readonly [value: string, host: string])[] = [
  ['imap.acme.example', 'imap.acme.example'],
  ['IMAP.Acme.EXAMPLE', 'imap.acme.example'],
  ['imap.acme.example.', 'imap.acme.example'],
  ['imap.acme.example:993', 'imap.acme.example'],
  ['http://mms.acme.example:8002/servlets/mms?a=b@c', 'mms.acme.example'],
  ['HTTPS://mms.acme.example', 'mms.acme.example'],
  ['bücher.acme.example', 'xn--bcher-kva.acme.example'],
  ['http://BÜCHER.acme.example/ö', 'xn--bcher-kva.acme.example'],
  ['xn--bcher-kva.acme.example', 'xn--bcher-kva.acme.example'],
];

for (const [value, host] of READ) {
  test(`hostOf() reads ${host} from ${value}`, (t) => t.is(hostOf(value), host));
}

/** What one parser or another takes for a host that is not below the domain, or for none. */
const ATTACKS: readonly (readonly [why: string, value: string])[] = [
  ['nothing', ''],
  ['a user before the host', 'http://acme.example@evil.test/'],
  ['a user and a password before the host', 'http://acme.example:80@evil.test/'],
  ['a user that is the host', 'http://evil.test@acme.example/'],
  ['an at sign behind a question mark', 'http://acme.example?@evil.test/'],
  ['an at sign behind a hash', 'http://acme.example#@evil.test/'],
  ['an at sign behind a semicolon', 'http://acme.example;@evil.test/'],
  ['a backslash before an at sign', 'http://acme.example\\@evil.test/'],
  ['backslashes for slashes', 'http:\\\\evil.test\\.acme.example'],
  ['a backslash in the path', 'http://acme.example/\\evil.test'],
  ['one slash', 'http:/evil.test'],
  ['three slashes', 'http:///evil.test'],
  ['no scheme before the slashes', '//evil.test/.acme.example'],
  ['a scheme that runs code', 'javascript://acme.example/%0aalert(1)'],
  ['a scheme without a host', 'tel:+358401234567'],
  ['a scheme that is none', 'evil.test:acme.example'],
  ['a file', 'file://acme.example/etc/passwd'],
  ['a colon and no port', 'acme.example:'],
  ['a port that is none', 'acme.example:http'],
  ['a port that is too large', 'acme.example:65536'],
  ['two ports', 'acme.example:80:80'],
  ['white space before', ' acme.example'],
  ['white space within', 'evil.test acme.example'],
  ['a tab within', 'evil.test\t.acme.example'],
  ['a line break within', 'acme.example\nevil.test'],
  ['a NUL within, where an inline string ends', 'evil.test\0.acme.example'],
  ['a percent sign in the host', 'http://evil.test%2f.acme.example/'],
  ['a percent sign for a dot', 'evil%2etest'],
  ['two trailing dots', 'acme.example..'],
  ['a leading dot', '.acme.example'],
  ['an empty label', 'acme..example'],
  ['a label that begins with a hyphen', '-a.acme.example'],
  ['an underscore', 'a_b.acme.example'],
  ['a label of 64 letters', `${'a'.repeat(64)}.example`],
  ['a host beyond what handsets keep', `${'a.'.repeat(28)}evil.test.acme.example`],
  ['an IPv4 address', '192.0.2.1'],
  ['an IPv4 address in a URL', 'http://192.0.2.1/acme.example'],
  ['an IPv4 address with a dot', '192.0.2.1.'],
  ['an IPv4 address as one number', '3221225985'],
  ['an IPv4 address in hexadecimal', '0xC0000201'],
  ['an IPv4 address in octal', '0300.0.02.01'],
  ['an IPv6 address', '2001:db8::1'],
  ['an IPv6 address in brackets', 'http://[2001:db8::1]/'],
  ['an IPv6 address that embeds another', '[::ffff:192.0.2.1]'],
  ['a full stop of another script', 'evil。test'],
  ['full-width letters', 'ａｃｍｅ.example'],
  ['a full-width slash', 'evil.test／.acme.example'],
  ['a full-width at sign', 'acme.example＠evil.test'],
  ['a letter that stands for two hosts', 'faß.example'],
  ['a final sigma', 'λόγος.example'],
  ['a zero-width joiner', 'ac\u200dme.example'],
  ['a zero-width space', 'ac\u200bme.example'],
  ['a soft hyphen', 'ac\u00adme.example'],
  ['a right-to-left override', 'acme.\u202eelpmaxe'],
  ['a Kelvin sign for a k', 'ban\u212a.example'],
  ['a ligature', 'o\ufb03ce.example'],
  ['an accent that is not composed', 'bu\u0308cher.example'],
  ['half a surrogate pair', 'a\ud800.example'],
];

for (const [why, value] of ATTACKS) {
  test(`hostOf() does not judge ${why}`, (t) => t.is(hostOf(value), undefined));
}

test('isUnder() compares whole labels from the end', (t) => {
  const domains = ['acme.example', 'mail.test'];
  t.true(isUnder('acme.example', domains));
  t.true(isUnder('a.b.acme.example', domains));
  for (const host of ['evilacme.example', 'example', 'acme.example.evil.test', 'acme-example', undefined]) {
    t.false(isUnder(host, domains), host);
  }
  t.false(isUnder('acme.example', []));
});

test('isUnder() takes every value below the domain *', (t) => {
  t.true(isUnder(undefined, ['*']));
  t.true(isUnder('192.0.2.1', ['acme.example', '*']));
});

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,5}[a-z0-9])?$/);
const foreign = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => [...labels, 'evil', 'test'].join('.'));
/** Ways to spell a host that some parser undoes. */
const SPELLINGS: readonly ((host: string) => string)[] = [
  (host) => host,
  (host) => host.toUpperCase(),
  (host) => `${host}.`,
  (host) => `${host}:443`,
  (host) => `http://${host}/acme.example`,
  (host) => `https://${host}`,
  (host) => `http://acme.example@${host}`,
  (host) => `http://acme.example:x@${host}/`,
  (host) => `http://acme.example\\@${host}`,
  (host) => `http://${host}\\.acme.example`,
  (host) => `http://${host}#.acme.example`,
  (host) => `http://${host}?.acme.example`,
  (host) => `http://${host}%00.acme.example`,
  (host) => `${host}\u0000.acme.example`,
  (host) => `${host}\u3002acme.example/`,
  (host) => host.replaceAll('.', '\u3002'),
  (host) => host.replaceAll('e', '\uff45'),
  (host) => host.replaceAll('.', '%2e'),
  (host) => host.replace('t', '\u00adt'),
  (host) => `//${host}/.acme.example`,
  (host) => `\t${host}`,
  (host) => host.normalize('NFD'),
];

test('no spelling of a host elsewhere lies below a proved domain', (t) => {
  fc.assert(
    fc.property(foreign, fc.array(fc.constantFrom(...SPELLINGS), { maxLength: 3 }), (host, spellings) => {
      const value = spellings.reduce((text, spell) => spell(text), host);
      const read = hostOf(value);
      return !isUnder(read, ['acme.example']) || isPathOf(value, read);
    }),
    { numRuns: 5_000 },
  );
  t.pass();
});

/** Two spellings upon each other may put the domain first, and the rest into the path, where it is harmless. */
function isPathOf(value: string, host: string | undefined): boolean {
  return new URL(/^[a-z]+:\/\//i.test(value) ? value : `http://${value}`).hostname.replace(/\.$/, '') === host;
}

test('whatever hostOf() reads, the URL parser of the platform reads as well', (t) => {
  const tricky = fc.array(
    fc.constantFrom(
      'acme.example',
      'evil.test',
      '@',
      ':',
      '/',
      '\\',
      '?',
      '#',
      '.',
      '%2e',
      '80',
      'http://',
      '[',
      '\t',
      'ß',
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(tricky, (pieces) => {
      const value = pieces.join('');
      const host = hostOf(value);
      return host === undefined || isPathOf(value, host);
    }),
    { numRuns: 20_000 },
  );
  t.pass();
});

test('hostOf() says the same of what it says', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.domain(), fc.string({ unit: 'binary' })), (value) => {
      const host = hostOf(value);
      return host === undefined || hostOf(host) === host;
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('couldNameHost() errs towards yes', (t) => {
  for (const value of ['evil.test', 'x=http://evil.test', '//evil', '192.0.2.1', '[2001:db8::1]', 'a。b']) {
    t.true(couldNameHost(value), value);
  }
  for (const value of ['', '1.2', '30000', 'yes', 'text/plain', 'Acme Mail', 'T']) t.false(couldNameHost(value), value);
});

test('isAddress() knows addresses that are no names', (t) => {
  for (const value of ['192.0.2.1', '2001:db8::1', '[::1]', '+358401234567']) t.true(isAddress(value), value);
  for (const value of ['proxy.acme.example', '192.0.2.1.evil.test', 'a::b.test', '']) t.false(isAddress(value), value);
});
