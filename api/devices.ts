import { type Static, Type } from '@sinclair/typebox';
import { ProvisioningError } from '../domain/errors.ts';
import type { Device, DeviceKey } from '../domain/records.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, ID_PARAMS, label, NOTHING, nullable, TIME, UUID } from './schemas.ts';
import type { Devices } from './stores.ts';
import { invalidInput } from './validate.ts';

const APPLICATIONS = Type.Array(formed('application-id', 'An OMA CP application id, such as w4'), {
  maxItems: 64,
  uniqueItems: true,
});
/** Most parts a device takes when nothing better is known of it. */
const DEFAULT_MAX_PARTS = 10;

const DEVICE_REQUEST = closed(
  {
    msisdn: Type.Optional(formed('msisdn', 'E.164, with the plus')),
    imsi: Type.Optional(formed('imsi', '6 to 15 digits')),
    imei: Type.Optional(formed('imei', '15 digits')),
    model: Type.Optional(label(64, 'The model, for people')),
    applications: Type.Optional(APPLICATIONS),
    maxParts: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 255, description: `Most parts of one message; ${DEFAULT_MAX_PARTS}` }),
    ),
  },
  'A device, by at least one of msisdn, imsi and imei',
);

const DEVICE = closed({
  id: UUID,
  msisdn: nullable(Type.String()),
  imsi: nullable(Type.String({ description: 'All but the last four digits masked: an IMSI keys documents' })),
  imei: nullable(Type.String()),
  model: nullable(Type.String()),
  applications: nullable(Type.Array(Type.String())),
  maxParts: Type.Integer(),
  createdAt: TIME,
});

const FIND_QUERY = Type.Object(
  {
    msisdn: Type.Optional(formed('msisdn-in-query', 'E.164, with the plus')),
    imsi: Type.Optional(formed('imsi', '6 to 15 digits')),
    imei: Type.Optional(formed('imei', '15 digits')),
  },
  { additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
const FOUND = closed({ items: Type.Array(DEVICE, { maxItems: 1 }) });

const READ = {
  method: 'GET',
  object: 'devices',
  operation: 'read',
  ownership: 'tenant',
  scope: 'devices:read',
} as const;

export function deviceRoutes(devices: Devices): Route[] {
  return [
    createRoute(devices),
    defineRoute(
      {
        ...READ,
        path: '/v1/devices',
        summary: 'Finds a device by one of its identifiers',
        params: NOTHING,
        query: FIND_QUERY,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: FOUND },
      },
      async ({ query }, { tenantId }) => {
        const device = await devices.find(tenantId, keyFrom(query));
        return { status: 200, body: { items: device === undefined ? [] : [presentDevice(device)] } };
      },
    ),
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
        absent: 'device_not_found',
      },
      async ({ params: { id } }, { tenantId }) => {
        const device = await devices.find(tenantId, { type: 'id', value: id });
        if (device === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
        return { status: 200, body: presentDevice(device) };
      },
    ),
  ];
}

function createRoute(devices: Devices): Route {
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
    },
    async ({ body }, { tenantId }) => {
      const { msisdn = null, imsi = null, imei = null, model = null, applications = null } = body;
      if (msisdn === null && imsi === null && imei === null) {
        throw invalidInput('body', [{ field: '', expected: 'at least one of msisdn, imsi, imei', got: 'none' }]);
      }
      const { maxParts = DEFAULT_MAX_PARTS } = body;
      const device = await devices.create({ tenantId, msisdn, imsi, imei, model, applications, maxParts });
      return { status: 201, body: presentDevice(device), headers: { Location: `/v1/devices/${device.id}` } };
    },
  );
}

function presentDevice(device: Device): Static<typeof DEVICE> {
  return {
    id: device.id,
    msisdn: device.msisdn,
    imsi: device.imsi === null ? null : device.imsi.replace(/\d(?=\d{4})/g, '*'),
    imei: device.imei,
    model: device.model,
    applications: device.applications === null ? null : [...device.applications],
    maxParts: device.maxParts,
    createdAt: device.createdAt,
  };
}

function keyFrom({ msisdn, imsi, imei }: Static<typeof FIND_QUERY>): DeviceKey {
  if (msisdn !== undefined) return { type: 'msisdn', value: msisdn.replace(/^ /, '+') };
  return imsi !== undefined ? { type: 'imsi', value: imsi } : { type: 'imei', value: imei ?? '' };
}
