import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { readPort } from '../../simulator/read-port.ts';
import { S3 } from './vectors.ts';
import { bindClient, connectClient, createCaller, PASSWORD, SYSTEM_ID, submit, viewHandset } from './world.ts';

const PHONE = '15550001111';

interface Started {
  readonly child: ChildProcess;
  readonly ready: Record<string, number>;
}

/** Starts an entry point on free ports and waits for its line. */
async function start(t: ExecutionContext, name: string, env: Record<string, string>): Promise<Started> {
  const path = fileURLToPath(new URL(`../../bin/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path], {
    env: {
      PATH: process.env['PATH'],
      SMSC_SMPP_PORT: '0',
      SMSC_CONTROL_PORT: '0',
      PPG_PAP_PORT: '0',
      PPG_CONTROL_PORT: '0',
      HANDSET_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout! }), 'line');
  return { child, ready: JSON.parse(line) };
}

test('Two processes carry S3 from a client to a handset, and its receipt back', async (t) => {
  const handsets = await start(t, 'handset-simulator', {});
  t.deepEqual(Object.keys(handsets.ready), ['ready', 'port']);
  const url = `http://127.0.0.1:${handsets.ready['port']}`;
  const phone = createCaller(url);
  await phone('PUT', `/handsets/${PHONE}`, { imsi: '001010123456789', user: { pin: S3.pin } });
  const smsc = await start(t, 'smsc-simulator', { HANDSET_URL: url, SMSC_PASSWORD: PASSWORD });
  t.deepEqual(Object.keys(smsc.ready), ['ready', 'smppPort', 'controlPort']);
  const client = await bindClient(t, smsc.ready['smppPort']!);

  for (const part of S3.parts) {
    await client.ask('submit_sm', submit(PHONE, { esm_class: 0x40, short_message: Buffer.from(part, 'hex') }));
  }
  await client.deliveredNth(2);

  t.deepEqual(
    client.delivered.map((receipt) => receipt.message_state),
    [2, 2],
  );
  t.is((await viewHandset(phone, PHONE)).documents[0]!.wbxml, S3.wbxml);
});

test('The SMSC process checks the credentials of its environment', async (t) => {
  const { ready } = await start(t, 'smsc-simulator', { SMSC_SYSTEM_ID: 'other', SMSC_PASSWORD: 'secret' });
  for (const [systemId, password, status] of [
    [SYSTEM_ID, 'secret', 0x0f],
    ['other', 'wrong', 0x0e],
    ['other', 'secret', 0],
  ] as const) {
    const client = await connectClient(t, ready['smppPort']!);
    const answer = await client.ask('bind_transceiver', { system_id: systemId, password });
    t.is(answer.command_status, status);
  }
});

test('The gateway process checks the credentials of its environment', async (t) => {
  const { ready } = await start(t, 'ppg-simulator', { PPG_USER: 'other', PPG_PASSWORD: 'secret', PPG_NAME: 'ppg' });
  t.deepEqual(Object.keys(ready), ['ready', 'papPort', 'controlPort']);
  for (const [credentials, status] of [
    ['wsi:secret', 401],
    ['other:wrong', 401],
    ['other:secret', 202],
  ] as const) {
    const headers = { authorization: `Basic ${btoa(credentials)}` };
    const answer = await fetch(`http://127.0.0.1:${ready['papPort']}/wappush`, { method: 'POST', headers });
    t.is(answer.status, status);
  }
});

test('HANDSET_CREATE_UNKNOWN makes handsets on the fly', async (t) => {
  const { ready } = await start(t, 'handset-simulator', { HANDSET_CREATE_UNKNOWN: '1' });
  const call = createCaller(`http://127.0.0.1:${ready['port']}`);
  const message = { to: PHONE, from: '5555', dataCoding: 0, esmClass: 0, userData: '4869' };
  t.deepEqual((await call('POST', '/radio', message)).body, { taken: true });
});

for (const name of ['smsc-simulator', 'ppg-simulator', 'handset-simulator']) {
  test(`The ${name} process ends on SIGTERM, whoever is connected`, async (t) => {
    const { child, ready } = await start(t, name, {});
    if (ready['smppPort'] !== undefined) await bindClientWithoutPassword(t, ready['smppPort']);
    const started = Date.now();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    t.is(code, 0);
    t.true(Date.now() - started < 20_000);
  });

  test(`The ${name} process ends when the process that started it is gone`, async (t) => {
    const { child } = await start(t, name, {});
    child.disconnect();
    const [code] = await once(child, 'exit');
    t.is(code, 0);
  });
}

async function bindClientWithoutPassword(t: ExecutionContext, port: number): Promise<void> {
  const client = await connectClient(t, port);
  t.is((await client.ask('bind_transceiver', { system_id: SYSTEM_ID })).command_status, 0);
}

test('readPort() takes a port, and the fallback for nothing', (t) => {
  t.is(readPort('P', '0', 1), 0);
  t.is(readPort('P', undefined, 2775), 2775);
  t.is(readPort('P', '', 2775), 2775);
});

for (const text of ['65536', '-1', 'x', '1.5']) {
  test(`readPort() refuses "${text}" by the variable's name`, (t) => {
    t.throws(() => readPort('SMSC_SMPP_PORT', text, 1), { instanceOf: RangeError, message: /SMSC_SMPP_PORT/ });
  });
}
