import { type Static, Type } from '@sinclair/typebox';
import {
  type DeviceImport,
  IMPORT_FORMATS,
  IMPORT_MODES,
  IMPORT_STATES,
  ROW_OUTCOMES,
} from '../domain/device-import.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { proofOf } from './devices.ts';
import { createNumberCheck } from './msisdn.ts';
import { IMPORT_TYPES, receiveImport } from './receive-import.ts';
import { defineRoute, type Route } from './route.ts';
import {
  ANY_HEADERS,
  closed,
  ID_PARAMS,
  label,
  NOTHING,
  nullable,
  oneOf,
  PAGING,
  pageFrom,
  pageOf,
  TIME,
  UUID,
} from './schemas.ts';
import type { ApiStores, DeviceImports } from './stores.ts';

const MODE = oneOf(IMPORT_MODES, '`create` refuses a device that is there, `upsert` changes it by what the row says');
const FORMAT = oneOf(IMPORT_FORMATS, 'The format of the file');
const COUNT = Type.Integer({ minimum: 0 });

const IMPORT_REQUEST = closed(
  {
    title: label(128, 'What it is, for people'),
    mode: MODE,
    format: Type.Optional(oneOf(IMPORT_FORMATS, 'The format of the file; what is sent first when absent')),
  },
  'Devices are to come in a file',
);

const IMPORT = closed({
  id: UUID,
  title: Type.String(),
  mode: MODE,
  format: nullable(FORMAT),
  state: oneOf(
    IMPORT_STATES,
    '`interrupted`: the file ended early, and goes on where it stopped when it is sent again',
  ),
  rowsDone: Type.Integer({ minimum: 0, description: 'Rows of the file that are done for good, from its beginning' }),
  created: COUNT,
  updated: COUNT,
  unchanged: COUNT,
  refused: COUNT,
  createdAt: TIME,
  updatedAt: TIME,
  doneAt: nullable(TIME),
});

const ROW = closed({
  row: Type.Integer({ minimum: 1, description: 'From 1, without a header' }),
  outcome: oneOf(ROW_OUTCOMES, 'What became of it'),
  deviceId: nullable(Type.String({ format: 'uuid' })),
  field: nullable(Type.String({ description: 'JSON Pointer to what is wrong in the row; empty for the whole' })),
  expected: nullable(Type.String()),
  got: nullable(Type.String()),
});

const ROWS_QUERY = closed({ outcome: Type.Optional(oneOf(ROW_OUTCOMES, 'Only rows with this outcome')), ...PAGING });

const SHARED = {
  object: 'devices',
  ownership: 'tenant',
  headers: ANY_HEADERS,
  query: NOTHING,
  body: NOTHING,
  absent: 'import_not_found',
} as const;
const READ = { ...SHARED, method: 'GET', operation: 'read', scope: 'devices:read' } as const;
const WRITE = { ...SHARED, operation: 'import', scope: 'devices:import' } as const;

/** Devices in bulk: a file of any length, and what became of each of its rows. */
export function deviceImportRoutes({ deviceImports, tenants }: Pick<ApiStores, 'deviceImports' | 'tenants'>): Route[] {
  const checkNumber = createNumberCheck(tenants);
  return [
    openRoute(deviceImports),
    defineRoute(
      {
        ...WRITE,
        method: 'PUT',
        path: '/v1/device-imports/:id/rows',
        summary: 'Sends the file of an import. Sent again, it goes on where it was interrupted, and repeats nothing',
        params: ID_PARAMS,
        uploads: Object.keys(IMPORT_TYPES),
        longUpload: true,
        replies: { 200: IMPORT },
        problems: ['request_malformed', 'import_state_unfit', 'import_file_differs'],
      },
      async ({ params: { id }, upload }, caller) => {
        const done = await receiveImport({ imports: deviceImports, checkNumber }, caller, { id, file: upload });
        return { status: 200, body: presentImport(done) };
      },
    ),
    ...readRoutes(deviceImports),
  ];
}

function openRoute(imports: DeviceImports): Route {
  return defineRoute(
    {
      ...WRITE,
      method: 'POST',
      path: '/v1/device-imports',
      summary: 'Opens an import of devices from a file',
      params: NOTHING,
      body: IMPORT_REQUEST,
      replies: { 201: IMPORT },
      replyHeaders: ['Location'],
    },
    async ({ body: { title, mode, format = null } }, caller) => {
      const opened = await imports.open(caller, { title, mode, format, proof: proofOf(caller) });
      return { status: 201, body: presentImport(opened), headers: { Location: `/v1/device-imports/${opened.id}` } };
    },
  );
}

function readRoutes(imports: DeviceImports): Route[] {
  const require = async (tenantId: string, id: string): Promise<DeviceImport> => {
    const found = await imports.find(tenantId, id);
    if (found === undefined) throw new ProvisioningError('import_not_found', 'No import has this id');
    return found;
  };
  return [
    defineRoute(
      {
        ...READ,
        path: '/v1/device-imports',
        summary: 'Lists imports of devices, newest first',
        params: NOTHING,
        query: closed(PAGING),
        replies: { 200: pageOf(IMPORT) },
      },
      async ({ query }, { tenantId }) => {
        const { items, next } = await imports.list(tenantId, pageFrom(query));
        return { status: 200, body: { items: items.map(presentImport), next } };
      },
    ),
    defineRoute(
      {
        ...READ,
        path: '/v1/device-imports/:id',
        summary: 'Shows how far an import is',
        params: ID_PARAMS,
        replies: { 200: IMPORT },
      },
      async ({ params: { id } }, { tenantId }) => ({ status: 200, body: presentImport(await require(tenantId, id)) }),
    ),
    defineRoute(
      {
        ...READ,
        path: '/v1/device-imports/:id/rows',
        summary: 'Lists what became of each row of a file. No identifier is in it',
        params: ID_PARAMS,
        query: ROWS_QUERY,
        replies: { 200: pageOf(ROW) },
      },
      async ({ params: { id }, query }, { tenantId }) => {
        await require(tenantId, id);
        const page = await imports.rows(tenantId, { id, outcome: query.outcome }, pageFrom(query));
        return { status: 200, body: page };
      },
    ),
  ];
}

function presentImport(found: DeviceImport): Static<typeof IMPORT> {
  return { ...found };
}
