/**
 * Reads a TCP port from the environment.
 *
 * @param text - the variable's value; `fallback` when it is absent or empty
 * @throws RangeError when it is no whole number from 0 (any free port) to 65535
 */
export function readPort(name: string, text: string | undefined, fallback: number): number {
  const port = text === undefined || text === '' ? fallback : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RangeError(`Cannot read ${name}: expected a port from 0 to 65535, got "${text}"`);
}
