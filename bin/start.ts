/**
 * Everything on one machine: database, Temporal, SMSC, push proxy gateway and handsets (unless you name your own), worker and API.
 *
 * WSI_STATE_DIR (.state), HTTP_PORT (8080), POSTGRES_PORT (5433), TEMPORAL_PORT (7233), TEMPORAL_UI_PORT (8233),
 * SMSC_SMPP_PORT (2775), SMSC_CONTROL_PORT (2780), PPG_PAP_PORT (2785), PPG_CONTROL_PORT (2786), HANDSET_PORT (2790); DATABASE_URL, TEMPORAL_ADDRESS, SMPP_URL, PAP_URL and
 * SECRET_KEY for parts and a key of your own; TEMPORAL_CLI for the program that Temporal is started with;
 * WSI_SAMPLE_ORDER=no to start without the sample order
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROLES_OF_A_TENANT, SCOPES } from '../domain/access.ts';
import { MAX_KEY_DAYS } from '../domain/client.ts';
import { ANY_DOMAIN } from '../domain/domain-name.ts';
import { ALL_ENTITLEMENTS } from '../domain/entitlements.ts';
import {
  findSecretKey,
  migrate,
  type Part,
  type ProgramSpec,
  type Surroundings,
  startDatabase,
  startGateway,
  startProgram,
  startSmsc,
  startTemporal,
} from '../launcher/parts.ts';
import { claim } from '../launcher/pid-file.ts';
import { createProgress } from '../launcher/progress.ts';
import { runSampleOrder } from '../launcher/sample-order.ts';
import { askSampleQuestion } from '../launcher/sample-question.ts';
import { type LauncherSettings, readSettings } from '../launcher/settings.ts';
import { hearStopRequest } from '../launcher/stop-request.ts';
import { type ClientOrder, ensureClient } from './clients.ts';

/** In the state folder: for whoever runs the installation, readable by nobody else. */
const OPERATOR_KEY = 'operator-key';

/** What the clients of a newcomer may do. */
const FIRST: ClientOrder = {
  tenant: 'demo',
  entitlements: ALL_ENTITLEMENTS,
  // Virtual handsets have numbers of no country.
  settings: { msisdnCheck: 'e164' },
  domains: [ANY_DOMAIN],
  name: 'first',
  roles: ROLES_OF_A_TENANT,
  scopes: SCOPES,
  days: MAX_KEY_DAYS,
};
/** Whoever runs the installation. */
const OPERATOR: ClientOrder = {
  tenant: 'platform',
  name: 'operator',
  roles: ['operator', 'administrator', 'auditor'],
  scopes: SCOPES,
  days: MAX_KEY_DAYS,
};

const projectDir = fileURLToPath(new URL('..', import.meta.url));

/** What has been started, in order; stopped the other way round. */
type Started = { readonly stop: () => Promise<void> }[];

