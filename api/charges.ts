import { type Static, Type } from '@sinclair/typebox';
import { CHARGE_KINDS, type ChargeRecord } from '../domain/records.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, NOTHING, named, oneOf, PAGING, pageFrom, pageOf, TIME, UUID } from './schemas.ts';
import type { Charges } from './stores.ts';

const CHARGE = named(
  'Charge',
  closed({
    id: Type.String({ description: 'Grows; the same record has the same id whenever it is read' }),
    orderId: UUID,
    deviceId: UUID,
    run: Type.Integer({ minimum: 1 }),
    kind: oneOf(CHARGE_KINDS, 'What is charged for'),
    unit: Type.String({ description: 'What is counted within the kind: attempt/part for sms.part, else empty' }),
    class: Type.String({ description: 'The charging class of the service definition' }),
    occurredAt: TIME,
  }),
);
const CHARGE_PAGE = named('ChargePage', pageOf(CHARGE));

const QUERY = closed({
  orderId: Type.Optional(UUID),
  kind: Type.Optional(oneOf(CHARGE_KINDS, 'Only records of this kind')),
  ...PAGING,
});

export function chargeRoutes(charges: Charges): Route[] {
  return [
    defineRoute(
      {
        method: 'GET',
        path: '/v1/charges',
        summary: 'Lists chargeable events, oldest first',
        object: 'charges',
        operation: 'read',
        ownership: 'tenant',
        scope: 'charges:read',
        params: NOTHING,
        query: QUERY,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: CHARGE_PAGE },
      },
      async ({ query }, { tenantId }) => {
        const { limit: _limit, after: _after, ...filter } = query;
        const { items, next } = await charges.list(tenantId, filter, pageFrom(query));
        return { status: 200, body: { items: items.map(presentCharge), next } };
      },
    ),
  ];
}

function presentCharge(record: ChargeRecord): Static<typeof CHARGE> {
  return {
    id: record.id,
    orderId: record.orderId,
    deviceId: record.deviceId,
    run: record.run,
    kind: record.kind,
    unit: record.unit,
    class: record.class,
    occurredAt: record.occurredAt,
  };
}
