import { EXHIBITS } from './judges/documents.ts';
import * as kannel from './judges/kannel.ts';
import * as libwbxml from './judges/libwbxml.ts';
import { isInstalled } from './judges/programs.ts';
import * as tshark from './judges/tshark.ts';
import type { Verdict } from './judges/verdict.ts';

/*
 * Holds the codecs against programs that others wrote: Kannel (sends the same documents), libwbxml (reads ours, writes its
 * own) and tshark (dissects ours). What each is not asked, and why, is said in its file. None of them is required.
 */

interface Judge {
  readonly name: string;
  readonly programs: readonly string[];
  readonly judgeAll: () => Promise<Verdict[]>;
}

const JUDGES: readonly Judge[] = [
  { name: 'kannel', programs: kannel.PROGRAMS, judgeAll: judgeByKannel },
  { name: 'libwbxml', programs: libwbxml.PROGRAMS, judgeAll: async () => oneByOne(libwbxml.judge) },
  { name: 'tshark', programs: tshark.PROGRAMS, judgeAll: async () => tshark.judgeAll(EXHIBITS) },
];

async function judgeByKannel(): Promise<Verdict[]> {
  const running = await kannel.startKannel();
  try {
    return await oneByOne(async (exhibit) => kannel.judge(running, exhibit));
  } finally {
    await running.stop();
  }
}

async function oneByOne(judge: (exhibit: (typeof EXHIBITS)[number]) => Promise<Verdict>): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const exhibit of EXHIBITS) {
    verdicts.push(
      await judge(exhibit).catch((error: unknown) => ({ type: 'disagrees', reason: String(error) }) as const),
    );
  }
  return verdicts;
}

const counts = { agrees: 0, disagrees: 0, 'left out': 0 };
const absent: string[] = [];
for (const { name, programs, judgeAll } of JUDGES) {
  if (!(await isInstalled(programs))) {
    absent.push(name);
    console.log(`${name.padEnd(10)} absent: ${programs.join(', ')} not found`);
    continue;
  }
  const verdicts = await judgeAll();
  for (const [i, verdict] of verdicts.entries()) {
    counts[verdict.type] += 1;
    const said = verdict.type === 'agrees' ? verdict.on : verdict.reason;
    console.log(`${name.padEnd(10)} ${(EXHIBITS[i]?.name ?? '').padEnd(44)} ${verdict.type.padEnd(10)} ${said}`);
  }
}
console.log(`${counts.agrees} agreed, ${counts.disagrees} disagreed, ${absent.length} judges absent`);
process.exitCode = counts.disagrees === 0 ? 0 : 1;
