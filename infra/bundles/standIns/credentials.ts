/**
 * Replaces the SDK's chain of credential providers (../bundling.ts). On Lambda and in player/ the credentials are in the
 * environment.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
import { fromEnv } from '@aws-sdk/credential-provider-env'

export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv()
