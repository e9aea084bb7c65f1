/** What became of a request: the command status answered, or that no answer can come any more. */
export type Outcome = number | 'timeout' | 'closed';

const MAX_SEQUENCE = 0x7fff_ffff;

/** The requests of one connection that wait for their answers, by sequence number. */
export function createAnswers(timeoutMs: number) {
  const waiting = new Map<number, { timer: NodeJS.Timeout; done: (outcome: Outcome) => void }>();
  let last = 0;

  /** Ends a wait; an answer that nobody waits for is ignored. */
  function settle(sequence: number, outcome: Outcome): void {
    const entry = waiting.get(sequence);
    if (entry === undefined) return;
    waiting.delete(sequence);
    clearTimeout(entry.timer);
    entry.done(outcome);
  }

  return {
    settle,
    count: () => waiting.size,

    /**
     * Gives the next sequence number (1 to 0x7fffffff, SMPP 3.4 §3.2) and waits for its answer. `done` is called once,
     * with the answer, or without one after the time limit.
     */
    expect(done: (outcome: Outcome) => void): number {
      last = last >= MAX_SEQUENCE ? 1 : last + 1;
      const sequence = last;
      waiting.set(sequence, { timer: setTimeout(() => settle(sequence, 'timeout'), timeoutMs), done });
      return sequence;
    },

    /** The connection is gone: nothing will be answered. */
    close(): void {
      for (const sequence of waiting.keys()) settle(sequence, 'closed');
    },
  };
}
