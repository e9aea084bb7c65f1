// A launcher for tests to kill: starts what LAUNCH names in STATE_DIR on PORT, says where, and waits.
import { fileURLToPath } from 'node:url';
import { startChild } from '../../launcher/child.ts';
import { claim } from '../../launcher/pid-file.ts';
import { startPostgres } from '../../launcher/postgres.ts';

const { env } = process;
const stateDir = env['STATE_DIR'] ?? '';
const projectDir = fileURLToPath(new URL('../..', import.meta.url));

const START: Record<string, () => Promise<object>> = {
  async postgres() {
    const { pid } = await startPostgres({
      stateDir,
      logFile: `${stateDir}/postgres.log`,
      port: Number(env['PORT']),
      portVariable: 'POSTGRES_PORT',
    });
    return { pid };
  },
  async child() {
    const { pid } = await startChild({
      name: 'program',
      path: 'test/helpers/program-main.ts',
      projectDir,
      env,
      stateDir,
      ports: [],
      readyLimitMs: 20_000,
      stopLimitMs: 5_000,
    });
    return { pid };
  },
  async claim() {
    return { held: (await claim(`${stateDir}/place.pid`)).held };
  },
};

console.log(JSON.stringify({ ready: true, ...(await START[env['LAUNCH'] ?? '']?.()) }));
// Held by the test: it ends when that does.
process.stdin.resume().once('end', () => process.exit(1));
