import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { request } from 'undici';
import type { PushMessage } from '../../codecs/pap-message.ts';
import { formatPushBody } from '../../codecs/pap-push-body.ts';
import { parsePapStrictly } from '../../codecs/pap-read.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import { decodePush, encodePush } from '../../codecs/wsp-push.ts';
import type { OutgoingPush } from '../../domain/bearer.ts';
import { openBearer, PASSWORD, startPpg, startSink, USER } from './ppg-world.ts';
import { S3 } from './vectors.ts';
import { eventually, startHandsets } from './world.ts';

const PHONE = '+15550001111';
const IMSI = '001010123456789';
const hour = 3_600_000;
const soon = { patienceMs: 5_000 };
const MAC = '0123456789ABCDEF0123456789ABCDEF01234567';
const pdu = encodePush({ transactionId: 1, security: 'USERPIN', mac: MAC }, Uint8Array.of(3, 11, 106, 5));
const push: OutgoingPush = { tenantId: 'acme', destination: PHONE, push: pdu, id: 'order-1.1' };
const submitted = { messageId: 'order-1.1@dm-wsi', destination: PHONE };

/** S3 as one push: the parts of its short messages without their headers. */
const S3_PUSH = Buffer.concat(
  S3.parts.map((part) => Buffer.from(part, 'hex')).map((part) => part.subarray(1 + part[0]!)),
);

const control: PushMessage = {
  type: 'push-message',
  pushId: 'a@b',
  addresses: [`WAPPUSH=${PHONE}/TYPE=PLMN`],
  qualityOfService: { deliveryMethod: 'unconfirmed' },
};
const content = decodePush(pdu);

/** Posts anything; gives the HTTP status and the message in the answer. */
async function post(
  url: string,
  {
    body,
    contentType = 'application/xml',
    password = PASSWORD,
    method = 'POST',
  }: { body: string | Uint8Array; contentType?: string; password?: string; method?: 'POST' | 'PUT' },
) {
  const authorization = `Basic ${btoa(`${USER}:${password}`)}`;
  const answer = await request(url, { method, headers: { 'content-type': contentType, authorization }, body });
  const text = await answer.body.text();
  return { status: answer.statusCode, message: text === '' ? undefined : parsePapStrictly(text) };
}

/** Posts a push whose control entity is changed. */
function postPush(url: string, change: Partial<PushMessage> = {}) {
  return post(url, formatPushBody({ ...control, ...change }, content, { securityForm: 'number' }));
}

test('a document goes over the gateway to the handset, which checks it and saves it, and the end is reported', async (t) => {
  const handsets = await startHandsets(t);
  await handsets.call('PUT', `/handsets/${PHONE}`, { imsi: IMSI, user: { pin: S3.pin } });
  const ppg = await startPpg(t, { handsetUrl: handsets.url });
  const sink = await startSink(t);
  const bearer = openBearer(t, ppg.url, { notifyTo: sink.url });
  t.deepEqual(await bearer.submit({ ...push, push: S3_PUSH }, soon), {
    type: 'accepted',
    messageId: submitted.messageId,
  });
  await eventually(() => sink.receipts.length > 0);
  t.deepEqual(sink.receipts, [{ bearer: 'pap', messageId: submitted.messageId, state: 'delivered', error: '' }]);
  const { documents, received } = await handsets.view(PHONE);
  t.is(received, 1);
  t.is(documents[0]?.wbxml, S3.wbxml);
  t.deepEqual(await bearer.query(submitted, soon), { type: 'known', state: 'delivered', status: 1000 });
  const [first, second] = await ppg.log();
  t.like(first, {
    number: 1,
    message: 'push-message',
    pushId: submitted.messageId,
    destination: PHONE,
    status: 202,
    code: 1001,
    handset: 'taken',
    fault: null,
    content: S3.wbxml,
  });
  t.like(second, { message: 'resultnotification-message', status: 202, code: 1000 });
});

