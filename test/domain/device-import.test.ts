import test from 'ava';
import {
  type ImportMode,
  type ImportRow,
  type KnownDevice,
  type PlannedDevice,
  planRows,
} from '../../domain/device-import.ts';
import { fc } from '../helpers/drawn-values.ts';

const identifiers = fc.record(
  {
    msisdn: fc.constantFrom('+1', '+2', '+3'),
    imsi: fc.constantFrom('11', '22', '33'),
    imei: fc.constantFrom('111', '222', '333'),
    maxParts: fc.constantFrom(1, 2),
  },
  { requiredKeys: [] },
);
const files = fc
  .array(
    identifiers.filter(({ msisdn, imsi, imei }) => (msisdn ?? imsi ?? imei) !== undefined),
    { maxLength: 12 },
  )
  .map((rows) => rows.map((fields, i): ImportRow => ({ row: i + 1, fields })));

/** A store of devices that takes a plan as the database does, and refuses a second device with one identifier. */
function createShelf() {
  const devices = new Map<string, PlannedDevice>();
  let last = 0;
  return {
    devices,
    take(mode: ImportMode, rows: readonly ImportRow[]) {
      const known = [...devices.values()].map((device): KnownDevice => ({ ...device, keepsNumber: false }));
      const plan = planRows(mode, rows, { known, newId: () => `device ${++last}` });
      for (const { id, fields } of [...plan.inserts, ...plan.updates]) devices.set(id, { id, fields });
      for (const name of ['msisdn', 'imsi', 'imei'] as const) {
        const values = [...devices.values()].flatMap(({ fields }) => fields[name] ?? []);
        if (new Set(values).size !== values.length) throw new Error(`Two devices have one ${name}`);
      }
      return plan;
    },
  };
}

for (const mode of ['create', 'upsert'] as const) {
  test(`Rows of mode ${mode} come to the same in one batch as one by one, and never to two devices with one identifier`, (t) => {
    fc.assert(
      fc.property(files, (rows) => {
        const [whole, single] = [createShelf(), createShelf()];
        const reports = whole.take(mode, rows).reports;
        const one = rows.flatMap((row) => single.take(mode, [row]).reports);
        t.deepEqual(reports, one);
        t.deepEqual([...whole.devices.values()], [...single.devices.values()]);
      }),
    );
  });
}

test('A file of new devices that is done again makes none', (t) => {
  fc.assert(
    fc.property(files, (rows) => {
      const shelf = createShelf();
      shelf.take('create', rows);
      const count = shelf.devices.size;
      t.true(shelf.take('create', rows).reports.every(({ outcome }) => outcome === 'refused'));
      t.is(shelf.devices.size, count);
    }),
  );
});

test('A row says nothing of what it does not name', (t) => {
  const fields = {
    msisdn: '+1',
    imsi: '11',
    imei: null,
    model: 'Acme',
    applications: ['w4'],
    bearers: null,
    dm: true,
    timeZone: null,
    mediaTypes: null,
    maxParts: 4,
  };
  const known = [{ id: 'device', fields, keepsNumber: true }];
  const rows: ImportRow[] = [{ row: 1, fields: { msisdn: '+1', imei: '111' } }];
  t.deepEqual(planRows('upsert', rows, { known, newId: String }).updates[0]?.fields, { ...fields, imei: '111' });
});
