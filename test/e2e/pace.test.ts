import test from 'ava';
import { INTERNET } from '../helpers/order-bodies.ts';
import { startStack } from '../helpers/stack.ts';

test('documents of a tenant go at its pace, over two workers, and those of another do not wait for them', async (t) => {
  const stack = await startStack(t);
  await stack.startWorker();
  const other = await stack.addTenant('other');
  const settings = JSON.stringify({ documentsPerMinute: 20 });
  await stack.database.rows('update tenants set settings = settings || :settings::jsonb where id = :id', {
    settings,
    id: stack.tenantId,
  });
  // What a worker knows of a tenant is two seconds old at most.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const phones = await Promise.all(Array.from({ length: 5 }, () => stack.phone()));
  const began = Date.now();
  const orders = await Promise.all(phones.map(({ msisdn }) => stack.order({ ...INTERNET, device: { msisdn } })));
  const waiting = async () => {
    const all = await Promise.all(orders.map(({ id }) => stack.call('GET', `/v1/orders/${id}`)));
    return all.filter(({ body }) => body['reason'] === 'tenant_paced' && body['waitsUntil'] !== null).length;
  };
  for (const deadline = Date.now() + 60_000; (await waiting()) === 0; ) {
    if (Date.now() > deadline) return t.fail('No order waits for the pace of its tenant');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const auth = { authorization: `Bearer ${other.key}` };
  const theirs = await stack.call('POST', '/v1/devices', { msisdn: '+358401112223', imsi: '244051112223333' }, auth);
  const order = { ...INTERNET, device: { id: theirs.body['id'] } };
  const made = await stack.call('POST', '/v1/orders', order, { ...auth, 'idempotency-key': 'one' });
  t.is(made.status, 202, JSON.stringify(made.body));

  for (const { id } of orders)
    t.like(await stack.until(id, 'completed'), { attempts: { length: 1 }, waitsUntil: null });
  const times = async (msisdn: string) => (await stack.submits(msisdn)).map(({ time }) => Date.parse(String(time)));
  const ours = (await Promise.all(phones.map(({ msisdn }) => times(msisdn))))
    .flat()
    .toSorted((one, other) => one - other);
  t.is(ours.length, 5);
  // Three seconds apart, of which one may be ahead.
  for (const [i, time] of ours.entries()) t.true(time >= began + i * 3_000 - 1_000, `${i}: ${time - began}`);
  const [first = Infinity] = await times('+358401112223');
  t.true(first < (ours.at(-1) ?? 0), 'the other one was sent while they waited');
  t.deepEqual(await stack.violations(), []);
});
