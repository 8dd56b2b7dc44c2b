/**
 * Which groups a member of staff is in, read from the token itself. The gateway has verified it, but hands its claims on as
 * text, a list as `[editor admin]`: the group `not admin`, or the single group `[admin]`, can't be told from `admin` there.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { Forbidden } from '../../domain/errors.ts'
import { type HttpEvent, header } from './request.ts'

/**
 * Lets pass only members of one of the groups.
 * @param claim the name of the claim that lists the caller's groups, or the path to it, such as `realm_access.roles`
 * @throws Forbidden
 */
export function onlyGroups(groups: readonly string[], claim: string): (event: HttpEvent) => void {
  return (event) => {
    if (!groupsOf(event, claim).some((group) => groups.includes(group))) throw new Forbidden({ groups })
  }
}

/** Each text of a list is one group. So is a single text, whatever is in it. Any other value names no group. */
function groupsOf(event: HttpEvent, claim: string): readonly string[] {
  const value = claimAt(verifiedClaims(event), claim)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((group) => typeof group === 'string') ? value : []
}

/**
 * A claim by its name; where there is none of that name, by a path whose steps are separated by dots. The name comes first,
 * because claims of one's own are commonly named as addresses: `https://example.com/groups`.
 */
function claimAt(claims: unknown, claim: string): unknown {
  return member(claims, claim) ?? claim.split('.').reduce(member, claims)
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined

/** A signed token in compact form (RFC 7515 section 7.1); the gateway takes it with and without `Bearer`. */
const TOKEN = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+$/i

/** The payload of the token that the gateway's authorizer has let pass; undefined where there is none that can be read. */
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
