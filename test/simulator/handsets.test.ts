import { createHmac } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { deriveImsi } from '../../simulator/handsets.ts';
import { S1, S2, S3 } from './vectors.ts';
import { eventually, startHandsets, viewHandset } from './world.ts';

const PHONE = '+15550001111';
const IMSI = '001010123456789';
/** A WBXML parm with an inline value (OMA ProvCont 1.1 §8; token of its name). */
const parm = (name: string, value: string) => `87${name}0603${hexText(value)}0001`;
const NAME = '07';
const NAPID = '11';
const PROVURL = '18';

/** A document that opens the context http://tps.example/ and brings one access point, named by `nap`. */
const bootstrap = (nap: string) =>
  Buffer.from(
    `030b6a0045c65601${parm(NAME, 'Tps')}${parm(PROVURL, 'http://tps.example/')}01c65501${parm(NAPID, nap)}0101`,
    'hex',
  );
const accessPoint = (nap: string) => Buffer.from(`030b6a0045c65501${parm(NAPID, nap)}0101`, 'hex');

function hexText(text: string): string {
  return Buffer.from(text).toString('hex');
}

type Settings = Record<string, unknown>;

/** Handsets with one among them, and a way to send it the user data of parts. */
async function oneHandset(t: ExecutionContext, settings: Settings = {}) {
  const { call, view } = await startHandsets(t);
  t.is((await call('PUT', `/handsets/${PHONE}`, { imsi: IMSI, ...settings })).status, 200);
  const send = (userData: string | Buffer, fields: Settings = {}) => {
    const hex = typeof userData === 'string' ? userData : userData.toString('hex');
    return call('POST', '/radio', { to: PHONE, from: '5555', dataCoding: 4, esmClass: 0x40, userData: hex, ...fields });
  };
  const type = (pin: string, prompt?: number) => call('POST', `/handsets/${PHONE}/type`, { pin, prompt });
  return { call, send, type, view: () => view(PHONE) };
}

/** The user data of a bootstrap message in one part: ports, push, SEC and MAC (WAP-230-WSP §8.2.4.1; OMA ProvBoot 1.1 §5). */
function signed(sec: number, body: Buffer, key: Buffer | string | undefined): Buffer {
  const mac = key === undefined ? '' : createHmac('sha1', key).update(body).digest('hex').toUpperCase();
  const value = Buffer.concat([
    Buffer.of(0xb6, 0x91, 0x80 + sec),
    key === undefined ? Buffer.of() : Buffer.concat([Buffer.of(0x92), Buffer.from(`${mac}\0`)]),
  ]);
  const type =
    value.length > 30
      ? Buffer.concat([Buffer.of(0x1f, value.length), value])
      : Buffer.concat([Buffer.of(value.length), value]);
  return push(type, body);
}

function push(contentType: Buffer, body: Buffer): Buffer {
  const header = Buffer.concat([Buffer.of(0x01, 0x06, contentType.length), contentType]);
  return Buffer.concat([Buffer.from('0605040b8423f0', 'hex'), header, body]);
}

const cardKey = (hex: string) => Buffer.from(hex, 'hex');
const NETWORK_KEY = cardKey('0910101032547698');

test('A handset with the IMSI of S1 installs its document at once', async (t) => {
  const { send, view } = await oneHandset(t, { imsi: S1.imsi });
  const body = Buffer.from(S1.wbxml, 'hex');
  const userData = push(
    Buffer.concat([Buffer.of(0x1f, 0x2d, 0xb6, 0x91, 0x80, 0x92), Buffer.from(`${S1.mac}\0`)]),
    body,
  );
  t.deepEqual((await send(userData)).body, { taken: true });
  const { documents, prompts, refusals } = await view();
  t.deepEqual(refusals, []);
  t.like(documents[0], { from: '5555', security: 'NETWPIN', wbxml: S1.wbxml, times: 1 });
  t.regex(documents[0]!.xml, /test1_NAPID/);
  t.like(prompts[0], { state: 'installed', tries: 0, repeated: false });
});

