import { join } from 'node:path';
import { type Child, type ChildSpec, runProgram, startChild } from './child.ts';
import { ensureDatabase } from './database.ts';
import { startPostgres } from './postgres.ts';
import type { Progress } from './progress.ts';
import { loadSecret } from './secrets.ts';
import type { LauncherSettings } from './settings.ts';
import { type Supervised, supervise } from './supervisor.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';

const DATABASE = 'wsi';
/** SMPP 3.4 §5.2.2 allows a password of 8 characters: 4 octets in hexadecimal. */
const SMPP_PASSWORD = { bytes: 4, encoding: 'hex' } as const;
const SMPP_SYSTEM_ID = 'wsi';
const PAP_PASSWORD = { bytes: 16, encoding: 'hex' } as const;
const PAP_USER = 'wsi';
/** Where messages come from, so that users can reply. */
const SHORT_CODE = '17170';
const SECRET_KEY = { bytes: 32, encoding: 'base64' } as const;

/** What every part is given. */
export interface Surroundings {
  readonly settings: LauncherSettings;
  readonly projectDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
  /** Aborted when the launcher is asked to stop: what takes minutes is then given up. */
  readonly signal: AbortSignal;
}

/** A part that runs, and what other parts must be told to use it. */
export interface Part {
  readonly env: NodeJS.ProcessEnv;
  readonly stop: () => Promise<void>;
}

/** The database: the user's own, or an embedded PostgreSQL that is started again whenever it ends. */
export async function startDatabase({ settings, progress }: Surroundings): Promise<Part> {
  const { own, ports, stateDir } = settings;
  if (own.databaseUrl !== undefined) return { env: { DATABASE_URL: own.databaseUrl }, stop: async () => {} };
  return progress.during('Starting PostgreSQL', async () => {
    const supervised = await supervise({
      name: 'PostgreSQL',
      say: progress.say,
      start: () =>
        startPostgres({
          stateDir,
          logFile: join(stateDir, 'logs', 'postgres.log'),
          port: ports.postgres.port,
          portVariable: ports.postgres.variable,
          say: progress.say,
        }),
    });
    const postgres = supervised.current();
    try {
      await ensureDatabase(postgres.url('postgres'), DATABASE);
    } catch (error) {
      await supervised.stop();
      throw error;
    }
    return { env: { DATABASE_URL: postgres.url(DATABASE) }, stop: supervised.stop };
  });
}

/** Temporal: the user's own, or a development server that is started again whenever it ends. */
export async function startTemporal(
  surroundings: Surroundings,
): Promise<Part & { readonly uiUrl: string | undefined }> {
  const { settings, progress, projectDir, env, signal } = surroundings;
  const { own, ports, stateDir } = settings;
  if (own.temporalAddress !== undefined) {
    return { env: { TEMPORAL_ADDRESS: own.temporalAddress }, uiUrl: undefined, stop: async () => {} };
  }
  const binary = await findTemporalBinary({ env, progress, signal, module: join(projectDir, 'tools', 'temporal') });
  return progress.during('Starting Temporal', async () => {
    const supervised = await supervise({
      name: 'Temporal',
      say: progress.say,
      start: () =>
        startTemporalServer({
          binary,
          stateDir,
          logFile: join(stateDir, 'logs', 'temporal.log'),
          port: ports.temporal.port,
          portVariable: ports.temporal.variable,
          ui: { port: ports.temporalUi.port, portVariable: ports.temporalUi.variable },
          env,
        }),
    });
    const { address, uiUrl } = supervised.current();
    return { env: { TEMPORAL_ADDRESS: address }, uiUrl, stop: supervised.stop };
  });
}

