import type { Static } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { DEFAULT_MAX_PARTS, type DeviceKey } from '../domain/records.ts';
import { deviceChangeRoutes } from './device-changes.ts';
import { deviceDocumentRoutes } from './device-documents.ts';
import { DEVICE, DEVICE_REQUEST, DEVICES, DEVICES_QUERY, presentDevice } from './device-schemas.ts';
import { etagOf } from './etag.ts';
import { createNumberCheck } from './msisdn.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, NOTHING, pageFrom } from './schemas.ts';
import type { ApiStores, Devices } from './stores.ts';
import { invalidInput } from './validate.ts';

const READ = {
  method: 'GET',
  object: 'devices',
  operation: 'read',
  ownership: 'tenant',
  scope: 'devices:read',
} as const;

type NumberCheck = ReturnType<typeof createNumberCheck>;

export function deviceRoutes({ devices, tenants }: Pick<ApiStores, 'devices' | 'tenants'>): Route[] {
  const checkNumber = createNumberCheck(tenants);
  return [
    createRoute(devices, checkNumber),
    listRoute(devices),
    defineRoute(
      {
        ...READ,
        path: '/v1/devices/:id',
        summary: 'Shows a device',
        params: ID_PARAMS,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: DEVICE },
        replyHeaders: ['ETag'],
        absent: 'device_not_found',
      },
      async ({ params: { id } }, { tenantId }) => {
        const device = await devices.find(tenantId, { type: 'id', value: id });
        if (device === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
        return { status: 200, body: presentDevice(device), headers: { ETag: etagOf(device.revision) } };
      },
    ),
    ...deviceChangeRoutes(devices, checkNumber),
    ...deviceDocumentRoutes(devices),
  ];
}

function listRoute(devices: Devices): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/devices',
      summary: 'Lists devices, newest first, or finds one by one of its identifiers',
      params: NOTHING,
      query: DEVICES_QUERY,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: DEVICES },
    },
    async ({ query }, { tenantId }) => {
      const key = keyFrom(query);
      if (key === undefined) {
        const { items, next } = await devices.list(tenantId, pageFrom(query));
        return { status: 200, body: { items: items.map(presentDevice), next } };
      }
      const device = await devices.find(tenantId, key);
      return { status: 200, body: { items: device === undefined ? [] : [presentDevice(device)], next: null } };
    },
  );
}

function createRoute(devices: Devices, checkNumber: NumberCheck): Route {
  return defineRoute(
    {
      method: 'POST',
      path: '/v1/devices',
      summary: 'Makes a device known',
      object: 'devices',
      operation: 'create',
      ownership: 'tenant',
      scope: 'devices:create',
      params: NOTHING,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: DEVICE_REQUEST,
      replies: { 201: DEVICE },
      replyHeaders: ['Location', 'ETag'],
      problems: ['device_already_exists'],
    },
    async ({ body }, caller) => {
      const { msisdn = null, imsi = null, imei = null, model = null, applications = null, ...rest } = body;
      if (msisdn === null && imsi === null && imei === null) {
        throw invalidInput('body', [{ field: '', expected: 'at least one of msisdn, imsi, imei', got: 'none' }]);
      }
      const { tenantId } = caller;
      const fault = await checkNumber(tenantId, msisdn);
      if (fault !== undefined) throw invalidInput('body', [fault]);
      const known = { msisdn, imsi, imei, model, applications, maxParts: DEFAULT_MAX_PARTS, ...rest };
      const device = await devices.create({ tenantId, proof: proofOf(caller), ...known }, caller);
      const headers = { Location: `/v1/devices/${device.id}`, ETag: etagOf(device.revision) };
      return { status: 201, body: presentDevice(device), headers };
    },
  );
}

/** Whose word a binding rests on that this caller makes. */
export function proofOf({ platform, roles }: Pick<Caller, 'platform' | 'roles'>): 'operator' | 'claimed' {
  return platform && roles.includes('operator') ? 'operator' : 'claimed';
}

/** @throws ProvisioningError `request_invalid` when it asks by several identifiers */
function keyFrom({ msisdn, imsi, imei }: Static<typeof DEVICES_QUERY>): DeviceKey | undefined {
  const keys: DeviceKey[] = [];
  if (msisdn !== undefined) keys.push({ type: 'msisdn', value: msisdn.replace(/^ /, '+') });
  if (imsi !== undefined) keys.push({ type: 'imsi', value: imsi });
  if (imei !== undefined) keys.push({ type: 'imei', value: imei });
  const [key, second] = keys;
  if (second === undefined) return key;
  throw invalidInput('query', [{ field: second.type, expected: 'at most one of msisdn, imsi, imei', got: 'several' }]);
}
