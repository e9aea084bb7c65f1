import { randomUUID } from 'node:crypto';
import test from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { createPpg } from '../../simulator/ppg.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;

async function replace(stack: Stack, id: string, body: Json): Promise<string> {
  const answer = await stack.call('POST', `/v1/orders/${id}/replace`, body, { 'idempotency-key': randomUUID() });
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
  return String(answer.body['id']);
}

const second = { ...INTERNET, parameters: { ...INTERNET.parameters, apn: 'second.acme.example' } };

test('an order that waits is replaced where it stands: of it nothing is sent, and the phone has the new settings', async (t) => {
  const stack = await startStack(t);
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, receipt: { never: true } });
  const holder = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(holder.id, 'awaiting_acknowledgement');
  const old = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  const last = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  for (const { id } of [old, last]) await stack.until(id, 'queued');

  const made = await replace(stack, old.id, second);

  t.is((await stack.until(old.id, 'cancelled'))['reason'], 'replaced');
  t.like(await stack.until(made, 'queued'), { replaces: old.id, queuedBehind: holder.id, queuePlace: 1 });
  t.like(await stack.until(last.id, 'queued'), { queuePlace: 2 });
  await stack.call('POST', `/v1/orders/${holder.id}/acknowledgements`, { outcome: 'applied', source: 'network' });
  for (const id of [made, last.id]) await stack.until(id, 'completed');
  t.is((await stack.submits(phone.msisdn)).length, 3);
  const { documents } = await stack.handset(phone.msisdn);
  t.regex(String(documents[1]?.['xml']), /second\.acme\.example/);
  t.deepEqual(await stack.violations(), []);
});

test('a push that waits at its gateway is replaced there: the phone gets the new document only', async (t) => {
  const port = await findFreePort();
  const stack = await startStack(t, { env: { HTTP_PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` } });
  const ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200 });
  t.teardown(() => ppg.stop());
  await stack.worker.stop();
  stack.worker = await stack.startWorker('bin/worker.ts', {
    PAP_URL: `pap://wsi:pw@127.0.0.1:${ppg.papPort}/wappush?responseTimeout=1500`,
  });
  const definition = onePartDefinition();
  const pushed = { ...definition, name: 'pushed', delivery: { ...definition.delivery, bearers: ['pap'] } };
  t.is((await stack.call('POST', '/v1/definitions', pushed)).status, 201);
  await stack.call('POST', `/v1/definitions/pushed/${definition.version}/activate`);
  const phone = await stack.phone();
  const control = `http://127.0.0.1:${ppg.controlPort}`;
  // Longer than the test may take: it is pending until it is replaced.
  const rule = { match: { destination: phone.msisdn }, times: 1, deliverAfterMs: 600_000 };
  await fetch(`${control}/script`, { method: 'PUT', body: JSON.stringify(rule) });
  const body = { definition: { name: 'pushed' }, parameters: INTERNET.parameters };
  const old = await stack.order({ device: { msisdn: phone.msisdn }, ...body });
  await stack.until(old.id, 'awaiting_acknowledgement');

  const made = await replace(stack, old.id, { ...body, parameters: second.parameters });

  await stack.until(made, 'completed');
  t.like(await stack.until(old.id, 'cancelled'), { reason: 'replaced', replacedBy: made });
  const list = (await (await fetch(`${control}/pushes`)).json()) as Json[];
  t.deepEqual(
    list.map(({ state }) => state),
    ['cancelled', 'delivered'],
  );
  const { documents } = await stack.handset(phone.msisdn);
  t.is(documents.length, 1);
  t.regex(String(documents[0]?.['xml']), /second\.acme\.example/);
  t.deepEqual(await stack.violations(), []);
});