test('A handset with another IMSI drops S1 silently and remembers why', async (t) => {
  const { send, view } = await oneHandset(t);
  const body = Buffer.from(S1.wbxml, 'hex');
  const userData = push(
    Buffer.concat([Buffer.of(0x1f, 0x2d, 0xb6, 0x91, 0x80, 0x92), Buffer.from(`${S1.mac}\0`)]),
    body,
  );
  t.deepEqual((await send(userData)).body, { taken: true });
  const { documents, prompts, refusals } = await view();
  t.deepEqual([documents, prompts], [[], []]);
  t.like(refusals[0], { from: '5555', reason: 'mac_wrong' });
});

test('A user who knows the PIN of S2 installs it', async (t) => {
  const { send, view } = await oneHandset(t, { user: { pin: S2.pin } });
  await send(S2.parts[0]);
  const { documents, prompts } = await view();
  t.like(documents[0], { security: 'USERPIN', wbxml: S2.wbxml });
  t.deepEqual(
    documents[0]!.document.characteristics[0]!.parms.map(({ name }) => name),
    ['NAPID', 'BEARER', 'NAME', 'NAP-ADDRESS', 'NAP-ADDRTYPE'],
  );
  t.regex(documents[0]!.xml, /internet\.example/);
  t.like(prompts[0], { state: 'installed', tries: 1 });
});

for (const [title, order] of [
  ['in order', [0, 1]],
  ['out of order', [1, 0]],
  ['with a part twice', [1, 1, 0]],
] as const) {
  test(`S3 is put together from two parts ${title}`, async (t) => {
    const { send, view } = await oneHandset(t, { user: { pin: S3.pin } });
    for (const i of order.slice(0, -1)) await send(S3.parts[i]);
    const before = await view();
    t.deepEqual(before.partsWaiting, [{ from: '5555', reference: 1, total: 2, arrived: [order[0] + 1] }]);
    t.deepEqual(before.documents, []);
    await send(S3.parts[order.at(-1)!]);
    const after = await view();
    t.deepEqual(after.partsWaiting, []);
    t.is(after.documents[0]!.wbxml, S3.wbxml);
    t.regex(after.documents[0]!.xml, /s3cret/);
  });
}

test('Parts of the same reference from two senders are kept apart', async (t) => {
  const { send, view } = await oneHandset(t, { user: { pin: S3.pin } });
  await send(S3.parts[0], { from: '1111' });
  await send(S3.parts[1], { from: '2222' });
  const { documents, partsWaiting } = await view();
  t.deepEqual(documents, []);
  t.is(partsWaiting.length, 2);
});

test('A message waits until its user types the PIN', async (t) => {
  const { send, view, type } = await oneHandset(t);
  await send(S2.parts[0]);
  t.like((await view()).prompts[0], { state: 'waiting', tries: 0 });
  t.like((await type(S2.pin)).body, { state: 'installed', tries: 1 });
  t.is((await view()).documents.length, 1);
});

test('Two wrong PINs are forgiven', async (t) => {
  const { send, type } = await oneHandset(t);
  await send(S2.parts[0]);
  t.like((await type('0000')).body, { state: 'waiting', tries: 1 });
  t.like((await type('1111')).body, { state: 'waiting', tries: 2 });
  t.like((await type(S2.pin)).body, { state: 'installed', tries: 3 });
});

test('The third wrong PIN throws the message away', async (t) => {
  const { send, view, type } = await oneHandset(t, { user: { pin: '9999' } });
  await send(S2.parts[0]);
  await type('0000');
  t.like((await type('1111')).body, { state: 'refused', tries: 3 });
  t.is((await type(S2.pin)).status, 409);
  const { documents, refusals } = await view();
  t.deepEqual(documents, []);
  t.like(refusals[0], { reason: 'pin_wrong' });
});

test('A PIN can be typed at one of several messages', async (t) => {
  const { send, view, type } = await oneHandset(t);
  await send(S2.parts[0]);
  for (const part of S3.parts) await send(part);
  t.like((await type(S3.pin, 2)).body, { id: 2, state: 'installed' });
  t.deepEqual(
    (await view()).prompts.map(({ state }) => state),
    ['waiting', 'installed'],
  );
});

