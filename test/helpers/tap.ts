/** What a run of tests came to. */
export interface TapSummary {
  readonly passed: number;
  readonly failed: number;
  /** Skipped, or announced and not written. */
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly title: string;
  /** What ava said about it, cut after so many lines. */
  readonly details: readonly string[];
}

export interface TapReader {
  /** Takes the next line. */
  readonly read: (line: string) => void;
  readonly summary: () => TapSummary;
}

/** `ok 12 - title # SKIP reason` (Test Anything Protocol 13). */
const RESULT = /^(not )?ok\b(?: \d+)?(?: - )?(.*?)(?: # (SKIP|TODO)\b.*)?$/i;
/** A failure's details are a block of YAML below it. */
const DETAILS_END = '  ...';
const MAX_DETAILS = 60;
const NOISE = /^(TAP version|\s*$|1\.\.\d+|# (tests|pass|skip|fail) \d+)/;

/**
 * Counts the results in a TAP stream and prints it in a form for people: a line for each test, and under a failed one
 * all that is known about it. The summary has that too: the end of a long log is what is read.
 */
export function createTapReader(print: (line: string) => void): TapReader {
  let passed = 0;
  let skipped = 0;
  const failures: { readonly title: string; readonly details: string[] }[] = [];
  /** Of the failure whose block is being read. */
  let details: string[] | undefined;

  const readResult = (isFailure: boolean, title: string, directive: string | undefined) => {
    if (directive) {
      skipped += 1;
      print(`- ${title} (${directive.toLowerCase()})`);
    } else if (isFailure) {
      details = [];
      failures.push({ title, details });
      print(`✖ ${title}`);
    } else {
      passed += 1;
      print(`✔ ${title}`);
    }
  };

  const readOther = (line: string) => {
    if (details !== undefined && details.length < MAX_DETAILS) details.push(line);
    if (line === DETAILS_END) details = undefined;
    print(`  ${line}`);
  };

  return {
    read(line) {
      const [match, not, title = '', directive] = RESULT.exec(line) ?? [];
      if (match !== undefined) {
        details = undefined;
        readResult(not !== undefined, title, directive);
      } else if (!NOISE.test(line)) {
        readOther(line);
      }
    },
    summary: () => ({ passed, failed: failures.length, skipped, failures }),
  };
}

/** `12 passed, 0 failed`, and `, 1 skipped` when there were any. */
export function formatSummary({ passed, failed, skipped }: Omit<TapSummary, 'failures'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
