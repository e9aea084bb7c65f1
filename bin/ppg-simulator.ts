/**
 * A virtual push proxy gateway as a process: PAP 2.0 over HTTP and, beside it, a control port.
 *
 * PPG_PAP_PORT (2785), PPG_CONTROL_PORT (2786), HANDSET_URL (none: pushes go nowhere), PPG_NAME (none: any in addresses),
 * PPG_USER (wsi), PPG_PASSWORD (none: anybody), PPG_LOG_FILE (none)
 */
import { createPpg } from '../simulator/ppg.ts';
import { readPort } from '../simulator/read-port.ts';
import { runSimulator } from '../simulator/run-simulator.ts';

const { env } = process;

const ppg = await createPpg({
  papPort: readPort('PPG_PAP_PORT', env['PPG_PAP_PORT'], 2785),
  controlPort: readPort('PPG_CONTROL_PORT', env['PPG_CONTROL_PORT'], 2786),
  user: env['PPG_USER'] ?? 'wsi',
  ...(env['HANDSET_URL'] && { handsetUrl: env['HANDSET_URL'] }),
  ...(env['PPG_NAME'] && { name: env['PPG_NAME'] }),
  ...(env['PPG_PASSWORD'] && { password: env['PPG_PASSWORD'] }),
  ...(env['PPG_LOG_FILE'] && { logFile: env['PPG_LOG_FILE'] }),
});

runSimulator({ papPort: ppg.papPort, controlPort: ppg.controlPort }, () => ppg.stop());
