import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { ProvisioningError } from '../domain/errors.ts';

/**
 * Tells Temporal what our errors already know: their code, and whether to try again. Anything else is a bug or an outside
 * error whose text may hold anything, so only its class name goes into history.
 */
export const translateFailures: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      if (error instanceof ProvisioningError) {
        const { code: type, message, retryable } = error;
        throw ApplicationFailure.create({ type, message, nonRetryable: !retryable });
      }
      const type = error instanceof Error ? error.name : 'Error';
      throw ApplicationFailure.create({ type, message: 'Unforeseen failure; see the log of the worker' });
    }
  },
};
