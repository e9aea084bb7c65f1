// A process of its own for a link whose SMSC misbehaves: says `alive` and ends well if nothing killed it.

import { createSmppLink } from '../../bearers/smpp/link.ts';

const options = { host: '127.0.0.1', systemId: 'wsi', password: 'x', reconnect: { minMs: 1, maxMs: 10 }, drainMs: 10 };
const listener = { receiptArrived: async () => undefined, messageArrived: async () => undefined };
const ends: unknown[] = [];
const log = (event: unknown) => ends.push(event);
// Nobody listens on port 1.
const links = [Number(process.argv[2]), 1].map((port) => createSmppLink({ ...options, port }, listener, { log }));
for (const link of links) link.start();
while (ends.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
await Promise.all(links.map((link) => link.stop()));
console.log('alive');
