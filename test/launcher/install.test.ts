import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeFolder, projectDir } from './world.ts';

const LOCK = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '1.0.0', optional: true, os: ['sunos'], cpu: ['x64'] },
    'node_modules/c': { version: '1.0.0', optional: true },
  },
};
const INSTALLED = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

/** A project with the installer and an npm that notes how it was called. */
async function makeProject(t: ExecutionContext, npm: { version?: string; status?: number } = {}) {
  const folder = await makeFolder(t);
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'npm'));
  await copyFile(join(projectDir, 'bin', 'install.js'), join(folder, 'bin', 'install.js'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'npm', 'package.json'), '{"type":"commonjs"}');
  const cli = join(folder, 'npm', 'npm-cli.js');
  await writeFile(
    cli,
    `const fs = require('node:fs');
     if (process.argv[2] === '--version') console.log('${npm.version ?? '10.8.2'}');
     else {
       fs.appendFileSync(__dirname + '/calls', process.argv.slice(2).join(' ') + '\\n');
       fs.mkdirSync('node_modules', { recursive: true });
       process.exitCode = ${npm.status ?? 0};
     }`,
  );
  const writeLock = (lock: object) => writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
  await writeLock(LOCK);

  const install = (env: NodeJS.ProcessEnv = { npm_execpath: cli }) =>
    new Promise<{ status: number; output: string }>((resolve) => {
      const options = { env: { PATH: '/absent', ...env }, cwd: '/' };
      const child = execFile(process.execPath, [join(folder, 'bin', 'install.js')], options, (_error, stdout, stderr) =>
        resolve({ status: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
      );
    });
  const calls = async () => {
    const text = await readFile(join(folder, 'npm', 'calls'), 'utf8').catch(() => '');
    return text.split('\n').slice(0, -1);
  };
  return { folder, writeLock, install, calls };
}

async function writeInstalled(folder: string, installed: object): Promise<void> {
  await mkdir(join(folder, 'node_modules', 'a'), { recursive: true });
  await writeFile(join(folder, 'node_modules', 'a', 'package.json'), '{}');
  await writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify(installed));
}

test('packages are installed once for one lock file, development packages too', async (t) => {
  const { install, calls, writeLock } = await makeProject(t);
  const first = await install();
  t.is(first.status, 0);
  t.regex(first.output, /^Installing packages as package-lock\.json says\nInstalling packages: done in \d+ s\n$/);
  t.deepEqual(await install(), { status: 0, output: '' });
  t.deepEqual(await calls(), ['ci --include=dev --include=optional --no-audit --no-fund']);

  await writeLock({ ...LOCK, changed: true });
  await install();
  t.is((await calls()).length, 2);
});

test('packages are installed again when node_modules is gone', async (t) => {
  const { folder, install, calls } = await makeProject(t);
  await install();
  await rm(join(folder, 'node_modules'), { recursive: true });
  await install();
  t.is((await calls()).length, 2);
});

test('what somebody has installed already as the lock file says is taken as it is', async (t) => {
  const { folder, install, calls } = await makeProject(t);
  await writeInstalled(folder, INSTALLED);
  t.deepEqual(await install(), { status: 0, output: '' });
  t.deepEqual(await calls(), []);
});

for (const [what, packages] of [
  ['in another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
  ['with other content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
  ['without a package', {}],
  ['with a package too many', { ...INSTALLED.packages, 'node_modules/d': { version: '1.0.0' } }],
] as const) {
  test(`what somebody has installed ${what} is installed anew`, async (t) => {
    const { folder, install, calls } = await makeProject(t);
    await writeInstalled(folder, { packages });
    t.is((await install()).status, 0);
    t.is((await calls()).length, 1);
  });
}

test('an optional package for this very machine is not left out', async (t) => {
  const { folder, install, calls, writeLock } = await makeProject(t);
  const mine = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] };
  await writeLock({ packages: { ...LOCK.packages, 'node_modules/mine': mine } });
  await writeInstalled(folder, INSTALLED);
  await install();
  t.is((await calls()).length, 1);
});

test('a failing npm fails the installation, which is tried again the next time', async (t) => {
  const { install, calls } = await makeProject(t, { status: 3 });
  const { status, output } = await install();
  t.is(status, 1);
  t.regex(output, /Cannot install packages: "npm ci .*" ended with status 3\n$/);
  await install();
  t.is((await calls()).length, 2);
});

test('an npm that is too old is named', async (t) => {
  const { install, calls } = await makeProject(t, { version: '8.19.4' });
  t.deepEqual(await install(), {
    status: 1,
    output: 'Cannot install packages: expected npm 9 or later, got 8.19.4; try "npm install -g npm@10"\n',
  });
  t.deepEqual(await calls(), []);
});

test('a machine without npm is told so', async (t) => {
  const { install } = await makeProject(t);
  const { status, output } = await install({ npm_execpath: '/somewhere/yarn.js' });
  t.is(status, 1);
  t.regex(output, /expected npm, got none; install Node\.js with npm/);
});
