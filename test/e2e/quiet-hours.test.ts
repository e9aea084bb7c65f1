import test from 'ava';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const MINUTE_MS = 60_000;
const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** Orders with a definition of its own for a new phone that is where UTC is. */
async function order(name: string, more: Record<string, unknown>, times: Record<string, string> = {}) {
  const definition = onePartDefinition();
  const delivery = { ...definition.delivery, ...(more['delivery'] as object) };
  await stack.register({ ...definition, ...more, name, delivery });
  const { msisdn, deviceId } = await stack.phone();
  const { headers } = await stack.call('GET', `/v1/devices/${deviceId}`);
  await stack.call('PATCH', `/v1/devices/${deviceId}`, { timeZone: 'UTC' }, { 'if-match': headers.get('etag') ?? '' });
  const { id } = await stack.order({ ...INTERNET, device: { msisdn }, definition: { name }, ...times });
  return { id, msisdn };
}

/** Waits until an order shows that it waits for the end of quiet hours. */
async function untilQuiet(id: string): Promise<Record<string, unknown>> {
  for (const deadline = Date.now() + 90_000; ; ) {
    const { body } = await stack.call('GET', `/v1/orders/${id}`);
    if (body['reason'] === 'quiet_hours') return body;
    if (Date.now() > deadline) throw new Error(`Expected an order that waits, got ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('in the quiet hours of a phone neither document nor question goes there, and both do when they are over', async (t) => {
  // Their end is whole minutes away from whoever looks, and never so near that it is over before it is looked at.
  const end = Math.ceil((Date.now() + 40_000) / MINUTE_MS) * MINUTE_MS;
  const soon = { from: timeOfDay(end - 60 * MINUTE_MS), to: timeOfDay(end) };
  const late = { from: soon.from, to: timeOfDay(end + 300 * MINUTE_MS) };
  const asking = { mode: 'sms', timeout: 'PT1H', text: { en: 'Acme wants to set up internet.' } };
  const sent = await order('sent', { delivery: { quietHours: soon } });
  const asked = await order('asked', { delivery: { quietHours: soon }, confirmation: asking });
  const expired = await order(
    'expired',
    { delivery: { quietHours: late } },
    { expires: new Date(end + 5_000).toISOString() },
  );
  const cancelled = await order('cancelled', { delivery: { quietHours: late } });

  t.like(await untilQuiet(sent.id), { state: 'delivering', attempts: [], waitsUntil: new Date(end).toISOString() });
  t.like(await untilQuiet(asked.id), { state: 'accepted', asking: null, waitsUntil: new Date(end).toISOString() });
  await untilQuiet(expired.id);
  await untilQuiet(cancelled.id);
  t.is((await stack.call('POST', `/v1/orders/${cancelled.id}/cancel`)).status, 202);
  await stack.until(cancelled.id, 'cancelled');
  t.true((await stack.events(sent.id)).includes('order.put_off'));
  const early = await stack.submits();
  if (Date.now() < end) t.deepEqual(early, []);

  const done = await stack.until(sent.id, 'completed', 300_000);
  t.like(done, { reason: null, waitsUntil: null, attempts: { length: 1 } });
  t.like(await stack.until(asked.id, 'awaiting_user'), { reason: null, waitsUntil: null });
  t.like(await stack.until(expired.id, 'expired'), { reason: 'order_expired', attempts: [] });
  const times = (await stack.submits()).map(({ time }) => Date.parse(String(time)));
  t.is(times.length, 2);
  t.true(times.every((time) => time >= end));
  t.deepEqual(await stack.submits(expired.msisdn), []);
  t.deepEqual(await stack.violations(), []);
});