test('a handset that asks for a PIN refuses a push whose MAC is wrong, and the network does not hear of it', async (t) => {
  const handsets = await startHandsets(t, { createUnknown: true });
  const broken = Buffer.from(S3_PUSH);
  broken[broken.length - 1] = 0;
  const answer = await handsets.call('POST', '/push', { to: PHONE, from: 'ppg', push: broken.toString('hex') });
  t.deepEqual(answer.body, { taken: true });
  t.is((await handsets.view(PHONE)).documents.length, 0);
  const noise = await handsets.call('POST', '/push', { to: PHONE, from: 'ppg', push: '00' });
  t.deepEqual(noise.body, { taken: true });
  t.is((await handsets.view(PHONE)).refusals.at(-1)?.reason, 'push_unreadable');
});

for (const [title, settings, state, error] of [
  ['is off', { imsi: IMSI, behaviour: { off: true } }, 'expired', '2001'],
  ['is not known', undefined, 'undeliverable', '2003'],
  ['fails', { imsi: IMSI, behaviour: { status: 500 } }, 'undeliverable', '4000'],
] as const) {
  test(`a handset that ${title} makes the push ${state}`, async (t) => {
    const handsets = await startHandsets(t);
    if (settings !== undefined) await handsets.call('PUT', `/handsets/${PHONE}`, settings);
    const ppg = await startPpg(t, { handsetUrl: handsets.url });
    const sink = await startSink(t);
    await openBearer(t, ppg.url, { notifyTo: sink.url }).submit(push, soon);
    await eventually(() => sink.receipts.length > 0);
    t.like(sink.receipts, { length: 1, 0: { state, error } });
  });
}

test('a push id is taken once: the second push is answered 2007 and not delivered', async (t) => {
  const handsets = await startHandsets(t, { createUnknown: true });
  const ppg = await startPpg(t, { handsetUrl: handsets.url });
  const bearer = openBearer(t, ppg.url);
  await bearer.submit(push, soon);
  t.is((await bearer.submit(push, soon)).type, 'accepted');
  t.deepEqual(
    (await ppg.log()).map(({ code }) => code),
    [1001, 2007],
  );
  t.is((await handsets.view(PHONE)).received, 1);
});

test('a push that is pending can be cancelled, once, and is not delivered', async (t) => {
  const handsets = await startHandsets(t, { createUnknown: true });
  const ppg = await startPpg(t, { handsetUrl: handsets.url });
  const sink = await startSink(t);
  await ppg.control('PUT', '/script', { deliverAfterMs: hour });
  const bearer = openBearer(t, ppg.url, { notifyTo: sink.url });
  await bearer.submit(push, soon);
  t.deepEqual(await bearer.query(submitted, soon), { type: 'known', state: 'enroute', status: 1001 });
  t.deepEqual(await bearer.cancel(submitted, soon), { type: 'cancelled' });
  t.deepEqual(await bearer.cancel(submitted, soon), { type: 'refused', status: 2008 });
  t.deepEqual(await bearer.cancel({ ...submitted, messageId: 'x@y' }, soon), { type: 'refused', status: 2004 });
  t.deepEqual(await bearer.query({ ...submitted, messageId: 'x@y' }, soon), { type: 'refused', status: 2004 });
  await eventually(() => sink.receipts.length > 0);
  t.like(sink.receipts, { length: 1, 0: { state: 'deleted' } });
  t.is((await handsets.call('GET', `/handsets/${PHONE}`)).status, 404);
});

