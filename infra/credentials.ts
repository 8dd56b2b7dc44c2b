/**
 * Stands in for the SDK's chain of credential providers (see bundling.ts): on Lambda, and in player/, they are in the
 * environment.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
import { fromEnv } from '@aws-sdk/credential-provider-env'

export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv()
