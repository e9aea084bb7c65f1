/**
 * Virtual handsets as a process.
 *
 * HANDSET_PORT (2790), SMSC_CONTROL_URL of the virtual SMSC, so that users can reply; HANDSET_CREATE_UNKNOWN=1 makes a
 * handset for any number that a message is sent to
 */
import { createHandsets } from '../simulator/handsets.ts';
import { readPort } from '../simulator/read-port.ts';
import { runSimulator } from '../simulator/run-simulator.ts';

const { env } = process;

const handsets = await createHandsets({
  port: readPort('HANDSET_PORT', env['HANDSET_PORT'], 2790),
  ...(env['SMSC_CONTROL_URL'] && { smscUrl: env['SMSC_CONTROL_URL'] }),
  createUnknown: env['HANDSET_CREATE_UNKNOWN'] === '1',
});

runSimulator({ port: handsets.port }, () => handsets.stop());
