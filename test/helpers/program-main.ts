// A program for the launcher's tests to start. PROGRAM says how it behaves; its pid is in its readiness line.
import { createServer } from 'node:http';

const { env } = process;
const say = (facts: object) => console.log(JSON.stringify({ ready: true, pid: process.pid, ...facts }));

// Holds the process up: whatever it does next, it does not end by running out of work.
const server = createServer().listen(0, '127.0.0.1');

switch (env['PROGRAM'] ?? 'well-behaved') {
  case 'fails':
    console.error('no such table');
    process.exit(3);
    break;
  case 'finishes':
    console.log('all done');
    process.exit(0);
    break;
  case 'silent':
    break;
  case 'stubborn':
    process.on('SIGTERM', () => console.log('not yet'));
    say({});
    break;
  case 'short-lived':
    say({});
    setTimeout(() => process.exit(7), 100);
    break;
  default:
    process.on('SIGTERM', () => {
      console.log('stopping');
      server.close(() => process.exit(0));
    });
    console.log('not json');
    console.log('{"ready":false}');
    say({ greeting: env['GREETING'] });
}
