/**
 * A virtual SMSC as a process: SMPP 3.4 and, beside it, a control port over HTTP.
 *
 * SMSC_SMPP_PORT (2775), SMSC_CONTROL_PORT (2780), HANDSET_URL (none: messages go nowhere), SMSC_SYSTEM_ID (wsi),
 * SMSC_PASSWORD (none: any), SMSC_LOG_FILE (none)
 */
import { readPort } from '../simulator/read-port.ts';
import { runSimulator } from '../simulator/run-simulator.ts';
import { createSmsc } from '../simulator/smsc.ts';

const { env } = process;

const smsc = await createSmsc({
  smppPort: readPort('SMSC_SMPP_PORT', env['SMSC_SMPP_PORT'], 2775),
  controlPort: readPort('SMSC_CONTROL_PORT', env['SMSC_CONTROL_PORT'], 2780),
  systemId: env['SMSC_SYSTEM_ID'] ?? 'wsi',
  ...(env['HANDSET_URL'] && { handsetUrl: env['HANDSET_URL'] }),
  ...(env['SMSC_PASSWORD'] && { password: env['SMSC_PASSWORD'] }),
  ...(env['SMSC_LOG_FILE'] && { logFile: env['SMSC_LOG_FILE'] }),
});

runSimulator({ smppPort: smsc.smppPort, controlPort: smsc.controlPort }, () => smsc.stop());
