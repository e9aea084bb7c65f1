import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { loadConfig, VARIABLES } from '../../bin/config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}/docs/configuration.md`, 'utf8');

/** Set by npm or the system, not by whoever runs us. */
const NOT_OURS = new Set(['PATH', 'HOME', 'npm_lifecycle_event', 'npm_execpath', 'CI', 'NODE_V8_COVERAGE', 'CRASH_AT']);

for (const { name, fallback, unit, meaning } of Object.values(VARIABLES)) {
  test(`docs/configuration.md has ${name} as the code has it`, (t) => {
    const shown = fallback === undefined ? 'must be set' : fallback === '' ? 'empty' : `\`${fallback}\``;
    t.true(page.includes(`| \`${name}\` | ${shown} | ${unit} | ${meaning} |`));
  });
}

test('every environment variable that is read is in docs/configuration.md', (t) => {
  const missing = ['bin', 'launcher', 'simulator', 'test']
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((name) => /\.(ts|js)$/.test(name) && !/^test\/(launcher|helpers\/.*-main)/.test(name))
    .flatMap((name) =>
      [...readFileSync(`${root}/${name}`, 'utf8').matchAll(/\benv(?:\.|\[')([A-Za-z_]+)\b/g)].map(
        ([, variable]) => variable,
      ),
    )
    .filter(
      (variable): variable is string => variable !== undefined && !NOT_OURS.has(variable) && /^[A-Z]/.test(variable),
    )
    .filter((variable) => !page.includes(`\`${variable}\``));
  t.deepEqual([...new Set(missing)], []);
});

test('no variable in docs/configuration.md is unknown to the code', (t) => {
  const code = ['bin', 'launcher', 'simulator', 'test']
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
        (name) => `${root}/${folder}/${name}`,
      ),
    )
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => readFileSync(name, 'utf8'))
    .join('\n');
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, variable]) => variable ?? '');
  t.deepEqual(
    documented.filter((variable) => !code.includes(variable)),
    [],
  );
});

test('loadConfig() names every variable that is wrong and shows no value', (t) => {
  const error = t.throws(() =>
    loadConfig({ DATABASE_URL: 'canary', HTTP_PORT: 'canary' }, ['databaseUrl', 'httpPort', 'secretKey', 'logLevel']),
  );
  t.regex(error?.message ?? '', /DATABASE_URL: expected a URL/);
  t.regex(error?.message ?? '', /HTTP_PORT: expected a whole number from 0 to 65535/);
  t.regex(error?.message ?? '', /SECRET_KEY: expected it to be set/);
  t.notRegex(error?.message ?? '', /canary|LOG_LEVEL/);
});

test('loadConfig() gives defaults and reads only what it is asked for', (t) => {
  t.deepEqual(loadConfig({ SMPP_URL: 'nonsense' }, ['httpPort', 'logLevel']), { httpPort: 8080, logLevel: 'info' });
});
