/**
 * Replaces Lambda's store of facts about an invocation (../bundling.ts). The SDK asks it for a trace id on instances
 * that serve several requests at once. Ours serve one, whose trace id is in the environment.
 */
export const InvokeStore = { getInstanceAsync: async (): Promise<undefined> => undefined }
