/**
 * The site's secret: the HMAC key of edit tokens and address hashes. AWS generates it at the first deployment. It
 * outlives the stack together with the tables, because their hashes are useless without it.
 *
 * `behindEdge` adds the origin's secret. The edge sends it, so that its clients' addresses are accepted.
 */
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledgements.ts'
import type { Config } from './config.ts'

export type Secrets = {
  readonly site: Secret
  readonly origin?: Secret
}

export function createSecrets(scope: Construct, config: Config): Secrets {
  const site = createSiteSecret(scope, config)
  return config.behindEdge ? { site, origin: createOriginSecret(scope) } : { site }
}

function createSiteSecret(scope: Construct, config: Config): Secret {
  const secret = new Secret(scope, 'SiteSecret', {
    description: 'Understory: key of edit tokens and address hashes',
    // 64 letters and digits have about 380 bits, more than HMAC-SHA-256 can use.
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  acknowledge(secret, {
    'AwsSolutions::AwsSolutions-SMG4':
      'Rotation would invalidate every edit token and address hash. The runbook has the steps for a secret that has leaked.',
  })
  return secret
}

function createOriginSecret(scope: Construct): Secret {
  const secret = new Secret(scope, 'OriginSecret', {
    description: 'Understory: the edge sends it with each request; the current value and the previous one are accepted',
    // Letters and digits need no escape in a header.
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    // No stored data depends on it, so a new stack may have a new one.
    removalPolicy: RemovalPolicy.DESTROY,
  })
  acknowledge(secret, {
    'AwsSolutions::AwsSolutions-SMG4':
      'The edge must be deployed with each new value. docs/deploying.md has the steps.',
  })
  new CfnOutput(scope, 'OriginSecretArn', { value: secret.secretArn })
  return secret
}