test('A user who declines installs nothing', async (t) => {
  const { send, view } = await oneHandset(t, { user: { decision: 'decline' } });
  await send(signed(0, bootstrap('A'), NETWORK_KEY));
  const { documents, prompts } = await view();
  t.deepEqual(documents, []);
  t.is(prompts[0]!.state, 'declined');
});

test('A user who ignores the message leaves it waiting', async (t) => {
  const { send, view } = await oneHandset(t, { user: { decision: 'ignore', pin: S2.pin } });
  await send(S2.parts[0]);
  t.is((await view()).prompts[0]!.state, 'waiting');
});

test('A user may take time', async (t) => {
  const { send, view } = await oneHandset(t, { user: { delayMs: 400 } });
  await send(signed(0, bootstrap('A'), NETWORK_KEY));
  await eventually(async () => (await view()).prompts[0]!.state === 'installed');
  // By the handset's own clock: how long this test was kept from looking says nothing.
  const { prompts, documents } = await view();
  const took = Date.parse(documents[0]!.time) - Date.parse(prompts[0]!.time);
  // A timer may fire a millisecond early.
  t.true(took >= 399, `${took} ms`);
});

test('A message waits for its user and does nothing by itself', async (t) => {
  const { send, view } = await oneHandset(t, { user: { delayMs: 600_000 } });
  await send(signed(0, bootstrap('A'), NETWORK_KEY));
  const { prompts, documents } = await view();
  t.is(prompts[0]!.state, 'waiting');
  t.deepEqual(documents, []);
});

test('USERNETWPIN takes card and PIN together', async (t) => {
  const { send, view, type } = await oneHandset(t);
  await send(signed(2, bootstrap('A'), Buffer.concat([NETWORK_KEY, Buffer.from('4711')])));
  t.like((await type('4712')).body, { state: 'waiting' });
  t.like((await type('4711')).body, { state: 'installed' });
  t.like((await view()).documents[0], { security: 'USERNETWPIN' });
});

test('USERPINMAC is proven by what the user types', async (t) => {
  const { send, view, type } = await oneHandset(t);
  const body = bootstrap('A');
  const digest = createHmac('sha1', '24680').update(body).digest();
  const check = [0, 1, 2, 3, 4].map((i) => digest[i]! % 10).join('');
  await send(signed(3, body, undefined));
  t.like((await type('2468000000')).body, { state: 'waiting' });
  t.like((await type(`24680${check}`)).body, { state: 'installed' });
  t.like((await view()).documents[0], { security: 'USERPINMAC' });
});

test('A document without proof is refused', async (t) => {
  const { send, view } = await oneHandset(t);
  await send(push(Buffer.of(0xb6), bootstrap('A')));
  const { refusals, prompts } = await view();
  t.like(refusals[0], { reason: 'unsigned' });
  t.deepEqual(prompts, []);
});

test('A handset that accepts documents without proof shows and installs one', async (t) => {
  const { send, view } = await oneHandset(t, { behaviour: { acceptUnsigned: true } });
  await send(push(Buffer.of(0xb6), bootstrap('A')));
  t.like((await view()).documents[0], { security: 'none' });
});

test('A bootstrap opens a context, and another one for the same PROVURL is refused', async (t) => {
  const { send, view } = await oneHandset(t);
  await send(signed(0, bootstrap('A'), NETWORK_KEY));
  await send(signed(0, bootstrap('B'), NETWORK_KEY));
  const { contexts, documents, refusals, prompts } = await view();
  t.is(contexts.length, 1);
  t.is(contexts[0]!.provUrl, 'http://tps.example/');
  t.is(documents.length, 1);
  t.like(refusals[0], { reason: 'context_exists' });
  t.deepEqual(
    prompts.map(({ state }) => state),
    ['installed', 'refused'],
  );
});

test('The same message again is shown again, and installing it again changes nothing', async (t) => {
  const { send, view } = await oneHandset(t);
  for (let i = 0; i < 2; i++) await send(signed(0, bootstrap('A'), NETWORK_KEY));
  const { documents, prompts, refusals } = await view();
  t.deepEqual(
    prompts.map(({ repeated, state }) => [repeated, state]),
    [
      [false, 'installed'],
      [true, 'installed'],
    ],
  );
  t.is(documents.length, 1);
  t.is(documents[0]!.times, 2);
  t.deepEqual(refusals, []);
});

test('A handset keeps 50 documents, the newest', async (t) => {
  const { send, view } = await oneHandset(t, { behaviour: { acceptUnsigned: true } });
  for (let i = 0; i < 60; i++) await send(push(Buffer.of(0xb6), accessPoint(`N${i}`)));
  const { documents, prompts, received } = await view();
  t.is(documents.length, 50);
  t.is(prompts.length, 50);
  t.is(received, 60);
  t.regex(documents.at(-1)!.xml, /N59/);
});

for (const [title, userData, reason] of [
  ['a header that passes the end', 'ff0504', 'parts_unreadable'],
  ['a port that it does not know', '060504c34f23f00106', 'port_unknown'],
  ['a push that is none', '0605040b8423f00107', 'push_unreadable'],
  ['a push of another type', push(Buffer.of(0xae), Buffer.of(1)), 'content_unknown'],
  ['a document that is none', push(Buffer.of(0xb6), Buffer.of(9, 9)), 'document_unreadable'],
  ['a signed document without its MAC', signed(1, bootstrap('A'), undefined), 'mac_missing'],
] as const) {
  test(`A handset drops ${title} and remembers ${reason}`, async (t) => {
    const { send, view } = await oneHandset(t);
    t.deepEqual((await send(userData)).body, { taken: true });
    t.like((await view()).refusals[0], { reason });
  });
}

for (const [title, messages, text] of [
  ['the GSM alphabet', [{ dataCoding: 0, userData: '48692040' }], 'Hi ¡'],
  ['UCS-2', [{ dataCoding: 8, userData: '041f04400438043204350442' }], 'Привет'],
] as const) {
  test(`A text in ${title} goes to the inbox`, async (t) => {
    const { send, view } = await oneHandset(t);
    for (const { userData, dataCoding } of messages) await send(userData, { dataCoding, esmClass: 0 });
    const { inbox, prompts } = await view();
    t.like(inbox[0], { from: '5555', text });
    t.deepEqual(prompts, []);
  });
}

test('A long text is put together in the inbox', async (t) => {
  const { send, view } = await oneHandset(t);
  await send(`050003070202${hexText(' world')}`, { dataCoding: 0 });
  await send(`050003070201${hexText('Hello')}`, { dataCoding: 0 });
  t.deepEqual(
    (await view()).inbox.map((entry) => entry.text),
    ['Hello world'],
  );
});

test('A handset that is off takes nothing', async (t) => {
  const { send, view } = await oneHandset(t, { behaviour: { off: true } });
  t.deepEqual((await send(S2.parts[0])).body, { taken: false, reason: 'off' });
  t.is((await view()).received, 0);
});

test('A handset can be told to fail', async (t) => {
  const { send } = await oneHandset(t, { behaviour: { status: 503 } });
  t.is((await send(S2.parts[0])).status, 503);
});

test('PUT changes a handset and keeps what it holds', async (t) => {
  const { send, view, call } = await oneHandset(t, { user: { pin: S2.pin } });
  await send(S2.parts[0]);
  await call('PUT', `/handsets/${PHONE}`, { imsi: '001010000000001', user: { pin: '1', decision: 'decline' } });
  const handset = await view();
  t.like(handset, { imsi: '001010000000001', decision: 'decline' });
  t.is(handset.documents.length, 1);
});

test('The PIN of a user is shown nowhere', async (t) => {
  const { call } = await oneHandset(t, { user: { pin: '73914682' } });
  for (const path of ['/', '/handsets', `/handsets/${PHONE}`]) {
    t.notRegex(JSON.stringify((await call('GET', path)).body), /73914682/);
  }
});

