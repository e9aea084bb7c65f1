import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { findTemporalBinary } from '../../launcher/temporal-binary.ts';
import { isAtLeast } from '../../launcher/temporal-build.ts';
import { findRelease } from '../../launcher/temporal-release.ts';
import { eventually, makeFolder, writeScript } from './world.ts';

const GOOD = 'echo "temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)"';
const OLD = 'echo "temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)"';
const CACHED = `temporal-1.8.2-${process.platform}-${process.arch}`;
/** Nothing listens there: refused at once. */
const NOWHERE = { url: `http://127.0.0.1:${await findFreePort()}/archive.tar.gz`, sha256: '0'.repeat(64) };

/** A machine with nothing but a shell; PATH leads to `bin` first. */
async function makeMachine(t: ExecutionContext) {
  const folder = await makeFolder(t);
  const bin = join(folder, 'bin');
  const cache = join(folder, 'cache', 'dm-wsi');
  const module = join(folder, 'module');
  for (const path of [bin, cache, module]) await mkdir(path, { recursive: true });
  const said: string[] = [];
  const progress = {
    say: (line: string) => void said.push(line),
    during: <T>(label: string, work: (report: (detail: string) => void) => Promise<T>) => {
      said.push(label);
      return work((detail) => said.push(detail));
    },
  };
  const env: NodeJS.ProcessEnv = { PATH: `${bin}:/usr/bin:/bin`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const find = (changes: { env?: NodeJS.ProcessEnv; release?: typeof NOWHERE; signal?: AbortSignal } = {}) =>
    findTemporalBinary({ module, progress, release: NOWHERE, ...changes, env: { ...env, ...changes.env } });
  return { folder, bin, cache, said, find };
}

/** A release archive on a server of its own. */
async function serveArchive(t: ExecutionContext, folder: string): Promise<{ url: string; sha256: string }> {
  await writeScript(join(folder, 'temporal'), GOOD);
  execFileSync('tar', ['-czf', join(folder, 'archive.tar.gz'), '-C', folder, 'temporal']);
  const archive = await readFile(join(folder, 'archive.tar.gz'));
  const server: Server = createServer((request, response) => {
    if (request.url === '/archive.tar.gz') response.end(archive);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/archive.tar.gz`,
    sha256: createHash('sha256').update(archive).digest('hex'),
  };
}

/** A Go that "builds" a program which says it is the Temporal CLI, and notes what it was called with. */
async function installGo(bin: string, version: string, program = GOOD): Promise<void> {
  await writeScript(
    join(bin, 'go'),
    `if [ "$1" = env ]; then echo go${version}; exit; fi`,
    'if [ "$GO_FAILS" ]; then sleep 0.3; exit 1; fi',
    `echo "CGO_ENABLED=$CGO_ENABLED GOTOOLCHAIN=$GOTOOLCHAIN GOOS=$GOOS $*" >> "${bin}/go.log"`,
    'echo github.com/temporalio/cli >&2',
    'while [ "$1" != -o ]; do shift; done',
    `printf '%s\\n' '#!/bin/sh' '${program}' > "$2"; chmod +x "$2"`,
  );
}

test('TEMPORAL_CLI comes before temporal on the PATH', async (t) => {
  const { folder, bin, find } = await makeMachine(t);
  await writeScript(join(bin, 'temporal'), GOOD);
  await writeScript(join(folder, 'mine'), OLD.replace('1.24.2', '1.29.1'));
  t.is(await find({ env: { TEMPORAL_CLI: join(folder, 'mine') } }), join(folder, 'mine'));
});

test('temporal on the PATH comes before the cache', async (t) => {
  const { bin, cache, find } = await makeMachine(t);
  await writeScript(join(cache, CACHED), GOOD);
  t.is(await find(), join(cache, CACHED));
  await writeScript(join(bin, 'temporal'), GOOD);
  t.is(await find(), join(bin, 'temporal'));
});

for (const [what, script, fault] of [
  ['is too old', OLD, /: expected server 1\.29\.0 or later, got 1\.24\.2$/],
  ['is something else', 'echo temporal', /: it is not the Temporal CLI$/],
  ['fails', 'exit 1', /: it cannot be run$/],
] as const) {
  test(`a temporal on the PATH that ${what} is passed by and told of`, async (t) => {
    const { bin, cache, said, find } = await makeMachine(t);
    await writeScript(join(bin, 'temporal'), script);
    await writeScript(join(cache, CACHED), GOOD);
    t.is(await find(), join(cache, CACHED));
    t.regex(said.join('\n'), fault);
  });

  test(`a TEMPORAL_CLI that ${what} is refused`, async (t) => {
    const { folder, find } = await makeMachine(t);
    await writeScript(join(folder, 'mine'), script);
    await t.throwsAsync(find({ env: { TEMPORAL_CLI: join(folder, 'mine') } }), { message: fault });
  });
}

test('the download is checked, put into the cache and found there the next time', async (t) => {
  const { folder, cache, find } = await makeMachine(t);
  const release = await serveArchive(t, folder);
  t.is(await find({ release }), join(cache, CACHED));
  t.is(await find(), join(cache, CACHED));
  t.deepEqual(await readdir(cache), [CACHED]);
});

test('a download with another checksum is thrown away, and the build is next', async (t) => {
  const { folder, bin, cache, said, find } = await makeMachine(t);
  const release = await serveArchive(t, folder);
  await installGo(bin, '1.26.4');
  t.is(await find({ release: { ...release, sha256: NOWHERE.sha256 } }), join(cache, CACHED));
  t.regex(
    said.join('\n'),
    new RegExp(`Cannot download .*: expected an archive with SHA-256 0{64}, got ${release.sha256}`),
  );
  t.regex(said.join('\n'), /Building the Temporal server with Go/);
  t.deepEqual(await readdir(cache), [CACHED]);
});

test('a download that is not there is told of with its status', async (t) => {
  const { folder, bin, said, find } = await makeMachine(t);
  const release = await serveArchive(t, folder);
  await installGo(bin, '1.26.4');
  await find({ release: { ...release, url: `${release.url}.gone` } });
  t.regex(said.join('\n'), /expected status 200, got 404/);
});

test('the build names its packages as progress, and is for this machine, without C', async (t) => {
  const { bin, said, find } = await makeMachine(t);
  await installGo(bin, '1.26.8');
  await find({ env: { GOOS: 'plan9', GOFLAGS: '-mod=vendor' } });
  t.true(said.includes('1 steps, now github.com/temporalio/cli'));
  const log = await readFile(join(bin, 'go.log'), 'utf8');
  t.regex(log, /^CGO_ENABLED=0 GOTOOLCHAIN= GOOS= build -v -trimpath -mod=readonly -buildvcs=false -ldflags -s -w -X /);
  t.regex(log, /temporalcli\.Version=1\.8\.2 -o .* github\.com\/temporalio\/cli\/cmd\/temporal\n$/);
});

test('a Go that is too old but able to is told to fetch a newer one', async (t) => {
  const { bin, find } = await makeMachine(t);
  await installGo(bin, '1.21.3');
  await find({ env: { GOTOOLCHAIN: 'local' } });
  t.regex(await readFile(join(bin, 'go.log'), 'utf8'), /GOTOOLCHAIN=auto/);
});

test('findTemporalBinary() tells all that was tried and what to install when nothing works', async (t) => {
  const { bin, cache, find } = await makeMachine(t);
  await writeScript(join(bin, 'go'), 'echo go1.19.8');
  const error = await t.throwsAsync(find());
  t.deepEqual(error.message.split('\n'), [
    'Cannot get a Temporal server. Tried, in this order:',
    '  TEMPORAL_CLI: not set',
    '  temporal on the PATH: none that can be used',
    `  the cache: no ${join(cache, CACHED)}`,
    `  Cannot download ${NOWHERE.url}: connect ECONNREFUSED ${new URL(NOWHERE.url).host}`,
    '  Cannot build the Temporal CLI: expected Go 1.26.4 or later, got 1.19.8',
    'Install the Temporal CLI 1.8.2 (https://docs.temporal.io/cli) or Go 1.26.4 or later, or set TEMPORAL_ADDRESS to a server of your own',
  ]);
  t.deepEqual(await readdir(cache), []);
});

test('a build that fails tells the end of what it said', async (t) => {
  const { bin, find } = await makeMachine(t);
  await writeScript(
    join(bin, 'go'),
    'if [ "$1" = env ]; then echo go1.26.4; exit; fi',
    'echo "no space left" >&2; exit 1',
  );
  await t.throwsAsync(find(), { message: /Cannot build the Temporal CLI with Go:\n {4}no space left\n/ });
});

test('getting the program is given up when asked to, by the one that builds and the one that waits', async (t) => {
  const { bin, cache, said, find } = await makeMachine(t);
  await writeScript(join(bin, 'go'), 'if [ "$1" = env ]; then echo go1.26.4; exit; fi', 'exec sleep 60');
  const stopping = new AbortController();
  const both = [find({ signal: stopping.signal }), find({ signal: stopping.signal })];
  t.true(await eventually(() => said.some((line) => line.startsWith('Building'))));
  t.true(await eventually(() => said.some((line) => line.startsWith('Waiting for process'))));
  stopping.abort();
  for (const one of both) await t.throwsAsync(one, { message: 'Gave up getting the Temporal server: asked to stop' });
  t.deepEqual(await readdir(cache), []);
});

test('of two that need the program at once one gets it and the other waits', async (t) => {
  const { bin, cache, said, find } = await makeMachine(t);
  await installGo(bin, '1.26.4');
  const both = [find(), find()];
  t.deepEqual(await Promise.all(both), [join(cache, CACHED), join(cache, CACHED)]);
  t.is(said.filter((line) => line.startsWith('Building')).length, 1);
  t.is(said.filter((line) => line.startsWith('Waiting for process')).length, 1);
});

test('the lock of a process that has died is no lock', async (t) => {
  const { bin, cache, find } = await makeMachine(t);
  await installGo(bin, '1.26.4');
  await writeFile(join(cache, `${CACHED}.lock`), JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x', note: '' }));
  t.is(await find(), join(cache, CACHED));
  t.deepEqual(await readdir(cache), [CACHED]);
});

test('one that waited for another that failed tries for itself', async (t) => {
  const { bin, cache, said, find } = await makeMachine(t);
  await installGo(bin, '1.26.4');
  const first = t.throwsAsync(find({ env: { GO_FAILS: 'yes' } }));
  t.true(await eventually(() => said.some((line) => line.startsWith('Building'))));
  const second = find();
  await first;
  t.is(await second, join(cache, CACHED));
});

for (const [version, wanted, expected] of [
  ['1.26.4', '1.26.4', true],
  ['1.26.10', '1.26.4', true],
  ['1.27', '1.26.4', true],
  ['2.0.0', '1.26.4', true],
  ['1.26.3', '1.26.4', false],
  ['1.26', '1.26.4', false],
  ['1.9.9', '1.26.4', false],
  ['1.27rc1', '1.26.4', true],
  ['devel', '1.26.4', false],
] as const) {
  test(`version ${version} is ${expected ? '' : 'not '}at least ${wanted}`, (t) => {
    t.is(isAtLeast(version, wanted), expected);
  });
}

test('findRelease() knows the archives for Linux and macOS on both processors, and no others', (t) => {
  const known = ['linux', 'darwin'].flatMap((system) => ['x64', 'arm64'].map((arch) => findRelease(system, arch)));
  t.is(new Set(known.map((release) => release?.sha256)).size, 4);
  for (const release of known) {
    t.regex(
      release!.url,
      /^https:\/\/github\.com\/temporalio\/cli\/releases\/download\/v1\.8\.2\/temporal_cli_1\.8\.2_/,
    );
    t.regex(release!.sha256, /^[0-9a-f]{64}$/);
  }
  t.is(findRelease('linux', 'riscv64'), undefined);
  t.is(findRelease('win32', 'x64'), undefined);
});
