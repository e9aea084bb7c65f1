/**
 * Makes node_modules what package-lock.json says, and costs nothing when it is. Runs before everything else, so it is
 * plain JavaScript without a dependency, in a form that an old Node.js can read far enough to be told its age.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_WANTED = [20, 19];
/** The oldest npm whose `--include=dev` beats NODE_ENV=production and that reads this lock file. */
const NPM_WANTED = 9;
const LINE_INTERVAL_MS = 10_000;

const project = fileURLToPath(new URL('..', import.meta.url));
const modules = join(project, 'node_modules');
const stampFile = join(modules, '.dm-wsi-installed');

main();

function main() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_WANTED[0] || (major === NODE_WANTED[0] && minor < NODE_WANTED[1])) {
    fail(`Cannot run on this Node.js: expected ${NODE_WANTED.join('.')} or later, got ${process.versions.node}`);
    return;
  }
  const lock = readFileSync(join(project, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = `${hash} node ${major} ${process.platform}-${process.arch}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (isInstalled(JSON.parse(lock.toString()).packages)) writeFileSync(stampFile, stamp);
  else install(stamp);
}

/** Whether somebody else's `npm ci` or `npm install` already made node_modules what the lock file says. */
function isInstalled(wanted) {
  let present;
  try {
    // What npm itself notes of a finished install.
    present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  const paths = new Set([...Object.keys(wanted), ...Object.keys(present)]);
  paths.delete('');
  return [...paths].every((path) => isAsWanted(path, wanted[path], present[path]));
}

function isAsWanted(path, wanted, present) {
  if (!wanted) return false;
  // npm leaves out what is for other systems, and what only those need.
  if (!present) return wanted.optional === true && !isForThisMachine(wanted);
  const same = wanted.version === present.version && (!wanted.integrity || wanted.integrity === present.integrity);
  return same && existsSync(join(project, path, 'package.json'));
}

/** Whether a package is made for this system by name; which C library it has is not looked into. */
function isForThisMachine({ os, cpu, libc }) {
  if (!os || !cpu || libc) return false;
  return os.includes(process.platform) && cpu.includes(process.arch);
}

function install(stamp) {
  const [command, ...first] = npmCommand();
  const version = npmVersion(command, first);
  if (version === undefined) {
    fail('Cannot install packages: expected npm, got none; install Node.js with npm, or put npm on the PATH');
    return;
  }
  if (Number.parseInt(version, 10) < NPM_WANTED) {
    fail(`Cannot install packages: expected npm ${NPM_WANTED} or later, got ${version}; try "npm install -g npm@10"`);
    return;
  }

  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1_000);
  console.log('Installing packages as package-lock.json says');
  // A terminal sees npm's own progress.
  const timer = setInterval(() => {
    if (!process.stdout.isTTY) console.log(`Installing packages: ${seconds()} s`);
  }, LINE_INTERVAL_MS);
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  spawn(command, [...first, ...args], { cwd: project, stdio: 'inherit' })
    .on('error', (error) => fail(`Cannot run npm: ${error.message}`))
    .on('close', (status, signal) => {
      clearInterval(timer);
      if (status !== 0) {
        fail(`Cannot install packages: "npm ${args.join(' ')}" ended with ${signal ?? `status ${status}`}`);
        return;
      }
      writeFileSync(stampFile, stamp);
      console.log(`Installing packages: done in ${seconds()} s`);
    });
}

/** The npm that runs us, if one does; it may be another than the one on the PATH. */
function npmCommand() {
  const running = process.env['npm_execpath'];
  return running && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

function npmVersion(command, first) {
  try {
    return execFileSync(command, [...first, '--version'], { cwd: project, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
