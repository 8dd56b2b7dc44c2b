/**
 * Reads the groups of a member of staff from the token. The gateway has verified the token, but passes its claims on as
 * text, a list as `[editor admin]`. In that text, the group `not admin` or the single group `[admin]` cannot be
 * distinguished from `admin`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { Forbidden } from '../../domain/errors.ts'
import { type HttpEvent, header } from './request.ts'

/**
 * Accepts only members of one of the groups.
 * @param claim the name of the claim that lists the caller's groups, or the path to it, such as `realm_access.roles`
 * @throws Forbidden
 */
export function onlyGroups(groups: readonly string[], claim: string): (event: HttpEvent) => void {
  return (event) => {
    if (!groupsOf(event, claim).some((group) => groups.includes(group))) throw new Forbidden({ groups })
  }
}

/**
 * Each text of a list is one group. A single text is also one group, whatever it contains. Other values name no group.
 */
function groupsOf(event: HttpEvent, claim: string): readonly string[] {
  const value = claimAt(verifiedClaims(event), claim)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((group) => typeof group === 'string') ? value : []
}

/**
 * A claim by its name, or else by a path whose steps are separated by dots. The name comes first, because custom claims
 * often have addresses as names, such as `https://example.com/groups`.
 */
function claimAt(claims: unknown, claim: string): unknown {
  return member(claims, claim) ?? claim.split('.').reduce(member, claims)
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined

/** A signed token in compact form (RFC 7515 section 7.1); the gateway accepts it with and without `Bearer`. */
const TOKEN = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+$/i

/**
 * The payload of the token that the gateway's authorizer has accepted; undefined if there is none or it cannot be read.
 */
function verifiedClaims(event: HttpEvent): unknown {
  if (!event.requestContext.authorizer?.jwt) return undefined
  const payload = TOKEN.exec(header(event, 'authorization')?.trim() ?? '')?.[1]
  if (payload === undefined) return undefined
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
