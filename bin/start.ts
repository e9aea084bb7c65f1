/**
 * Everything on one machine: database, Temporal, SMSC and handsets (unless you name your own), worker and API.
 *
 * WSI_STATE_DIR (.state), HTTP_PORT (8080), POSTGRES_PORT (5433), TEMPORAL_PORT (7233), TEMPORAL_UI_PORT (8233),
 * SMSC_SMPP_PORT (2775), SMSC_CONTROL_PORT (2780), HANDSET_PORT (2790); DATABASE_URL, TEMPORAL_ADDRESS, SMPP_URL and
 * SECRET_KEY for parts and a key of your own; TEMPORAL_CLI for the program that Temporal is started with
 */
import { EventEmitter, once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  findSecretKey,
  migrate,
  type Part,
  type ProgramSpec,
  type Surroundings,
  startDatabase,
  startProgram,
  startSmsc,
  startTemporal,
} from '../launcher/parts.ts';
import { claim } from '../launcher/pid-file.ts';
import { createProgress } from '../launcher/progress.ts';
import { readSettings } from '../launcher/settings.ts';

/** npm passes a signal on that the terminal has sent already: two within this time are one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_POLL_MS = 1_000;

const projectDir = fileURLToPath(new URL('..', import.meta.url));

/** What has been started, in order; stopped the other way round. */
type Started = { readonly stop: () => Promise<void> }[];

try {
  const surroundings: Surroundings = {
    settings: readSettings(process.env, projectDir),
    projectDir,
    env: process.env,
    progress: createProgress(process.stdout),
  };
  await main(surroundings);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function main(surroundings: Surroundings): Promise<void> {
  const { settings, progress } = surroundings;
  await mkdir(settings.stateDir, { recursive: true });
  const place = await claim(join(settings.stateDir, 'launcher.pid'));
  if (!place.held) {
    throw new Error(`Cannot start: process ${place.by.pid} is running with ${settings.stateDir} already`);
  }

  const asked = stopAsked();
  const started: Started = [];
  try {
    // Asked to stop in the middle, it stops after the step at hand.
    await start(surroundings, { started, isStopping: asked.isStopping });
    if (!asked.isStopping()) progress.say('Press Ctrl-C to stop');
    await asked.promise;
    progress.say('Stopping');
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

interface Course {
  readonly started: Started;
  readonly isStopping: () => boolean;
}

async function start(surroundings: Surroundings, { started, isStopping }: Course): Promise<void> {
  const [database, temporal] = await Promise.allSettled([startDatabase(surroundings), startTemporal(surroundings)]);
  for (const part of [database, temporal]) if (part.status === 'fulfilled') started.push(part.value);
  if (database.status === 'rejected') throw database.reason;
  if (temporal.status === 'rejected') throw temporal.reason;
  if (isStopping()) return;

  const known = {
    ...surroundings.env,
    ...database.value.env,
    ...temporal.value.env,
    SECRET_KEY: await findSecretKey(surroundings),
  };
  const [schema, smsc] = await Promise.allSettled([migrate(surroundings, known), startSmsc(surroundings)]);
  if (smsc.status === 'fulfilled') started.push(smsc.value);
  if (schema.status === 'rejected') throw schema.reason;
  if (smsc.status === 'rejected') throw smsc.reason;
  if (isStopping()) return;

  await startService(surroundings, { started, isStopping }, { ...known, ...smsc.value.env });
  printAddresses(surroundings, temporal.value);
}

/** The worker first: it is to be stopped after the API, which feeds it. */
async function startService(surroundings: Surroundings, { started }: Course, env: NodeJS.ProcessEnv): Promise<void> {
  const { http } = surroundings.settings.ports;
  const api: ProgramSpec = {
    name: 'api',
    env: { ...env, HTTP_PORT: String(http.port) },
    ports: [{ name: 'the API', ...http }],
  };
  const parts = await Promise.allSettled([
    startProgram(surroundings, { name: 'worker', env, ports: [] }),
    startProgram(surroundings, api),
  ]);
  for (const part of parts) if (part.status === 'fulfilled') started.push(part.value);
  for (const part of parts) if (part.status === 'rejected') throw part.reason;
}

function printAddresses({ settings, progress }: Surroundings, temporal: Part & { uiUrl: string | undefined }): void {
  progress.say('');
  progress.say(`API          http://127.0.0.1:${settings.ports.http.port}`);
  if (temporal.uiUrl !== undefined) progress.say(`Temporal UI  ${temporal.uiUrl}`);
  progress.say(`State, logs  ${settings.stateDir}`);
  progress.say('');
}

/** Hears when to stop: by signal, or because the npm that runs us is gone. A second Ctrl-C ends at once. */
function stopAsked(): { readonly promise: Promise<void>; readonly isStopping: () => boolean } {
  let firstAt: number | undefined;
  const asked = new EventEmitter();
  const promise = once(asked, 'stop').then(() => {});
  const ask = () => {
    if (firstAt !== undefined && Date.now() - firstAt > SAME_SIGNAL_MS) {
      console.error('Not waiting: what still runs is found and ended by the next start');
      process.exit(130);
    }
    firstAt ??= Date.now();
    asked.emit('stop');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // A shell between npm and us does not pass SIGTERM on.
  const parent = process.ppid;
  const underNpm = process.env['npm_lifecycle_event'] !== undefined;
  const watch = setInterval(() => {
    if (!underNpm || process.ppid === parent) return;
    clearInterval(watch);
    ask();
  }, PARENT_POLL_MS);
  return { promise, isStopping: () => firstAt !== undefined };
}