try {
  await main(readSettings(process.env, projectDir));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function main(settings: LauncherSettings): Promise<void> {
  await mkdir(settings.stateDir, { recursive: true });
  const place = await claim(join(settings.stateDir, 'launcher.pid'));
  if (!place.held) {
    throw new Error(`Cannot start: process ${place.by.pid} is running with ${settings.stateDir} already`);
  }

  const stop = hearStopRequest(process.env, () => {
    console.error('Not waiting: what still runs is found and ended by the next start');
    process.exit(130);
  });
  const progress = createProgress(process.stdout);
  const started: Started = [];
  try {
    // Asked to stop in the middle, it stops after the step at hand.
    await start({ settings, projectDir, env: process.env, progress, signal: stop.signal }, started);
    if (!stop.signal.aborted) progress.say('Press Ctrl-C to stop');
    await stop.asked;
    progress.say('Stopping');
  } catch (error) {
    // Whatever was given up half done because it was asked to stop is no failure.
    if (!stop.signal.aborted) throw error;
  } finally {
    for (const part of started.toReversed()) await stopQuietly(part);
    await place.release();
  }
}

/** What cannot be stopped must not keep the rest running. */
async function stopQuietly(part: Started[number]): Promise<void> {
  try {
    await part.stop();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

async function start(surroundings: Surroundings, started: Started): Promise<void> {
  const { signal } = surroundings;
  const [database, temporal] = await together(started, [startDatabase(surroundings), startTemporal(surroundings)]);
  if (signal.aborted) return;

  const known = {
    ...surroundings.env,
    ...database.env,
    ...temporal.env,
    SECRET_KEY: await findSecretKey(surroundings),
  };
  const [smsc, gateway] = await together(started, [
    startSmsc(surroundings),
    migrate(surroundings, known).then(() => startGateway(surroundings)),
  ]);
  if (signal.aborted) return;

  const env = { ...known, ...smsc.env, ...gateway.env };
  await startService(surroundings, started, env);
  if (signal.aborted) return;
  const key = await findKey(surroundings, env, { file: 'api-key', doing: 'Finding the API key', client: FIRST });
  await findKey(surroundings, env, { file: OPERATOR_KEY, doing: 'Finding the operator key', client: OPERATOR });
  await showSample(surroundings, key);
  printAddresses(surroundings, temporal, key);
}

/** Lets a newcomer see it work; only where the phones are virtual. */
async function showSample({ settings, progress }: Surroundings, key: string): Promise<void> {
  const { ports, own, runsSample } = settings;
  if (!runsSample || own.smppUrl !== undefined) return;
  const apiUrl = `http://127.0.0.1:${ports.http.port}`;
  const handsetUrl = `http://127.0.0.1:${ports.handsets.port}`;
  const options = { apiUrl, key, handsetUrl, say: progress.say };
  await runSampleOrder(options);
  await askSampleQuestion(options);
}

/** The key of a client: made on the first start, and again when the one kept no longer lets it in. */
async function findKey(
  { settings, progress }: Surroundings,
  env: NodeJS.ProcessEnv,
  wanted: WantedKey,
): Promise<string> {
  const file = join(settings.stateDir, wanted.file);
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  const key = await progress.during(wanted.doing, () => ensureClient(env, wanted.client, kept));
  if (key !== kept) await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}

interface WantedKey {
  readonly file: string;
  readonly doing: string;
  readonly client: ClientOrder;
}

/** Waits for both, whatever becomes of either, so that what has started is stopped in the end. */
async function together<A extends Started[number], B extends Started[number]>(
  started: Started,
  parts: readonly [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  for (const part of await Promise.allSettled(parts)) if (part.status === 'fulfilled') started.push(part.value);
  return Promise.all(parts);
}

/** The worker first: it is to be stopped after the API, which feeds it. */
async function startService(surroundings: Surroundings, started: Started, env: NodeJS.ProcessEnv): Promise<void> {
  const { http, apiMetrics, workerMetrics } = surroundings.settings.ports;
  const shared = { PUBLIC_URL: `http://127.0.0.1:${http.port}`, ...env };
  const api: ProgramSpec = {
    name: 'api',
    // Virtual phones may be tried as often as anybody likes.
    env: { MAX_ORDERS_PER_PHONE_AND_DAY: '1000000', ...shared, HTTP_PORT: String(http.port), ...metricsOn(apiMetrics) },
    ports: [
      { name: 'the API', ...http },
      { name: 'the metrics of the API', ...apiMetrics },
    ],
  };
  await together(started, [
    startProgram(surroundings, {
      name: 'worker',
      makesWay: true,
      env: {
        WORKFLOW_BUNDLES: join(surroundings.settings.stateDir, 'bundles'),
        ...shared,
        ...metricsOn(workerMetrics),
      },
      ports: [{ name: 'the metrics of the worker', ...workerMetrics }],
    }),
    startProgram(surroundings, api),
  ]);
}

function metricsOn({ port }: { readonly port: number }): NodeJS.ProcessEnv {
  return { METRICS_ADDRESS: `127.0.0.1:${port}` };
}

function printAddresses(
  { settings, progress }: Surroundings,
  temporal: Part & { uiUrl: string | undefined },
  key: string,
): void {
  const { ports, own, stateDir } = settings;
  progress.say('');
  progress.say(`API          http://127.0.0.1:${ports.http.port}`);
  progress.say(`Reference    http://127.0.0.1:${ports.http.port}/reference`);
  progress.say(`API key      ${key}`);
  progress.say(`Operator key ${join(stateDir, OPERATOR_KEY)}`);
  if (temporal.uiUrl !== undefined) progress.say(`Temporal UI  ${temporal.uiUrl}`);
  if (own.smppUrl === undefined) {
    progress.say(`Handsets     http://127.0.0.1:${ports.handsets.port}`);
    progress.say(`SMSC         http://127.0.0.1:${ports.smscControl.port}/log`);
    if (own.papUrl === undefined) progress.say(`Push gateway http://127.0.0.1:${ports.papControl.port}/log`);
  }
  progress.say(
    `Metrics      http://127.0.0.1:${ports.apiMetrics.port}/metrics and :${ports.workerMetrics.port}/metrics`,
  );
  progress.say(`State, logs  ${stateDir}`);
  progress.say('');
}