test('a pending push is replaced, one that was delivered is not, and one that is not there is not found', async (t) => {
  const handsets = await startHandsets(t, { createUnknown: true });
  const ppg = await startPpg(t, { handsetUrl: handsets.url });
  await ppg.control('PUT', '/script', { deliverAfterMs: hour, times: 1 });
  const bearer = openBearer(t, ppg.url);
  await bearer.submit(push, soon);
  const second = { ...push, id: 'order-1.2', replaces: submitted.messageId };
  t.deepEqual(await bearer.submit(second, soon), { type: 'accepted', messageId: 'order-1.2@dm-wsi' });
  const third = { ...push, id: 'order-1.3', replaces: 'order-1.2@dm-wsi' };
  await eventually(async () => (await ppg.pushes()).every(({ state }) => state !== 'pending'));
  t.deepEqual(await bearer.submit(third, soon), { type: 'refused', status: 2008, kind: 'permanent' });
  t.deepEqual(await bearer.submit({ ...third, replaces: 'x@y' }, soon), {
    type: 'refused',
    status: 2004,
    kind: 'permanent',
  });
  t.deepEqual(
    (await ppg.pushes()).map(({ state }) => state),
    ['cancelled', 'delivered'],
  );
  t.is((await handsets.view(PHONE)).received, 1);
});

for (const [title, change, code] of [
  ['two addresses', { addresses: [...control.addresses, ...control.addresses] }, 3005],
  ['an address that is none', { addresses: ['+15550001111'] }, 2002],
  ['an address of another type', { addresses: ['WAPPUSH=john/TYPE=USER'] }, 2002],
  ['the address of another gateway', { addresses: [`WAPPUSH=${PHONE}/TYPE=PLMN@other`] }, 2002],
  ['a time that is over', { deliverBefore: new Date(Date.now() - hour) }, 2001],
  [
    'an end before the beginning',
    { deliverBefore: new Date(Date.now() + hour), deliverAfter: new Date(Date.now() + 2 * hour) },
    2001,
  ],
  ['confirmed delivery', { qualityOfService: { deliveryMethod: 'confirmed' } }, 3007],
  ['a network that is required and not there', { qualityOfService: { network: 'PDC', networkRequired: true } }, 3009],
  ['a bearer that is required and not there', { qualityOfService: { bearer: 'USSD', bearerRequired: true } }, 3010],
  ['a bearer that is only wished for', { qualityOfService: { bearer: 'USSD' } }, 1001],
  ['the address of this gateway', { addresses: [`WAPPUSH=${PHONE}/TYPE=PLMN@ppg.example`] }, 1001],
  ['a place for its report that is no URL', { notifyTo: 'somewhere' }, 2000],
  ['a time to come', { deliverBefore: new Date(Date.now() + hour) }, 1001],
] as const) {
  test(`a push with ${title} is answered ${code}`, async (t) => {
    const ppg = await startPpg(t, { name: 'ppg.example' });
    const { status, message } = await postPush(ppg.url, change);
    t.is(status, 202);
    t.like(message, { type: 'push-response', pushId: 'a@b', result: { code } });
    t.is((await ppg.pushes()).length, code === 1001 ? 1 : 0);
  });
}

test('a document as text is not taken: its MAC would be of other octets', async (t) => {
  const ppg = await startPpg(t);
  const text = { ...content, contentType: 'text/vnd.wap.connectivity-xml' };
  const { message } = await post(ppg.url, formatPushBody(control, text, { securityForm: 'number' }));
  t.like(message, { result: { code: 3006 } });
});

/** A submission in its pieces, to spoil one of them. */
const xml = formatPap(control);
const wbxml = `application/vnd.wap.connectivity-wbxml; SEC=1; MAC=${MAC}`;
const type = 'multipart/related; boundary=b; type="application/xml"';
const part = (headers: string, body: string) => `--b\r\n${headers}\r\n\r\n${body}\r\n`;
const root = part('Content-Type: application/xml', xml);
const document = part(`Content-Type: ${wbxml}`, 'x');
const withType = (contentType: string) => `${root}${part(`Content-Type: ${contentType}`, 'x')}--b--`;

