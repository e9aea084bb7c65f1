import { EXHIBITS } from './judges/documents.ts';
import * as jsmpp from './judges/jsmpp.ts';
import * as kannel from './judges/kannel.ts';
import * as kannelPpg from './judges/kannel-ppg.ts';
import * as libwbxml from './judges/libwbxml.ts';
import { isInstalled } from './judges/programs.ts';
import * as smscSimulator from './judges/smsc-simulator.ts';
import { UnobtainableError } from './judges/tools.ts';
import * as tshark from './judges/tshark.ts';
import type { Verdict } from './judges/verdict.ts';

/*
 * Holds codecs, bearers and the whole service against programs that others wrote: Kannel (sends the same documents, and takes
 * ours as a push proxy gateway), libwbxml (reads ours, writes its own), tshark (dissects ours), and the SMSCs of jsmpp and
 * go-smsc-simulator, each for a thousand orders. What each is not asked, and why, is said in its file. None of them is required.
 *
 * Arguments name the judges to ask; without any, all are.
 */

interface Judge {
  readonly name: string;
  readonly programs: readonly string[];
  /** What is put before it, in the order of the verdicts. */
  readonly cases: readonly { readonly name: string }[];
  readonly judgeAll: () => Promise<Verdict[]>;
}

const JUDGES: readonly Judge[] = [
  { name: 'kannel', programs: kannel.PROGRAMS, cases: EXHIBITS, judgeAll: judgeByKannel },
  {
    name: 'kannel ppg',
    programs: kannelPpg.PROGRAMS,
    cases: [...EXHIBITS, ...kannelPpg.CASES],
    judgeAll: judgeByKannelPpg,
  },
  { name: 'libwbxml', programs: libwbxml.PROGRAMS, cases: EXHIBITS, judgeAll: async () => oneByOne(libwbxml.judge) },
  { name: 'jsmpp', programs: jsmpp.PROGRAMS, cases: jsmpp.CASES, judgeAll: jsmpp.judgeAll },
  {
    name: 'smsc simulator',
    programs: smscSimulator.PROGRAMS,
    cases: smscSimulator.CASES,
    judgeAll: smscSimulator.judgeAll,
  },
  { name: 'tshark', programs: tshark.PROGRAMS, cases: EXHIBITS, judgeAll: async () => tshark.judgeAll(EXHIBITS) },
];

async function judgeByKannel(): Promise<Verdict[]> {
  const running = await kannel.startKannel();
  try {
    return await oneByOne(async (exhibit) => kannel.judge(running, exhibit));
  } finally {
    await running.stop();
  }
}

async function judgeByKannelPpg(): Promise<Verdict[]> {
  const running = await kannelPpg.startKannelPpg();
  try {
    const documents = await oneByOne(async (exhibit) => kannelPpg.judge(running, exhibit, EXHIBITS.indexOf(exhibit)));
    return [...documents, ...(await each(kannelPpg.CASES, async (one) => kannelPpg.judgeCase(running, one)))];
  } finally {
    await running.stop();
  }
}

async function oneByOne(judge: (exhibit: (typeof EXHIBITS)[number]) => Promise<Verdict>): Promise<Verdict[]> {
  return each(EXHIBITS, judge);
}

async function each<T>(cases: readonly T[], judge: (one: T) => Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of cases) {
    verdicts.push(await judge(one).catch((error: unknown) => ({ type: 'disagrees', reason: String(error) }) as const));
  }
  return verdicts;
}

const asked = process.argv.slice(2);
const counts = { agrees: 0, disagrees: 0, 'left out': 0 };
const absent: string[] = [];
for (const { name, programs, cases, judgeAll } of JUDGES) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (!(await isInstalled(programs))) {
    isAbsent(name, `${programs.join(', ')} not found`);
    continue;
  }
  const verdicts = await judgeAll().catch((error: unknown) => {
    if (!(error instanceof UnobtainableError)) throw error;
    isAbsent(name, error.message);
    return [];
  });
  for (const [i, verdict] of verdicts.entries()) {
    counts[verdict.type] += 1;
    const said = verdict.type === 'agrees' ? verdict.on : verdict.reason;
    console.log(`${name.padEnd(14)} ${(cases[i]?.name ?? '').padEnd(44)} ${verdict.type.padEnd(10)} ${said}`);
  }
}
console.log(`${counts.agrees} agreed, ${counts.disagrees} disagreed, ${absent.length} judges absent`);
process.exitCode = counts.disagrees === 0 ? 0 : 1;

function isAbsent(name: string, why: string): void {
  absent.push(name);
  console.log(`${name.padEnd(14)} absent: ${why}`);
}
