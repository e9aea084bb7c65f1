import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { createPpg, type Ppg } from '../../simulator/ppg.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;

const teardowns: (() => unknown)[] = [];
const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
let stack: Stack;
let ppg: Ppg;
test.before(async () => {
  const port = await findFreePort();
  stack = await startStack(end, { env: { HTTP_PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` } });
  // A port that nobody takes while the gateway is away.
  const papPort = await findFreePort();
  ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200, papPort });
  end.teardown(() => ppg.stop());
  await stack.worker.stop();
  await stack.startWorker('bin/worker.ts', {
    PAP_URL: `pap://wsi:pw@127.0.0.1:${ppg.papPort}/wappush?responseTimeout=1500`,
  });
  const definition = onePartDefinition();
  for (const [name, bearers] of [
    ['pushed', ['pap']],
    ['anyhow', ['pap', 'smpp']],
  ] as const) {
    await stack.register({ ...definition, name, version: '1.0.0', delivery: { ...definition.delivery, bearers } });
  }
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

async function control(method: string, path: string, body?: Json): Promise<Json[]> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const text = await (await fetch(`http://127.0.0.1:${ppg.controlPort}${path}`, init)).text();
  return text === '' ? [] : (JSON.parse(text) as Json[]);
}

const order = async (msisdn: string, name = 'pushed'): Promise<string> =>
  (await stack.order({ ...INTERNET, device: { msisdn }, definition: { name } })).id;
const bearersOf = (body: Json) => (body['attempts'] as { bearer: string }[]).map(({ bearer }) => bearer);

test.serial('a document goes whole over a gateway, is installed and followed to its result', async (t) => {
  const phone = await stack.phone();
  const id = await order(phone.msisdn);
  const done = await stack.until(id, 'completed');
  t.like(done, { evidence: 'delivered', reason: null });
  t.like(done['attempts'], { 0: { bearer: 'pap', partCount: 1, partsAccepted: 1, partsDelivered: 1 }, length: 1 });
  const { documents } = await stack.handset(phone.msisdn);
  t.regex(String(documents[0]?.['xml']), /internet\.acme\.example/);
  t.deepEqual(await stack.submits(phone.msisdn), [], 'no short message');
  t.deepEqual(await stack.charges(id), [
    'document.delivered:',
    'document.submitted:',
    'order.accepted:',
    'order.completed:',
    'pap.push:1/1',
  ]);
});

test.serial(
  'results that come early, five times, forged, for nobody or against each other settle the order once',
  async (t) => {
    for (const notification of [
      { beforeResponse: true },
      { times: 5 },
      { also: [{ state: 'undeliverable' }] },
      { forged: true, times: 2, also: [] },
    ]) {
      const phone = await stack.phone();
      await control('PUT', '/script', { match: { destination: phone.msisdn }, notification });
      const id = await order(phone.msisdn);
      if ('forged' in notification) {
        await stack.until(id, 'awaiting_acknowledgement');
        await control('DELETE', '/script');
        t.is(
          (await stack.call('POST', `/v1/orders/${id}/acknowledgements`, { outcome: 'applied', source: 'user' }))
            .status,
          202,
        );
      }
      await stack.until(id, 'completed');
      t.is((await stack.events(id)).filter((type) => type === 'order.settled').length, 1);
      t.is((await stack.handset(phone.msisdn)).documents.length, 1);
    }
  },
);

test.serial('a push whose answer never came is sent once more under its name, and taken once', async (t) => {
  const phone = await stack.phone();
  await control('PUT', '/script', {
    match: { destination: phone.msisdn },
    times: 1,
    response: { never: true },
    notification: { never: true },
  });
  const id = await order(phone.msisdn);
  await stack.until(id, ['completed', 'awaiting_acknowledgement']);
  const pushes = await control('GET', '/pushes');
  t.is(pushes.filter((push) => JSON.stringify(push).includes(id)).length, 1);
  t.is((await stack.handset(phone.msisdn)).documents.length, 1);
});

test.serial('what the gateway refuses for good goes by short message where the definition says so', async (t) => {
  const phone = await stack.phone();
  await control('PUT', '/script', { match: { destination: phone.msisdn }, response: { code: 2002 } });
  const failed = await stack.until(await order(phone.msisdn), 'failed');
  t.is(failed['reason'], 'bearer_refused');
  const done = await stack.until(await order(phone.msisdn, 'anyhow'), 'completed');
  t.deepEqual(bearersOf(done), ['pap', 'smpp']);
  t.like(done['attempts'], {
    0: { why: 'kind', passedOver: [{ bearer: 'smpp', why: 'kind' }] },
    1: { why: 'only_usable', passedOver: [{ bearer: 'pap', why: 'refused' }] },
  });
  t.is((await stack.submits(phone.msisdn)).length, 1);
  await control('DELETE', '/script');
});

test.serial('with the gateway away an order goes by short message at once', async (t) => {
  await ppg.stop();
  const phone = await stack.phone();
  // The first that finds nobody there learns it; the part was not sent.
  const done = await stack.until(await order(phone.msisdn, 'anyhow'), 'completed');
  t.is(bearersOf(done).at(-1), 'smpp');
  // From then on nobody else has to learn it, however many pauses go by.
  for (let i = 0; i < 3; i += 1) {
    const other = await stack.phone();
    t.deepEqual(bearersOf(await stack.until(await order(other.msisdn, 'anyhow'), 'completed')), ['smpp']);
  }
  t.deepEqual(await stack.violations(), []);
});

test.serial('a gateway that comes back is found again though no order looks for it', async (t) => {
  const isReady = async () => {
    const rows = await stack.database.rows<{ isReady: boolean }>(
      `select is_ready as "isReady" from bearer_links where bearer = 'pap' order by seen_at desc limit 1`,
    );
    return rows[0]?.isReady;
  };
  const until = async (wanted: boolean) => {
    for (let i = 0; i < 300 && (await isReady()) !== wanted; i += 1) await pause(200);
    t.is(await isReady(), wanted);
  };
  await until(false);
  ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200, papPort: ppg.papPort });
  end.teardown(() => ppg.stop());
  await until(true);
  const phone = await stack.phone();
  t.deepEqual(bearersOf(await stack.until(await order(phone.msisdn, 'anyhow'), 'completed')), ['pap']);
});