const fine: readonly [string, string][] = [
  [type, `${root}${document}--b--\r\n`],
  [
    'Multipart/Related;type="application/xml" ; boundary="b"',
    withType('application/vnd.wap.connectivity-wbxml; sec=USERPINMAC'),
  ],
  [type, withType('application/vnd.wap.connectivity-wbxml')],
  [type, withType('text/vnd.wap.si')],
];
for (const [i, [contentType, body]] of fine.entries()) {
  test(`a push in the form ${i + 1} of those that are right is taken`, async (t) => {
    const ppg = await startPpg(t);
    t.like((await post(ppg.url, { contentType, body })).message, { type: 'push-response', result: { code: 1001 } });
  });
}

for (const [title, contentType, body] of [
  ['no multipart', 'text/plain', xml],
  ['no media type', 'x', xml],
  ['no boundary', 'multipart/related; type="application/xml"', `${root}${document}--b--`],
  ['no type parameter', 'multipart/related; boundary=b', `${root}${document}--b--`],
  ['a parameter twice', `${type}; boundary=c`, `${root}${document}--b--`],
  ['parameters that are none', `${type}; x`, `${root}${document}--b--`],
  ['no end', type, `${root}${document}`],
  ['line ends without carriage return', type, `${root}${document}--b--`.replaceAll('\r\n', '\n')],
  ['something before the first part', type, `x${root}${document}--b--`],
  ['something after the last part', type, `${root}${document}--b--x`],
  ['a boundary that goes on', type, `${root}${document}--bx--`],
  ['one part', type, `${root}--b--`],
  ['capabilities', type, `${root}${document}${part('Content-Type: application/xml', 'x')}--b--`],
  ['four parts', type, `${root}${document}${document}${document}--b--`],
  ['a part without an empty line', type, `${root}--b\r\nContent-Type: x\r\n--b--`],
  ['a header twice', type, `${root}${part(`Content-Type: ${wbxml}\r\nContent-Type: ${wbxml}`, 'x')}--b--`],
  ['a header that is none', type, `${root}${part(`Content-Type: ${wbxml}\r\n folded`, 'x')}--b--`],
  ['headers that leak', type, `${root}${part(`Content-Type: ${wbxml}\r\nUser-Agent: x`, 'x')}--b--`],
  ['a wrong length', type, `${root}${part(`Content-Type: ${wbxml}\r\nContent-Length: 2`, 'x')}--b--`],
  ['content of no type', type, `${root}${part('', 'x')}--b--`],
  ['content that is empty', type, `${root}${part(`Content-Type: ${wbxml}`, '')}--b--`],
  [
    'content before the control entity',
    'multipart/related; boundary=b; type="text/plain"',
    `${part('Content-Type: text/plain', 'x')}${root}--b--`,
  ],
  ['a SEC that is none', type, withType(wbxml.replace('SEC=1', 'SEC=7'))],
  ['a MAC and no SEC', type, withType(wbxml.replace('SEC=1; ', ''))],
  ['a SEC and no MAC', type, withType('application/vnd.wap.connectivity-wbxml; SEC=1')],
  ['a MAC with USERPINMAC', type, withType(wbxml.replace('SEC=1', 'SEC=3'))],
  ['a MAC that is too short', type, withType(wbxml.slice(0, -1))],
  [
    'another message with content',
    type,
    `${part('Content-Type: application/xml', formatPap({ type: 'cancel-message', pushId: 'x', addresses: [] }))}${document}--b--`,
  ],
  ['a push-message without content', 'application/xml', xml],
  [
    'a control entity without DOCTYPE',
    type,
    `${part('Content-Type: application/xml', xml.replace(/<!DOCTYPE[^>]*>/, ''))}${document}--b--`,
  ],
  [
    'an answer of a gateway',
    'application/xml',
    formatPap({ type: 'resultnotification-response', pushId: 'x', code: 1000 }),
  ],
] as const) {
  test(`a request with ${title} is a bad message`, async (t) => {
    const ppg = await startPpg(t);
    const { status, message } = await post(ppg.url, { contentType, body });
    t.is(status, 202);
    t.like(message, { type: 'badmessage-response', code: 2000 });
    t.like((await ppg.log()).at(-1), { status: 202, code: 2000 });
    t.is((await ppg.pushes()).length, 0);
  });
}

