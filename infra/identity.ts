/**
 * Sign-in of editors and moderators: a Cognito user pool of this stack, or any OpenID Connect issuer named in the
 * settings. In both cases the gateway checks the token's signature, issuer, audience and expiry. The functions check
 * its groups.
 */
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { AccountRecovery, CfnUserPoolGroup, Mfa, UserPool } from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import type { Group } from '../functions/contract/access.ts'
import { routes } from '../functions/contract/routes.ts'
import { acknowledge } from './acknowledgements.ts'
import type { Config } from './config.ts'
import type { Functions } from './functions.ts'

const GROUPS = {
  editor: 'Writes and publishes articles',
  moderator: 'Decides on comments and changes settings',
  admin: 'Both editor and moderator',
} satisfies Record<Group, string>

export function createAuthorizer(scope: Construct, config: Config): IHttpRouteAuthorizer {
  const { oidcIssuer, oidcAudience } = config
  if (oidcIssuer !== undefined && oidcAudience !== undefined) {
    return new HttpJwtAuthorizer('SignedIn', oidcIssuer, { jwtAudience: oidcAudience })
  }
  const { pool, client } = createUserPool(scope, config)
  return new HttpJwtAuthorizer('SignedIn', `https://cognito-idp.${pool.env.region}.amazonaws.com/${pool.userPoolId}`, {
    jwtAudience: [client.userPoolClientId],
  })
}

/** Sets the claim that lists the groups, for functions that answer staff. */
export function setGroupsClaim(functions: Functions, config: Config): void {
  const names = new Set(routes.filter(({ signedIn }) => signedIn).map(({ to }) => to))
  for (const name of names) functions[name].addEnvironment('GROUPS_CLAIM', config.groupsClaim)
}

function createUserPool(scope: Construct, config: Config) {
  const pool = new UserPool(scope, 'Users', {
    // Staff are invited. There is no sign-up.
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { sms: false, otp: true },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(7),
    },
    deletionProtection: config.retainData,
    removalPolicy: config.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  acknowledge(pool, {
    'AwsSolutions::AwsSolutions-COG8':
      'The Plus plan bills per active user. Staff are invited by hand. A publisher who needs more can use an OIDC issuer.',
    'AwsSolutions::AwsSolutions-COG2':
      'One-time codes are optional. If they were required, the first administrator, who is created on the command line, could not sign in.',
  })
  for (const [groupName, description] of Object.entries(GROUPS)) {
    const id = groupName.charAt(0).toUpperCase() + groupName.slice(1)
    new CfnUserPoolGroup(scope, `${id}Group`, { userPoolId: pool.userPoolId, groupName, description })
  }
  const client = pool.addClient('Client', {
    // Browsers sign in by SRP, which never sends the password. Scripts of the operator have AWS credentials and use
    // AdminInitiateAuth. Plain USER_PASSWORD_AUTH is off.
    authFlows: { userSrp: true, adminUserPassword: true },
    disableOAuth: true,
    generateSecret: false,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(30),
  })
  new CfnOutput(scope, 'UserPoolId', { value: pool.userPoolId })
  new CfnOutput(scope, 'UserPoolClientId', { value: client.userPoolClientId })
  return { pool, client }
}
