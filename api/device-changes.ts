import { DEVICE, DEVICE_PATCH, fieldsFromPatch, presentDevice, REVEALED_DEVICE } from './device-schemas.ts';
import { CHANGE_HEADERS, etagOf, revisionFrom } from './etag.ts';
import type { createNumberCheck } from './msisdn.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, NO_CONTENT, NOTHING } from './schemas.ts';
import type { Devices } from './stores.ts';
import { invalidInput } from './validate.ts';

type NumberCheck = ReturnType<typeof createNumberCheck>;

const ONE = {
  object: 'devices',
  ownership: 'tenant',
  params: ID_PARAMS,
  query: NOTHING,
  absent: 'device_not_found',
} as const;

/** What may be done to a device that is known. */
export function deviceChangeRoutes(devices: Devices, checkNumber: NumberCheck): Route[] {
  return [changeRoute(devices, checkNumber), removeRoute(devices), revealRoute(devices)];
}

function changeRoute(devices: Devices, checkNumber: NumberCheck): Route {
  return defineRoute(
    {
      ...ONE,
      method: 'PATCH',
      path: '/v1/devices/:id',
      summary: 'Changes what is known of a device, its identifiers too',
      operation: 'update',
      scope: 'devices:update',
      headers: CHANGE_HEADERS,
      body: DEVICE_PATCH,
      replies: { 200: DEVICE },
      replyHeaders: ['ETag'],
      problems: ['device_already_exists', 'device_in_use'],
    },
    async ({ params: { id }, headers, body }, caller) => {
      const revision = revisionFrom(headers['if-match']);
      const fault = await checkNumber(caller.tenantId, body.msisdn);
      if (fault !== undefined) throw invalidInput('body', [fault]);
      const device = await devices.change(caller, { id, revision }, fieldsFromPatch(body));
      return { status: 200, body: presentDevice(device), headers: { ETag: etagOf(device.revision) } };
    },
  );
}

function removeRoute(devices: Devices): Route {
  return defineRoute(
    {
      ...ONE,
      method: 'DELETE',
      path: '/v1/devices/:id',
      summary: 'Removes a device: what is personal of it is erased, its orders stay',
      operation: 'delete',
      scope: 'devices:delete',
      headers: CHANGE_HEADERS,
      body: NOTHING,
      replies: { 204: NO_CONTENT },
      problems: ['device_in_use'],
    },
    async ({ params: { id }, headers }, caller) => {
      const revision = headers['if-match'] === undefined ? undefined : revisionFrom(headers['if-match']);
      await devices.erase(caller, { id, revision });
      return { status: 204, body: undefined };
    },
  );
}

function revealRoute(devices: Devices): Route {
  return defineRoute(
    {
      ...ONE,
      method: 'POST',
      path: '/v1/devices/:id/reveal',
      summary: 'Shows the identifiers of a device in clear. Each time is in the audit trail',
      operation: 'reveal',
      scope: 'devices:reveal',
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: REVEALED_DEVICE },
    },
    async ({ params }, caller) => {
      const { id, msisdn, imsi, imei } = await devices.reveal(caller, params.id);
      return { status: 200, body: { id, msisdn, imsi, imei } };
    },
  );
}
