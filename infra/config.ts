/**
 * Deployment settings of one environment: a flat, typed object. Every setting has a default or is optional. A wrong or
 * unknown setting stops synth with a message that names it. environments.ts reads the settings.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { suggest } from './suggest.ts'

/** The environment that is deployed if the command line names none. Its stack has the plain name. */
export const PRODUCTION = 'production'

/** CloudWatch keeps logs only for these numbers of days (PutRetentionPolicy API reference). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const packageVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
    .version

/**
 * OpenID Connect requires an `https` URL of an issuer, without query and fragment. So does API Gateway, which reads the
 * discovery document there. Its documentation says so of the JWT authorizers of REST APIs:
 * https://openid.net/specs/openid-connect-core-1_0.html#Terminology,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer-create.html
 */
const isIssuer = (text: string): boolean => /^https:\/\/[^\s?#]+$/.test(text) && URL.canParse(text)

// `-c name=value` gives a string, the settings file gives JSON. Both are accepted.
const whole = (least: number, most: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.int(`expected a whole number from ${least} to ${most}`).min(least).max(most),
  )
const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('expected true or false'),
)
const days = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  z.literal(RETENTION_DAYS, `expected one of ${RETENTION_DAYS.join(', ')}`),
)
const memory = whole(128, 10_240)
const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
  z.array(z.string().min(1)),
)

/**
 * The settings. docs/deploying.md repeats their descriptions, and a test compares the two. The JSON Schema for editors
 * is made of them (settingsSchema.ts).
 */
export const settings = z.strictObject({
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'expected letters, digits and hyphens, starting with a letter')
    .optional()
    .describe(
      'Name of the CloudFormation stack; by default `Understory` in the environment `production`, and `Understory-<environment>` in any other',
    ),
  version: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Version that `/v1/health` answers; by default that of package.json'),
  siteName: z
    .string()
    .min(1)
    .max(80)
    .default('Understory')
    .describe('Name of the publication, as its pages and feeds show it'),
  siteUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
    .optional()
    .describe(
      'Address under which readers reach the site, such as `https://example.com`; by default the address of each request',
    ),
  behindEdge: flag
    .default(false)
    .describe('A CDN in front sends the address of each client; creates the secret by which the CDN is recognised'),
  retainData: flag
    .default(true)
    .describe(
      'Tables, user pool, secret and failed batches are protected from deletion and outlive the stack; `false` only for copies that are thrown away',
    ),
  terminationProtection: flag
    .optional()
    .describe(
      'CloudFormation refuses to delete the stack; by default as `retainData`. Switch it off with a deployment before `cdk destroy`',
    ),
  oidcIssuer: z
    .string()
    .refine(isIssuer, 'expected an https URL without query and fragment, as in the `iss` claim')
    .optional()
    .describe(
      'Issuer of the tokens of editors and moderators, an `https` URL, exactly as in their `iss` claim; without it a Cognito user pool is created',
    ),
  oidcAudience: list
    .optional()
    .describe('Audiences accepted from that issuer (`aud`, or `client_id` in tokens without `aud`), comma-separated'),
  groupsClaim: z
    .string()
    .min(1)
    .max(128)
    .default('cognito:groups')
    .describe(
      'Claim of the token that lists the groups `editor`, `moderator`, `admin`; a claim within another by its path, such as `realm_access.roles`',
    ),
  readerMemory: memory
    .default(1769)
    .describe('Memory of the reader function, MB; CPU grows with it, and 1,769 is one whole processor'),
  commenterMemory: memory.default(1769).describe('Memory of the commenter function, MB'),
  editorMemory: memory.default(1769).describe('Memory of the editor function, MB'),
  moderatorMemory: memory.default(1769).describe('Memory of the moderator function, MB'),
  projectorMemory: memory.default(1024).describe('Memory of the projector function, MB'),
  indexerMemory: memory.default(512).describe('Memory of the indexer function, MB'),
  // Functions send no new request after 2.5 s (functions/running/deadline.ts). This timeout ends functions that hang.
  requestTimeoutSeconds: whole(4, 29)
    .default(5)
    .describe('Longest time of a request; functions stop waiting for the database after 3 s and answer 503'),
  projectorTimeoutSeconds: whole(5, 900).default(60).describe('Longest time of one batch of changes'),
  indexerTimeoutSeconds: whole(5, 900).default(120).describe('Longest time of one batch of changed articles'),
  throttleRate: whole(1, 100_000)
    .default(200)
    .describe(
      'Requests a second of each route that readers use, before it answers 429; other routes have a share of it (infra/throttles.ts); a limit on the bill',
    ),
  throttleBurst: whole(1, 100_000)
    .default(400)
    .describe('Requests at once of such a route before it answers 429; other routes have the same share of it'),
  maxReadUnits: whole(100, 1_000_000)
    .default(5000)
    .describe('Most read units a second of each table before requests answer 503; a limit on the bill'),
  maxWriteUnits: whole(100, 1_000_000)
    .default(2000)
    .describe('Most write units a second of each table before requests answer 503; a limit on the bill'),
  monthlyBudget: whole(1, 1_000_000)
    .optional()
    .describe(
      'US dollars a month that the whole AWS account may cost; `alarmEmail` gets a message at half of it, at all of it, and when AWS expects more',
    ),
  logRetentionDays: days.default(30).describe('How long the logs of functions and API are kept, days'),
  logAddresses: flag
    .default(false)
    .describe('Write client addresses and user agents into the access log; personal data, so off by default'),
  platformLogs: flag
    .default(false)
    .describe('Log a start and a report line per invocation; under load they cost more than the invocation'),
  sourceMaps: flag.default(false).describe('Bundle source maps and use them in stack traces; slows cold starts'),
  batchSize: whole(1, 100).default(100).describe('Most changes in one batch of the projector'),
  batchWindowSeconds: whole(0, 300)
    .default(1)
    .describe(
      'How long a batch of the projector or the indexer may fill; longer is cheaper, but delays counts and search',
    ),
  // A very busy article throttles the projector up to twenty times in a row (bench/parts/hot.ts).
  batchRetries: whole(0, 10_000)
    .default(50)
    .describe('How often a failed batch, halved each time, is retried before it is set aside'),
  recordAgeHours: whole(1, 24)
    .default(6)
    .describe('Age at which an unapplied change is set aside; the stream keeps changes for 24 hours'),
  failureRetentionDays: whole(1, 90)
    .default(30)
    .describe('How long failed batches that were set aside are kept for redriving, days'),
  iteratorAgeAlarmSeconds: whole(10, 86_400)
    .default(60)
    .describe('Alarm when the projector or the indexer is further behind than this'),
  alarmEmail: z
    .email('expected an e-mail address')
    .optional()
    .describe('Address of alarm e-mails; it must confirm a first message'),
})