/** The SMSC: the user's own, or a virtual one with virtual handsets behind it. */
export async function startSmsc(surroundings: Surroundings): Promise<Part> {
  const { own, ports, stateDir } = surroundings.settings;
  if (own.smppUrl !== undefined) return { env: { SMPP_URL: own.smppUrl }, stop: async () => {} };
  const password = await loadSecret(join(stateDir, 'smpp-password'), SMPP_PASSWORD);
  const handsets = await startProgram(surroundings, {
    name: 'handset-simulator',
    ports: [{ name: 'the handset simulator', ...ports.handsets }],
    env: {
      HANDSET_CREATE_UNKNOWN: '1',
      ...surroundings.env,
      HANDSET_PORT: String(ports.handsets.port),
      SMSC_CONTROL_URL: `http://127.0.0.1:${ports.smscControl.port}`,
    },
  });
  try {
    const smsc = await startProgram(surroundings, {
      name: 'smsc-simulator',
      ports: [
        { name: 'the SMSC simulator', ...ports.smpp },
        { name: "the SMSC simulator's control", ...ports.smscControl },
      ],
      env: {
        ...surroundings.env,
        SMSC_SMPP_PORT: String(ports.smpp.port),
        SMSC_CONTROL_PORT: String(ports.smscControl.port),
        SMSC_SYSTEM_ID: SMPP_SYSTEM_ID,
        SMSC_PASSWORD: password,
        HANDSET_URL: handsetUrlOf(surroundings),
      },
    });
    return {
      env: { SMPP_URL: `smpp://${SMPP_SYSTEM_ID}:${password}@127.0.0.1:${ports.smpp.port}?source=${SHORT_CODE}` },
      async stop() {
        await smsc.stop();
        await handsets.stop();
      },
    };
  } catch (error) {
    await handsets.stop();
    throw error;
  }
}

/**
 * The push proxy gateway: the user's own, or a virtual one that reaches the virtual handsets. Beside an SMSC of the user there
 * are none, and a gateway that takes documents for nobody would tell that they arrived: then there is none of ours either.
 */
export async function startGateway(surroundings: Surroundings): Promise<Part> {
  const { own, ports, stateDir } = surroundings.settings;
  if (own.papUrl !== undefined) return { env: { PAP_URL: own.papUrl }, stop: async () => {} };
  if (own.smppUrl !== undefined) return { env: {}, stop: async () => {} };
  const password = await loadSecret(join(stateDir, 'pap-password'), PAP_PASSWORD);
  const gateway = await startProgram(surroundings, {
    name: 'ppg-simulator',
    ports: [
      { name: 'the push proxy gateway simulator', ...ports.pap },
      { name: "the push proxy gateway simulator's control", ...ports.papControl },
    ],
    env: {
      ...surroundings.env,
      PPG_PAP_PORT: String(ports.pap.port),
      PPG_CONTROL_PORT: String(ports.papControl.port),
      // Any name will do in the addresses that we send it.
      PPG_NAME: '',
      PPG_USER: PAP_USER,
      PPG_PASSWORD: password,
      HANDSET_URL: handsetUrlOf(surroundings),
    },
  });
  return {
    env: { PAP_URL: `pap://${PAP_USER}:${password}@127.0.0.1:${ports.pap.port}/wappush` },
    stop: gateway.stop,
  };
}

function handsetUrlOf({ settings }: Surroundings): string {
  return `http://127.0.0.1:${settings.ports.handsets.port}`;
}

/** The key under which secrets are sealed in the database: the one that is set, or one that is made and kept. */
export async function findSecretKey({ env, settings }: Surroundings): Promise<string> {
  return env['SECRET_KEY'] || loadSecret(join(settings.stateDir, 'secret-key'), SECRET_KEY);
}

/** Brings the database's schema up to date: runs bin/migrate.ts to its end. */
export async function migrate({ settings, projectDir, progress }: Surroundings, env: NodeJS.ProcessEnv): Promise<void> {
  await progress.during('Migrating the database', () =>
    runProgram({ name: 'migrate', path: 'bin/migrate.ts', projectDir, stateDir: settings.stateDir, env }),
  );
}

export type ProgramSpec = Pick<ChildSpec, 'name' | 'env' | 'ports' | 'makesWay'>;

/** Starts `bin/<name>.ts`, and again whenever it ends. */
export async function startProgram(
  { settings, projectDir, progress }: Surroundings,
  program: ProgramSpec,
): Promise<Supervised<Child>> {
  const { name } = program;
  return progress.during(`Starting ${name}`, () =>
    supervise({
      name,
      say: progress.say,
      start: () =>
        startChild({
          ...program,
          path: `bin/${name}.ts`,
          projectDir,
          stateDir: settings.stateDir,
          readyLimitMs: 60_000,
          stopLimitMs: 40_000,
        }),
    }),
  );
}