test('who has not the right credentials, or another path or method, is refused by HTTP', async (t) => {
  const ppg = await startPpg(t);
  const request = { ...formatPushBody(control, content, { securityForm: 'number' }) };
  t.is((await post(ppg.url, { ...request, password: 'wrong' })).status, 401);
  t.is((await post(`${ppg.url}/x`, request)).status, 404);
  t.is((await post(ppg.url, { ...request, method: 'PUT' })).status, 405);
  t.is((await post(ppg.url, { body: Buffer.alloc(300_000) })).status, 413);
  t.deepEqual(
    (await ppg.log()).map(({ message, status }) => [message, status]),
    [
      ['refused', 401],
      ['refused', 404],
      ['refused', 405],
      ['refused', 413],
    ],
  );
  const open = await startPpg(t, { password: undefined as never });
  t.is((await post(open.url, { ...request, password: 'wrong' })).status, 202);
});

for (const [title, response, outcome] of [
  ['another code', { code: 4001 }, { type: 'refused', status: 4001, kind: 'throttled' }],
  ['another status', { status: 500 }, { type: 'accepted', messageId: submitted.messageId }],
  ['a code that is taken', { code: 1000 }, { type: 'accepted', messageId: submitted.messageId }],
  ['a text of its own', { body: 'x' }, { type: 'unknown', reason: 'unreadable' }],
  ['about another push', { pushId: 'x@y' }, { type: 'unknown', reason: 'unreadable' }],
  ['late', { delayMs: 400 }, { type: 'unknown', reason: 'timeout' }],
  ['never', { never: true }, { type: 'unknown', reason: 'timeout' }],
  ['with the end of the connection', { closeBefore: true }, { type: 'unknown', reason: 'connection_lost' }],
] as const) {
  test(`a script has a push answered ${title}`, async (t) => {
    const ppg = await startPpg(t);
    await ppg.control('PUT', '/script', { match: { destination: '15550001111' }, times: 1, response });
    const bearer = openBearer(t, ppg.url, {
      responseTimeoutMs: outcome.type === 'unknown' && outcome.reason === 'timeout' ? 200 : 10_000,
    });
    t.deepEqual(await bearer.submit(push, soon), outcome);
    // What was taken is there, whatever was said: the same push again finds itself.
    const patient = openBearer(t, ppg.url);
    t.deepEqual(await patient.submit(push, soon), { type: 'accepted', messageId: submitted.messageId });
    const codes = (await ppg.log()).map(({ code }) => code);
    t.is(codes[1], outcome.type === 'refused' ? 1001 : 2007);
    await eventually(async () => (await ppg.pushes())[0]?.state === 'delivered');
  });
}

for (const [title, rule, expected] of [
  ['before the response', { notification: { beforeResponse: true } }, ['delivered']],
  ['twice', { notification: { times: 2 } }, ['delivered', 'delivered']],
  ['late', { notification: { delayMs: 50 } }, ['delivered']],
  ['of another state', { notification: { state: 'aborted', code: 5027 } }, ['rejected']],
  ['of a push that was lost', { drop: true, notification: { state: 'delivered', code: 1000 } }, ['delivered']],
  [
    'that contradict each other',
    { notification: { also: [{ state: 'undeliverable', code: 2003 }, { state: 'pending' }] } },
    ['delivered', 'undeliverable', 'enroute'],
  ],
] as const) {
  test(`a script has notifications come ${title}`, async (t) => {
    const ppg = await startPpg(t);
    const sink = await startSink(t);
    await ppg.control('PUT', '/script', rule);
    await openBearer(t, ppg.url, { notifyTo: sink.url }).submit(push, soon);
    if (title === 'before the response') t.is(sink.receipts.length, 1);
    await eventually(() => sink.receipts.length >= expected.length);
    t.deepEqual(
      sink.receipts.map(({ state }) => state),
      [...expected],
    );
  });
}

