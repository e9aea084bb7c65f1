import test from 'ava';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { startStack } from '../helpers/stack.ts';

test('a worker erases what an order was made of when its time has come, and the order says so', async (t) => {
  const stack = await startStack(t, { env: { ERASE_AFTER_DAYS: '3' } });
  const confirmation = { mode: 'client', timeout: 'PT1H', text: { en: 'Acme wants to set up internet.' } };
  const made = await stack.call('POST', '/v1/definitions', { ...onePartDefinition(), name: 'asked', confirmation });
  t.is(made.status, 201, JSON.stringify(made.body));
  await stack.call('POST', '/v1/definitions/asked/1.0.0/activate');
  const { msisdn } = await stack.phone();
  const order = { device: { msisdn }, definition: { name: 'asked' }, parameters: { name: 'A', apn: 'a.example' } };
  const [old, young] = [await stack.order(order), await stack.order(order)];
  for (const { id } of [old, young]) {
    await stack.until(id, 'awaiting_user');
    t.is((await stack.call('POST', `/v1/orders/${id}/answer`, { decision: 'accept' })).status, 202);
    t.is((await stack.until(id, 'completed'))['erasedAt'], null);
  }

  await stack.database.rows("update orders set settled_at = settled_at - interval '3 days' where id = :id", {
    id: old.id,
  });

  for (const deadline = Date.now() + 90_000; (await stack.until(old.id, 'completed'))['erasedAt'] === null; ) {
    if (Date.now() > deadline) return t.fail('The order was not erased');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  t.deepEqual(
    await stack.database.rows(
      `select o.id, num_nonnulls(o.parameters_sealed, o.answers_sealed, o.pin_sealed, d.push_sealed) > 0 as kept
       from orders o join documents d on d.order_id = o.id order by kept`,
    ),
    [
      { id: old.id, kept: false },
      { id: young.id, kept: true },
    ],
  );
  t.is((await stack.events(old.id)).at(-1), 'order.erased');
});
