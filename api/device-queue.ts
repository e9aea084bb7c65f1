import { Type } from '@sinclair/typebox';
import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import { ORDER } from './order-schemas.ts';
import { presentOrder } from './present-order.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, named } from './schemas.ts';

/** What the queue for a phone is read from. */
export interface PhoneQueue {
  /** As far as it is the tenant's. */
  queueOf(tenantId: string, deviceId: string): Promise<Order[]>;
}

interface DeviceQueueDeps {
  readonly devices: { find(tenantId: string, key: { readonly type: 'id'; readonly value: string }): Promise<unknown> };
  readonly orders: PhoneQueue;
}

const QUEUE = named(
  'DeviceQueue',
  closed({ orders: Type.Array(ORDER, { description: 'In the order of their turns; 200 at most' }) }),
);

/** Who has the turn of a phone, and who waits for it. */
export function deviceQueueRoutes({ devices, orders }: DeviceQueueDeps): Route[] {
  return [
    defineRoute(
      {
        method: 'GET',
        path: '/v1/devices/:id/queue',
        summary:
          'Shows your orders that are sent to a phone, or wait for that: the one that has the turn, then the next ones',
        object: 'orders',
        operation: 'read',
        ownership: 'tenant',
        scope: 'orders:read',
        params: ID_PARAMS,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: QUEUE },
        absent: 'device_not_found',
      },
      async ({ params: { id } }, { tenantId }) => {
        const queue = await orders.queueOf(tenantId, id);
        if (queue.length === 0 && (await devices.find(tenantId, { type: 'id', value: id })) === undefined) {
          throw new ProvisioningError('device_not_found', 'No device has this id');
        }
        return { status: 200, body: { orders: queue.map(presentOrder) } };
      },
    ),
  ];
}