test('A handset is found by its number with the plus, without it, and percent-encoded', async (t) => {
  const { call } = await oneHandset(t);
  for (const name of ['15550001111', '+15550001111', '%2B15550001111']) {
    t.is((await viewHandset(call, name)).msisdn, PHONE);
  }
});

test('GET /handsets counts what each holds, and GET / says it in text', async (t) => {
  const { send, call } = await oneHandset(t, { user: { pin: S2.pin } });
  await send(S2.parts[0]);
  t.deepEqual((await call('GET', '/handsets')).body, [
    { msisdn: PHONE, received: 1, texts: 0, prompts: 1, documents: 1, refusals: 0 },
  ]);
  t.regex((await call<string>('GET', '/')).body, /^1 handsets\n\+15550001111 {2}received 1, .*installed 1/);
});

test('DELETE forgets a handset', async (t) => {
  const { call, send } = await oneHandset(t, { user: { delayMs: 50 } });
  await send(signed(0, bootstrap('A'), NETWORK_KEY));
  t.is((await call('DELETE', `/handsets/${PHONE}`)).status, 204);
  t.is((await call('GET', `/handsets/${PHONE}`)).status, 404);
  t.deepEqual((await send(S2.parts[0])).body, { taken: false, reason: 'unknown' });
});

test('A handset made on the fly has the test network in its IMSI and installs what its card proves', async (t) => {
  const { call, view } = await startHandsets(t, { createUnknown: true });
  t.is(deriveImsi('+447700900123'), '001017700900123');
  t.is(deriveImsi('+12345'), '001010000012345');
  const userData = signed(0, bootstrap('A'), cardKey('0910107700091032')).toString('hex');
  const message = { to: '+447700900123', from: '5555', dataCoding: 4, esmClass: 0x40, userData };
  t.deepEqual((await call('POST', '/radio', message)).body, { taken: true });
  const handset = await view('447700900123');
  t.like(handset, { imsi: '001017700900123', refusals: [] });
  t.is(handset.documents.length, 1);
});

for (const [title, method, path, body, status] of [
  ['a number that is none', 'PUT', '/handsets/abc', { imsi: IMSI }, 400],
  ['a path that is badly encoded', 'GET', '/handsets/%zz', undefined, 400],
  ['an IMSI that is none', 'PUT', `/handsets/${PHONE}`, { imsi: '12' }, 400],
  ['a decision that is none', 'PUT', `/handsets/${PHONE}`, { imsi: IMSI, user: { decision: 'maybe' } }, 400],
  ['a radio message without its octets', 'POST', '/radio', { to: PHONE, from: '1', dataCoding: 0, esmClass: 0 }, 400],
  ['half an octet', 'POST', '/radio', { to: PHONE, from: '1', dataCoding: 0, esmClass: 0, userData: 'abc' }, 400],
  ['a handset that is not there', 'GET', '/handsets/123456', undefined, 404],
  ['typing at a handset that is not there', 'POST', '/handsets/123456/type', { pin: '1' }, 404],
  ['typing when nothing waits', 'POST', `/handsets/${PHONE}/type`, { pin: '1' }, 409],
  ['a PIN that is none', 'POST', `/handsets/${PHONE}/type`, { pin: 'x' }, 400],
  ['an unknown path', 'GET', '/phones', undefined, 404],
] as const) {
  test(`The handset port answers ${title} with ${status}`, async (t) => {
    const { call } = await oneHandset(t);
    const answer = await call<{ error: string }>(method, path, body);
    t.is(answer.status, status);
    t.is(typeof answer.body.error, 'string');
  });
}

test('JSON that curl -d takes for a form is JSON all the same', async (t) => {
  const { url } = await startHandsets(t);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = JSON.stringify({ imsi: IMSI });
  const response = await fetch(`${url}/handsets/${PHONE}`, { method: 'PUT', headers, body });
  t.is(response.status, 200);
});
