import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** On the scale of `nice`: 0 is what everybody has, 19 the last of all. */
const BEHIND = 10;

/**
 * Lets a process that works orders off make way for those that take them in, where they share a machine: whoever orders
 * waits for an answer, what has been accepted can wait (docs/decisions/0015). Call it right after the process was
 * started: threads have the priority of the one that makes them.
 */
export function makeWay(pid: number): void {
  try {
    setPriority(pid, BEHIND);
    makeSessionWay(pid);
  } catch {
    // It is gone already, which whoever watches it will say; or the system has no such groups.
  }
}

/**
 * Where Linux gives each session an equal share of the processors (sched(7), "The autogroup feature"), a priority counts
 * among processes of one session only. A session that the process shares with us stays as it is.
 */
function makeSessionWay(pid: number): void {
  const group = `/proc/${pid}/autogroup`;
  if (readFileSync(group, 'utf8') !== readFileSync('/proc/self/autogroup', 'utf8')) writeFileSync(group, `${BEHIND}`);
}
