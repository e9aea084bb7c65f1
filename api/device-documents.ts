import { type Static, Type } from '@sinclair/typebox';
import { ProvisioningError } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import type { DeviceDocument } from '../domain/records.ts';
import { defineRoute, type Route } from './route.ts';
import {
  ANY_HEADERS,
  closed,
  ID_PARAMS,
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
import type { Devices } from './stores.ts';

const DOCUMENT = named(
  'DeviceDocument',
  closed({
    orderId: UUID,
    run: Type.Integer({ minimum: 1, description: 'The run of the order' }),
    definition: closed({ name: Type.String(), version: Type.String() }),
    kind: Type.String({ description: '`bootstrap` or `provisioning`' }),
    evidence: oneOf(EVIDENCE, 'How sure we are that it reached the device'),
    context: nullable(Type.String({ description: 'The PROVURL of the context that it opens' })),
    octets: Type.Integer({ description: 'Length of the push message' }),
    hash: Type.String({ description: 'Equal for equal messages; a keyed hash, of use for nothing else' }),
    createdAt: TIME,
    settledAt: nullable(Type.String({ format: 'date-time', description: 'When the run ended' })),
  }),
);

const DOCUMENTS = named('DeviceDocumentPage', pageOf(DOCUMENT));

const QUERY = closed({
  evidence: Type.Optional(oneOf(EVIDENCE, 'Only with at least this evidence; `delivered` when absent')),
  ...PAGING,
});

/** What went to a device. What was in it is nowhere to be read. */
export function deviceDocumentRoutes(devices: Devices): Route[] {
  return [
    defineRoute(
      {
        method: 'GET',
        path: '/v1/devices/:id/documents',
        summary:
          'Lists the documents that reached a device, newest first: what, when, on what evidence; never the content',
        object: 'devices',
        operation: 'read',
        ownership: 'tenant',
        scope: 'devices:read',
        params: ID_PARAMS,
        query: QUERY,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: DOCUMENTS },
        absent: 'device_not_found',
      },
      async ({ params: { id }, query }, { tenantId }) => {
        const device = await devices.find(tenantId, { type: 'id', value: id });
        if (device === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
        const wanted = { deviceId: id, least: query.evidence ?? 'delivered' } as const;
        const { items, next } = await devices.documents(tenantId, wanted, pageFrom(query));
        return { status: 200, body: { items: items.map(presentDocument), next } };
      },
    ),
  ];
}

function presentDocument(document: DeviceDocument): Static<typeof DOCUMENT> {
  return { ...document, definition: { ...document.definition } };
}
