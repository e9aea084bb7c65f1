import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import test, { type ExecutionContext } from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { isAlive } from '../../launcher/processes.ts';
import { createProgress } from '../../launcher/progress.ts';
import { findTemporalBinary } from '../../launcher/temporal-binary.ts';
import { isTemporalReady } from '../../launcher/temporal-probe.ts';
import { startTemporalServer } from '../../launcher/temporal-server.ts';
import { makeFolder, projectDir, writeScript } from './world.ts';

async function optionsFor(t: ExecutionContext) {
  const stateDir = await makeFolder(t);
  return {
    binary: await findTemporalBinary({
      env: process.env,
      module: join(projectDir, 'tools', 'temporal'),
      progress: createProgress(process.stderr),
    }),
    stateDir,
    logFile: join(stateDir, 'temporal.log'),
    port: await findFreePort(),
    portVariable: 'TEMPORAL_PORT',
    env: process.env,
  };
}

async function connect(t: ExecutionContext, address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  t.teardown(() => connection.close());
  return new Client({ connection });
}

test('a Temporal server that is ready starts workflows with our search attributes, and keeps them', async (t) => {
  const options = await optionsFor(t);
  const first = await startTemporalServer(options);
  t.teardown(() => first.stop());
  const client = await connect(t, first.address);
  await client.workflow.start('any', {
    taskQueue: 'none',
    workflowId: 'one',
    searchAttributes: { WsiTenant: ['t1'], WsiAttempt: [1] },
  });
  await first.stop();
  t.false(await isAlive(first.pid));

  const second = await startTemporalServer(options);
  t.teardown(() => second.stop());
  t.false(second.takenOver);
  const again = await connect(t, second.address);
  t.is((await again.workflow.getHandle('one').describe()).status.name, 'RUNNING');
});

test('a server whose state is of an earlier version learns the search attributes it lacks', async (t) => {
  const options = await optionsFor(t);
  const earlier = await startTemporalServer({ ...options, searchAttributes: ['WsiTenant=Keyword'] });
  await earlier.stop();

  const server = await startTemporalServer(options);
  t.teardown(() => server.stop());

  t.true(
    await isTemporalReady({ port: options.port, namespace: 'default', searchAttributes: ['WsiOutcome', 'WsiDueAt'] }),
  );
});

test('a Temporal server that is left is taken over with its web UI; one left on another port is ended', async (t) => {
  const options = await optionsFor(t);
  const ui = { port: await findFreePort(), portVariable: 'TEMPORAL_UI_PORT' };
  const first = await startTemporalServer({ ...options, ui });
  t.teardown(() => first.stop());
  t.true((await fetch(first.uiUrl!)).ok);

  const second = await startTemporalServer({ ...options, ui });
  t.true(second.takenOver);
  t.is(second.pid, first.pid);

  const third = await startTemporalServer({ ...options, port: await findFreePort() });
  t.teardown(() => third.stop());
  t.false(third.takenOver);
  t.is(third.uiUrl, undefined);
  t.false(await isAlive(first.pid));
});

test('startTemporalServer() begins again where laying out the database was cut off', async (t) => {
  const options = await optionsFor(t);
  await writeFile(join(options.stateDir, 'temporal.db'), '');
  const server = await startTemporalServer(options);
  t.teardown(() => server.stop());
  await t.notThrowsAsync(access(join(options.stateDir, 'temporal.db.complete')));
});

test('startTemporalServer() names a taken port of the web UI and the variable that moves it', async (t) => {
  const options = await optionsFor(t);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  await t.throwsAsync(startTemporalServer({ ...options, ui: { port, portVariable: 'TEMPORAL_UI_PORT' } }), {
    message: new RegExp(`^Cannot start Temporal's web UI on 127.0.0.1:${port}: .*; set TEMPORAL_UI_PORT to another$`),
  });
});

test('startTemporalServer() starts a server again that ends, twice, and then tells the end of its log', async (t) => {
  const options = await optionsFor(t);
  const binary = join(options.stateDir, 'temporal');
  await writeScript(binary, 'echo "out of luck"; exit 1');
  await t.throwsAsync(startTemporalServer({ ...options, binary }), {
    message: /^Cannot start Temporal: it ended at once; the end of .*temporal\.log:\n(out of luck\n?){3}$/,
  });
});

test('startTemporalServer() names a program that cannot be started', async (t) => {
  const options = await optionsFor(t);
  await t.throwsAsync(startTemporalServer({ ...options, binary: '/absent/temporal' }), {
    message: 'Cannot start Temporal from /absent/temporal: spawn /absent/temporal ENOENT',
  });
});

test('a server that speaks something else is not ready', async (t) => {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  t.false(await isTemporalReady({ port, namespace: 'default', searchAttributes: [] }));
});