export type Config = z.infer<typeof settings> & {
  readonly environment: string
  readonly stackName: string
  readonly version: string
  readonly terminationProtection: boolean
}

/** Settings are wrong. The message names each. */
export class BadSettings extends Error {
  override name = 'BadSettings'
}

/**
 * Checks settings and fills in the defaults.
 * @throws BadSettings naming every wrong or unknown one.
 */
export function parseConfig(given: Record<string, unknown>, environment = PRODUCTION): Config {
  const result = settings.safeParse(given)
  const faults = result.success
    ? []
    : result.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => `${key}: there is no such setting${suggest(key, Object.keys(settings.shape))}`)
          : [`${issue.path.join('.')}: ${issue.message} (got ${JSON.stringify(given[String(issue.path[0])])})`],
      )
  if (result.success && (result.data.oidcIssuer === undefined) !== (result.data.oidcAudience === undefined)) {
    faults.push('oidcIssuer, oidcAudience: give both, or neither for a Cognito user pool')
  }
  if (result.success && result.data.monthlyBudget !== undefined && result.data.alarmEmail === undefined) {
    faults.push('monthlyBudget: give alarmEmail too, the address of its messages')
  }
  if (!result.success || faults.length > 0) {
    throw new BadSettings(
      `Bad deployment settings of "${environment}" (see docs/deploying.md):\n  ${faults.join('\n  ')}`,
    )
  }
  const { data } = result
  return {
    ...data,
    environment,
    stackName: data.stackName ?? (environment === PRODUCTION ? 'Understory' : `Understory-${environment}`),
    version: data.version ?? packageVersion(),
    terminationProtection: data.terminationProtection ?? data.retainData,
  }
}
