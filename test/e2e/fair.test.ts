import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { workflowIdOf } from '../../workflows/contract.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { startStack } from '../helpers/stack.ts';

const ORDERS = 300;
const LANES = 10;

test('an order of one tenant does not wait behind three hundred of another that were there before it', async (t) => {
  const stack = await startStack(t);
  const other = { authorization: `Bearer ${(await stack.addTenant('other')).key}` };
  await stack.worker.kill();
  const started = async (id: string): Promise<void> => {
    const run = stack.temporal.workflow.getHandle(workflowIdOf({ id, run: 1 }));
    while (
      !(await run.describe().then(
        () => true,
        () => false,
      ))
    )
      await sleep(50);
  };

  const ids: string[] = [];
  const lane = async (): Promise<void> => {
    while (ids.length < ORDERS) {
      const at = ids.push('') - 1;
      const { msisdn } = await stack.phone();
      ids[at] = (await stack.order({ device: { msisdn }, ...INTERNET })).id;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await Promise.all(ids.map(started));
  const msisdn = '+358409999999';
  const imsi = '244051299999999';
  const handset = `${stack.handsetUrl}/handsets/${encodeURIComponent(msisdn)}`;
  t.true((await fetch(handset, { method: 'PUT', body: JSON.stringify({ imsi }) })).ok);
  const device = await stack.call('POST', '/v1/devices', { msisdn, imsi }, other);
  t.is(device.status, 201);
  const late = await stack.call(
    'POST',
    '/v1/orders',
    { device: { msisdn }, ...INTERNET },
    {
      ...other,
      'idempotency-key': 'late',
    },
  );
  t.is(late.status, 202);
  await started(String(late.body['id']));

  stack.worker = await stack.startWorker();
  while ((await stack.submits()).length <= ORDERS) await sleep(200);
  const order = (await stack.submits()).map(({ destination }) => destination);
  const place = order.indexOf(msisdn);
  t.log(`sent as number ${place + 1} of ${order.length}`);
  t.true(place >= 0 && place < ORDERS / 2);
});
