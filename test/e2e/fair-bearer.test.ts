import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { INTERNET, TWO_PARTS } from '../helpers/order-bodies.ts';
import { startStack } from '../helpers/stack.ts';

const ORDERS = 200;
const LANES = 10;
const LATE = '+358409999999';

test('one part of a tenant goes among the next by a slow bearer, before which dozens of another wait', async (t) => {
  const stack = await startStack(t, { smppQuery: 'rate=10&window=50' });
  const other = { authorization: `Bearer ${(await stack.addTenant('other')).key}` };
  const imsi = '244051299999999';
  const handset = `${stack.handsetUrl}/handsets/${encodeURIComponent(LATE)}`;
  t.true((await fetch(handset, { method: 'PUT', body: JSON.stringify({ imsi }) })).ok);
  t.is((await stack.call('POST', '/v1/devices', { msisdn: LATE, imsi }, other)).status, 201);

  let ordered = 0;
  const lane = async (): Promise<void> => {
    while (ordered++ < ORDERS) {
      const { msisdn } = await stack.phone();
      await stack.order({ device: { msisdn }, ...TWO_PARTS });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const late = { device: { msisdn: LATE }, ...INTERNET };
  const made = await stack.call('POST', '/v1/orders', late, { ...other, 'idempotency-key': 'late' });
  t.is(made.status, 202, JSON.stringify(made.body));
  while ((await stack.submits(LATE)).length === 0) await sleep(200);

  const [row] = await stack.database.rows<{ written_at: Date; waiting: number }>(
    `select l.written_at, (select count(*)::int from sends s where s.tenant_id = :tenantId and s.written_at <= l.written_at
       and (s.answered_at is null or s.answered_at > l.written_at)) as waiting
     from sends l where l.order_id = :id order by l.written_at limit 1`,
    { id: made.body['id'], tenantId: stack.tenantId },
  );
  const log = await stack.submits();
  const place = log.findIndex(({ destination }) => destination === LATE);
  const written = row?.written_at.getTime() ?? Number.NaN;
  const before = log.filter(({ time }) => Date.parse(String(time)) < written).length;
  t.log(`${row?.waiting} parts waited; it went as number ${place - before + 1} of those that were still to go`);
  t.true((row?.waiting ?? 0) >= 40, 'the bearer is what they wait for');
  t.true(place - before < 20);
});
