import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { plainEnv, run, testWith } from '../helpers/programs.ts';
import { eventually, makeFolder, projectDir } from '../launcher/world.ts';

type Json = Record<string, unknown>;

/** What a newcomer is promised: from nothing to a provisioned phone. */
const MOST_MS = 5 * 60_000;
const MOST_CALLS = 7;
/** As `npm start` has them, and so the README. */
const USUAL_PORTS: Readonly<Record<string, number>> = {
  HTTP_PORT: 8080,
  POSTGRES_PORT: 5433,
  TEMPORAL_PORT: 7233,
  TEMPORAL_UI_PORT: 8233,
  SMSC_SMPP_PORT: 2775,
  SMSC_CONTROL_PORT: 2780,
  PPG_PAP_PORT: 2785,
  PPG_CONTROL_PORT: 2786,
  HANDSET_PORT: 2790,
  API_METRICS_PORT: 9464,
  WORKER_METRICS_PORT: 9465,
};

/** The commands of one section of the README, as they stand. */
async function commandsOf(heading: string): Promise<string> {
  const readme = await readFile(join(projectDir, 'README.md'), 'utf8');
  const section = readme.split(/^#{2,3} /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands);
  if (blocks.length === 0) throw new Error(`The README has no commands under "${heading}"`);
  return blocks.join('\n');
}

/** `npm start` with a state folder and ports of its own, as in a terminal. */
async function npmStart(t: ExecutionContext) {
  const folder = await makeFolder(t);
  const state = join(folder, '.state');
  const ports = new Map<string, number>();
  for (const variable of Object.keys(USUAL_PORTS)) ports.set(variable, await findFreePort());
  const env = { ...plainEnv(), ...Object.fromEntries([...ports].map(([name, port]) => [name, String(port)])) };
  const child = spawn('npm', ['start'], { cwd: projectDir, env: { ...env, WSI_STATE_DIR: state }, detached: true });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close');
  t.teardown(async () => {
    // To all of its group, as Ctrl-C in a terminal does.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await ended;
  });
  t.true(await eventually(() => output.includes('Press Ctrl-C') || child.exitCode !== null, 270_000), output);
  t.is(child.exitCode, null, output);
  return {
    folder,
    output: () => output,
    /** With the ports that this one listens on. */
    placed: (commands: string) =>
      Object.entries(USUAL_PORTS).reduce(
        (text, [name, usual]) => text.replaceAll(`127.0.0.1:${usual}`, `127.0.0.1:${ports.get(name)}`),
        commands,
      ),
    /** The requests to the API, as its log has them. */
    requests: async () =>
      (await readFile(join(state, 'logs', 'api.log'), 'utf8'))
        .split('\n')
        .filter((line) => line.includes('"event":"request"'))
        .map((line): Json => JSON.parse(line)),
  };
}

/** Every JSON value that a script printed. curl ends none with a line, so they may stand one after the other. */
function valuesIn(output: string): Json[] {
  return output
    .replaceAll(/\}\s*\{"/g, '}\n{"')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

testWith('curl', 'With the README alone a new provider gets its document onto a phone', async (t) => {
  const began = Date.now();
  const { folder, output, placed, requests } = await npmStart(t);
  t.regex(output(), /Sample order .*\n.*\n.*settings installed\n.*completed\n/);
  const before = (await requests()).length;

  const said = await run(['bash', '-euo', 'pipefail', '-c', placed(await commandsOf('A service of your own'))], {
    cwd: folder,
  });

  const handset = valuesIn(said).at(-1);
  const documents = handset?.['documents'] as { xml: string }[];
  t.is(documents.length, 1, said);
  const parms = [...String(documents[0]?.xml).matchAll(/<parm name="([^"]+)" value="([^"]+)"/g)];
  t.like(Object.fromEntries(parms.map(([, name, value]) => [name, value])), {
    APPID: '143',
    'PROVIDER-ID': 'acme-mail',
    NAME: 'Acme Mail',
    ADDR: 'imap.acme.example',
    PORTNBR: '993',
    AAUTHNAME: 'jane',
    AAUTHSECRET: 'correct-horse',
  });
  const order = valuesIn(said).find((value) => value['evidence'] !== undefined);
  t.like(order, { state: 'completed', evidence: 'delivered' });
  t.true(Date.now() - began < MOST_MS);
  // The log may be a line late.
  t.true(await eventually(async () => (await requests()).slice(before).some(({ route }) => route === '/v1/orders')));
  const calls = (await requests()).slice(before);
  t.deepEqual(
    calls.filter(({ status }) => Number(status) >= 300),
    [],
  );
  t.true(calls.length > 0 && calls.length <= MOST_CALLS, `${calls.length} calls`);

  const first = await run(['bash', '-euo', 'pipefail', '-c', placed(await commandsOf('A first order'))], {
    cwd: folder,
  });
  t.regex(first, /"state":"accepted"/);
  t.true(await eventually(async () => (await requests()).length > before + calls.length));
  const last = (await requests()).slice(before + calls.length);
  t.true(last.length > 0 && last.every(({ status }) => Number(status) < 300), JSON.stringify(last));
});
