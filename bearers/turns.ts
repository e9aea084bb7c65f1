/** Things that wait, each in the lane of somebody. */
export interface Turns<T> {
  /** Things that wait, in all lanes. */
  readonly size: number;
  add(lane: string, thing: T): void;
  /** The first thing of the lane whose turn it is; it waits no longer. */
  take(): T | undefined;
  /** Does not wait any more, without having had its turn. */
  remove(lane: string, thing: T): void;
}

/**
 * The lanes take turns: a thing is taken from one after another, those of one lane in the order in which they came. With k lanes nobody's
 * first thing waits for more than k turns, however much the others have.
 *
 * A lane whose things have all given up before their turn keeps its place for as long as anything waits: who comes again
 * need not stand at the end again, or one that can wait for less than a round would never have a turn.
 */
export function createTurns<T>(): Turns<T> {
  // A Map keeps the order in which lanes were put in: the first that has anything is the next. A Set does so with things.
  const lanes = new Map<string, Set<T>>();
  let size = 0;

  function gone(): void {
    size -= 1;
    if (size === 0) lanes.clear();
  }

  return {
    get size() {
      return size;
    },

    add(lane, thing) {
      const waiting = lanes.get(lane);
      if (waiting === undefined) lanes.set(lane, new Set([thing]));
      else waiting.add(thing);
      size += 1;
    },

    take() {
      for (const [lane, waiting] of lanes) {
        const [first] = waiting;
        if (first === undefined) continue;
        waiting.delete(first);
        lanes.delete(lane);
        if (waiting.size > 0) lanes.set(lane, waiting);
        gone();
        return first;
      }
      return undefined;
    },

    remove(lane, thing) {
      if (lanes.get(lane)?.delete(thing) === true) gone();
    },
  };
}
