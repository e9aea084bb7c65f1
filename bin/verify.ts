import { parseArgs } from 'node:util';
import { createDatabase } from '../store/database.ts';
import {
  CHECK_EVERYTHING,
  type CheckOptions,
  checkDatabase,
  type Finding,
  type Violation,
} from '../store/invariants.ts';
import { loadConfig } from './config.ts';
import { isMain, runMain } from './process.ts';

/** What the check of all invariants came to. */
export interface Verdict {
  readonly lines: readonly string[];
  readonly holds: boolean;
}

/** Checks the ledger of an installation against itself; it may be at work meanwhile. */
export async function verify(databaseUrl: string, options: CheckOptions = CHECK_EVERYTHING): Promise<Verdict> {
  const database = createDatabase(databaseUrl, 1);
  try {
    const findings = await checkDatabase(database, options);
    return { lines: findings.flatMap(describe), holds: findings.every(({ count }) => count === 0) };
  } finally {
    await database.close();
  }
}

function describe({ promise, name, title, count, violations }: Finding): string[] {
  if (count === 0) return [`${promise} ${name}: holds`];
  const more = count - violations.length;
  return [
    `${promise} ${name}: VIOLATED, ${count} times`,
    `  ${title}. But:`,
    ...violations.map(sentence),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function sentence({ tenantId, orderId, run, what }: Violation): string {
  return `  order ${orderId ?? '?'}/${run ?? '?'} (tenant ${tenantId ?? '?'}) ${what}`;
}

const USAGE = `Usage: npm run -s verify -- [--days <n>] [--slack <seconds>] [--most <n>]
Checks that what must always hold does. --days leaves out orders that ended longer ago, --slack is how late what is mended by and
by may be (default ${CHECK_EVERYTHING.slackSeconds}), --most how many violations of a kind are told (default ${CHECK_EVERYTHING.most}).`;

function readNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`Cannot read --${name}: expected a whole number\n${USAGE}`);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const { values } = parseArgs({
      options: { days: { type: 'string' }, slack: { type: 'string' }, most: { type: 'string' } },
    });
    const options: CheckOptions = {
      days: readNumber('days', values.days, CHECK_EVERYTHING.days),
      slackSeconds: readNumber('slack', values.slack, CHECK_EVERYTHING.slackSeconds),
      most: readNumber('most', values.most, CHECK_EVERYTHING.most),
    };
    const { databaseUrl } = loadConfig(process.env, ['databaseUrl']);
    const { lines, holds } = await verify(databaseUrl, options);
    for (const line of lines) console.log(line);
    if (!holds) process.exitCode = 1;
  });
}
