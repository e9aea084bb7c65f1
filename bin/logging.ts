import { pino } from 'pino';

/** Logs one event: a name, and codes, counts and surrogate ids. Never an object from outside. */
export type Log = (event: { readonly event: string } & Readonly<Record<string, unknown>>) => void;

/** Fields that must never be logged; a last belt, since events are made of allowed fields in the first place. */
const REDACTED = ['pin', 'imsi', 'imei', 'msisdn', 'password', 'secret', 'authorization', 'parameters', 'answers'];

/** Writes JSON lines to standard error: standard output belongs to the line that says a process is ready. */
export function createLog(processName: string, level: 'debug' | 'info' | 'warn' | 'error') {
  const logger = pino(
    { level, base: { process: processName, pid: process.pid }, redact: REDACTED, messageKey: 'message' },
    pino.destination(2),
  );
  const write =
    (method: 'info' | 'warn' | 'error'): Log =>
    (event) =>
      logger[method](event);
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** What may be said of an unforeseen error: its class and where it was thrown, not its text, which may quote data. */
export function describeError(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, ...(frames === undefined ? {} : { stack: frames.slice(0, 8).join('\n') }) };
}
