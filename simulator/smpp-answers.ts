/** What became of a request: the command status answered, or that no answer can come any more. */
export type Outcome = number | 'timeout' | 'closed';

/** The requests of one connection that wait for their answers, by sequence number. */
export function createAnswers(timeoutMs: number) {
  const waiting = new Map<number, { timer: NodeJS.Timeout; done: (outcome: Outcome) => void }>();

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

    /** `done` is called once, with the answer, or without one after the time limit. */
    expect(sequence: number, done: (outcome: Outcome) => void): void {
      waiting.set(sequence, { timer: setTimeout(() => settle(sequence, 'timeout'), timeoutMs), done });
    },

    /** The connection is gone: nothing will be answered. */
    close(): void {
      for (const sequence of waiting.keys()) settle(sequence, 'closed');
    },
  };
}
