import { randomUUID } from 'node:crypto';
import test from 'ava';
import readQr from 'jsqr';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import { createApiWorld, type Json } from '../helpers/api-world.ts';
import { chargesAreListed } from '../helpers/database.ts';
import { consentDefinition, newToken } from '../helpers/page-world.ts';

const PARAMETERS = { address: 'ann@acme.example', password: 'correct horse' };

async function createOrdered(t: Parameters<typeof createApiWorld>[0], confirmation: Json = { link: 'client' }) {
  const world = await createApiWorld(t);
  await world.call('POST', '/v1/devices', { body: { msisdn: '+358401234567', imsi: '244051234567890' } });
  const given = consentDefinition();
  const definition = { ...given, confirmation: { ...given.confirmation, ...confirmation } };
  await world.call('POST', '/v1/definitions', { body: definition });
  await world.call('POST', `/v1/definitions/${definition.name}/${definition.version}/activate`);
  const body = { device: { msisdn: '+358401234567' }, definition: { name: given.name }, parameters: PARAMETERS };
  const made = await world.call('POST', '/v1/orders', { headers: { 'idempotency-key': randomUUID() }, body });
  if (made.status !== 202) throw new Error(made.text);
  const id: string = made.body.id;
  const token = newToken();
  const key = { orderId: id, run: 1, number: 1 };
  /** As the worker does. */
  const ask = () => world.stores.dialogue.begin({ ...key, way: 'hosted', timeoutMs: 3_600_000, token });
  const reveal = (headers: Record<string, string> = {}) =>
    world.call('POST', `/v1/orders/${id}/link/reveal`, { headers });
  return { ...world, id, key, body, token, ask, reveal };
}

/** What a camera sees of an SVG whose dark modules are squares of one path. */
function scan(svg: string): string | undefined {
  const scale = 4;
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let i = 0; i < scale * scale; i++) {
      const at = (Number(y) * scale + Math.floor(i / scale)) * width + Number(x) * scale + (i % scale);
      pixels.fill(0, at * 4, at * 4 + 3);
    }
  }
  return (readQr as unknown as typeof readQr.default)(pixels, width, width)?.data;
}

test('the link of a page is handed to the client while the user is asked, and each time the audit trail says so', async (t) => {
  const { id, token, ask, reveal, call, log } = await createOrdered(t);
  const early = await reveal();
  t.is(early.status, 409);
  t.is(early.body.code, 'link_unavailable');
  await ask();
  for (let time = 0; time < 2; time++) {
    const { status, body, text, headers } = await reveal();
    t.is(status, 200, text);
    t.is(body.url, `https://links.example/a/${token}`);
    t.like(body, { orderId: id, run: 1 });
    t.true(Date.parse(body.until) > Date.now());
    t.is(headers.get('cache-control'), 'no-store');
  }
  const trail = await call('GET', '/v1/audit');
  const entries = trail.body.items.filter(({ object }: Json) => object === 'links');
  t.is(entries.length, 2);
  t.like(entries[0], { operation: 'reveal', objectId: id, detail: { run: 1 } });
  for (const text of [trail.text, JSON.stringify(log), (await call('GET', `/v1/orders/${id}`)).text])
    t.false(text.includes(token));
});

test('the same as a QR code, which a reader reads', async (t) => {
  const { token, ask, reveal } = await createOrdered(t);
  await ask();
  const { status, text, headers } = await reveal({ accept: 'image/svg+xml' });
  t.is(status, 200);
  t.regex(String(headers.get('content-type')), /^image\/svg\+xml/);
  t.is(headers.get('cache-control'), 'no-store');
  t.is(scan(text), `https://links.example/a/${token}`);
});

test('there is no link once the user has answered', async (t) => {
  const { key, ask, reveal, stores } = await createOrdered(t);
  await ask();
  await stores.answers.answer(key, { decision: 'accept', answers: {}, language: 'en' });
  t.is((await reveal()).body.code, 'link_unavailable');
});

test('a link that goes by short message is not handed out: whoever has it answers for the user', async (t) => {
  const { ask, reveal } = await createOrdered(t, {});
  await ask();
  const { status, body } = await reveal();
  t.is(status, 409);
  t.is(body.code, 'link_unavailable');
});

test('a plan says how the user gets the link', async (t) => {
  const { call, body } = await createOrdered(t);
  t.like((await call('POST', '/v1/plans', { body })).body.confirmation, { ways: ['hosted'], link: 'client' });
  const other = await createOrdered(t, { mode: 'sms' });
  t.is((await other.call('POST', '/v1/plans', { body: other.body })).body.confirmation.link, null);
});

test('the client hands its link even to a user who wrote STOP to our messages', async (t) => {
  const { ask, reveal, database, tenantId } = await createOrdered(t);
  await database.rows(
    'insert into stops (tenant_id, phone_key) select tenant_id, phone_key from devices where tenant_id = :tenantId',
    { tenantId },
  );
  t.is((await ask()).type, 'open');
  t.is((await reveal()).status, 200);
});

test('a link that the calling system hands over is not charged as a message, and its plan says so', async (t) => {
  const charged = async (confirmation: Json) => {
    const { ask, call, body, database } = await createOrdered(t, confirmation);
    await ask();
    await chargesAreListed(database);
    const charges = (await call('GET', '/v1/charges')).body.items.map(({ kind }: Json) => kind);
    const plan = (await call('POST', '/v1/plans', { body })).body.price.charges.map(({ kind }: Json) => kind);
    return [charges, plan].map((kinds) => kinds.filter((kind: string) => kind.startsWith('prompt.')));
  };
  t.deepEqual(await charged({ link: 'client' }), [[], ['prompt.answered']]);
  t.deepEqual(await charged({ link: 'sms' }), [['prompt.sent'], ['prompt.sent', 'prompt.answered']]);
});

test('the link to a document that is to be fetched is handed out the same way, while there is something to fetch', async (t) => {
  const { id, reveal, stores } = await createOrdered(t, { mode: 'none' });
  t.is((await reveal()).body.code, 'link_unavailable');
  const key = { orderId: id, run: 1, attempt: 1 };
  const { push, partCount } = encodeProvisioningMessage(
    { version: '1.1', characteristics: [] },
    { method: 'NETWPIN', imsi: '244051234567890' },
  );
  const document = { push, partCount, reference: 1, context: null };
  const sends = [{ id: randomUUID(), part: 1, exposure: 1, reference: 1 }];
  await stores.journal.openAttempt(key, 'pull', { document, sends });
  const terms = { bearer: 'pull', fetches: 1, lifeMs: 3_600_000 };
  const sent = await stores.documentLinks.offer(key, { ...terms, way: 'sms' });
  t.is((await reveal()).body.code, 'link_unavailable', 'what goes by message is not handed out');
  await stores.documentLinks.offer(key, { ...terms, way: 'client' });
  const { status, body, text } = await reveal();
  t.is(status, 200, text);
  t.is(body.url, `https://links.example/p/${sent?.token}`);
  t.is(scan((await reveal({ accept: 'image/svg+xml' })).text), body.url);
  await stores.documentLinks.fetch(String(sent?.token));
  t.is((await reveal()).body.code, 'link_unavailable');
});
