import { type Static, Type } from '@sinclair/typebox';
import { ASK_WAYS } from '../domain/asking.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { CONSENT_ENDS, type StandingConsent } from '../domain/standing-consent.ts';
import { defineRoute, type Route } from './route.ts';
import {
  ANY_HEADERS,
  closed,
  ID_PARAMS,
  NO_CONTENT,
  NOTHING,
  named,
  nullable,
  oneOf,
  PAGING,
  pageFrom,
  pageOf,
  TIME,
  UUID,
} from './schemas.ts';
import type { ApiStores } from './stores.ts';

type Stores = Pick<ApiStores, 'devices' | 'standingConsents'>;

const CONSENT = named(
  'StandingConsent',
  closed({
    id: UUID,
    definition: Type.String({ description: 'The name of the service that the user need not be asked for' }),
    orderId: Type.String({ format: 'uuid', description: 'The order with whose question it was given' }),
    way: oneOf(ASK_WAYS, 'How it was given'),
    givenAt: TIME,
    expiresAt: TIME,
    endedAt: nullable(Type.String({ format: 'date-time', description: 'When it was ended before its time' })),
    endedBy: nullable(oneOf(CONSENT_ENDS, 'What ended it')),
  }),
);

const SHARED = { object: 'consents', ownership: 'tenant', headers: ANY_HEADERS, body: NOTHING } as const;

/** What users have agreed to for a while. */
export function consentRoutes({ devices, standingConsents }: Stores): Route[] {
  return [
    defineRoute(
      {
        ...SHARED,
        method: 'GET',
        path: '/v1/devices/:id/consents',
        summary: 'Lists what the user of a device has agreed to for a while, newest first, with what has ended',
        operation: 'read',
        scope: 'consents:read',
        params: ID_PARAMS,
        query: closed(PAGING),
        replies: { 200: named('StandingConsentPage', pageOf(CONSENT)) },
        absent: 'device_not_found',
      },
      async ({ params: { id }, query }, { tenantId }) => {
        const device = await devices.find(tenantId, { type: 'id', value: id });
        if (device === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
        const { items, next } = await standingConsents.list(tenantId, device.id, pageFrom(query));
        return { status: 200, body: { items: items.map(presentConsent), next } };
      },
    ),
    defineRoute(
      {
        ...SHARED,
        method: 'DELETE',
        path: '/v1/devices/:id/consents/:consentId',
        summary: 'Takes back, for the user, what he has agreed to for a while: the next order asks him again',
        operation: 'withdraw',
        scope: 'consents:withdraw',
        params: closed({ ...ID_PARAMS.properties, consentId: UUID }),
        query: NOTHING,
        replies: { 204: NO_CONTENT },
        absent: 'consent_not_found',
      },
      async ({ params: { id, consentId } }, caller) => {
        await standingConsents.withdraw(caller, { deviceId: id.toLowerCase(), id: consentId.toLowerCase() });
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function presentConsent(consent: StandingConsent): Static<typeof CONSENT> {
  const { id, definition, orderId, way, givenAt, expiresAt, endedAt, endedBy } = consent;
  return { id, definition, orderId, way, givenAt, expiresAt, endedAt, endedBy };
}
