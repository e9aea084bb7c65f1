import { resolve } from 'node:path';

/** The ports that the launcher gives out, each with the variable that moves it; all on 127.0.0.1. */
const PORTS = {
  http: ['HTTP_PORT', 8080],
  postgres: ['POSTGRES_PORT', 5433],
  temporal: ['TEMPORAL_PORT', 7233],
  temporalUi: ['TEMPORAL_UI_PORT', 8233],
  smpp: ['SMSC_SMPP_PORT', 2775],
  smscControl: ['SMSC_CONTROL_PORT', 2780],
  pap: ['PPG_PAP_PORT', 2785],
  papControl: ['PPG_CONTROL_PORT', 2786],
  handsets: ['HANDSET_PORT', 2790],
  apiMetrics: ['API_METRICS_PORT', 9464],
  workerMetrics: ['WORKER_METRICS_PORT', 9465],
} as const satisfies Record<string, readonly [variable: string, port: number]>;

type PortKey = keyof typeof PORTS;

/** Parts of the user's own, by the variable that names them; what is absent is started here. */
interface OwnParts {
  readonly databaseUrl: string | undefined;
  readonly temporalAddress: string | undefined;
  readonly smppUrl: string | undefined;
  readonly papUrl: string | undefined;
}

export interface LauncherSettings {
  /** Absolute. */
  readonly stateDir: string;
  readonly ports: Readonly<Record<PortKey, { readonly variable: string; readonly port: number }>>;
  readonly own: OwnParts;
  /** Whether a sample order is run once everything is up. */
  readonly runsSample: boolean;
}

/**
 * Reads what `npm start` can be told by environment variables.
 *
 * @throws Error naming every variable that holds no port
 */
export function readSettings(env: NodeJS.ProcessEnv, projectDir: string): LauncherSettings {
  const faults: string[] = [];
  const port = (key: PortKey) => {
    const [variable, fallback] = PORTS[key];
    const value = Number(env[variable] || fallback);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) {
      faults.push(`  ${variable}: expected a port from 1 to 65535`);
    }
    return { variable, port: value };
  };
  const ports = {
    http: port('http'),
    postgres: port('postgres'),
    temporal: port('temporal'),
    temporalUi: port('temporalUi'),
    smpp: port('smpp'),
    smscControl: port('smscControl'),
    pap: port('pap'),
    papControl: port('papControl'),
    handsets: port('handsets'),
    apiMetrics: port('apiMetrics'),
    workerMetrics: port('workerMetrics'),
  };
  if (faults.length > 0) throw new Error(`Cannot start with this environment:\n${faults.join('\n')}`);
  return {
    stateDir: resolve(projectDir, env['WSI_STATE_DIR'] || '.state'),
    ports,
    own: {
      databaseUrl: env['DATABASE_URL'] || undefined,
      temporalAddress: env['TEMPORAL_ADDRESS'] || undefined,
      smppUrl: env['SMPP_URL'] || undefined,
      papUrl: env['PAP_URL'] || undefined,
    },
    runsSample: env['WSI_SAMPLE_ORDER'] !== 'no',
  };
}
