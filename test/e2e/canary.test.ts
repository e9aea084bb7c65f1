import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { formsOf, sightings, textsOfDatabase, textsOfRuns } from '../helpers/canary.ts';
import { mailDefinition, stampIn } from '../helpers/page-world.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

/** What somebody said, each in one place only; long and odd enough to be found by chance nowhere. */
const CANARIES = {
  parameter: 'Canary1qzxParameter',
  answer: 'Canary2qzxAnswer',
  address: 'canary3qzx@address.example',
  lookup: 'Canary4qzxLookup',
  sms: 'Canary5qzxReply',
  pin: '8306194752',
} as const;
const ALL = Object.values(CANARIES);

const teardowns: (() => unknown)[] = [];
const vector = (name: string): URL => new URL(`../vectors/${name}`, import.meta.url);
let stack: Stack;
let port = 0;

test.before(async () => {
  const keys = { cert: readFileSync(vector('http-tls-cert.pem')), key: readFileSync(vector('http-tls-key.pem')) };
  const server = createServer(keys, (_request, response) => {
    response.end(JSON.stringify({ values: { name: CANARIES.lookup } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  teardowns.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    LOG_LEVEL: 'debug',
    METRICS_ADDRESS: '127.0.0.1:0',
    OUTBOUND_NETWORKS: '127.0.0.0/8',
    OUTBOUND_PORTS: String(port),
    NODE_EXTRA_CA_CERTS: fileURLToPath(vector('http-tls-cert.pem')),
  };
  stack = await startStack({ teardown: (work) => void teardowns.push(work) }, { env });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

async function metricsOf({ ready }: Pick<Stack['api'], 'ready'>): Promise<string> {
  return (await fetch(String(ready['metricsUrl']))).text();
}

async function register(definition: ServiceDefinition): Promise<string> {
  await stack.register(definition);
  return definition.name;
}

/** The newest text on a phone, once there is one. */
async function textFor(msisdn: string): Promise<Record<string, unknown>> {
  for (const deadline = Date.now() + 90_000; ; await sleep(50)) {
    const last = (await stack.handset(msisdn)).inbox.at(-1);
    if (last !== undefined) return last;
    if (Date.now() > deadline) throw new Error('Expected a text, got none');
  }
}

/** An order with a secret of its own and a PIN, a value from the provider, and the rest from the page. */
async function byPage(): Promise<{ id: string; msisdn: string }> {
  const base = mailDefinition();
  const lookup = { url: `https://localhost:${port}/`, parameters: ['name'], timeout: 'PT5S', ifDown: 'fail' as const };
  const name = await register({ ...base, lookup, delivery: { ...base.delivery, security: ['USERPIN'] } });
  const { msisdn } = await stack.phone({ user: { pin: CANARIES.pin } });
  const { id } = await stack.order({
    device: { msisdn },
    definition: { name },
    parameters: { username: CANARIES.parameter },
    pin: CANARIES.pin,
  });
  const path = /https?:\/\/[^/]+(\/a\/[\w-]{22})/.exec(String((await textFor(msisdn))['text']))?.[1] ?? '';
  const url = new URL(path, String(stack.api.ready['url']));
  const form = { 'answer.address': CANARIES.address, 'answer.password': CANARIES.answer, decision: 'accept' };
  // Once wrong, so that what was wrong is somewhere too.
  for (const answers of [{ ...form, 'answer.address': `${CANARIES.answer} no address` }, form]) {
    const stamp = stampIn({ text: await (await fetch(url)).text() });
    await fetch(url, { method: 'POST', body: new URLSearchParams({ ...answers, stamp }), redirect: 'manual' });
  }
  return { id, msisdn };
}

/** An order whose value comes in a reply. */
async function bySms(): Promise<{ id: string; msisdn: string }> {
  const base = mailDefinition();
  const [address] = base.prompts;
  const name = await register({
    ...base,
    prompts: address === undefined ? [] : [{ ...address, parameter: 'name', text: { en: 'Which name?' } }],
    confirmation: { ...base.confirmation, mode: 'sms' },
  });
  const { msisdn } = await stack.phone();
  const parameters = { address: CANARIES.address, password: CANARIES.parameter };
  const { id } = await stack.order({ device: { msisdn }, definition: { name }, parameters });
  const { from } = await textFor(msisdn);
  await stack.smsc('POST', '/mo', { from: msisdn, to: from, text: CANARIES.sms });
  return { id, msisdn };
}

test('what users, clients and providers said is in the phone, and nowhere in logs, metrics, Temporal or the database in clear', async (t) => {
  const orders = [await byPage(), await bySms()];
  for (const { id } of orders)
    await stack.until(id, ['completed', 'unconfirmed', 'awaiting_acknowledgement', 'failed']);
  // What the SMSC has taken comes to the phone a moment later.
  for (const { msisdn } of orders) {
    for (const deadline = Date.now() + 60_000; (await stack.handset(msisdn)).documents.length === 0; await sleep(50)) {
      if (Date.now() > deadline) return t.fail('No document came');
    }
  }
  // What is wrong is said without the value as well.
  await stack.call(
    'POST',
    '/v1/orders',
    { parameters: { name: [CANARIES.parameter] }, pin: CANARIES.answer },
    { 'idempotency-key': 'wrong' },
  );

  const [paged, texted] = await Promise.all(orders.map(async ({ msisdn }) => (await stack.handset(msisdn)).documents));
  const arrived = JSON.stringify([paged, texted]);
  for (const said of [CANARIES.parameter, CANARIES.answer, CANARIES.lookup, CANARIES.sms]) {
    t.true(arrived.includes(said), `${said} has arrived`);
  }

  const texts = new Map([
    ...(await textsOfDatabase(stack.database)),
    ...(await textsOfRuns(
      stack.temporal,
      orders.map(({ id }) => `order/${id}/1`),
    )),
    ['log of the API', stack.api.log()],
    ['log of the worker', stack.worker.log()],
    ['metrics of the API', await metricsOf(stack.api)],
    ['metrics of the worker', await metricsOf(stack.worker)],
  ]);
  t.true(texts.size > 25);
  t.true((texts.get('log of the API') ?? '').length > 1_000);
  t.regex(texts.get('metrics of the worker') ?? '', /wsi_bearer_submits_total\{/);
  t.deepEqual(sightings(ALL, texts), []);
});

test('the scan finds what is planted, in each of its forms and each of the places', async (t) => {
  const { id } = await stack.order({
    device: { msisdn: (await stack.phone()).msisdn },
    definition: { name: 'one-part' },
    parameters: { name: 'Acme', apn: 'internet.acme.example' },
  });
  await stack.until(id, 'completed');
  const canary = 'Planted6qzxCanary';
  const planted = Buffer.from(canary);
  await stack.database.rows('update orders set external_id = :canary where id = :id', { canary, id });
  await stack.database.rows('update orders set looked_up_sealed = :planted, looked_up_run = 1 where id = :id', {
    planted,
    id,
  });
  const found = sightings([canary], await textsOfDatabase(stack.database));
  t.deepEqual(
    found.map(({ place, form }) => `${place}: ${form}`),
    [
      `table orders: plain of ${canary}`,
      `table orders: hexadecimal of ${canary}`,
      `table orders: escaped of ${canary}`,
    ],
  );

  const workflowId = `planted/${id}`;
  await stack.temporal.workflow.start('provisionDevice', {
    workflowId,
    taskQueue: 'nobody',
    args: [{ said: canary }],
    memo: { canary },
  });
  const inRun = sightings([canary], await textsOfRuns(stack.temporal, [workflowId]));
  t.true(inRun.length > 0);
  await stack.temporal.workflow.getHandle(workflowId).terminate();

  for (const [form, text] of formsOf(canary)) {
    t.true(sightings([canary], new Map([['log', `before ${text} after`]])).length > 0, form);
  }
  for (const offset of ['', 'a', 'ab']) {
    const wrapped = Buffer.from(`${offset}${canary} and more`).toString('base64');
    t.true(sightings([canary], new Map([['log', wrapped]])).length > 0, `base64 after "${offset}"`);
  }
});

test.after('the ledger of all these orders holds', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