for (const [title, rule, answers] of [
  ['forged', { notification: { forged: true } }, [404]],
  ['for a push that nobody knows', { notification: { pushId: 'x@y' } }, [202]],
  ['malformed', { notification: { body: '<pap>' } }, [202]],
] as const) {
  test(`a notification that is ${title} leaves no receipt`, async (t) => {
    const ppg = await startPpg(t);
    const sink = await startSink(t);
    await ppg.control('PUT', '/script', rule);
    await openBearer(t, ppg.url, { notifyTo: sink.url }).submit(push, soon);
    await eventually(async () =>
      (await ppg.log()).some(({ message, status }) => message.startsWith('result') && status !== null),
    );
    t.deepEqual(sink.answers, [...answers]);
    t.is(sink.receipts.length, 0);
  });
}

test('a push that is lost, or that nobody wants to hear of, is not reported', async (t) => {
  const ppg = await startPpg(t);
  const sink = await startSink(t);
  await ppg.control('PUT', '/script', [{ times: 1, drop: true }, { notification: { never: true } }]);
  const bearer = openBearer(t, ppg.url, { notifyTo: sink.url });
  await bearer.submit(push, soon);
  await bearer.submit({ ...push, id: 'order-2.1' }, soon);
  await eventually(async () => (await ppg.pushes())[1]?.state === 'delivered');
  t.deepEqual(
    (await ppg.pushes()).map(({ state }) => state),
    ['pending', 'delivered'],
  );
  t.is(sink.answers.length, 0);
});

test('a notification that was not kept is brought again until it is', async (t) => {
  const ppg = await startPpg(t);
  const sink = await startSink(t, { failures: 2 });
  await openBearer(t, ppg.url, { notifyTo: sink.url }).submit(push, soon);
  await eventually(() => sink.receipts.length > 0);
  t.deepEqual(sink.answers, [503, 503, 202]);
});

test('a place for reports that is away is given up after so many tries', async (t) => {
  const ppg = await startPpg(t, { maxAttempts: 2 });
  await openBearer(t, ppg.url, { notifyTo: 'http://127.0.0.1:1/x' }).submit(push, soon);
  const sent = async () => (await ppg.log()).filter(({ message }) => message === 'resultnotification-message');
  await eventually(async () => (await sent()).length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.deepEqual(
    (await sent()).map(({ status }) => status),
    [null, null],
  );
});

test('the ledger is a file too, and is never changed, only cleared in memory', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ppg-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const logFile = join(folder, 'ledger');
  const ppg = await startPpg(t, { logFile });
  await postPush(ppg.url);
  await eventually(async () => (await ppg.pushes())[0]?.state === 'delivered');
  t.is((await ppg.control('DELETE', '/log')).status, 204);
  t.deepEqual(await ppg.log(), []);
  await postPush(ppg.url);
  t.is((await ppg.log())[0]?.number, 2);
  await ppg.stop();
  const lines = (await readFile(logFile, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; number: number });
  t.deepEqual(
    lines
      .filter(({ number }) => number === 1)
      .map(({ type }) => type)
      .toSorted(),
    ['answered', 'handset', 'request'],
  );
});

test('the control port refuses a script that it does not understand, and clears one that it has', async (t) => {
  const ppg = await startPpg(t);
  t.is((await ppg.control('PUT', '/script', { response: { code: 1 } })).status, 400);
  t.is((await ppg.control('PUT', '/script', { notification: { state: 'lost' } })).status, 400);
  t.is((await ppg.control<unknown[]>('PUT', '/script', { times: 3 })).body.length, 1);
  t.is((await ppg.control('DELETE', '/script')).status, 204);
  t.deepEqual((await ppg.control('GET', '/script')).body, []);
});
