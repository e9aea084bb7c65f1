import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createLineSplitter } from './logs.ts';
import { TEMPORAL_CLI_VERSION } from './temporal-release.ts';

const run = promisify(execFile);

/** What tools/temporal/go.mod asks for. */
const GO_VERSION = '1.26.4';
/** The first Go that fetches a newer one by itself (GOTOOLCHAIN=auto). */
const GO_WITH_TOOLCHAINS = '1.21.0';
const GO = 'go';
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';
const LAST_LINES = 6;

export interface BuildOptions {
  /** The folder with go.mod and go.sum. */
  readonly module: string;
  readonly target: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (detail: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds the Temporal CLI from Go modules: about five minutes and 2 GB of memory on two cores the first time, seconds
 * when Go's own cache is warm. go.sum pins every module.
 *
 * @throws Error when there is no Go, it is too old, or the build fails, with the end of what it said
 */
export async function buildTemporal({ module, target, env, report, signal }: BuildOptions): Promise<void> {
  const goEnv = await goEnvironment(env);
  const draft = `${target}.${process.pid}.new`;
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_CLI_VERSION}`;
  // -v names each package as it is compiled: the only sign of life there is.
  const args = [
    'build',
    '-v',
    '-trimpath',
    '-mod=readonly',
    '-buildvcs=false',
    '-ldflags',
    flags,
    '-o',
    draft,
    PACKAGE,
  ];
  const last: string[] = [];
  let packages = 0;
  const split = createLineSplitter((line) => {
    packages += 1;
    report(`${packages} steps, now ${line}`);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  });

  const child = spawn(GO, args, { cwd: module, env: goEnv, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', split);
  const stop = () => child.kill();
  process.once('exit', stop);
  signal?.addEventListener('abort', stop);
  try {
    await once(child, 'close');
    if (child.exitCode !== 0) throw new Error(`Cannot build the Temporal CLI with Go:\n${last.join('\n')}`);
    await rename(draft, target);
  } finally {
    process.off('exit', stop);
    signal?.removeEventListener('abort', stop);
    await rm(draft, { force: true });
  }
}

/**
 * The environment to build with: for this machine, without C, and with a newer Go fetched where the installed one is
 * too old but able to.
 */
async function goEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { GOOS: _os, GOARCH: _arch, GOWORK: _work, ...rest } = env;
  const version = await goVersion(env);
  if (isAtLeast(version, GO_VERSION)) return { ...rest, CGO_ENABLED: '0', GOWORK: 'off' };
  if (!isAtLeast(version, GO_WITH_TOOLCHAINS)) {
    throw new Error(`Cannot build the Temporal CLI: expected Go ${GO_VERSION} or later, got ${version}`);
  }
  return { ...rest, CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: 'auto' };
}

async function goVersion(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await run(GO, ['env', 'GOVERSION'], { env: { ...env, GOTOOLCHAIN: 'local' } });
    return stdout.trim().replace(/^go/, '');
  } catch (error) {
    throw new Error(`Cannot build the Temporal CLI: no Go was found (${GO_VERSION} or later is needed)`, {
      cause: error,
    });
  }
}

/** Compares versions of three numbers; what is not a number, as in a pre-release, counts as 0. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = numbers(version);
  for (const [i, want] of numbers(wanted).entries()) {
    const got = have[i] ?? 0;
    if (got !== want) return got > want;
  }
  return true;
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
