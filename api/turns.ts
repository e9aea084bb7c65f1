/** Things that wait, each in the lane of somebody, and the lanes take turns. */
export interface Turns<T> {
  /** Things that wait, in all lanes. */
  readonly size: number;
  /** @returns what there is no room for: the thing itself, or another that makes room for it; see {@link createTurns} */
  add(lane: string, thing: T): T | undefined;
  /** The first thing of the lane whose turn it is. */
  take(): T | undefined;
}

/**
 * Things are taken from one lane after another, so that with k lanes nobody's first thing waits longer than k turns; those
 * of one lane stay in order. When there is no room, the last thing of the longest lane goes, not that of a lane which has
 * less: one that floods shuts nobody out, until as many lanes wait as there are places.
 */
export function createTurns<T>(room: number): Turns<T> {
  // A Map keeps the order in which lanes were put in: the first is the next.
  const lanes = new Map<string, T[]>();
  let size = 0;
  const makeRoom = (own: number, thing: T): { readonly gone: T | undefined; readonly taken: boolean } => {
    let longest: T[] = [];
    for (const lane of lanes.values()) if (lane.length > longest.length) longest = lane;
    if (own + 1 >= longest.length) return { gone: thing, taken: false };
    size--;
    return { gone: longest.pop(), taken: true };
  };
  const put = (lane: string, thing: T): void => {
    const waiting = lanes.get(lane);
    if (waiting === undefined) lanes.set(lane, [thing]);
    else waiting.push(thing);
    size++;
  };
  return {
    get size() {
      return size;
    },
    add(lane, thing) {
      if (size < room) {
        put(lane, thing);
        return undefined;
      }
      const { gone, taken } = makeRoom(lanes.get(lane)?.length ?? 0, thing);
      if (taken) put(lane, thing);
      return gone;
    },
    take() {
      const [first] = lanes;
      if (first === undefined) return undefined;
      const [lane, waiting] = first;
      const thing = waiting.shift();
      size--;
      lanes.delete(lane);
      if (waiting.length > 0) lanes.set(lane, waiting);
      return thing;
    },
  };
}
