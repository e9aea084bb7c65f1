export { provisionDevice } from './provision-device.ts';
