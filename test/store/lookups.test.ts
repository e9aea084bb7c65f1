import test from 'ava';
import { createWorld } from '../helpers/database.ts';

test('the endpoint is not called any more once a cancellation was granted', async (t) => {
  const { stores, principal, order } = await createWorld(t);
  const orderId = await order();
  const other = await order();
  await stores.orders.cancel(principal.tenantId, orderId);
  t.deepEqual(await stores.lookups.begin({ orderId, run: 1 }), { type: 'cancelled' });
  t.deepEqual(await stores.lookups.begin({ orderId: other, run: 1 }), { type: 'known' });
});
