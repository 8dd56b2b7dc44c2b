/**
 * Stands in for Lambda's store of what belongs to an invocation (see ../bundling.ts). The SDK asks it for a trace id where
 * one instance serves several requests at once; ours serve one, whose trace id is in the environment.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined }
