import test from 'ava';
import type { PushMessage } from '../../codecs/pap-message.ts';
import { formatPushBody } from '../../codecs/pap-push-body.ts';
import { parsePapStrictly } from '../../codecs/pap-read.ts';
import { decodePush, encodePush } from '../../codecs/wsp-push.ts';
import { parseMediaType, parseMultipart } from '../../simulator/ppg-multipart.ts';
import { fc } from '../helpers/drawn-values.ts';

const control: PushMessage = { type: 'push-message', pushId: 'a@b', addresses: ['WAPPUSH=+447700900123/TYPE=PLMN'] };
const MAC = '0123456789ABCDEF0123456789ABCDEF01234567';
const push = decodePush(encodePush({ transactionId: 1, security: 'USERPIN', mac: MAC }, Uint8Array.of(3, 11, 106, 5)));

/** Takes a submission apart with the reader of the gateway's double, which shares no code with the writer. */
function takeApart({ contentType, body }: ReturnType<typeof formatPushBody>) {
  const [root, content, ...more] = parseMultipart(parseMediaType(contentType), Buffer.from(body));
  return { root, content, more };
}

test('a submission is two parts, octet by octet as RFC 2046 has them', (t) => {
  const { contentType, body } = formatPushBody(control, push, { securityForm: 'number' });
  t.is(contentType, 'multipart/related; boundary=wsi-push-1; type="application/xml"');
  const [before = '', after] = Buffer.from(body).toString('latin1').split('\r\nContent-Type: application/vnd');
  t.true(before.startsWith('--wsi-push-1\r\nContent-Type: application/xml\r\n\r\n<?xml version="1.0"'));
  t.true(before.endsWith('</pap>\n\r\n--wsi-push-1'));
  t.is(after, `.wap.connectivity-wbxml; SEC=1; MAC=${MAC}\r\n\r\n\x03\x0bj\x05\r\n--wsi-push-1--\r\n`);
});

test('the same push makes the same octets', (t) => {
  const [one, two] = [1, 2].map(() => formatPushBody(control, push, { securityForm: 'number' }));
  t.deepEqual(one, two);
});

test('SEC is written by name for gateways that know no number', (t) => {
  const { content } = takeApart(formatPushBody(control, push, { securityForm: 'name' }));
  t.is(content?.headers.get('content-type'), `application/vnd.wap.connectivity-wbxml; SEC=USERPIN; MAC=${MAC}`);
});

test('the application and the initiator of a push are headers of its content', (t) => {
  const options = { securityForm: 'number', initiatorUri: 'https://prov.example/x' } as const;
  const alert = { ...push, applicationId: 'x-wap-application:push.syncml' };
  const { content } = takeApart(formatPushBody(control, alert, options));
  t.is(content?.headers.get('x-wap-application-id'), 'x-wap-application:push.syncml');
  t.is(content?.headers.get('x-wap-initiator-uri'), 'https://prov.example/x');
});

/** Octets in which boundaries, line ends and hyphens are likely. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['\r\n', '--', 'wsi-push-1', '\r\n--wsi-push-1--\r\n', 'wsi-push-2', '1'].map((text) => Buffer.from(text)),
      ),
      fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));

test('any content comes out as it went in, whatever it looks like', (t) => {
  fc.assert(
    fc.property(hostile, (body) => {
      const { root, content, more } = takeApart(formatPushBody(control, { ...push, body }, { securityForm: 'number' }));
      t.deepEqual(content?.octets, body);
      t.deepEqual(parsePapStrictly(root?.octets.toString('utf8') ?? ''), control);
      t.is(more.length, 0);
    }),
    { numRuns: 300 },
  );
});

for (const [title, change, options] of [
  ['an initiator that would be a header of its own', {}, { initiatorUri: 'x\r\nX-Evil: 1' }],
  ['an initiator that is no ASCII', {}, { initiatorUri: 'https://é.example' }],
  ['a content type that has only a number', { contentType: 'unknown/0x99;' }, {}],
  ['a MAC that is none', { mac: 'é' }, {}],
] as const) {
  test(`no submission is written with ${title}`, (t) => {
    t.throws(() => formatPushBody(control, { ...push, ...change }, { securityForm: 'number', ...options }), {
      instanceOf: RangeError,
    });
  });
}
