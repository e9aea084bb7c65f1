import test from 'ava';
import { readSettings } from '../../launcher/settings.ts';

test('readSettings() has a default for everything', (t) => {
  const { stateDir, ports, own } = readSettings({}, '/project');
  t.is(stateDir, '/project/.state');
  t.deepEqual(
    Object.values(ports).map(({ variable, port }) => `${variable}=${port}`),
    [
      'HTTP_PORT=8080',
      'POSTGRES_PORT=5433',
      'TEMPORAL_PORT=7233',
      'TEMPORAL_UI_PORT=8233',
      'SMSC_SMPP_PORT=2775',
      'SMSC_CONTROL_PORT=2780',
      'PPG_PAP_PORT=2785',
      'PPG_CONTROL_PORT=2786',
      'HANDSET_PORT=2790',
      'API_METRICS_PORT=9464',
      'WORKER_METRICS_PORT=9465',
    ],
  );
  t.deepEqual(own, { databaseUrl: undefined, temporalAddress: undefined, smppUrl: undefined, papUrl: undefined });
});

test('readSettings() takes parts, ports and a state folder of the user', (t) => {
  const { stateDir, ports, own } = readSettings(
    { WSI_STATE_DIR: '/var/state', HTTP_PORT: '81', TEMPORAL_ADDRESS: 'temporal:7233', DATABASE_URL: '' },
    '/project',
  );
  t.is(stateDir, '/var/state');
  t.is(ports.http.port, 81);
  t.deepEqual(own, { databaseUrl: undefined, temporalAddress: 'temporal:7233', smppUrl: undefined, papUrl: undefined });
});

test('readSettings() names every variable that holds no port, and no value', (t) => {
  t.throws(() => readSettings({ HTTP_PORT: 'http', POSTGRES_PORT: '70000' }, '/project'), {
    message:
      'Cannot start with this environment:\n  HTTP_PORT: expected a port from 1 to 65535\n  POSTGRES_PORT: expected a port from 1 to 65535',
  });
});
