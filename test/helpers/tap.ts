/** What a run of tests came to. */
export interface TapSummary {
  readonly passed: number;
  readonly failed: number;
  /** Skipped, or announced and not written. */
  readonly skipped: number;
  /** Titles. */
  readonly failures: readonly string[];
}

export interface TapReader {
  /** Takes the next line. */
  readonly read: (line: string) => void;
  readonly summary: () => TapSummary;
}

/** `ok 12 - title # SKIP reason` (Test Anything Protocol 13). */
const RESULT = /^(not )?ok\b(?: \d+)?(?: - )?(.*?)(?: # (SKIP|TODO)\b.*)?$/i;
const NOISE = /^(TAP version|\s*$|1\.\.\d+|# (tests|pass|skip|fail) \d+)/;

/**
 * Counts the results in a TAP stream and prints it in a form for people: a line for each test, and under a failed one
 * all that is known about it.
 */
export function createTapReader(print: (line: string) => void): TapReader {
  let passed = 0;
  let skipped = 0;
  const failures: string[] = [];

  const readResult = (isFailure: boolean, title: string, directive: string | undefined) => {
    if (directive) {
      skipped += 1;
      print(`- ${title} (${directive.toLowerCase()})`);
    } else if (isFailure) {
      failures.push(title);
      print(`✖ ${title}`);
    } else {
      passed += 1;
      print(`✔ ${title}`);
    }
  };

  return {
    read(line) {
      const [match, not, title = '', directive] = RESULT.exec(line) ?? [];
      if (match !== undefined) readResult(not !== undefined, title, directive);
      else if (!NOISE.test(line)) print(`  ${line}`);
    },
    summary: () => ({ passed, failed: failures.length, skipped, failures }),
  };
}

/** `12 passed, 0 failed`, and `, 1 skipped` when there were any. */
export function formatSummary({ passed, failed, skipped }: Omit<TapSummary, 'failures'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
